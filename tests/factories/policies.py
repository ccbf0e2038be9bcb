"""Policies and signatures, written straight to the models."""

from typing import Any

import factory

from safeguard.lib.refs import new_ref
from safeguard.policies.enums import PolicyKind
from safeguard.policies.models import Policy, PolicyVersion, Signature
from tests.factories.practitioners import LONG_AGO, UserFactory


class PolicyFactory(factory.django.DjangoModelFactory[Policy]):
    """A policy without any version."""

    class Meta:
        model = Policy

    ref = factory.LazyFunction(lambda: new_ref("PO"))
    code = factory.Sequence(lambda n: f"policy-{n}")
    title = factory.Sequence(lambda n: f"Policy {n}")
    kind = PolicyKind.OTHER


class PolicyVersionFactory(factory.django.DjangoModelFactory[PolicyVersion]):
    """The first version of a policy, which everybody has to sign."""

    class Meta:
        model = PolicyVersion

    policy = factory.SubFactory(PolicyFactory)
    number = 1
    text = "We use work phones only."
    issued_at = LONG_AGO
    issued_by = factory.SubFactory(UserFactory)
    must_sign = True


def acceptable_use(**over: Any) -> PolicyVersion:
    """The policy on acceptable use, in its first version."""
    policy = PolicyFactory(code="aup", title="Acceptable use policy", kind=PolicyKind.AUP)
    return PolicyVersionFactory(policy=policy, **over)


class SignatureFactory(factory.django.DjangoModelFactory[Signature]):
    """Somebody's signature to a version."""

    class Meta:
        model = Signature

    version = factory.SubFactory(PolicyVersionFactory)
    person = factory.SubFactory(UserFactory)
    signed_at = LONG_AGO
