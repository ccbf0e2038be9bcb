"""Recording the training of somebody one looks after."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners import access, selectors
from safeguard.practitioners.actions import note_training_opened, record_training
from safeguard.practitioners.enums import Standing, TrainingState
from safeguard.practitioners.forms import TrainingForm
from safeguard.practitioners.models import Training
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import learning

TRAINING_LEVELS = {TrainingState.CURRENT: "done", TrainingState.EXPIRED: "high", TrainingState.NEVER: "high"}

STANDING_LEVELS = {
    Standing.MISSING: "high",
    Standing.EXPIRED: "high",
    Standing.SOON: "moderate",
    Standing.LATER: "none",
    Standing.DONE: "done",
}


@require_http_methods(["GET", "HEAD", "POST"])
def training(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """What is recorded of somebody's training, and a form to record more."""
    person = access.get_person_for(request.user, ref)
    now = clock.now()
    today = now.astimezone(clock.LONDON).date()
    courses = list(learning.courses().filter(is_used=True))
    form = TrainingForm(request.POST if request.method == "POST" else None, today=today, courses=courses)
    if request.method == "POST" and form.is_valid():
        done = dict(form.cleaned_data)
        course = done.pop("course")
        try:
            record_training(by=request.user, now=now, person=person, kind=course.code if course else "", **done)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The training has been recorded."))
            return redirect("practitioners:training", ref=person.ref)
    note_training_opened(by=request.user, now=now, person=person)
    state = selectors.training_state_of([person.pk], today)[person.pk]
    names = {course.code: course.name for course in learning.courses()}
    rows = [_row(one, names) for one in selectors.trainings_of(person)]
    context = {
        "person": person,
        "form": form,
        "state": state,
        "level": TRAINING_LEVELS[state],
        "standings": [
            {"name": name, "text": one.label, "level": STANDING_LEVELS[one]}
            for name, one in learning.standings_of([person], today)[person.pk].items()
        ],
        "heads": [cell["label"] for row in rows[:1] for cell in row],
        "rows": rows,
    }
    return render(request, "practitioners/training_record.html", context, status=422 if form.is_bound else 200)


def _row(training: Training, names: dict[str, str]) -> list[dict[str, Any]]:
    """A record as a row of the table."""
    return [
        {"label": _("Course"), "text": names.get(training.kind, training.kind)},
        {"label": _("Done on"), "text": training.done_on},
        {"label": _("Counts until"), "text": training.expires_on or _("Does not run out")},
        {"label": _("Certificate"), "text": training.held_at or "–"},
        {"label": _("Recorded by"), "text": training.recorded_by.full_name},
        {"label": _("Recorded"), "text": training.recorded_at},
    ]
