"""Raising a concern: incident, ladder and alerts together, once, to the right people and to nobody else."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from incidents.access import visible_incidents
from incidents.actions import raise_concern
from incidents.enums import HowSoon, YesNoUnsure
from incidents.models import Exclusion, Incident
from incidents.selectors import without_ladder
from safeguard.audit.models import AuditEvent
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.notifications.models import Message
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.practitioners.models import PostHolding
from safeguard.storage.actions import save_draft
from safeguard.storage.enums import DraftForm
from safeguard.storage.selectors import draft_of
from tests.factories.escalation import climb_after
from tests.factories.incidents import a_concern, ladder_of, raise_by, told_of
from tests.factories.practitioners import UserFactory, hold
from tests.threads import at_once

YES, NO, NOT_SURE = YesNoUnsure.YES, YesNoUnsure.NO, YesNoUnsure.NOT_SURE
LATER = timedelta(hours=1, minutes=1)
NIGHT = timedelta(hours=8)


def after_a_night(incident):
    """Everybody told by the time the whole route has been called."""
    climb_after(NIGHT)
    climb_after(timedelta(minutes=16))
    return set(told_of(incident))


@pytest.mark.django_db
@pytest.mark.requirement("ESC-05")
def test_concern_tells_officer_and_lead_at_once(cast, now):
    incident = raise_by(cast.owner, now, service=cast.service, opinion="I think she is afraid.")
    assert told_of(incident) == [cast.dso, cast.dsl]
    assert (incident.raised_by, incident.raised_at, incident.state) == (cast.owner, now, "raised")
    assert incident.exact_words == "I do not want to go home."
    assert incident.opinion == "I think she is afraid."
    ladder = ladder_of(incident)
    assert (ladder.path, ladder.started_at) == (f"/incidents/{incident.ref}/", now)
    assert (incident.get_absolute_url(), str(incident)) == (ladder.path, incident.ref)
    event = AuditEvent.objects.get(verb="incidents.incident.raised")
    assert (event.actor_id, event.subject_ref) == (cast.owner.pk, incident.ref)


@pytest.mark.django_db
@pytest.mark.requirement("INC-01")
@pytest.mark.parametrize(
    "who", ["owner", "manager", "dso", "dsl", "deputy", "lead", "hr_dso", "chair", "board", "ict", "admin"]
)
def test_anybody_may_raise_a_concern(cast, who):
    assert raise_by(cast[who], service=cast.service).raised_by == cast[who]


@pytest.mark.django_db
def test_person_without_any_role_may_raise_a_concern(cast):
    assert raise_by(UserFactory()).route == RouteKind.ORDINARY


@pytest.mark.django_db
def test_closed_account_may_not(cast):
    cast.owner.is_active = False
    assert not cast.owner.may(Permission.RAISE_CONCERN)
    with pytest.raises(Refused, match="closed"):
        raise_by(cast.owner)
    assert not Incident.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["how_soon", "about_staff", "imagery", "exact_words"])
def test_concern_that_nobody_could_act_on_is_refused(cast, field):
    with pytest.raises(Refused):
        raise_by(cast.owner, **{field: ""})
    assert not Incident.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_what_was_typed_is_kept_to_the_letter(cast):
    words = "  She said:\n“I'm ‘fine’” 👧🏽 <b>&amp;</b> {{ x }} \t‮" + "x" * 20_000
    incident = Incident.objects.get(pk=raise_by(cast.owner, exact_words=words, about_whom=words).pk)
    assert incident.exact_words == incident.about_whom == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how_soon", "is_danger", "wait"),
    [
        (HowSoon.NOW, False, timedelta(minutes=15)),
        (HowSoon.CAN_WAIT, True, timedelta(minutes=15)),
        (HowSoon.NOT_SURE, False, timedelta(hours=1)),
    ],
)
def test_urgency_given_is_what_the_ladder_runs_on(cast, now, how_soon, is_danger, wait):
    incident = raise_by(cast.owner, now, how_soon=how_soon, is_danger=is_danger)
    assert ladder_of(incident).next_due_at == now + wait


@pytest.mark.django_db
def test_sent_form_leaves_no_draft(cast, now):
    token = uuid.uuid4()
    for author in (cast.owner, cast.colleague):
        save_draft(by=author, now=now, form=DraftForm.CONCERN, client_token=token, content={"exact_words": "x"})
    raise_by(cast.owner, client_token=token)
    assert draft_of(cast.owner, DraftForm.CONCERN) is None
    assert draft_of(cast.colleague, DraftForm.CONCERN).content == {"exact_words": "x"}


# --- once ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_double_press_lands_once(cast, now):
    concern = a_concern(service=cast.service)
    first = raise_concern(by=cast.owner, now=now, concern=concern)
    messages = Message.objects.count()
    assert raise_concern(by=cast.owner, now=now, concern=concern) == first
    assert (Incident.objects.count(), Message.objects.count()) == (1, messages)


@pytest.mark.django_db
def test_sent_again_with_more_words_adds_them_once(cast, now):
    token = uuid.uuid4()
    first = raise_by(cast.owner, client_token=token)
    for _ in range(2):
        assert raise_by(cast.owner, client_token=token, exact_words="I do not want to go home. Ever.") == first
    first.refresh_from_db()
    assert first.exact_words == "I do not want to go home."
    assert first.entries.get().text == "Their exact words:\nI do not want to go home. Ever."
    assert Incident.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["how_soon", "about_staff", "imagery", "is_danger", "staff_named", "safeguarding_people"]
)
def test_sent_again_with_another_answer_that_decides_is_another_concern_once(cast, change):
    """The first sending hung, and meanwhile they said that it cannot wait, or whom it is about."""
    values = {"how_soon": HowSoon.NOW, "about_staff": YES, "imagery": YES, "is_danger": True}
    values |= {"staff_named": "Della Marsh", "safeguarding_people": (cast.deputy,)}
    token = uuid.uuid4()
    first = raise_by(cast.owner, client_token=token)
    again = [raise_by(cast.owner, client_token=token, **{change: values[change]}) for _ in range(2)]
    assert again[0] == again[1] != first
    assert Incident.objects.count() == 2
    assert raise_by(cast.owner, client_token=token) == first
    assert told_of(again[0])


@pytest.mark.django_db
def test_two_concerns_with_the_same_words_are_two(cast):
    raise_by(cast.owner)
    raise_by(cast.owner)
    assert Incident.objects.count() == 2


@pytest.mark.django_db
def test_token_of_somebody_else_is_refused(cast):
    token = uuid.uuid4()
    raise_by(cast.owner, client_token=token)
    with pytest.raises(Refused, match="somebody else"):
        raise_by(cast.colleague, client_token=token)
    assert Incident.objects.count() == 1


def test_twenty_presses_at_once_land_once(committed_db, cast):
    concern = a_concern(service=cast.service)
    answers = at_once(*[lambda: raise_concern(by=cast.owner, now=clock.now(), concern=concern)] * 20)
    incident = Incident.objects.get()
    assert answers == [incident] * 20
    assert Ladder.objects.count() == 1
    assert told_of(incident) == [cast.dso, cast.dsl]
    assert Message.objects.values("recipient", "channel").distinct().count() == Message.objects.count()


def test_ten_different_concerns_at_once_all_land(committed_db, cast):
    concerns = [a_concern(service=cast.service) for _ in range(10)]
    answers = at_once(*[lambda c=c: raise_concern(by=cast.owner, now=clock.now(), concern=c) for c in concerns])
    assert len({incident.ref for incident in answers}) == 10
    assert LadderStep.objects.filter(kind="told").count() == 20


# --- about somebody who works for us ---------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.requirement("INC-16", "ESC-07")
@pytest.mark.parametrize("answer", [YES, NOT_SURE])
def test_staff_concern_tells_neither_officer_nor_line_manager(cast, answer):
    incident = raise_by(cast.owner, service=cast.service, about_staff=answer)
    assert incident.route == RouteKind.ABOUT_STAFF
    assert told_of(incident) == [cast.dsl, cast.hr_dso]
    assert after_a_night(incident) == {cast.dsl, cast.hr_dso, cast.deputy, cast.lead}


@pytest.mark.django_db
@pytest.mark.requirement("INC-16", "ESC-07")
@pytest.mark.parametrize("field", ["staff_named", "about_whom"])
def test_person_named_by_what_was_typed_and_their_line_are_left_out(cast, field):
    cast.manager.line_manager = cast.lead
    cast.manager.save()
    incident = raise_by(
        cast.other_team, service=cast.service, about_staff=YES, **{field: "It is about REID, Callum (worker)"}
    )
    out = {cast.colleague.pk: "named", cast.manager.pk: "line", cast.lead.pk: "line"}
    assert dict(Exclusion.objects.values_list("person", "reason")) == out
    assert set(ladder_of(incident).excluded) == {*out, cast.other_team.pk}  # nor the raiser of what they raised
    assert after_a_night(incident) == {cast.dsl, cast.hr_dso, cast.deputy}
    assert str(incident.exclusions.get(person=cast.lead)) == f"{cast.lead.pk} is line"


@pytest.mark.django_db
@pytest.mark.requirement("ESC-07")
def test_member_of_the_team_ticked_is_left_out(cast):
    incident = raise_by(cast.owner, about_staff=YES, safeguarding_people=(cast.deputy,))
    assert after_a_night(incident) == {cast.dsl, cast.hr_dso, cast.lead}


@pytest.mark.django_db
def test_person_ticked_and_typed_is_left_out_once(cast):
    incident = raise_by(cast.owner, about_staff=YES, safeguarding_people=(cast.deputy,), staff_named="Della Marsh")
    assert sorted(ladder_of(incident).excluded) == sorted([cast.deputy.pk, cast.owner.pk])


@pytest.mark.django_db
def test_named_person_in_the_line_of_another_is_named(cast):
    raise_by(cast.other_team, about_staff=YES, staff_named="Callum Reid and Maggie Okafor")
    assert set(Exclusion.objects.values_list("person", "reason")) == {
        (cast.colleague.pk, "named"),
        (cast.manager.pk, "named"),
    }


@pytest.mark.django_db
@pytest.mark.requirement("ESC-07")
def test_named_person_is_left_out_though_they_cover_a_post(cast, now):
    hold(PostCode.DSL, cast.colleague, reason=CoverReason.ABSENCE, to_at=now + timedelta(days=9))
    hold(PostCode.STRATEGIC_LEAD, cast.colleague, reason=CoverReason.ON_DUTY, to_at=now + timedelta(days=9))
    incident = raise_by(cast.owner, about_staff=YES, staff_named=cast.colleague.full_name)
    assert cast.colleague not in after_a_night(incident)


@pytest.mark.django_db
@pytest.mark.requirement("ESC-07")
def test_name_of_an_officer_in_another_concern_leaves_them_and_nobody_else_out(cast):
    """A child may have the name of somebody who works here: one told too few costs less than one too many."""
    incident = raise_by(cast.owner, service=cast.service, about_whom="Dele Adeyemi, 9", about_staff=NO)
    assert (incident.route, told_of(incident)) == (RouteKind.ORDINARY, [cast.dsl])
    assert [e.person for e in Exclusion.objects.all()] == [cast.dso]
    assert not visible_incidents(cast.dso).exists()


@pytest.mark.django_db
def test_raiser_is_not_told_of_what_they_have_raised(cast):
    incident = raise_by(cast.dsl, service=cast.service)
    assert told_of(incident) == [cast.dso]
    assert cast.dsl not in after_a_night(incident)


@pytest.mark.django_db
@pytest.mark.requirement("ESC-07")
@pytest.mark.parametrize("words", ["Dana", "Mrs Whitlock", "our safeguarding lead", "the DSL"])
def test_lead_meant_by_a_word_or_by_the_post_is_never_told(cast, words):
    incident = raise_by(cast.owner, service=cast.service, about_staff=YES, staff_named=words)
    assert incident.route == RouteKind.ABOUT_LEAD
    assert not {cast.dsl, cast.deputy} & after_a_night(incident)
    assert dict(Exclusion.objects.values_list("person", "reason")) == {cast.dsl.pk: "named", cast.deputy.pk: "team"}


@pytest.mark.django_db
@pytest.mark.requirement("ESC-07")
def test_somebody_ticked_counts_though_the_answer_is_no(cast):
    incident = raise_by(cast.owner, service=cast.service, about_staff=NO, safeguarding_people=(cast.dso,))
    assert incident.route == RouteKind.ABOUT_STAFF
    assert cast.dso not in after_a_night(incident)


@pytest.mark.django_db
@pytest.mark.requirement("INC-16", "ESC-07")
@pytest.mark.parametrize("imagery", [YES, NO])
@pytest.mark.parametrize("how", ["ticked", "typed"])
def test_concern_about_the_lead_goes_above_and_never_to_the_deputy(cast, imagery, how):
    named = {"safeguarding_people": (cast.dsl,)} if how == "ticked" else {"staff_named": "dana whitlock"}
    incident = raise_by(cast.owner, service=cast.service, about_staff=NOT_SURE, imagery=imagery, **named)
    assert incident.route == RouteKind.ABOUT_LEAD
    assert told_of(incident) == [cast.lead, cast.hr_dso]
    assert after_a_night(incident) == {cast.lead, cast.hr_dso, cast.chair}


@pytest.mark.django_db
def test_concern_about_whoever_covers_for_the_lead_goes_above_too(cast, now):
    hold(PostCode.DSL, cast.deputy, reason=CoverReason.ABSENCE, to_at=now + timedelta(days=1))
    assert raise_by(cast.owner, about_staff=YES, staff_named="Della Marsh").route == RouteKind.ABOUT_LEAD


@pytest.mark.django_db
@pytest.mark.requirement("ESC-07")
def test_everybody_named_and_the_chair_is_told(cast):
    team = (cast.dso, cast.dsl, cast.deputy, cast.lead, cast.hr_dso)
    incident = raise_by(cast.owner, service=cast.service, about_staff=YES, safeguarding_people=team)
    assert told_of(incident) == [cast.chair]


# --- imagery --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [YES, NOT_SURE])
@pytest.mark.parametrize("about_staff", [YES, NO])
def test_imagery_goes_to_the_lead_and_then_the_deputy_only(cast, answer, about_staff):
    incident = raise_by(cast.owner, service=cast.service, imagery=answer, about_staff=about_staff)
    assert (incident.route, incident.has_imagery) == (RouteKind.IMAGERY, True)
    assert told_of(incident) == [cast.dsl]
    climb_after(LATER)
    assert told_of(incident) == [cast.dsl, cast.deputy]
    assert after_a_night(incident) == {cast.dsl, cast.deputy}


# --- a post nobody holds ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_service_without_an_officer_tells_the_lead(cast):
    PostHolding.objects.filter(person=cast.dso).delete()
    assert told_of(raise_by(cast.owner, service=cast.service)) == [cast.dsl]


@pytest.mark.django_db
def test_nobody_holds_a_post_and_the_concern_is_kept(cast, now):
    PostHolding.objects.all().delete()
    incident = raise_by(cast.owner, now, service=cast.service)
    assert told_of(incident) == []
    assert Incident.objects.get() == incident
    assert ladder_of(incident).is_climbing
    hold(PostCode.DSL, cast.deputy)
    climb_after(timedelta(minutes=16))
    assert told_of(incident) == [cast.deputy]


@pytest.mark.django_db
def test_incident_without_a_ladder_is_found(cast, now):
    incident = raise_by(cast.owner)
    assert not without_ladder(now + NIGHT)
    Ladder.objects.filter(subject_ref=incident.ref).update(subject_ref="elsewhere")
    assert not without_ladder(now)
    assert list(without_ladder(now + NIGHT)) == [incident]


@pytest.mark.django_db
def test_whoever_the_lead_reports_to_stays_on_the_route(cast):
    """The usual organisation: the lead reports to the strategic lead, whose matter this is (decision 0007)."""
    cast.dsl.line_manager = cast.lead
    cast.dsl.save(update_fields=["line_manager"])
    incident = raise_by(cast.owner, service=cast.service, about_staff=YES, staff_named="Dana Whitlock")
    assert incident.route == RouteKind.ABOUT_LEAD
    assert cast.lead in told_of(incident)
    assert visible_incidents(cast.lead).filter(pk=incident.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["about_whom", "service"])
def test_another_child_or_another_service_on_the_same_form_is_another_concern(cast, now, change):
    first = a_concern(service=cast.service, about_whom="Sam, 14")
    other = {"about_whom": "Kim, 9", "service": cast.other_service}[change]
    second = replace(first, **{change: other})
    refs = {raise_concern(by=cast.owner, now=now, concern=concern).ref for concern in (first, second, second)}
    assert len(refs) == Ladder.objects.count() == 2
