"""What holds for every file: actions have one shape, verbs a register, and some things are never written."""

import ast
import inspect
import re

import pytest
from django.db import models
from django.db.models import signals

from safeguard.audit import enums as audit_enums
from tests.architecture.code import OURS, ROOT, modules_of, our_apps, parsed, public_functions, python_files

ACTIONS = dict(
    found for app in our_apps() for module in modules_of(app, "actions") for found in public_functions(module)
)
PURE = dict(found for app in our_apps() for module in modules_of(app, "rules") for found in public_functions(module))

# Actions that are not verb_noun(*, by, now, ...), each with its reason.
OTHER_SHAPES = {
    "safeguard.audit.actions.record": "the verb comes first, so that a line of code reads as the event does",
    "safeguard.audit.actions.record_all": "as ``record``",
    "safeguard.notifications.actions.queueing.queue_messages": "no act of a person: the caller's act is recorded",
    "safeguard.notifications.actions.queueing.cancel_messages": "no act of a person; stops what waits, at any moment",
    "safeguard.notifications.actions.queueing.cancel_messages_to": "part of the act that closes an account",
    "safeguard.notifications.actions.queueing.cancel_by_key": "no act of a person; stops what waits, at any moment",
    "safeguard.notifications.actions.queueing.delivered_elsewhere": "the past of a demonstration",
    "safeguard.notifications.actions.delivery.deliver_due": "the system itself, by the database's clock",
    "safeguard.notifications.actions.pulse.record_pulse": "the system itself",
    "safeguard.escalation.actions.answering.tell_of_news": "the caller's act is recorded; this only tells of it",
    "safeguard.escalation.actions.climbing.climb_together": "the system itself, and part of the caller's act",
    "safeguard.escalation.actions.planning.plan_climb": "writes nothing: works out what ``climb_together`` writes",
    "safeguard.escalation.actions.planning.plan_call_again": "writes nothing: works out what ``climb_together`` writes",
    "incidents.actions.excluding.keep_out": "part of the caller's act, which is recorded",
    "safeguard.people.actions.finding.write_search_keys": "part of the caller's act, which is recorded",
    "safeguard.storage.actions.files.mark_chased": "the system itself",
}
BANNED = {
    r"\.delay\(|apply_async\(|\beta=|\bcountdown=|\bexpires=": "when something is due is in the database",
    r"mark_safe|SafeString\((?!\"\"\))|csrf_exempt": "what people type is always escaped",
    r"django\.db\.models\.signals|django\.dispatch|\breceiver\(": "no signals: what reacts to a change recomputes",
    r"timezone\.now\(|datetime\.now\(|utcnow\(|date\.today\(|localdate\(\)": "the clock is the database's",
    r"\bprint\(": "logs, without personal data",
    r"\bupload_to\b|FileField\(|ImageField\(|request\.FILES": "words only (INC-03)",
}
ALLOWED = {
    "safeguard/embedded/": ("print(",),  # it talks to a terminal
    "safeguard/deploy/": ("print(",),  # so does this, and it prints names of files only
    "safeguard/lib/fieldviews.py": ("SafeString(box.render(",),  # what a widget of Django's has escaped
    "safeguard/sign_ins.py": ("return timezone.now()",),  # browsers live by the real time, as Django's sessions do
    "safeguard/middleware.py": ("if request.FILES and not ",),  # where files are refused
    # A table that is imported, and nothing else (decision 0028).
    "safeguard/desk/forms/importing.py": ("forms.FileField(",),
    "safeguard/desk/views/importing.py": ("UploadForm(request.POST, request.FILES",),
}
LONG = {"safeguard/demo/showcase.py:samples": "one form with every kind of field"}
LATE = {"safeguard/context.py": "the demonstration's people, only when it is one"}
DRAWN_SAFE = {"mfa/totp/activate_form.html": "totp_svg|safe"}  # allauth's own picture of its own key
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - set(OTHER_SHAPES)))
def test_action_has_its_shape(name):
    """verb_noun(*, by, now, ...): nothing by position, and who and when always."""
    parameters = inspect.signature(ACTIONS[name]).parameters.values()
    assert all(p.kind is p.KEYWORD_ONLY for p in parameters)
    assert [p.name for p in parameters][:2] == ["by", "now"]
    assert "_" in name.rpartition(".")[2]
    assert ACTIONS[name].__doc__


def test_exceptions_to_the_shape_still_exist_and_are_needed():
    for name, reason in OTHER_SHAPES.items():
        assert reason
        parameters = list(inspect.signature(ACTIONS[name]).parameters.values())
        assert [p.name for p in parameters][:2] != ["by", "now"] or parameters[
            0
        ].kind is not inspect.Parameter.KEYWORD_ONLY


def test_actions_are_really_walked():
    assert "incidents.actions.raising.raise_concern" in ACTIONS
    assert len(ACTIONS) > 25


