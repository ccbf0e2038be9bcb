"""Importing tables: the templates, the file, the dry run, and letting it be written."""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.desk import access
from safeguard.desk.actions.importing import go_on
from safeguard.desk.actions.importing.reading import COLUMNS
from safeguard.desk.forms.importing import AnswersForm, UploadForm
from safeguard.desk.rules.importing import Doubt
from safeguard.desk.selectors.importing import AT_WORK
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.pages import Page, by_name, newest_first
from safeguard.lib.sheets import as_csv
from safeguard.lib.tables import workbook
from safeguard.people.access import visible_people
from safeguard.people.actions import note_listed
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
from safeguard.storage.actions import (
    answer_rows,
    ask_for_invitations,
    confirm_import,
    discard_import,
    note_rows_shown,
    store_import,
)
from safeguard.storage.enums import Answer, ImportKind, ImportState, RowState
from safeguard.storage.models import Import, ImportRow
from safeguard.storage.requests import token_in

AT_ONCE = 2.0  # seconds: a short table is checked, or written, before its page is shown
CSV = "text/csv; charset=utf-8"
# What is to be looked at first. A state whose rows need nothing done comes last.
ORDER = (
    RowState.WRONG,
    RowState.FAILED,
    RowState.HIDDEN,
    RowState.ASK,
    RowState.DIFFERS,
    RowState.SKIPPED,
    RowState.NEW,
    RowState.WRITTEN,
    RowState.HERE,
)
LEVELS = {RowState.WRONG: "high", RowState.FAILED: "high", RowState.ASK: "moderate", RowState.HIDDEN: "moderate"}
LISTED = (RowState.WRONG, RowState.FAILED, RowState.HIDDEN, RowState.ASK, RowState.DIFFERS, RowState.SKIPPED)


def _kinds(user: User) -> list[ImportKind]:
    return [kind for kind in ImportKind if access.may_import(user, kind)]


def _kind(request: SignedInRequest, text: str) -> ImportKind:
    found = next((kind for kind in _kinds(request.user) if kind.value == text), None)
    if found is None:
        raise NotVisible
    return found


@require_safe
def imports(request: SignedInRequest) -> HttpResponse:
    """What may be imported, and what became of one's own imports."""
    kinds = _kinds(request.user)
    if not kinds:
        raise NotVisible
    own = Import.objects.filter(uploaded_by=request.user, kind__in=kinds)
    page = newest_first(own, "uploaded_at", request.GET.get("after", ""))
    here = reverse("desk:imports")
    context = {
        "kinds": kinds,
        "page": page,
        "heads": [_("When"), _("What"), _("State")],
        "rows": [_import_line(one) for one in page.rows],
        "older_url": f"{here}?after={page.older_key}" if page.older else "",
    }
    return render(request, "desk/import_list.html", context)


def _import_line(one: Import) -> list[dict[str, Any]]:
    return [
        {"label": _("When"), "text": clock.to_the_minute(one.uploaded_at), "url": one.get_absolute_url()},
        {"label": _("What"), "text": one.get_kind_display()},
        {"label": _("State"), "text": one.get_state_display()},
    ]


@require_safe
def template_csv(request: SignedInRequest, kind: str) -> HttpResponse:
    """The template with one example row, as CSV."""
    columns = COLUMNS[_kind(request, kind)]
    rows = [[column.heading for column in columns], [column.example for column in columns]]
    return _download(as_csv(rows), f"{kind}-template.csv", CSV)


@require_safe
def template_xlsx(request: SignedInRequest, kind: str) -> HttpResponse:
    """The template with one example row and a sheet that says what each column means, as a workbook."""
    columns = COLUMNS[_kind(request, kind)]
    rows = [[column.heading for column in columns], [column.example for column in columns]]
    needed = {True: _("Yes"), False: ""}
    meanings = [[one.heading, str(one.help), needed[one.is_needed], one.example] for one in columns]
    heads = [_("Column"), _("What it means"), _("Needed"), _("Example")]
    file = io.BytesIO()
    workbook.write([(_("Rows"), rows), (_("What each column means"), [heads, *meanings])], file)
    return _download(file.getvalue(), f"{kind}-template.xlsx", workbook.TYPE)


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest, kind: str) -> HttpResponse:
    """Choose a file. It is checked, and nothing is written."""
    chosen = _kind(request, kind)
    if request.method != "POST":
        return _upload_page(request, chosen, UploadForm(kind=chosen))
    token = token_in(request.POST)
    sent = Import.objects.filter(uploaded_by=request.user, client_token=token).first() if token else None
    if sent is not None:
        return redirect(sent)  # the second press
    form = UploadForm(request.POST, request.FILES, kind=chosen)
    if not form.is_valid():
        return _upload_page(request, chosen, form, status=422)
    now, given = clock.now(), form.cleaned_data
    try:
        stored = store_import(
            by=request.user,
            now=now,
            kind=chosen,
            pieces=given["file"].chunks(1_000_000),
            client_token=given["client_token"],
        )
    except Refused as refused:
        form.add_error("file", str(refused))
        return _upload_page(request, chosen, form, status=422)
    go_on(of=stored, now=now, seconds=AT_ONCE)
    return redirect(stored)


