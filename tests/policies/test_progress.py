"""Who has signed and who has not; owners, paper, guests and types on their pages."""

from datetime import timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.policies.enums import Readers, ReviewKind
from safeguard.policies.models import GuestSignature, PolicyType, PolicyVersion, Review, Signature
from safeguard.storage.models import Draft
from tests.factories.policies import PolicyVersionFactory, SignatureFactory
from tests.factories.practitioners import UserFactory
from tests.naughty import NAUGHTY
from tests.pages import NO_SUCH_REF, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast):
    return PolicyVersionFactory(policy__title="Code of conduct", policy__owner=cast.dso)


def progress(version):
    return f"/policies/{version.policy.ref}/progress/"


def day(prefix, moment):
    at = moment.astimezone(clock.LONDON).date()
    return {f"{prefix}_day": at.day, f"{prefix}_month": at.month, f"{prefix}_year": at.year}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("dso", 200), ("dsl", 200), ("admin", 200), ("manager", 200),
        ("owner", 404), ("other_dso", 404), ("board", 404), ("ict", 404),
    ],
)  # fmt: skip
def test_its_owner_and_whoever_issues_policies_see_who_has_not_signed(cast, version, who, status):
    SignatureFactory(version=version, person=cast.colleague)
    answer = browser(cast[who]).get(progress(version))
    assert answer.status_code == status
    if status == 200:
        page = answer.content.decode()
        assert "Priya Shah" in page
        assert "Callum Reid" not in page
        assert ("Oona Tully" in page) is (who != "manager")  # a manager sees their team
        assert ("Messages delivered" in page) is (who != "manager")
        event = AuditEvent.objects.filter(verb="policies.version.listed").latest("pk")
        assert str(cast.owner.ref) in event.refs


def test_many_who_have_not_signed_cost_no_more_and_come_in_pages(cast, version, django_assert_num_queries):
    client = browser(cast.dso)
    counted = []
    for rows in (3, 60):
        UserFactory.create_batch(rows)
        client.get(progress(version))
        with django_assert_num_queries(PAGE_QUERIES):
            counted.append(client.get(progress(version)))
    older = counted[-1].context["older_url"]
    assert older
    assert client.get(progress(version) + older).status_code == 200
    assert client.get(progress(version) + "?after=nonsense").status_code == 200


PAGE_QUERIES = 9  # who looks, who is on duty, the policy twice, its variants, three counts, the names, the event


def test_everybody_has_signed_and_only_to_be_read(cast, version):
    for person in [one for one in vars(cast).values() if getattr(one, "email", "")]:
        SignatureFactory(version=version, person=person)
    SignatureFactory(version=version, person=version.issued_by)
    assert "Everybody has signed." in browser(cast.dsl).get(progress(version)).content.decode()
    read = PolicyVersionFactory(must_sign=False)
    assert "Nobody signs it" in browser(cast.dsl).get(progress(read)).content.decode()


@pytest.mark.requirement("ORG-11", "ORG-12")
@pytest.mark.parametrize("code", ["online-behaviour", "phones-and-images"])
def test_the_behaviour_code_and_the_rules_on_phones_are_acknowledged_per_version(cast, code):
    kind = PolicyType.objects.get(code=code)
    first = PolicyVersionFactory(policy__code="rules", policy__type=kind)
    client = browser(cast.owner)
    assert kind.label in client.get("/policies/").content.decode()
    client.post("/policies/rules/sign/", {"version": first.ref, "agree": "on"})
    second = PolicyVersionFactory(policy=first.policy, number=2)
    assert "You signed version 1. This one is newer" in client.get("/policies/rules/").content.decode()
    client.post("/policies/rules/sign/", {"version": second.ref, "agree": "on"})
    assert set(Signature.objects.filter(person=cast.owner).values_list("version", flat=True)) == {first.pk, second.pk}


def test_an_owner_is_named_on_a_page(cast, version):
    path = f"/policies/{version.policy.ref}/owner/"
    client = browser(cast.dsl)
    assert "Who answers for" in client.get(path).content.decode()
    assert client.post(path, {"owner": str(cast.deputy.ref)}).status_code == 302
    version.policy.refresh_from_db()
    assert version.policy.owner == cast.deputy
    assert client.post(path, {"owner": str(cast.owner.ref)}).status_code == 422  # no officer
    assert client.post(path, {"owner": "x"}).status_code == 422
    assert client.post(path, {"owner": ""}).status_code == 302
    assert browser(cast.dso).get(path).status_code == 404


def test_paper_is_written_down_on_a_page(cast, version):
    path = f"/policies/{version.policy.ref}/paper/"
    client = browser(cast.manager)
    assert "Signed on paper" in client.get(path).content.decode()
    answers = {"person": str(cast.owner.ref), "held_at": "Cabinet 2", **day("signed_on", clock.now())}
    assert client.post(path, {**answers, "person": str(cast.other_team.ref)}).status_code == 422
    assert client.post(path, {**answers, "held_at": ""}).status_code == 422
    assert client.post(path, {**answers, "signed_on_year": 2099}).status_code == 422
    assert not Signature.objects.exists()
    assert client.post(path, answers).status_code == 302
    assert Signature.objects.get().recorded_by == cast.manager
    assert "held at: Cabinet 2" in browser(cast.owner).get(version.policy.get_absolute_url()).content.decode()
    assert browser(cast.owner).get(path).status_code == 404


