"""Policies are issued in versions, and signed once per version."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import NotVisible, Refused
from safeguard.policies.actions import issue_policy, sign_policy
from safeguard.policies.enums import AupState, PolicyKind
from safeguard.policies.exceptions import NewerVersion
from safeguard.policies.models import Policy, PolicyVersion, Signature
from safeguard.policies.selectors import aup_state_of, policies_to_sign, version_in_force, version_of, versions_in_force
from tests.factories.policies import PolicyFactory, PolicyVersionFactory, SignatureFactory, acceptable_use

pytestmark = pytest.mark.django_db


def issue(cast, now, **over):
    """The safeguarding lead issues the policy on acceptable use, or its next version."""
    policy = {"code": "aup", "title": "Acceptable use policy", "text": "Work phones only.", "kind": PolicyKind.AUP}
    return issue_policy(**{"by": cast.dsl, "now": now, **policy, **over})


@pytest.mark.parametrize("who", ["dsl", "admin"])
def test_a_policy_is_issued_and_in_force(cast, now, who):
    version = issue(cast, now, by=cast[who])
    assert (version.number, version.must_sign, version.issued_at) == (1, True, now)
    assert list(versions_in_force()) == [version]
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_ref) == ("policies.version.issued", str(version.ref))


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "deputy", "lead", "hr_dso", "board", "ict"])
def test_nobody_else_may_issue(cast, now, who):
    with pytest.raises(Refused, match="Only the safeguarding lead"):
        issue(cast, now, by=cast[who])
    assert not Policy.objects.exists()


def test_the_next_version_takes_its_place_and_the_first_stays_as_it_was(cast, now):
    first = issue(cast, now)
    second = issue(cast, now, text="Work phones and laptops only.", title="Another title")
    assert (second.number, second.policy) == (2, first.policy)
    assert version_in_force("aup") == second
    first.refresh_from_db()
    assert first.text == "Work phones only."
    assert Policy.objects.get().title == "Acceptable use policy"


@pytest.mark.parametrize("over", [{"code": ""}, {"title": " "}, {"text": "\n"}])
def test_a_policy_without_words_is_refused(cast, now, over):
    with pytest.raises(Refused, match="a title and its words"):
        issue(cast, now, **over)
    assert not Policy.objects.exists()


def test_there_is_one_policy_on_acceptable_use(cast, now):
    issue(cast, now)
    with pytest.raises(Refused, match="already"):
        issue(cast, now, code="aup-2")
    assert Policy.objects.count() == AuditEvent.objects.count() == 1


def test_two_who_issue_at_once_lose_neither(cast, now):
    issue(cast, now, written_on=0)
    issue(cast, now, written_on=1, text="Mine")
    with pytest.raises(NewerVersion, match="version 2"):
        issue(cast, now, written_on=1, text="Theirs")
    assert version_in_force("aup").text == "Mine"


def test_a_double_press_issues_once(cast, now):
    token = uuid.uuid4()
    assert issue(cast, now, client_token=token, written_on=0) == issue(cast, now, client_token=token, written_on=0)
    assert PolicyVersion.objects.count() == AuditEvent.objects.count() == 1


# --- Signing ------------------------------------------------------------------------------------------------------


def test_a_signature_is_given_once_and_in_the_trail(cast, now):
    version = acceptable_use()
    first = sign_policy(by=cast.owner, now=now, version=version)
    again = sign_policy(by=cast.owner, now=now + timedelta(days=1), version=version)
    assert first == again
    assert (again.signed_at, again.person) == (now, cast.owner)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id) == ("policies.version.signed", cast.owner.pk)


def test_nobody_signs_words_that_were_replaced_while_they_read(cast, now):
    read = acceptable_use()
    PolicyVersionFactory(policy=read.policy, number=2)
    with pytest.raises(NewerVersion, match="newer version"):
        sign_policy(by=cast.owner, now=now, version=read)
    assert not Signature.objects.exists()


def test_what_is_only_to_be_read_is_not_signed(cast, now):
    with pytest.raises(Refused, match="only to be read"):
        sign_policy(by=cast.owner, now=now, version=PolicyVersionFactory(must_sign=False))


def test_what_waits_for_a_signature(cast, django_assert_num_queries):
    aup, code_of_conduct = acceptable_use(), PolicyVersionFactory(policy__title="Code of conduct")
    PolicyVersionFactory(must_sign=False)
    with django_assert_num_queries(1):
        assert list(policies_to_sign(cast.owner)) == [aup, code_of_conduct]
    SignatureFactory(version=aup, person=cast.owner)
    SignatureFactory(version=code_of_conduct, person=cast.colleague)
    assert list(policies_to_sign(cast.owner)) == [code_of_conduct]
    reworded = PolicyVersionFactory(policy=aup.policy, number=2, must_sign=False)
    assert list(policies_to_sign(cast.owner)) == [code_of_conduct]  # the signature to version 1 still holds
    assert list(policies_to_sign(cast.colleague)) == [reworded]
    changed = PolicyVersionFactory(policy=aup.policy, number=3)
    assert list(policies_to_sign(cast.owner)) == [changed, code_of_conduct]


# --- Where people stand with the policy on acceptable use ---------------------------------------------------------


def test_without_a_policy_nobody_is_asked(cast, now):
    PolicyVersionFactory()
    assert aup_state_of([cast.owner.pk], now) == {cast.owner.pk: AupState.NO_AUP}


def test_a_new_version_makes_signatures_stale(cast, now, django_assert_num_queries):
    everybody = [cast.owner.pk, cast.colleague.pk, cast.manager.pk]
    first = acceptable_use()
    for person in (cast.owner, cast.colleague):
        SignatureFactory(version=first, person=person)
    SignatureFactory(person=cast.manager)  # to another policy
    signed = aup_state_of(everybody, now)
    assert [signed[pk] for pk in everybody] == [AupState.SIGNED, AupState.SIGNED, AupState.NEVER_SIGNED]
    second = issue(cast, now, text="New words.")
    SignatureFactory(version=second, person=cast.owner, signed_at=now)
    with django_assert_num_queries(2):
        states = aup_state_of(everybody, now)
    assert states == dict(zip(everybody, [AupState.SIGNED, AupState.STALE, AupState.NEVER_SIGNED], strict=True))


def test_a_moment_of_the_past_keeps_what_it_had(cast, now):
    first = acceptable_use(issued_at=now - timedelta(days=9))
    SignatureFactory(version=first, person=cast.owner, signed_at=now - timedelta(days=5))
    issue(cast, now)
    for days_ago, expected in ((10, "no_aup"), (6, "never_signed"), (5, "signed"), (1, "signed"), (0, "stale")):
        assert aup_state_of([cast.owner.pk], now - timedelta(days=days_ago))[cast.owner.pk] == expected


def test_nobody_asked_about_is_nobody_told(now):
    acceptable_use()
    assert aup_state_of([], now) == {}


def test_a_version_belongs_to_its_policy():
    version = PolicyVersionFactory()
    assert version_of(version.policy, version.ref) == version
    with pytest.raises(NotVisible):
        version_of(PolicyFactory(), version.ref)
    with pytest.raises(NotVisible):
        version_in_force("nothing")


@pytest.mark.parametrize("act", ["issue", "sign"])
def test_an_act_whose_event_cannot_be_written_does_not_happen(cast, now, monkeypatch, act):
    version = acceptable_use()

    def refuse(*_args, **_kwargs):
        raise DatabaseError("no space left on device")

    monkeypatch.setattr(AuditEvent, "save", refuse)
    with pytest.raises(DatabaseError, match="no space left"):
        issue(cast, now) if act == "issue" else sign_policy(by=cast.owner, now=now, version=version)
    assert (PolicyVersion.objects.count(), Signature.objects.count()) == (1, 0)