@pytest.mark.parametrize("name", sorted(PURE))
def test_decision_is_documented(name):
    assert PURE[name].__doc__


@pytest.mark.parametrize("app", our_apps(), ids=lambda app: app.label)
def test_decisions_ask_neither_database_nor_clock(app):
    for module in modules_of(app, "rules"):
        source = inspect.getsource(module)
        assert not re.search(r"\.objects\b|clock\.|\bconnection\.|import connection|cursor\(|request\.", source)


# --- verbs --------------------------------------------------------------------------------------------

VERBS = [
    (app, choices)
    for app in our_apps()
    for module in modules_of(app, "enums")
    for name, choices in vars(module).items()
    if name.endswith("Verb") and inspect.isclass(choices) and issubclass(choices, models.TextChoices)
    if choices.__module__ == module.__name__  # a package of enums names it again
]


def test_every_verb_is_registered_once():
    values = [verb.value for _, choices in VERBS for verb in choices]
    assert len(values) == len(set(values))
    ours = {value for value in audit_enums.registered_verbs() if not value.startswith("test.")}
    assert ours == set(values)


@pytest.mark.parametrize(("app", "choices"), VERBS, ids=lambda value: getattr(value, "label", None))
def test_verb_has_its_app_its_words_and_its_use(app, choices):
    source = "\n".join(path.read_text() for path in python_files())
    for verb in choices:
        assert re.fullmatch(rf"{app.label}\.[a-z_]+\.[a-z_]+", verb.value)
        assert verb.label
        assert str(verb.label) != verb.name.replace("_", " ").title(), f"{verb} has no words of its own"
        assert f"Verb.{verb.name}" in source


# --- what is never written ----------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", BANNED, ids=list(BANNED.values()))
def test_code_never_does(pattern):
    found = []
    for path in python_files():
        where = str(path.relative_to(ROOT))
        excused = [word for prefix, words in ALLOWED.items() if where.startswith(prefix) for word in words]
        for number, line in enumerate(code_lines(path), 1):
            hit = re.search(pattern, line)
            if hit and not any(word in line for word in excused):
                found.append(f"{where}:{number}: {line.strip()}")
    assert not found, BANNED[pattern]


def code_lines(path):
    """The lines without comments and texts that only speak of what is banned."""
    lines = path.read_text().splitlines()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for number in range(node.lineno - 1, node.end_lineno):
                lines[number] = ""
    return [line.split("  #")[0] for line in lines]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_escapes_what_people_type_and_has_nothing_inline(path):
    text = path.read_text()
    escaped = text.replace(DRAWN_SAFE.get(str(path.relative_to(ROOT / "templates")), "{{ nothing }}"), "")
    assert not re.search(r"\|\s*safe\b|\|\s*safeseq|autoescape off|autoescape false", escaped)
    assert (
        not re.search(r"<[^>]+\son[a-z]+\s*=|<[^>]+\sstyle\s*=|javascript:|<style\b", text) or path.name == "500.html"
    )
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert all("src=" in tag or "application/json" in tag for tag in scripts)


def test_nothing_listens_to_signals_of_models():
    ours = [
        receiver
        for signal in (
            signals.pre_save,
            signals.post_save,
            signals.pre_delete,
            signals.post_delete,
            signals.m2m_changed,
        )
        for (_, receiver, *_) in signal.receivers
        if getattr(receiver() if callable(receiver) else receiver, "__module__", "").split(".")[0] in OURS
    ]
    assert not ours


@pytest.mark.parametrize("path", list(python_files()), ids=lambda path: str(path.relative_to(ROOT)))
def test_file_is_short_enough_to_read(path):
    if "migrations" in path.parts:
        return
    assert len(path.read_text().splitlines()) <= 400


def test_functions_are_short_enough_to_read():
    long = [
        name
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno - node.lineno - len(arguments(node)) + 1 > 45
        and (name := f"{path.relative_to(ROOT)}:{node.name}")
    ]
    assert set(long) == set(LONG)


def arguments(node):
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def test_what_is_due_is_asked_of_the_database():
    """The outbox claims by app_now() in SQL; sweeps take their moment from clock.now(), which is app_now()."""
    from safeguard.notifications.actions.delivery import CLAIM

    assert "next_attempt_at <= app_now()" in CLAIM
    jobs = (ROOT / "safeguard/jobs.py").read_text()
    assert jobs.count("clock.now()") == len(re.findall(r"^def ", jobs, re.MULTILINE))


def test_no_import_hides_in_a_function():
    """An import inside a function is how an app would reach to the right without being seen."""
    late = [
        str(path.relative_to(ROOT))
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom)
        and (inner.module or "").split(".")[0] in OURS
        and "embedded" not in path.parts
    ]
    assert set(late) == set(LATE)
