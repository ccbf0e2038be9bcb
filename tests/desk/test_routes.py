"""In which order people are told: seen, changed, refused, and what it then means for a concern."""

import json

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.escalation import rules
from safeguard.escalation.actions import set_route
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.exceptions import RouteChanged
from safeguard.escalation.models import Route
from safeguard.escalation.selectors import levels_of
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from tests.factories.escalation import told
from tests.factories.incidents import ladder_of, raise_by
from tests.pages import browser

PAGE = "/organisation/routes/"
ORDINARY = f"{PAGE}ordinary/"
GUIDANCE = rules.ROUTES[RouteKind.ORDINARY]


def change(by, levels, *, kind=RouteKind.ORDINARY, service=None, seen=None):
    seen = levels_of(kind, service) if seen is None else seen
    return set_route(by=by, now=clock.now(), kind=kind, service=service, levels=levels, seen=seen)


def typed(*steps, seen=GUIDANCE):
    return {"seen": json.dumps(seen), **{f"step_{number}": list(step) for number, step in enumerate(steps)}}


@pytest.mark.parametrize("kind", RouteKind)
def test_order_of_the_guidance_may_be(kind):
    assert rules.why_not_route(kind, rules.ROUTES[kind]) == ""


@pytest.mark.parametrize(
    ("kind", "levels", "words"),
    [
        (RouteKind.ORDINARY, [], "who is told first"),
        (RouteKind.ORDINARY, [[], ["dsl", "deputy_dsl"]], "who is told first"),
        (RouteKind.ORDINARY, [["dso"], [], ["dsl"]], "no step empty"),
        (RouteKind.ORDINARY, [["dsl"], ["deputy_dsl"], ["chair"], ["dso"], ["strategic_lead"]], "no step empty"),
        (RouteKind.ORDINARY, [["dsl"], ["hr_dso"]], "never told of this kind"),
        (RouteKind.ABOUT_STAFF, [["dsl"], ["dso"]], "never told of this kind"),
        (RouteKind.ABOUT_LEAD, [["strategic_lead"], ["deputy_dsl"]], "never told of this kind"),
        (RouteKind.ABOUT_LEAD, [["dsl"], ["chair"]], "never told of this kind"),
        (RouteKind.IMAGERY, [["dsl"], ["strategic_lead"]], "never told of this kind"),
        (RouteKind.IMAGERY, [["dsl"], ["warden"]], "never told of this kind"),
        (RouteKind.ORDINARY, [["dsl"], ["dsl"]], "each post once"),
        (RouteKind.IMAGERY, [["dsl"]], "at least two posts"),
        (RouteKind.ORDINARY, [["dso"], ["chair"]], "must be told at some step"),
        (RouteKind.ORDINARY, [["dso"], ["deputy_dsl"]], "safeguarding lead must be told"),
        (RouteKind.ABOUT_STAFF, [["dsl"], ["deputy_dsl"]], "staff matters must be told"),
        (RouteKind.ABOUT_LEAD, [["hr_dso"], ["chair"]], "or the strategic lead must be told"),
        (RouteKind.IMAGERY, [["deputy_dsl"], ["dsl"]], "told first of pictures"),
    ],
)
def test_order_that_cannot_be_says_why(kind, levels, words):
    assert words in rules.why_not_route(kind, levels)


@pytest.mark.django_db
def test_changed_order_is_what_the_next_concern_climbs(cast):
    before = raise_by(cast.owner, service=cast.service)
    change(cast.dsl, [["deputy_dsl"], ["dsl", "dso"]])
    after = raise_by(cast.owner, service=cast.service)
    assert told(ladder_of(before)) == ["Dele Adeyemi", "Dana Whitlock"]
    assert told(ladder_of(after)) == ["Della Marsh"]
    assert AuditEvent.objects.filter(verb="escalation.route.changed", actor_id=cast.dsl.pk).count() == 1
    tellings = Message.objects.filter(kind="escalation.route_changed")
    assert cast.dsl.pk not in set(tellings.values_list("recipient", flat=True))
    assert {cast.deputy.pk, cast.lead.pk} <= set(tellings.values_list("recipient", flat=True))


@pytest.mark.django_db
def test_order_of_a_service_holds_there_only_until_it_is_given_up(cast):
    change(cast.dsl, [["deputy_dsl"], ["dsl"]], service=cast.service)
    assert levels_of(RouteKind.ORDINARY, cast.service) == (("deputy_dsl",), ("dsl",))
    assert levels_of(RouteKind.ORDINARY, cast.other_service) == GUIDANCE
    assert change(cast.dsl, [], service=cast.service) == GUIDANCE