def test_a_guest_is_written_down_on_a_page(cast, version):
    guests = PolicyVersionFactory(policy__readers=Readers.GUEST)
    path, client = f"/policies/{guests.policy.ref}/guest/", browser(cast.dsl)
    answers = {"name": "Toni Marsh", "held_at": "Reception book", **day("signed_on", clock.now())}
    assert client.get(path).status_code == 200
    assert client.post(path, {**answers, "name": ""}).status_code == 422
    assert client.post(path, {**answers, "signed_on_year": 2099}).status_code == 422
    assert client.post(path, answers).status_code == 302
    assert GuestSignature.objects.get().name == "Toni Marsh"
    assert "Reception book" in client.get(progress(guests)).content.decode()
    again = client.post(path, answers)  # another guest of that name, or the same one again: only somebody there knows
    assert again.status_code == 422
    assert "this is another guest of that name" in again.content.decode()
    assert GuestSignature.objects.count() == 1
    assert client.post(path, {**answers, "is_another": "on"}).status_code == 302
    assert GuestSignature.objects.count() == 2
    for person, address in ((cast.owner, path), (cast.dsl, f"/policies/{version.policy.ref}/guest/")):
        assert browser(person).get(address).status_code == 404


def test_what_policies_may_be_about_grows_on_a_page(cast):
    client = browser(cast.admin)
    assert "Prevent" in client.get("/policies/types/").content.decode()
    assert "Lone working" in client.post("/policies/types/", {"label": "Lone working"}, follow=True).content.decode()
    assert client.post("/policies/types/", {"label": ""}).status_code == 422
    assert client.post("/policies/types/", {"label": "???"}).status_code == 422
    assert browser(cast.owner).get("/policies/types/").status_code == 404


def test_a_policy_for_some_from_a_later_day_is_issued_on_a_page(cast):
    client, moment = browser(cast.dsl), clock.now() + timedelta(days=7)
    answers = {
        "title": "Lone working",
        "type": "other",
        "owner": str(cast.deputy.ref),
        "held_at": "https://files.example/12",
        "must_sign": "yes",
        "starts": "later",
        **day("starts_on", moment),
        "marking": "official",
        "for_kinds": ["volunteer"],
        "for_services": [str(cast.service.ref)],
    }
    assert client.post("/policies/add/", {**answers, "held_at": ""}).status_code == 422  # no words at all
    assert client.post("/policies/add/", answers).status_code == 302
    version = PolicyVersion.objects.get()
    assert (version.for_kinds, version.for_services, version.marking) == (["volunteer"], [cast.service.pk], "official")
    listed = client.get("/policies/").content.decode()
    assert "To come" in listed
    page = client.get("/policies/lone-working/").content.decode()
    assert "It is not in force yet" in page
    assert 'href="https://files.example/12"' in page
    assert "It is not in force yet" in client.get(version.get_absolute_url()).content.decode()
    issue = client.get(f"/policies/{version.policy.ref}/issue/")
    assert issue.context["form"]["for_kinds"].value() == ["volunteer"]


# --- Yearly reviews -----------------------------------------------------------------------------------------------


def a_review(kind=ReviewKind.SYSTEMS):
    today = clock.now().astimezone(clock.LONDON).date()
    return Review.objects.create(
        ref="RV-00000-00001", kind=kind, due_on=today - timedelta(days=2), scheduled_at=clock.now()
    )


HELD = {"took_part": "All of us", "found": "It holds", "decided": "Nothing more", "client_token": ""}


def test_a_review_is_held_on_its_page_and_typing_is_kept(cast):
    review, client = a_review(), browser(cast.lead)
    path = review.get_absolute_url()
    assert "Was due on" in client.get("/policies/reviews/").content.decode()
    token = "5b0a5a57-6c0f-4a55-9c6e-6a3c9b7a6f10"
    client.post(f"/drafts/review/{review.ref}/", {"client_token": token, "found": "Half"})
    assert Draft.objects.filter(form="review").exists()
    assert "Half" in client.get(path).content.decode()
    answers = {**HELD, **day("held_on", clock.now())}
    assert client.post(path, {**answers, "found": ""}).status_code == 422
    assert client.post(path, {**answers, "held_on_year": 2099}).status_code == 422
    assert client.post(path, answers).status_code == 302
    assert "It holds" in browser(cast.owner).get(path).content.decode()
    assert client.post(path, answers).status_code == 422  # it is written down already
    assert browser(cast.owner).post(path, answers).status_code == 404
    assert client.get(f"/policies/reviews/{NO_SUCH_REF}/").status_code == 404


def test_a_risk_assessment_asks_for_each(cast):
    review, client = a_review(ReviewKind.RISK), browser(cast.dsl)
    answers = {**HELD, **day("held_on", clock.now())}
    assert client.post(review.get_absolute_url(), answers).status_code == 422
    for whom in ("customers", "learners", "staff"):
        answers |= {f"{whom}_risk": f"Of {whom}", f"{whom}_measure": "Done", f"{whom}_owner": "ICT"}
    assert client.post(review.get_absolute_url(), answers).status_code == 302
    page = browser(cast.owner).get(review.get_absolute_url()).content.decode()
    assert all(f"Of {whom}" in page for whom in ("customers", "learners", "staff"))
    assert "Those who hold it" not in page


def test_nobody_else_writes_a_review_down(cast):
    page = browser(cast.owner).get(a_review().get_absolute_url()).content.decode()
    assert "Those who hold it write it down here." in page


def test_whatever_is_typed_in_a_review_is_shown_as_it_was(cast):
    review = a_review()
    for text in NAUGHTY:
        answer = browser(cast.dsl).post(review.get_absolute_url(), {**HELD, "found": text})
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()
