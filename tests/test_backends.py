"""The account of whoever is signed in: found once for each request, with what most pages ask next."""

from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from safeguard.lib import clock, context
from safeguard.policies.actions import set_threshold
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import has_second_factor, needs_second_factor
from tests.factories.practitioners import ServiceFactory

pytestmark = pytest.mark.django_db


def found(person: User) -> Any:
    (path,) = settings.AUTHENTICATION_BACKENDS
    return import_string(path)().get_user(person.pk)


def test_one_query_brings_what_every_page_asks(cast: Any, now: Any, django_assert_num_queries: Any) -> None:
    set_threshold(by=cast.dsl, now=now, code="answer_now", value=10)
    closed = ServiceFactory(name="A closed one", is_active=False)
    cast.dso.services.add(closed)
    with context.remembering(), django_assert_num_queries(1):
        user = found(cast.dso)
        assert user == cast.dso
        assert user.role_codes == {Role.DSO}
        assert user.works_in == [cast.service.pk]
        assert needs_second_factor(user)
        assert not has_second_factor(user)
        assert thresholds_in_force(clock.now()).values["answer_now"] == 10
        assert clock.now() > now


def test_it_says_the_same_as_what_is_asked_without_a_request(cast: Any) -> None:
    Service.objects.filter(pk=cast.other_service.pk).update(name="Before the other")
    cast.owner.services.add(cast.other_service)
    for person in (cast.owner, cast.dsl, cast.admin, cast.chair):
        user, again = found(person), User.objects.get(pk=person.pk)
        assert user.role_codes == again.role_codes
        assert user.works_in == again.works_in
        assert needs_second_factor(user) == needs_second_factor(again)
        assert has_second_factor(user) == has_second_factor(again)


def test_a_threshold_that_is_set_holds_at_once_in_the_same_request(cast: Any) -> None:
    with context.remembering():
        found(cast.dsl)
        now = clock.now()
        before = thresholds_in_force(now).values["answer_now"]
        set_threshold(by=cast.dsl, now=now, code="answer_now", value=before - 1)
        assert thresholds_in_force(now).values["answer_now"] == before - 1


def test_a_closed_account_and_one_that_never_was_are_nobody(cast: Any) -> None:
    cast.owner.is_active = False
    cast.owner.save()
    assert found(cast.owner) is None
    assert found(User(pk=0)) is None