@pytest.mark.django_db
def test_same_again_changes_nothing(cast):
    change(cast.dsl, [["dsl"], ["deputy_dsl"]])
    count = AuditEvent.objects.count()
    change(cast.dsl, [["dsl"], ["deputy_dsl"]])
    assert AuditEvent.objects.count() == count


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "manager", "dso", "admin", "ict", "board"])
def test_only_who_answers_for_concerns_changes_it(cast, who):
    with pytest.raises(Refused):
        change(getattr(cast, who), [["dsl"], ["deputy_dsl"]])
    assert not Route.objects.exists()


@pytest.mark.django_db
def test_lead_does_not_choose_who_hears_of_the_lead(cast):
    with pytest.raises(Refused):
        change(cast.dsl, [["hr_dso"], ["strategic_lead"]], kind=RouteKind.ABOUT_LEAD)
    assert browser(cast.dsl).get(f"{PAGE}about_lead/").status_code == 404
    change(cast.lead, [["hr_dso"], ["strategic_lead"]], kind=RouteKind.ABOUT_LEAD)


@pytest.mark.django_db
def test_two_editors_see_what_the_other_saved(cast):
    change(cast.deputy, [["dsl"], ["deputy_dsl"]])
    with pytest.raises(RouteChanged):
        change(cast.dsl, [["deputy_dsl"], ["dsl"]], seen=GUIDANCE)
    client = browser(cast.dsl)
    answer = client.post(ORDINARY, typed(["deputy_dsl"], ["dsl"]))
    assert answer.status_code == 422
    assert "Somebody else has changed this" in answer.content.decode()
    again = client.post(ORDINARY, typed(["deputy_dsl"], ["dsl"], seen=[["dsl"], ["deputy_dsl"]]))
    assert again.status_code == 302
    assert levels_of(RouteKind.ORDINARY, None) == (("deputy_dsl",), ("dsl",))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 404), ("ict", 404), ("board", 404), ("admin", 200), ("dso", 200), ("dsl", 200), ("lead", 200)],
)
def test_who_sees_in_which_order_people_are_told(cast, who, status):
    assert browser(getattr(cast, who)).get(PAGE).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "status"), [("dso", 404), ("admin", 404), ("manager", 404), ("deputy", 200)])
def test_who_changes_it(cast, who, status):
    client = browser(getattr(cast, who))
    assert client.get(ORDINARY).status_code == status
    if status == 404:
        assert client.post(ORDINARY, typed(["dsl"], ["deputy_dsl"])).status_code == 404


@pytest.mark.django_db
def test_page_shows_who_it_would_be_now(cast):
    page = browser(cast.dsl).get(PAGE).content.decode()
    for words in ("Dana Whitlock", "Della Marsh", "Leo Brandt", "Told first", "of the service"):
        assert words in page
    one = browser(cast.dsl).get(f"{ORDINARY}{cast.service.ref}/").content.decode()
    assert "Dele Adeyemi" in one
    assert "As everywhere else" not in one


@pytest.mark.django_db
def test_saved_on_the_page_and_given_up_again(cast):
    client, address = browser(cast.dsl), f"{ORDINARY}{cast.service.ref}/"
    answer = client.post(address, typed(["deputy_dsl", "dsl"], ["strategic_lead"]), follow=True)
    assert "every concern that is raised from now on" in answer.content.decode()
    assert str(cast.service) in answer.content.decode()
    assert levels_of(RouteKind.ORDINARY, cast.service) == (("deputy_dsl", "dsl"), ("strategic_lead",))
    assert "As everywhere else" in client.get(address).content.decode()
    client.post(address, {"seen": json.dumps(levels_of(RouteKind.ORDINARY, cast.service)), "give_up": "1"})
    assert levels_of(RouteKind.ORDINARY, cast.service) == GUIDANCE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        typed(),
        typed([], ["dsl"]),
        typed(["chair"], ["dso"]),
        typed(["warden"], ["dsl"]),
        {"seen": "not json", "step_0": ["dsl"], "step_1": ["deputy_dsl"]},
        {"seen": "7", "step_0": ["dsl"], "step_1": ["deputy_dsl"]},
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(cast, sent):
    answer = browser(cast.dsl).post(ORDINARY, sent)
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()
    assert not Route.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["nonsense/", "ordinary/3f0c1c8e-7f0a-4b6e-9f0e-0a0a0a0a0a0a/"])
def test_address_of_nothing_is_not_found(cast, path):
    assert browser(cast.dsl).get(f"{PAGE}{path}").status_code == 404


@pytest.mark.django_db
def test_saved_for_all_names_the_services_that_keep_their_own(cast):
    change(cast.dsl, [["deputy_dsl"], ["dsl"]], service=cast.service)
    answer = browser(cast.dsl).post(ORDINARY, typed(["dsl"], ["deputy_dsl"]), follow=True)
    assert f"keep their own order: {cast.service}." in answer.content.decode()
