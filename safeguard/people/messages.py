"""The one place where messages to young people and families begin (practice B14, B19, B21), and what staff are told."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.people import rules
from safeguard.people.enums import ContactChannel, FamilyMayKnow
from safeguard.people.models import Adult, HandOver, Person
from safeguard.people.selectors.around import where_they_are
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import unnamed

HANDED_OVER = "people.handed_over"
NOBODY_TO_ASK = "people.nobody_to_ask"

CHANNELS = {ContactChannel.TEXT: Channel.SMS, ContactChannel.EMAIL: Channel.EMAIL}


def may_hear(whom: Person | Adult) -> bool:
    """Whether somebody may be told things about a person: they themselves, and of a child also the adults around them;
    those around an adult only where they agreed, or it is in their best interests (practice A12)."""
    if isinstance(whom, Person):
        return True
    person = whom.person
    if not rules.has_own_say(person.kind, person.born_on, clock.now().astimezone(clock.LONDON).date()):
        return True
    care = getattr(person, "adultcare", None)
    return care is not None and care.family_may_know in (FamilyMayKnow.AGREED, FamilyMayKnow.BEST_INTERESTS)


NOT_AGREED = gettext_lazy(
    "They are an adult: their family is told only if they agree, or in their best interests. "
    "Ask them, and write the answer down under “What they want”."
)


NOT_IN_A_MESSAGE = gettext_lazy(
    "A message never holds their full name, their address or their safe word, nor a school that is kept secret. "
    "Take it out."
)


def to_family(
    whom: Person | Adult,
    *,
    channel: ContactChannel,
    kind: str,
    dedupe_key: str,
    title: str,
    body: str,
    due_at: datetime | None = None,
) -> Outgoing:
    """A message to one person, to be queued with what it tells of.

    Raises Refused unless somebody has said that the channel is safe, for the family of an adult who has not agreed
    (practice A12), and for a message that names the young person in full, or holds their address or safe word; and,
    under a flag (PER-13, PER-14), for one that lets on why we are in touch. Under a flag its sender and its subject say
    nothing (practice B14).
    Whoever has said that their name is not to go out stands in it nowhere, whoever typed it (ORG-18).
    It is about ``whom``: a change of what is safe stops it while it waits. A link stands in ``body`` as
    ``lib.links.place``.
    """
    if not whom.may_use(channel):
        raise Refused(_("Nobody has said that it is safe to reach them this way. Ask, and write the answer down."))
    if not may_hear(whom):
        raise Refused(NOT_AGREED)
    person = whom if isinstance(whom, Person) else whom.person
    former = [name for name in person.other_names if " " in name]  # one word alone may be the worker's own name
    places = where_they_are(person, clock.now().astimezone(clock.LONDON).date())
    secrets = [person.full_name, person.address, person.safe_word, *former, *places]
    if rules.tells_too_much(f"{title}\n{body}", secrets):
        raise Refused(NOT_IN_A_MESSAGE)
    if person.is_flagged and rules.tells_too_much(f"{title}\n{body}", [*rules.REASONS, *_us(person)]):
        raise Refused(_("A message to them says nothing of why we are in touch, nor who we are. Take it out."))
    title, body = unnamed(title), unnamed(body)
    return Outgoing(
        kind=kind,
        channel=CHANNELS[channel],
        address=whom.email if channel == ContactChannel.EMAIL else whom.phone,
        dedupe_key=dedupe_key,
        title=_("A message for you") if person.is_flagged else title,
        body=body,
        neutral=person.is_flagged,
        queue=Queue.REMINDERS,
        subject_ref=whom.ref,
        due_at=due_at,
    )


def handed_over(hand_over: HandOver, due_at: datetime) -> Outgoing:
    """The e-mail to whoever takes over: no name, and not how many (SEC-07)."""
    return Outgoing(
        kind=HANDED_OVER,
        channel=Channel.EMAIL,
        address=hand_over.to.email,
        recipient_id=hand_over.to_id,
        subject_ref=hand_over.ref,
        dedupe_key=f"{HANDED_OVER}:{hand_over.ref}:{hand_over.to_id}",
        title=_("%(ref)s: something has been handed over to you") % {"ref": hand_over.ref},
        body=_("Read it and accept it by %(due)s.\n%(link)s")
        % {"due": clock.to_the_minute(due_at), "link": f"{settings.SITE_URL}{hand_over.get_absolute_url()}"},
        queue=Queue.REMINDERS,
    )


def nobody_to_ask(person: Person, officer: User, due_at: datetime) -> Outgoing:
    """The e-mail to the officer of a service: somebody is to be talked with, and nobody works with them. No name."""
    return Outgoing(
        kind=NOBODY_TO_ASK,
        channel=Channel.EMAIL,
        address=officer.email,
        recipient_id=officer.pk,
        subject_ref=person.ref,
        dedupe_key=f"{NOBODY_TO_ASK}:{person.ref}",
        title=_("%(ref)s: nobody is there to talk something over") % {"ref": person.ref},
        body=_("Nobody is allocated, and something is due soon. Choose who works with them.\n%(link)s")
        % {"link": f"{settings.SITE_URL}{person.get_absolute_url()}"},
        queue=Queue.REMINDERS,
        due_at=due_at,
    )


def _us(person: Person) -> list[str]:
    """The names by which somebody would know who wrote: only where being known here endangers (PER-14)."""
    return [person.service.name] if person.known_use_endangers else []
