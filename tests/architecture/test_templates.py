"""Every template of ours compiles, and is drawn by some page here: what no page draws does not stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.template.loader import get_template
from django.test import Client, override_settings
from django.test.signals import template_rendered

from incidents.actions import add_entry, invite_colleague
from incidents.enums import EntryKind
from incidents.models import CaseNotice, Closure, Hold, Incident, Referral, StaffSupport
from safeguard import views
from safeguard.desk.actions import close_account
from safeguard.lib import clock
from safeguard.notifications.actions import send_test
from safeguard.notifications.enums import Channel
from safeguard.people.actions import add_authority
from safeguard.people.models import HandOver
from safeguard.platforms.actions import register_account
from safeguard.policies.actions import remind_of_reviews
from safeguard.policies.models import Review
from safeguard.practitioners import selectors
from safeguard.practitioners.actions import keep_device
from safeguard.practitioners.enums import CoverReason, PostCode, Role
from safeguard.practitioners.models import Organisation, Takers
from sessions_app.actions import AgreedActionDetails
from sessions_app.models import Session
from tests.architecture.test_urls import addresses
from tests.desk.importing import a_young_person, young
from tests.factories.consent import a_family, asked, link_of
from tests.factories.incidents import a_complaint, raise_by, settle
from tests.factories.learning import agreed
from tests.factories.live import a_call, a_live_session
from tests.factories.people import an_adult, assess, register
from tests.factories.platforms import PlatformFactory, a_complete_assessment, a_group, a_guide
from tests.factories.policies import PolicyVersionFactory, acceptable_use
from tests.factories.practitioners import UserFactory, hold
from tests.factories.reports import a_report
from tests.factories.sessions import one_to_one, planned, ready_ground
from tests.pages import NO_SUCH_REF, browser, concern

PASSWORD = "safe-harbour"
FOLDER = Path(settings.BASE_DIR) / "templates"
OURS = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
# Asked for by name, by libraries and for pages to come.
PACKS = ("safeguard/", "allauth/elements/")
NOT_DRAWN_HERE = {
    "500.html": "made once at start-up (tests/test_error_pages.py)",
    "mfa/webauthn/reauthenticate.html": "needs a real passkey",
    "components/htmx.html": "for pages with live parts; the lists of a later issue",
}
NEEDS_A_REAL_KEY = {"mfa_reauthenticate_webauthn", "mfa_add_webauthn"}


@contextmanager
def _drawn() -> Iterator[set[str]]:
    names: set[str] = set()

    def note(template: Any, **_: Any) -> None:
        names.add(str(template.name))

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)


@pytest.mark.parametrize("name", OURS)
def test_it_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.django_db
def test_every_template_is_drawn_by_some_page(cast: Any, raise_a_concern: Any, rf: Any) -> None:
    with _drawn() as names:
        _look_at_everything(cast, raise_a_concern, rf)
    missing = [name for name in OURS if name not in names and not name.startswith(PACKS)]
    assert missing == sorted(NOT_DRAWN_HERE)


def _look_at_everything(cast: Any, raise_a_concern: Any, rf: Any) -> None:
    owner, dsl = browser(cast.owner), browser(cast.dsl)
    for person in (cast.anonymous, cast.owner, cast.dsl, cast.ict):
        for path in addresses().values():
            browser(person).get(path)
    owner.post("/drafts/concern/", concern())
    owner.get("/")
    owner.post("/raise/report/", {})
    hold(PostCode.DSO, cast.colleague, cast.service, reason=CoverReason.ABSENCE)
    incident = raise_a_concern()
    for path in addresses().values():
        for client in (owner, dsl):
            client.get(path.replace(NO_SUCH_REF, incident.ref))
    owner.post(f"/reports/{incident.ref}/add/", {})
    dsl.post(f"/reports/{incident.ref}/add/", {"author": cast.owner.ref, "text": "typed by the owner"})
    dsl.post(f"/incidents/{incident.ref}/acknowledge/")
    dsl.get(f"/incidents/{raise_a_concern(about_staff='yes', staff_named=cast.colleague.full_name).ref}/")
    dsl.post(f"/incidents/{incident.ref}/reopen/", {})  # it is not closed: the form comes back
    _look_at_what_lies_outside(cast, incident.ref)
    for path in ("/", "/incidents/"):
        dsl.get(path)
    browser(cast.colleague).get(f"/incidents/{incident.ref}/")  # was told, and need not know any more
    browser(cast.dsl, enforce_csrf_checks=True).post("/raise/discard/")
    for view in (views.forbidden, views.too_many, views.bad_request):
        view(rf.get("/"))
    _look_at_who_reads(cast, incident, dsl)
    _look_at_the_ground(cast)
    _look_at_platforms(cast)
    _look_at_policies(cast)
    _look_at_the_reports(cast)
    _look_at_people(cast)
    _look_at_consent(cast)
    _look_at_plans(cast)
    _look_at_a_live_session(cast)
    _look_at_training_and_support(cast)
    _look_at_the_installation(cast)
    _look_at_what_moves(cast)
    _look_at_an_account()
    _look_at_people_who_leave(cast)
    _look_at_sign_ins(cast)
    _look_at_the_steps_of_cases(cast)
    _look_at_what_comes_from_outside(cast)
    _look_at_sessions_and_staff(cast)
    _look_at_what_is_late(cast)


def _look_at_what_comes_from_outside(cast: Any) -> None:
    """The public form with its receipt and its link; a complaint; somebody who only raises concerns."""
    family = Client()
    sent = family.post("/tell-us/write/", {"exact_words": "He shouts", "answering": "text", "contact": "07700 900123"})
    incident = sent.context["incident"]
    assert family.post("/tell-us/write/", {}).status_code == 422
    assert family.get(urlsplit(sent.context["add_url"]).path).status_code == 200
    for page in ("", "triage/", "people/", "involved/", "details/imagery/"):
        assert browser(cast.dsl).get(f"/incidents/{incident.ref}/{page}").status_code == 200, page
    said = a_complaint(cast, clock.now(), Session.objects.filter(practitioner=cast.owner).latest("pk"))
    assert browser(cast.manager).get(said.get_absolute_url()).status_code == 200
    assert browser(cast.owner).get(f"/complaints/about/{said.session.ref}/").status_code == 200
    raiser = UserFactory(email="raiser@harbour.example", roles=[Role.RAISER])
    assert browser(raiser).get("/").status_code == 200


def _look_at_who_reads(cast: Any, incident: Any, dsl: Client) -> None:
    """Readers, a question to a colleague, whom a case is about, its chronology and a copy of it."""
    asked = invite_colleague(
        by=cast.dsl, now=clock.now(), incident=incident, client_token=uuid4(), person=cast.other_team, question="What?"
    )
    browser(cast.other_team).get(f"/asked/{asked.ref}/")
    entry = add_entry(
        by=cast.dsl, now=clock.now(), incident=incident, client_token=uuid4(), kind=EntryKind.NOTE, text="Rang."
    )
    dsl.get(f"/incidents/{incident.ref}/chronology/{entry.ref}/correct/")
    begun = {"client_token": uuid4(), "copy_for": "court", "for_whom": "A court", "why": "Asked.", "kinds": ["note"]}
    address = dsl.post(f"/incidents/{incident.ref}/copies/begin/", begun)["Location"]
    dsl.post(address, {"words": ""})
    dsl.post(address, {"words": "", "digest": dsl.get(address).context["digest"], "confirm": "yes"})
    dsl.get(address)
    person = register(cast.owner, clock.now(), full_name="Maya Lund")
    dsl.get(f"/people/{person.ref}/chronology/")


def _look_at_what_is_late(cast: Any) -> None:
    """Last, for it moves the clock: a week on something is late at every hour this is run at."""
    clock.shift(timedelta(days=7))
    browser(cast.dsl).get("/incidents/")


def _look_at_what_lies_outside(cast: Any, ref: str) -> None:
    """A referral, what waits for the authorities, and what is read out."""
    dsl = browser(cast.dsl)
    Incident.objects.get(ref=ref).people.add(register(cast.owner, full_name="Ida Vale"))
    dsl.post(f"/incidents/{ref}/refer/", {"body": "police"})
    of = Referral.objects.get(incident__ref=ref)
    day = clock.now().date() + timedelta(days=7)
    when = {"chase_on_day": day.day, "chase_on_month": day.month, "chase_on_year": day.year}
    dsl.post(f"/incidents/{ref}/hold/", {"referral": of.ref, "agreed_with": "DC Osei", "waits": "removal", **when})
    assert dsl.get(Hold.objects.get(incident__ref=ref).get_absolute_url()).status_code == 200
    for path in (
        f"/incidents/{ref}/crisis/",
        of.get_absolute_url(),
        "/incidents/referrals/",
        f"/incidents/{ref}/",
        "/people/contacts/check/",
    ):
        assert dsl.get(path).status_code == 200
    browser(cast.owner).get(f"/reports/{ref}/crisis/")


def _look_at_the_steps_of_cases(cast: Any) -> None:
    """Tracks, one step, several, links, a second look; what others are told and asked."""
    incident, other = raise_by(cast.owner, service=cast.service), raise_by(cast.owner, service=cast.service)
    client = browser(cast.dsl)
    client.post(f"/incidents/{incident.ref}/acknowledge/")
    ops = UserFactory(roles=[Role.OPS])
    for code, person in (("tell_ops", ops), ("support_reporter", cast.manager)):
        settle(cast.dsl, incident, code, outcome="sent")
        model = CaseNotice if code == "tell_ops" else StaffSupport
        page = "told" if code == "tell_ops" else "support"
        assert browser(person).get(f"/incidents/{page}/{model.objects.get().ref}/").status_code == 200
    client.post(f"/incidents/{incident.ref}/link/", {"other_ref": other.ref, "kind": "repeat"})
    for path in ("", "tracks/", "tracks/tell/", "steps/parents/", "several/", "link/"):
        assert client.get(f"/incidents/{incident.ref}/{path}").status_code == 200, path
    assert client.get("/incidents/low-level/").status_code == 200
    closure = Closure.objects.create(
        incident=incident, client_token=uuid4(), outcome="x", learning="x", no_monitoring="x",
        closed_by=cast.deputy, closed_at=clock.now(),
    )  # fmt: skip
    Incident.objects.filter(pk=incident.pk).update(state="closed", closed_at=clock.now(), closed_by=closure.closed_by)
    for path in ("check/", "second/"):
        assert client.get(f"/incidents/{incident.ref}/{path}").status_code == 200, path


def _look_at_sessions_and_staff(cast: Any) -> None:
    """What lies with authorities on the dashboard; what waits of the sessions to come, and of the posts."""
    for path in (
        "/incidents/?mine=1",
        "/incidents/sessions/",
        "/incidents/sessions/counted/",
        "/incidents/sessions/?what=alone",
    ):
        assert browser(cast.dsl).get(path).status_code == 200, path


def _look_at_the_ground(cast: Any) -> None:
    """Platforms, policies and training."""
    platform, version = PlatformFactory(owner=cast.ict), acceptable_use()
    for person, paths in (
        (cast.ict, ("/platforms/{platform}/", "/platforms/{platform}/decide/")),
        (cast.dsl, ("/policies/aup/", "/policies/aup/versions/{version}/", "/policies/{policy}/issue/")),
        (cast.manager, ("/team/", "/team/{person}/training/")),
        (cast.admin, ("/set-up/posts/scope/",)),
        (cast.dsl, ("/organisation/routes/", "/organisation/routes/ordinary/")),
    ):
        for path in paths:
            browser(person).get(
                path.format(
                    platform=platform.ref, version=version.ref, policy=version.policy.ref, person=cast.owner.ref
                )
            )


def _look_at_policies(cast: Any) -> None:
    """Policies by what they say, limits, wordings, yearly reviews, guidance; what people have agreed to."""
    remind_of_reviews(now=clock.now())
    guests = PolicyVersionFactory(policy__readers="guest", policy__owner=cast.deputy).policy.ref
    PolicyVersionFactory(policy__readers="customer")
    staff = PolicyVersionFactory().policy.ref
    client = browser(cast.dsl)
    for path in (
        *(f"/policies/{staff}/{page}/" for page in ("progress", "owner", "paper")),
        f"/policies/{guests}/guest/",
        *("/policies/types/", "/policies/thresholds/", "/policies/thresholds/nation/"),
        *("/policies/own-consent/", f"/policies/own-consent/{cast.service.ref}/"),
        *("/policies/wordings/", "/policies/wordings/ground_rules/", "/policies/reviews/"),
        *("/guidance/", "/guidance/resources/"),
        Review.objects.order_by("pk")[0].get_absolute_url(),
    ):
        assert client.get(path).status_code == 200, path
    person = register(cast.owner, clock.now())
    assert browser(cast.owner).get(f"/people/{person.ref}/agreement/").status_code == 200


def _look_at_platforms(cast: Any) -> None:
    """What was assessed, the guide as families see it, the note on streaming, accounts, a closed group."""
    now = clock.now()
    platform = PlatformFactory(owner=cast.ict)
    a_complete_assessment(platform, cast.ict, now, streams="yes")
    a_guide(platform, cast.ict, now)
    account = register_account(
        by=cast.ict,
        now=now,
        platform=platform,
        label="Ours",
        custodian=cast.ict,
        work_email="ict@charity.example",
        client_token=uuid4(),
    )
    group = a_group(cast, now, platform)
    for person, paths in (
        (cast.anonymous, (f"/guides/{platform.ref}/",)),
        (cast.dsl, (f"/platforms/{platform.ref}/streaming/",)),
        (cast.ict, (f"/platforms/accounts/{account.ref}/",)),
        (cast.ict, tuple(f"/platforms/{platform.ref}/{page}/" for page in ("assess", "correct", "guide"))),
        (cast.owner, (f"/groups/{group.ref}/", f"/groups/{group.ref}/close/")),
    ):
        for path in paths:
            assert browser(person).get(path).status_code == 200, path


def _look_at_training_and_support(cast: Any) -> None:
    """A form that came back, lists with something in them, and something to read."""
    agreement = agreed(cast.other_service, cast.other_team, cast.manager)
    for path in ("/questions/ask/", "/yours/learning/", "/agreements/", agreement.get_absolute_url()):
        browser(cast.other_team).get(path)
    browser(cast.other_team).post("/questions/ask/", {})


def _look_at_the_installation(cast: Any) -> None:
    """Setting up, before there is anybody and after; and what the administrator sees when something has gone."""
    admin = browser(cast.admin)
    for page in (
        "",
        "live/",
        "organisation/",
        "services/",
        f"services/{cast.service.ref}/",
        f"services/{cast.service.ref}/officer/",
        "people/",
        "people/add/",
        f"people/{cast.owner.ref}/",  # has signed in
        f"people/{cast.other_dso.ref}/",  # has not
        "posts/",
        "posts/dsl/",
        "posts/dsl/away/",
        "posts/on-duty/",
        "messages/",
    ):
        answer = admin.get(f"/organisation/{page}" if page.startswith("people/") else f"/set-up/{page}")
        assert answer.status_code == 200 or page == "live/", page
    admin.get("/")
    authority = add_authority(by=cast.owner, now=clock.now(), name="Hull")
    assert admin.get(f"/people/authorities/{authority.ref}/").status_code == 200
    test = send_test(
        by=cast.admin,
        now=clock.now(),
        channel=Channel.EMAIL,
        recipient=cast.dsl,
        address=cast.dsl.email,
        client_token=uuid4(),
    )
    assert browser(cast.dsl).get(f"/test-messages/{test.ref}/").status_code == 200
    with patch("safeguard.desk.views.set_up.first.may_make_first_account", return_value=True):
        assert Client().get("/set-up/first-account/").status_code == 200
    _not_live_yet(admin)


def _look_at_people_who_leave(cast: Any) -> None:
    """What the organisation is made of, the directory, the group, devices, and somebody who has left."""
    admin = browser(cast.admin)
    device = keep_device(
        by=cast.ict, now=clock.now(), label="Laptop", kind="laptop", asset_number="L1", custodian=cast.owner
    )
    for page in ("contracts/", "contracts/add/", "directory/", "group/", "devices/", f"devices/{device.ref}/"):
        assert admin.get(f"/organisation/{page}").status_code == 200, page
    assert admin.get(f"/organisation/people/{cast.owner.ref}/leaving/").status_code == 200
    assert browser(cast.owner).get("/yours/devices/").status_code == 200
    close_account(by=cast.admin, now=clock.now(), person=cast.colleague, takers=Takers())
    assert admin.get(f"/organisation/people/{cast.colleague.ref}/").status_code == 200


def _not_live_yet(admin: Client) -> None:
    Organisation.objects.update(live_at=None)
    selectors._known_to_be_live = False
    try:
        assert admin.get("/set-up/live/").status_code == 200
    finally:
        Organisation.objects.update(live_at=clock.now())
        selectors._known_to_be_live = True


def _look_at_the_reports(cast: Any) -> None:
    """A board report as a draft, and while it is counted."""
    report, dsl = a_report(cast.dsl), browser(cast.dsl)
    for page in ("", "edit/", "issue/", "progress/"):
        dsl.get(f"/reports/board/{report.ref}/{page}")
    dsl.post("/reports/board/prepare/", {"quarter": report.quarter_start.isoformat()})
    dsl.get(f"/reports/board/{report.ref}/")


def _look_at_people(cast: Any) -> None:
    """A young person with a mother, a risk and something agreed; and two editors at once."""
    client, person = browser(cast.owner), register(cast.owner, adults=(an_adult(),))
    today = clock.now().astimezone(clock.LONDON).date()
    risk = assess(cast.owner, person, agreed=[AgreedActionDetails(what="Ask school", owner=cast.owner, due_on=today)])
    for path in (
        "/",
        "/people/",
        f"/people/{person.ref}/?show=contact",
        f"/people/{person.ref}/change/",
        f"/people/{person.ref}/adults/new/",
        f"/people/adults/{person.adults.get().ref}/",
        f"/sessions/risk/{person.ref}/new/",
        risk.get_absolute_url(),
        risk.agreed_actions.get().get_absolute_url(),
    ):
        assert client.get(path).status_code == 200, path
    client.post("/search/", {"words": "amira"})
    _look_at_what_surrounds(cast, person.ref)
    client.post(f"/people/{person.ref}/contact/", {"version": "0", "phone": "07700 900123"})


def _look_at_what_surrounds(cast: Any, ref: str) -> None:
    """Each part of a record, the library, turning 18, and who has looked."""
    client = browser(cast.owner)
    for path in ("about/network", "about/in-touch", "add/told", "add/home", "adulthood"):
        assert client.get(f"/people/{ref}/{path}/").status_code == 200, path
    assert client.get("/people/library/").status_code == 200
    assert browser(cast.dsl).get(f"/people/{ref}/trail/").status_code == 200


def _look_at_consent(cast: Any) -> None:
    """What a mother meets behind a link, alarm and receipt included, and the pages of staff around it."""
    person, mother = a_family(cast.owner)
    request, family, worker = asked(cast.owner, person, mother), Client(), browser(cast.owner)
    born = {"born_on_day": "27", "born_on_month": "3", "born_on_year": "2011"}
    answers = {f"{who}_{one}": "agreed" for one in request.purposes for who in ("answer", "young")}
    family.get(link_of(request), follow=True)
    family.post("/answer/consent/", born, follow=True)
    typed = {**answers, "about": request.ref, "name": "Sana Khan", "is_unsafe": "yes", "is_about_us": "no"}
    family.post("/answer/consent/", typed)
    assert family.post("/answer/consent/", {**typed, "step": "send"}, follow=True).status_code == 200
    assert family.get(link_of(request)).status_code == 410
    activity = request.activity.ref
    for page in ("ask/", "record/", f"record/?activity={activity}", f"withdraw/?activity={activity}"):
        assert worker.get(f"/consent/{person.ref}/{page}").status_code == 200, page
    for page in ("", "acknowledge/", "no-concern/"):
        assert browser(cast.dsl).get(f"/consent/requests/{request.ref}/{page}").status_code == 200


def _look_at_plans(cast: Any) -> None:
    """A one-to-one from its plan to the line manager, with something that stops it and something that asks."""
    ground = ready_ground(cast, clock.now())
    worker, manager = browser(cast.owner), browser(cast.manager)
    session = planned(ground, one_to_one(ground, minutes=60))
    path = session.get_absolute_url()
    for page in ("", "change/", "risk/", "call-off/", "tell/", "reason/?key=PLN-03"):
        assert worker.get(f"{path}{page}").status_code == 200, page
    for page in (
        "/sessions/",
        "/sessions/?show=mine-past",
        "/sessions/new/",
        f"/sessions/unplanned/{ground.person.ref}/",
    ):
        assert worker.get(page).status_code == 200, page
    worker.post(f"{path}reason/?key=PLN-03", {"reason": "A first meeting"})
    worker.post(f"{path}reason/?key=PLN-04", {"reason": "In the evening, if the clock says so"})
    worker.post(f"{path}send/")
    assert manager.get(f"{path}approve/").status_code == 200
    assert browser(cast.dsl).get("/sessions/reasons/").status_code == 200


def _look_at_a_live_session(cast: Any) -> None:
    """A session under way with its crisis sheet and welfare call, then its record."""
    session = a_live_session(cast.other_team)
    call, worker = a_call(session), browser(cast.other_team)
    here = f"/sessions/{session.ref}"
    worker.post(f"{here}/live/press/", {"kind": "connection_lost"})
    for page in ("live/", "live/now/", "live/end/", "crisis/"):
        worker.get(f"{here}/{page}")
    for page in ("", "take-on/"):
        worker.get(f"/sessions/calls/{call.ref}/{page}")
    worker.post(f"{here}/live/end/", {"ended_how": "connection_lost", "worry": "yes"})
    for page in ("record/", "worry/"):
        assert worker.get(f"{here}/{page}").status_code == 200, page


def _look_at_what_moves(cast: Any) -> None:
    """People handed over, and a table that is imported."""
    person = register(cast.owner, full_name="Moving Vale")
    manager, several = browser(cast.manager), "/team/hand-over/"
    of = young(cast.manager, a_young_person())
    for path in (
        f"/people/{person.ref}/hand-over/",
        several,
        f"{several}?of={cast.owner.ref}",
        "/imports/",
        "/imports/young-people/new/",
        of.get_absolute_url(),
        f"{of.get_absolute_url()}confirm/",
    ):
        assert manager.get(path).status_code == 200, path
    taken = {"client_token": str(uuid4()), "seen_with": cast.owner.ref, "to": cast.colleague.ref, "note": "Hello"}
    manager.post(f"/people/{person.ref}/hand-over/", taken)
    assert browser(cast.colleague).get(HandOver.objects.latest("pk").get_absolute_url()).status_code == 200


def _look_at_an_account() -> None:
    """The pages of a person with a password, an app, codes and a passkey, before and after it is asked again."""
    person = UserFactory(password=make_password(PASSWORD))
    client = Client()
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    TOTP.activate(person, "A" * 32)
    RecoveryCodes.activate(person)
    key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "Phone"})
    own = [path.replace("/1/", f"/{key.pk}/") for name, path in addresses().items() if name not in NEEDS_A_REAL_KEY]
    own = [path for path in own if path.startswith("/account/") and "/log" not in path]
    for path in own:
        client.get(path)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    for path in own:
        client.get(path)
    key.delete()
    Client().post("/account/login/", {"login": person.email, "password": PASSWORD}, follow=True)


def _look_at_sign_ins(cast: Any) -> None:
    """Where people are signed in, and the organisation's own sign-in, which does not answer."""
    admin = browser(cast.admin)
    for path in ("/team/sign-ins/", "/team/sign-ins/yours/", f"/team/{cast.owner.ref}/sign-ins/"):
        assert admin.get(path).status_code == 200
    with override_settings(OIDC_ISSUER="http://127.0.0.1:9", OIDC_NAME="Harbour account"):
        assert Client().get("/account/work/").status_code == 503
        assert admin.get("/account/work/again/").status_code == 200
