"""The kinds of harm online, by content, contact, conduct and commerce (INC-09), said by whoever triages and raises."""

from typing import Any

import pytest

from incidents.enums import Category, SubType
from incidents.models import TriageAnswer
from incidents.rules import category_of
from tests.factories.case_pages import CALM, send
from tests.factories.incidents import raise_by
from tests.pages import browser

# What the guidance names, and how we say it.
NAMED = {
    "pornography": SubType.CONTENT_PORNOGRAPHY,
    "racism": SubType.CONTENT_RACISM,
    "misogyny": SubType.CONTENT_MISOGYNY,
    "antisemitism": SubType.CONTENT_ANTISEMITISM,
    "self-harm": SubType.CONTENT_SELF_HARM,
    "suicide": SubType.CONTENT_SUICIDE,
    "extremism": SubType.CONTENT_EXTREMISM,
    "false news": SubType.CONTENT_MISINFORMATION,
    "child-on-child abuse": SubType.CONTACT_CHILD_ON_CHILD,
    "grooming, sexual": SubType.CONTACT_GROOMING_SEXUAL,
    "grooming, criminal": SubType.CONTACT_GROOMING_CRIMINAL,
    "grooming, financial": SubType.CONTACT_GROOMING_FINANCIAL,
    "commercial contact": SubType.CONTACT_COMMERCIAL,
    "unsafe community": SubType.CONTACT_COMMUNITY,
    "nudes and semi-nudes": SubType.CONDUCT_NUDES,
    "other explicit images": SubType.CONDUCT_IMAGES,
    "bullying": SubType.CONDUCT_BULLYING,
    "gambling": SubType.COMMERCE_GAMBLING,
    "advertising": SubType.COMMERCE_ADVERTISING,
    "phishing": SubType.COMMERCE_PHISHING,
    "scams": SubType.COMMERCE_SCAM,
}
FOUR_CS = (Category.CONTENT, Category.CONTACT, Category.CONDUCT, Category.COMMERCE)


@pytest.mark.django_db
@pytest.mark.requirement("INC-09")
def test_every_kind_that_the_guidance_names_is_chosen_in_triage_and_said_more_of_by_its_raiser(cast: Any) -> None:
    """Both actors of the row: whoever triages chooses the kind under its category; whoever raised it says more of it
    from their own report, after it is sent (practice A6)."""
    assert {category_of(kind) for kind in NAMED.values()} == set(FOUR_CS)
    incident = raise_by(cast.owner, service=cast.service)
    client = browser(cast.dsl)
    client.post(f"/incidents/{incident.ref}/acknowledge/")
    page = client.get(f"/incidents/{incident.ref}/triage/").content.decode()
    for kind in NAMED.values():
        assert f'value="{kind}"' in page
        assert str(kind.label) in page
    for category in FOUR_CS:
        assert str(category.label) in page
    for kind in (SubType.CONTENT_MISOGYNY, SubType.CONTACT_COMMUNITY, SubType.CONDUCT_BULLYING, SubType.COMMERCE_SCAM):
        seen = TriageAnswer.objects.filter(incident=incident).count()
        answer = send(client, incident, "triage", **{**CALM, "online": "yes", "category": kind, "seen": seen})
        assert answer.status_code == 302, kind
        case = client.get(f"/incidents/{incident.ref}/").content.decode()
        assert str(category_of(kind).label) in case
        assert str(kind.label) in case
    owner = browser(cast.owner)
    report = owner.get(f"/reports/{incident.ref}/").content.decode()
    for topic in ("imagery", "bullying", "radicalisation", "cybercrime", "other-party"):
        assert f"/reports/{incident.ref}/details/{topic}/" in report
    assert owner.post(f"/reports/{incident.ref}/details/bullying/", {"deliberate": "yes"}).status_code == 302
    assert "Was it meant?" in client.get(f"/incidents/{incident.ref}/").content.decode()
