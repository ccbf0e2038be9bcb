"""Pages of referrals, the contact log, waiting for the authorities, and what is read out on the phone."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from incidents.actions import acknowledge_incident, begin_hold, refer_incident
from incidents.enums import OutsideBody
from incidents.models import Hold, Incident, OutsideContact, Referral, ReferralAnswer
from safeguard.audit.models import AuditEvent
from safeguard.lib.worktime import london_day
from safeguard.people.models import Authority, Network, Person
from safeguard.storage.models import Draft
from tests.factories.incidents import raise_by
from tests.factories.people import register
from tests.pages import browser, chosen, fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(cast, raise_a_concern, now):
    found = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=now, incident=found)
    found.refresh_from_db()
    return found


def refer(by: Any, incident: Any, now: Any, body: str = "social_care") -> Referral:
    said = {"by": by, "now": now, "incident": incident, "client_token": uuid.uuid4()}
    return Referral.objects.get(entry=refer_incident(**said, body=OutsideBody(body), text="Told them"))


@pytest.mark.requirement("ESC-02", "ESC-11")
def test_the_form_keeps_whom_they_spoke_to_whether_they_agree_and_why_it_was_told_all_the_same(cast, incident):
    place = Authority.objects.create(name="Westmere")
    sent = {
        "body": "social_care",
        "kind": "emergency",
        "authority": str(place.ref),
        "when_happened": "22:14",
        "spoke_to": "Ms Ahmed",
        "their_reference": "MASH 7",
        "text": "They ring back today.",
        "consent": "not_sought",
        "consent_reason": "Asking would put her in danger.",
        "talked_first": "not_safe",
        "talked_first_reason": "He was in the room.",
        "rung_by": "Sam Okafor",
    }
    client = browser(cast.dso)
    assert client.post(f"/incidents/{incident.ref}/refer/", sent).status_code == 302
    page = client.get(Referral.objects.get().get_absolute_url()).content.decode()
    coded = {"social_care", "emergency", "not_sought", "not_safe", str(place.ref)}
    for words in {*sent.values(), "An emergency", "Westmere", "They were not asked", "it was not safe"} - coded:
        assert words in page
    assert "An answer is due" in page
    case = client.get(f"/incidents/{incident.ref}/").content.decode()
    assert "No answer yet" in case
    client.post(f"/incidents/{incident.ref}/refer/", {"body": "police", "talked_first": "yes"})
    page = client.get(Referral.objects.get(body="police").get_absolute_url()).content.decode()
    assert "Yes, they know that it is passed on" in page


def test_an_answer_is_written_on_the_page_of_the_referral_and_shows_what_to_do_if_nobody_acts(cast, incident, now):
    referral = refer(cast.dso, incident, now)
    client = browser(cast.dso)
    assert client.post(referral.get_absolute_url(), {"text": "typed"}).status_code == 422
    said = {"answer": "no_action", "text": "Below their threshold", "said_by": "Ms Ahmed"}
    assert client.post(referral.get_absolute_url(), said).status_code == 302
    page = client.get(referral.get_absolute_url()).content.decode()
    assert "Below their threshold" in page
    assert "escalation policy" in page
    assert f"/incidents/{incident.ref}/refer/?again={referral.ref}" in page
    again = client.get(f"/incidents/{incident.ref}/refer/?again={referral.ref}").content.decode()
    assert f'value="{referral.ref}"' in again
    client.post(f"/incidents/{incident.ref}/refer/", {"body": "social_care", "follows": referral.ref})
    assert Referral.objects.latest("id").follows == referral


def test_when_nobody_acts_it_is_referred_again_and_taken_to_their_manager_and_the_partnership(cast, incident, now):
    first, client = refer(cast.dso, incident, now), browser(cast.dso)
    here = first.get_absolute_url()
    client.post(here, {"answer": "accepted"})
    assert "You do not agree" not in client.get(here).content.decode()
    client.post(here, {"answer": "no_action", "text": "Below their threshold"})
    page = client.get(here).content.decode()
    ways = [f"/incidents/{incident.ref}/refer/?again={first.ref}"]
    ways += [
        f"/incidents/{incident.ref}/outside/?referral={first.ref}&amp;kind={kind}" for kind in ("manager", "policy")
    ]
    assert [page.index(way) for way in ways] == sorted(page.index(way) for way in ways)
    assert 'href="tel:999"' in page[page.index("You do not agree") :]
    for kind in ("chased", "manager", "policy"):
        path = f"/incidents/{incident.ref}/outside/?referral={first.ref}&kind={kind}"
        form = client.get(path)
        assert ("kind", kind) in chosen(form)
        assert fields(form)["referral"] == first.ref
        sent = {
            "kind": kind,
            "body": "social_care",
            "text": f"About {kind}",
            "referral": first.ref,
            "person": "Ms Poole",
        }
        assert client.post(path, sent).status_code == 302
    page = client.get(here).content.decode()
    for words in ("About chased", "About manager", "About policy", "Ms Poole"):
        assert words in page
    assert "About policy" in client.get(f"/incidents/{incident.ref}/").content.decode()


def test_a_referral_of_another_case_is_not_followed(cast, incident, now):
    other = refer(cast.dso, raise_by(cast.owner, service=cast.service), now)
    browser(cast.dso).post(f"/incidents/{incident.ref}/refer/", {"body": "police", "follows": other.ref})
    assert Referral.objects.latest("id").follows is None


def test_who_rang_from_their_own_report_sees_their_call_and_not_what_others_wrote(cast, incident, now):
    owner = browser(cast.owner)
    owner.post(f"/reports/{incident.ref}/rung/", {"body": "social_care", "text": "Rang", "talked_first": "yes"})
    mine = Referral.objects.get()
    assert mine.talked_first == "yes"
    browser(cast.dso).post(mine.get_absolute_url(), {"answer": "accepted", "text": "Only for those who deal with it"})
    page = owner.get(mine.get_absolute_url()).content.decode()
    assert "Answered" in page
    assert "Only for those who deal with it" not in page
    assert "/outside/" not in page
    assert owner.post(mine.get_absolute_url(), {"answer": "advice", "text": "They told me too"}).status_code == 302
    assert "They told me too" in owner.get(mine.get_absolute_url()).content.decode()
    assert mine.get_absolute_url() in owner.get(f"/reports/{incident.ref}/").content.decode()
    theirs = refer(cast.dso, incident, now)
    assert owner.get(theirs.get_absolute_url()).status_code == 404


def test_the_contact_log_goes_on_from_the_step_before(cast, incident, now):
    referral, client = refer(cast.dso, incident, now), browser(cast.dso)
    here = f"/incidents/{incident.ref}/outside/"
    day = london_day(now) + timedelta(days=1)
    sent = {"kind": "contact", "body": "police", "text": "Rang them", "next_step": "Ring again"}
    when = {"next_on_day": day.day, "next_on_month": day.month, "next_on_year": day.year}
    assert client.post(here, {**sent, **when, "referral": referral.ref}).status_code == 302
    first = OutsideContact.objects.get()
    assert (first.referral, first.next_on) == (referral, day)
    page = client.get(f"{here}?after={first.ref}").content.decode()
    assert "The next step was: Ring again" in page
    client.post(here, {"kind": "contact", "body": "police", "text": "They answered", "after": first.ref})
    assert OutsideContact.objects.latest("id").follows == first
    assert client.post(here, {"kind": "contact", "body": "police"}).status_code == 422
    assert client.get(f"{here}?kind=nonsense&referral=%00&after=x").status_code in (200, 400)


def test_a_hold_is_shown_on_the_case_with_what_it_asks_for_and_what_it_never_stops(cast, incident, now):
    client, here = browser(cast.dso), f"/incidents/{incident.ref}/hold/"
    assert "It begins with a referral" in client.get(here).content.decode()
    referral = refer(cast.dso, incident, now, "police")
    day = london_day(now) + timedelta(days=5)
    when = {"chase_on_day": day.day, "chase_on_month": day.month, "chase_on_year": day.year}
    sent = {"referral": referral.ref, "agreed_with": "DC Osei", "waits": ["conversations", "removal"]}
    assert client.post(here, {**sent}).status_code == 422
    assert client.post(here, {**sent, **when}).status_code == 302
    case = client.get(f"/incidents/{incident.ref}/").content.decode()
    shown = ("Agreed with DC Osei", "Conversations with those involved", "Removing content")
    for words in (*shown, "Nothing of this ever waits"):
        assert words in case
    assert "Warnings and sanctions" not in case
    hold = Hold.objects.get()
    assert client.post(hold.get_absolute_url(), {"finished": "yes"}).status_code == 422
    assert client.post(hold.get_absolute_url(), {"finished": "no"}).status_code == 422
    assert client.post(hold.get_absolute_url(), {}).status_code == 422
    later = day + timedelta(days=5)
    when = {"chase_on_day": later.day, "chase_on_month": later.month, "chase_on_year": later.year}
    assert client.post(hold.get_absolute_url(), {"finished": "no", "text": "Not yet", **when}).status_code == 302
    today = london_day(now)
    day = {"concluded_on_day": today.day, "concluded_on_month": today.month, "concluded_on_year": today.year}
    ended = {"finished": "yes", "outcome": "No offence found", "next_steps": "You may talk to them", **day}
    assert client.post(hold.get_absolute_url(), ended).status_code == 302
    assert "Nothing of this ever waits" not in client.get(f"/incidents/{incident.ref}/").content.decode()
    assert "No offence found" in client.get(hold.get_absolute_url()).content.decode()


def test_only_those_who_deal_with_cases_see_the_list_of_what_waits(cast, incident, now):
    referral = refer(cast.dso, incident, now)
    elsewhere = refer(cast.other_dso, raise_by(cast.other_team, service=cast.other_service), now)
    page = browser(cast.dso).get("/incidents/referrals/").content.decode()
    assert referral.ref in page
    assert elsewhere.ref not in page
    assert elsewhere.ref in browser(cast.dsl).get("/incidents/referrals/").content.decode()
    for person in (cast.owner, cast.board, cast.ict):
        assert browser(person).get("/incidents/referrals/").status_code == 404
    assert AuditEvent.objects.filter(verb="incidents.referral.listed", refs__contains=[referral.ref]).exists()


@pytest.mark.parametrize("state", ["raised", "acknowledged", "held", "closed", "reopened"])
def test_999_and_a_referral_are_on_every_page_of_a_case_in_every_state(cast, now, state):
    incident = raise_by(cast.owner, service=cast.service)
    _bring_into(cast, incident, now, state)
    for who in ("dso", "dsl", "deputy", "lead"):
        client = browser(cast[who])
        case = client.get(f"/incidents/{incident.ref}/").content.decode()
        for words in ('href="tel:999"', f"/incidents/{incident.ref}/refer/", f"/incidents/{incident.ref}/crisis/"):
            assert words in case, (who, words)
        crisis = client.get(f"/incidents/{incident.ref}/crisis/").content.decode()
        assert 'href="tel:999"' in crisis
        assert f"/incidents/{incident.ref}/refer/" in crisis
        before = Referral.objects.count()
        sent = {"body": "999", "their_reference": "CAD 12", "when_happened": "22:14", "rung_by": "Priya Nair"}
        assert client.post(f"/incidents/{incident.ref}/refer/", sent).status_code == 302
        assert Referral.objects.count() == before + 1
    owner = browser(cast.owner)
    report = owner.get(f"/reports/{incident.ref}/").content.decode()
    assert f"/reports/{incident.ref}/crisis/" in report
    assert f"/reports/{incident.ref}/rung/" in report
    assert 'href="tel:999"' in owner.get(f"/reports/{incident.ref}/crisis/").content.decode()
    assert owner.post(f"/reports/{incident.ref}/rung/", {"body": "police"}).status_code == 302
    first = Referral.objects.filter(body="999").first()
    assert (first.entry.their_reference, first.entry.when_happened, first.rung_by) == ("CAD 12", "22:14", "Priya Nair")


def _bring_into(cast: Any, incident: Incident, now: Any, state: str) -> None:
    if state == "raised":
        return
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    if state == "held":
        said = {"agreed_with": "DC Osei", "waits": ["conversations"], "chase_on": london_day(now) + timedelta(days=7)}
        begin_hold(by=cast.dso, now=now, referral=refer(cast.dso, incident, now), client_token=uuid.uuid4(), **said)
    if state in ("closed", "reopened"):
        Incident.objects.filter(pk=incident.pk).update(state="closed", closed_at=now, closed_by=cast.deputy)
    if state == "reopened":
        browser(cast.dso).post(f"/incidents/{incident.ref}/reopen/", {"text": "Something new"})


# --- What is read out -------------------------------------------------------------------------------------------------


@pytest.fixture
def about(cast, now):
    """A concern about somebody with a social worker, an authority and a number."""
    place = Authority.objects.create(
        name="Westmere", children_phone="+441632960100", duty_team_phone="+441632960101", police_force="Westmere Police"
    )
    person = register(cast.owner, full_name="Amira Khan", address="4 Quay Road", phone="07700 900123")
    Person.objects.filter(pk=person.pk).update(authority=place, authority_known="yes")
    Network.objects.create(
        person=person, worker_name="Jo Bright", worker_phone="+441632960200", changed_at=now, changed_by=cast.owner
    )
    incident = raise_by(cast.owner, service=cast.service, people=(person,))
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    return incident, person


@pytest.mark.parametrize("page", ["facts", "crisis"])
def test_what_is_hidden_is_opened_by_a_press_and_the_press_is_an_event(cast, about, page):
    incident, person = about
    client, here = browser(cast.dso), f"/incidents/{incident.ref}/{page}/"
    closed = client.get(here).content.decode()
    assert "4 Quay Road" not in closed
    assert "Open to social care: ring Jo Bright first" in closed
    assert "01632 960" in closed
    assert not AuditEvent.objects.filter(verb="people.person.masked_shown").exists()
    opened = client.get(f"{here}?show=all").content.decode()
    assert "4 Quay Road" in opened
    event = AuditEvent.objects.get(verb="people.person.masked_shown")
    assert (event.subject_ref, "address" in event.refs) == (person.ref, True)


def test_whoever_may_not_open_it_presses_in_vain(cast, about):
    incident, _person = about
    page = browser(cast.lead).get(f"/incidents/{incident.ref}/facts/?show=all").content.decode()
    assert "4 Quay Road" not in page
    assert not AuditEvent.objects.filter(verb="people.person.masked_shown").exists()


@pytest.mark.parametrize("page", ["facts", "crisis"])
def test_a_confidential_placement_is_never_on_these_pages(cast, about, page):
    incident, person = about
    Person.objects.filter(pk=person.pk).update(address_withheld="PC Shah, Westmere Police")
    shown = browser(cast.dso).get(f"/incidents/{incident.ref}/{page}/?show=all").content.decode()
    assert "4 Quay Road" not in shown
    assert "withheld" in shown.lower()


def test_with_a_flag_the_agreed_way_stands_where_the_number_is(cast, about):
    incident, person = about
    agreed = {"call_back_agreed": "Only from 4 to 5", "is_in_danger_at_home": True}
    Person.objects.filter(pk=person.pk).update(**agreed)
    shown = browser(cast.dso).get(f"/incidents/{incident.ref}/crisis/?show=all").content.decode()
    assert "Only in the way you agreed" in shown
    assert "Only from 4 to 5" in shown


@pytest.mark.requirement("ESC-03")
def test_where_the_authority_is_not_known_the_nspcc_is_shown_and_the_call_is_recorded(cast, about):
    incident, person = about
    for known in ("no", "not_asked"):
        Person.objects.filter(pk=person.pk).update(authority=None, authority_known=known)
        for page in ("crisis", "facts"):
            shown = browser(cast.dso).get(f"/incidents/{incident.ref}/{page}/").content.decode()
            assert 'href="tel:08088005000"' in shown
    nobody = raise_by(cast.owner, service=cast.service)
    for path in (f"/incidents/{nobody.ref}/crisis/", f"/incidents/{nobody.ref}/refer/"):
        shown = browser(cast.dso).get(path).content.decode()
        assert "0808 800 5000" in shown
    assert "0808 800 5000" in browser(cast.owner).get(f"/reports/{nobody.ref}/crisis/").content.decode()
    browser(cast.dso).post(f"/incidents/{nobody.ref}/refer/", {"body": "helpline", "text": "NSPCC says: Westmere"})
    assert Referral.objects.get(body="helpline").entry.text == "NSPCC says: Westmere"


def test_the_reporter_sees_on_the_sheet_only_those_they_may_see(cast, about):
    incident, _person = about
    assert "Jo Bright" in browser(cast.owner).get(f"/reports/{incident.ref}/crisis/").content.decode()
    theirs = raise_by(cast.other_team, service=cast.service)
    theirs.people.set(incident.people.all())
    assert "Jo Bright" not in browser(cast.other_team).get(f"/reports/{theirs.ref}/crisis/").content.decode()


@pytest.mark.requirement("INC-50")
def test_pictures_of_people_nobody_knows_go_to_ceop_or_the_iwf_in_words(cast):
    incident = raise_by(cast.owner, imagery="yes", service=cast.service)
    page = browser(cast.dsl).get(f"/incidents/{incident.ref}/refer/").content.decode()
    for words in ("CEOP", "Internet Watch Foundation", "Report Remove", "Nobody views, copies or sends them"):
        assert words in page
    for body in ("ceop", "iwf"):
        sent = {"body": body, "text": "The address, in words"}
        assert browser(cast.dsl).post(f"/incidents/{incident.ref}/refer/", sent).status_code == 302
    assert set(Referral.objects.values_list("body", flat=True)) == {"ceop", "iwf"}
    owner = browser(cast.owner)
    for words in ("CEOP", "Internet Watch Foundation", "report the address, never a copy"):
        assert words in owner.get("/people/contacts/").content.decode()
    assert "Never look at, copy, send on, save or delete" in owner.get("/raise/report/").content.decode()


def test_what_was_typed_is_kept_when_the_session_ends(cast, incident, now):
    referral = refer(cast.dso, incident, now)
    client = browser(cast.dso)
    address = f"/drafts/referral_answer/{referral.ref}/"
    kept = client.post(address, {"client_token": str(uuid.uuid4()), "text": "They said yes"})
    assert kept.status_code < 300, kept.status_code
    assert Draft.objects.filter(form="referral_answer").exists()
    assert "They said yes" in client.get(referral.get_absolute_url()).content.decode()
    assert not ReferralAnswer.objects.exists()
