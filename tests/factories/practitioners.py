"""People, services and posts, written straight to the models."""

from datetime import UTC, datetime
from typing import Any

import factory
from django.contrib.auth.hashers import make_password

from safeguard.practitioners.enums import PostCode, TrainingKind
from safeguard.practitioners.models import Post, PostHolding, RoleGrant, Service, Training, User

LONG_AGO = datetime(2020, 1, 6, 9, tzinfo=UTC)


class ServiceFactory(factory.django.DjangoModelFactory[Service]):
    """A service."""

    class Meta:
        model = Service

    name = factory.Sequence(lambda n: f"Service {n}")


class UserFactory(factory.django.DjangoModelFactory[User]):
    """Somebody with an account: ``roles=`` and ``services=`` are given as lists; nobody can sign in by password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    full_name = factory.Faker("name", locale="en_GB")
    email = factory.Sequence(lambda n: f"person{n}@harbour.example")
    work_phone = factory.Sequence(lambda n: f"+44770090{n % 10_000:04}")
    joined_at = LONG_AGO
    password = factory.LazyFunction(lambda: make_password(None))

    @factory.post_generation
    def roles(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Grant the roles."""
        for role in extracted or ():
            RoleGrant.objects.create(user=self, role=role, granted_at=LONG_AGO)

    @factory.post_generation
    def services(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Put them into the services."""
        if extracted:
            self.services.set(extracted)


def hold(code: PostCode | str, person: User, service: Service | None = None, **over: Any) -> PostHolding:
    """Let somebody hold a post (or cover it, with ``reason=``) since long ago."""
    post, _ = Post.objects.get_or_create(code=code, service=service, defaults={"title": str(PostCode(code).label)})
    return PostHolding.objects.create(**{"post": post, "person": person, "from_at": LONG_AGO, **over})


class TrainingFactory(factory.django.DjangoModelFactory[Training]):
    """A training done long ago that does not run out."""

    class Meta:
        model = Training

    person = factory.SubFactory(UserFactory)
    kind = TrainingKind.SAFEGUARDING_ONLINE
    done_on = LONG_AGO.date()
    expires_on = None
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = LONG_AGO
