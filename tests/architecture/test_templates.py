"""Every template of ours compiles, and is drawn by some page here: what no page draws does not stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.template.loader import get_template
from django.test import Client
from django.test.signals import template_rendered

from safeguard import views
from safeguard.practitioners.enums import CoverReason, PostCode
from tests.architecture.test_urls import addresses
from tests.factories.platforms import PlatformFactory
from tests.factories.policies import acceptable_use
from tests.factories.practitioners import UserFactory, hold
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
    for path in ("/", "/incidents/"):
        dsl.get(path)
    browser(cast.colleague).get(f"/incidents/{incident.ref}/")  # was told, and need not know any more
    browser(cast.dsl, enforce_csrf_checks=True).post("/raise/discard/")
    for view in (views.forbidden, views.too_many, views.bad_request):
        view(rf.get("/"))
    _look_at_the_ground(cast)
    _look_at_an_account()


def _look_at_the_ground(cast: Any) -> None:
    """Platforms, policies and training."""
    platform, version = PlatformFactory(owner=cast.ict), acceptable_use()
    for person, paths in (
        (cast.ict, ("/platforms/{platform}/", "/platforms/{platform}/decide/")),
        (cast.dsl, ("/policies/aup/", "/policies/aup/versions/{version}/", "/policies/{policy}/issue/")),
        (cast.manager, ("/team/", "/team/{person}/training/")),
    ):
        for path in paths:
            browser(person).get(
                path.format(
                    platform=platform.ref, version=version.ref, policy=version.policy.ref, person=cast.owner.ref
                )
            )


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
