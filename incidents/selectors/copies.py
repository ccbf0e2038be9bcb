"""What a copy of a chronology may not say as it stands: who is in it, and where they live."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from incidents.enums import Involved
from incidents.models import Incident, PersonLink, SecondLook
from incidents.rules import Named, letter_of, never_shown
from incidents.selectors.about import people_in
from incidents.selectors.cases import public_report_of
from safeguard.audit.models import AuditEvent
from safeguard.duties.models import Duty
from safeguard.escalation.models import LadderStep
from safeguard.people.enums import PersonKind
from safeguard.people.models import Adult, Home, Person, Supporter
from safeguard.people.rules import ADULT, age_on
from safeguard.practitioners.models import User

# How the keys of those begin whom a case is about now, and of those it was once thought to be about.
LINKED, ONCE = "person-", "once-"


def everybody_in(incident: Incident) -> list[Named]:
    """Whoever is known to be in a case, each with the role that may take the place of their name: those it is about,
    those it was once thought to be about, the adults around them, whoever else was said to be involved or told us from
    outside, and whoever of us has had a part in it. Seven queries at most, however many there are.

    The letters run on through all of them, so that "Adult A" and "Child A" are never two people.
    """
    people = list(_people(incident))
    refs = [person.pk for person in people]
    adults = Adult.objects.filter(person__in=refs).order_by("pk")
    supporters = Supporter.objects.filter(person__in=refs).order_by("pk")
    involved = list(incident.involved_people.exclude(name="").order_by("pk"))
    found: list[tuple[str, tuple[str, ...], str, str]] = []
    for person in people:
        is_adult = person.kind == PersonKind.ADULT_AT_RISK or age_on(person.born_on, incident.raised_at.date()) >= ADULT
        as_written = (one.name for one in involved if one.person_id == person.pk)
        names = (person.full_name, person.known_as, *person.other_names, *as_written)
        key = f"{LINKED if person.is_linked else ONCE}{person.ref}"
        what = _("it is about them") if person.is_linked else _("it was once thought to be about them")
        found.append((key, names, _("Adult") if is_adult else _("Child"), what))
    found += [(f"adult-{one.ref}", (one.full_name,), _("Adult"), one.relationship) for one in adults]
    found += [(f"supporter-{one.ref}", (one.full_name,), _("Professional"), one.role) for one in supporters]
    for one in involved:
        if one.person_id is None and one.worker_id is None:
            role = _("Child") if one.kind == Involved.CHILD else _("Person")
            found.append((f"involved-{one.ref}", (one.name,), role, _("said to be involved")))
    report = public_report_of(incident)
    if report is not None and report.name.strip():
        found.append((f"teller-{report.ref}", (report.name,), _("Person"), _("told us from outside")))
    found += [(f"staff-{one.ref}", (one.full_name,), _("Worker"), _("works here")) for one in _staff(incident)]
    return [
        Named(key, names, f"{role} {letter_of(number)}", what) for number, (key, names, role, what) in enumerate(found)
    ]


def not_publicised() -> set[str]:
    """The keys of those who work here and have said that their name is not to go out (ORG-18). One query."""
    return {f"staff-{ref}" for ref in User.objects.filter(do_not_publicise=True).values_list("ref", flat=True)}


def never_in_copies(incident: Incident) -> list[str]:
    """Where those in a case live, the number agreed for ringing back, and the safe word (practice B20): two queries."""
    people = list(_people(incident))
    homes = Home.objects.filter(person__in=[person.pk for person in people]).values_list("address", flat=True)
    addresses = [*(person.address for person in people), *homes]
    secrets = [secret for person in people for secret in (person.call_back_phone, person.safe_word)]
    return never_shown(addresses, secrets)


def _people(incident: Incident) -> Iterable[Any]:
    once = PersonLink.objects.filter(incident=incident).values("person")
    about = people_in(incident).values("pk")
    found = Person.objects.filter(Q(pk__in=about) | Q(pk__in=once))
    return found.annotate(is_linked=Exists(people_in(incident).filter(pk=OuterRef("pk")))).order_by("pk")


def _staff(incident: Incident) -> Sequence[User]:
    """Whoever of us acted in a case, was told of it, may read it, was asked, or is left out of it: one query."""
    acted = AuditEvent.objects.filter(subject_type=Incident._meta.label_lower, subject_ref=incident.ref)
    of_case = [
        incident.entries.filter(by__isnull=False).values("by"),
        incident.triage.values("by"),
        incident.closures.values("closed_by"),
        SecondLook.objects.filter(closure__incident=incident).values("by"),
        incident.steps.values("by"),
        incident.notices.values("person"),
        incident.notices.values("by"),
        incident.involved_people.filter(by__isnull=False).values("by"),
        incident.involved_people.filter(worker__isnull=False).values("worker"),
        incident.details.values("by"),
        incident.exclusions.values("person"),
        incident.readers.values("person"),
        incident.readers.values("added_by"),
        incident.invitations.values("person"),
        incident.invitations.values("asked_by"),
        incident.person_links.values("by"),
        incident.locks.values("locked_by"),
        incident.copies.values("begun_by"),
        Duty.objects.filter(subject_type=Incident.SUBJECT, subject_ref=incident.ref, done_by__isnull=False).values(
            "done_by"
        ),
        LadderStep.objects.filter(ladder__about_ref=incident.ref, person__isnull=False).values("person"),
        acted.filter(actor_id__isnull=False).values("actor_id"),
    ]
    wanted = Q(pk=incident.raised_by_id)
    for part in of_case:
        wanted |= Q(pk__in=part)
    return list(User.objects.filter(wanted).only("ref", "full_name").order_by("full_name", "pk"))
