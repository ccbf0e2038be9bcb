"""What is found of those who run a session: training, what they have signed, whom they know. Pure."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from safeguard.lib.findings import Finding, Level
from safeguard.policies.enums import AupState
from safeguard.practitioners.enums import OfficerKnown, TrainingState
from sessions_app.enums import SessionKind
from sessions_app.rules.facts import Facts, WorkerFacts

BACKGROUND = "C30"  # of practice: it has no row of its own
KNOWN = "known"  # tells the officer whom a worker knows from the one whom nobody has named


def of_the_workers(facts: Facts) -> Iterator[Finding]:
    """What is found of each worker, and of who answers for the service (ORG-07, ORG-25, ORG-26, practice C30)."""
    for worker in facts.workers:
        yield from _of_training(worker)
        yield from _of_the_aup(facts, worker)
        yield from _of_the_background(worker)
        yield from _of_knowing_the_officer(facts, worker)
    if not facts.has_officer:
        yield Finding(
            "ORG-25",
            Level.REASON,
            _("No safeguarding officer answers for this service at that time."),
            "002 A2 Background §1.2",
            _("Ask an administrator to name one, and agree whom you would ring"),
        )


def _of_training(worker: WorkerFacts) -> Iterator[Finding]:
    words, source = {"name": worker.name}, "002 A2 Background §1.2"
    cure = _("Their line manager records it when it is done")
    if worker.training == TrainingState.NEVER:
        text = _("%(name)s has no safeguarding training for online sessions.") % words
        yield Finding("ORG-26", Level.STOP, text, source, cure, worker.training_url, about=worker.key)
    elif worker.training == TrainingState.EXPIRED:
        text = _("The safeguarding training of %(name)s has run out.") % words
        yield Finding("ORG-26", Level.REASON, text, source, cure, worker.training_url, about=worker.key)


def _of_the_aup(facts: Facts, worker: WorkerFacts) -> Iterator[Finding]:
    text = {
        AupState.NEVER_SIGNED: _("%(name)s has not signed the policy on acceptable use."),
        AupState.STALE: _("%(name)s signed an earlier version of the policy on acceptable use."),
    }.get(worker.aup)
    if text is not None:
        text, cure, source = text % {"name": worker.name}, _("Read it and sign it"), "002 §5.2; 000 §1"
        yield Finding("ORG-07", Level.REASON, text, source, cure, facts.aup_url, about=worker.key)


def _of_the_background(worker: WorkerFacts) -> Iterator[Finding]:
    text = {
        TrainingState.NEVER: _("No background check (DBS) of %(name)s is recorded."),
        TrainingState.EXPIRED: _("The background check (DBS) of %(name)s is older than agreed."),
    }.get(worker.background)
    if text is not None:
        cure, source = _("Their line manager records it, or has it done again"), "practice C30; our own proposal"
        text, url = text % {"name": worker.name}, worker.background_url
        yield Finding(BACKGROUND, Level.REASON, text, source, cure, url, about=worker.key)


def _of_knowing_the_officer(facts: Facts, worker: WorkerFacts) -> Iterator[Finding]:
    """Asked before a one-to-one, and again once the officer is another (ORG-25, practice E43)."""
    text = {
        OfficerKnown.NEVER: _("%(name)s has not said that they know the safeguarding officer of this service."),
        OfficerKnown.CHANGED: _("The safeguarding officer has changed since %(name)s said that they know them."),
    }.get(worker.officer)
    if facts.kind == SessionKind.ONE_TO_ONE and text is not None:
        cure, source = _("Look who it is and how to reach them, and say so"), "002 A2 Background §1.2"
        text, about = text % {"name": worker.name}, f"{KNOWN}-{worker.key}".rstrip("-")
        yield Finding("ORG-25", Level.REASON, text, source, cure, facts.officer_url, about=about)