upload.takes_files = True  # type: ignore[attr-defined]  # the one address where a file is not refused (INC-03)


def _upload_page(request: SignedInRequest, kind: ImportKind, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "kind": kind, "columns": COLUMNS[kind], "is_staff": kind == ImportKind.STAFF}
    return render(request, "desk/import_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """Where an import stands, with its rows, those first that need something done; answers are sent here too."""
    of, now = access.get_import_for(request.user, ref), clock.now()
    counts = _counts(of)
    shown = _shown(request, counts)
    page: Page[ImportRow] = by_name(of.rows.filter(state=shown), "number", request.GET.get("after", ""), key="number")
    waits = of.state == ImportState.CHECKED
    form = AnswersForm(request.POST if request.method == "POST" else None, rows=page.rows if waits else [])
    if request.method == "POST" and form.is_valid():
        return _answer(request, of, form, now)
    if page.rows:
        note_rows_shown(by=request.user, now=now, of=of)
    here = f"{of.get_absolute_url()}?show={shown}"
    context = {
        "import": of,
        "is_at_work": of.state in AT_WORK,
        "waits": waits,
        "counts": [_count_line(of, state, counts[state], shown) for state in ORDER if counts.get(state)],
        "checked": sum(counts.values()) - counts.get(RowState.READ, 0),
        "all_right": waits and not any(counts.get(state) for state in (RowState.WRONG, RowState.HIDDEN, RowState.ASK)),
        "shown": RowState(shown) if counts else None,
        "rows": [_row_line(row, form) for row in _with_targets(request.user, of, page.rows, now)],
        "form": form,
        "older_url": f"{here}&after={page.older_key}" if page.older else "",
        "here": here,
        "is_first": page.is_first,
        "notes": _notes(of),
        "to_write": _to_write(of),
        "may_invite": of.kind == ImportKind.STAFF and of.state == ImportState.DONE and of.removed_at is None,
        "has_problems": any(counts.get(state) for state in LISTED),
    }
    return render(request, "desk/import_detail.html", context, status=422 if form.errors else 200)


def _counts(of: Import) -> dict[str, int]:
    return dict(of.rows.order_by().values_list("state").annotate(Count("pk")))


def _shown(request: SignedInRequest, counts: Mapping[str, int]) -> str:
    asked = request.GET.get("show", "")
    if asked in counts:
        return asked
    return next((state.value for state in ORDER if counts.get(state)), RowState.NEW.value)


def _count_line(of: Import, state: RowState, count: int, shown: str) -> dict[str, Any]:
    return {
        "text": f"{capfirst(state.label)}: {count:,}",
        "url": f"{of.get_absolute_url()}?show={state.value}#rows",
        "current": state.value == shown,
    }


def _answer(request: SignedInRequest, of: Import, form: AnswersForm, now: datetime) -> HttpResponse:
    try:
        answer_rows(by=request.user, now=now, of=of, answers=form.answers())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your answers have been kept."))
    after, show = request.GET.get("after", ""), request.GET.get("show", "")
    state = show if show in RowState.values else ""
    more = f"&after={int(after)}" if after.isdecimal() else ""
    return redirect(f"{of.get_absolute_url()}?show={state}{more}#rows")


def _with_targets(
    user: User, of: Import, rows: Sequence[ImportRow], now: datetime
) -> list[tuple[ImportRow, list[dict[str, str]]]]:
    """Each row with who it may be, or is, as far as this user may see them now. One query, and one event."""
    refs = {ref for row in rows for ref in row.targets}
    found: dict[str, dict[str, str]] = {}
    if refs and of.kind == ImportKind.STAFF:
        found = {str(one.ref): _account_link(one) for one in User.objects.filter(ref__in=refs)}
    elif refs:
        seen = list(visible_people(user).filter(ref__in=refs))
        note_listed(by=user, now=now, people=seen)
        found = {one.ref: {"text": f"{one.known_as}, {one.ref}", "url": one.get_absolute_url()} for one in seen}
    return [(row, [found[ref] for ref in row.targets if ref in found]) for row in rows]


def _account_link(account: User) -> dict[str, str]:
    url = reverse("desk:set_up_person", args=[account.ref])
    return {"text": f"{account.full_name}, {account.email}", "url": url}


def _row_line(pair: tuple[ImportRow, list[dict[str, str]]], form: AnswersForm) -> dict[str, Any]:
    row, targets = pair
    name = f"row_{row.number}"
    return {
        "row": row,
        "level": LEVELS.get(RowState(row.state), ""),
        "who": row.cells.get("full_name", ""),
        "problems": list(_problems(row)),
        "targets": targets,
        "question": form[name] if name in form.fields else None,
        "answer": Answer(row.answer).label if row.answer else "",
    }


def _problems(row: ImportRow) -> Iterator[tuple[str, str]]:
    """The heading of each column that is wrong, and what to do."""
    headings = {column.key: column.heading for columns in COLUMNS.values() for column in columns}
    for key, text in row.problems:
        yield headings.get(key, ""), text


def _notes(of: Import) -> list[str]:
    """How something was read where it could have been meant otherwise."""
    notes = []
    if of.notes.get("encoding"):
        notes.append(
            _("Its letters were read as %(encoding)s. Look at names with accents before you go on.")
            % {"encoding": of.notes["encoding"]}
        )
    words = {
        Doubt.DAY_FIRST: ngettext(
            "One date was read with the day first, in row %(row)s: 01/02/2010 is 1 February 2010.",
            "%(count)s dates were read with the day first, the first in row %(row)s: 01/02/2010 is 1 February 2010.",
            of.notes.get(Doubt.DAY_FIRST, 0),
        ),
        Doubt.SERIAL: ngettext(
            "One number was read as the date that a spreadsheet keeps so, in row %(row)s: 40210 is 1 February 2010.",
            "%(count)s numbers were read as dates that a spreadsheet keeps so, the first one in row %(row)s.",
            of.notes.get(Doubt.SERIAL, 0),
        ),
    }
    return notes + [
        words[doubt] % {"count": of.notes[doubt], "row": of.notes[f"{doubt}_row"]}
        for doubt in Doubt
        if of.notes.get(doubt)
    ]


def _to_write(of: Import) -> int:
    """How many rows would be written as it stands."""
    if of.state != ImportState.CHECKED:
        return 0
    new = of.rows.filter(state=RowState.NEW)
    said = of.rows.filter(state__in=(RowState.ASK, RowState.HIDDEN), answer__in=(Answer.NEW, Answer.SAME))
    return (new | said).count()


@require_safe
def problems_csv(request: SignedInRequest, ref: str) -> HttpResponse:
    """What is wrong, as a list to work through. It holds no cell of the file."""
    of = access.get_import_for(request.user, ref)
    rows = of.rows.filter(state__in=LISTED).order_by("number").iterator(chunk_size=1000)
    lines = ([row.number, row.get_state_display(), *problem] for row in rows for problem in _problems(row))
    heads = [_("Row"), _("State"), _("Column"), _("What to do")]
    return _download(as_csv([heads, *lines]), f"{of.ref}.csv", CSV)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def confirm(request: SignedInRequest, ref: str) -> HttpResponse:
    """Let it be written, after a fresh sign-in: everything, or the rows that are right."""
    of, now = access.get_import_for(request.user, ref), clock.now()
    if request.method == "POST":
        try:
            confirmed = confirm_import(
                by=request.user, now=now, of=of, only_good=request.POST.get("only_good") == "yes"
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            go_on(of=confirmed, now=now, seconds=AT_ONCE)
        return redirect(of)
    if of.state != ImportState.CHECKED:
        return redirect(of)
    counts = _counts(of)
    left_out = (
        counts.get(RowState.WRONG, 0) + of.rows.filter(state__in=(RowState.ASK, RowState.HIDDEN), answer="").count()
    )
    context = {"import": of, "to_write": _to_write(of), "left_out": left_out, "is_staff": of.kind == ImportKind.STAFF}
    return render(request, "desk/import_confirm.html", context)


@require_POST
def discard(request: SignedInRequest, ref: str) -> HttpResponse:
    """Drop an import of which nothing has been written."""
    of = access.get_import_for(request.user, ref)
    try:
        discard_import(by=request.user, now=clock.now(), of=of)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(of)
    messages.success(request, _("Discarded. The file and everything in it is gone."))
    return redirect("desk:imports")


@require_POST
def invite(request: SignedInRequest, ref: str) -> HttpResponse:
    """Send an invitation to everybody who was written."""
    of, now = access.get_import_for(request.user, ref), clock.now()
    try:
        asked = ask_for_invitations(by=request.user, now=now, of=of)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        go_on(of=asked, now=now, seconds=AT_ONCE)
        messages.success(request, _("Each of them is sent a link to choose a password."))
    return redirect(of)
