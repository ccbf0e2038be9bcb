"""What families and staff are told about consent; and the words that a new installation begins with."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from consent import selectors
from consent.models import ConsentRequest
from safeguard.lib import clock, links
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.people.enums import ContactChannel
from safeguard.people.messages import to_family
from safeguard.people.models import Adult, Person
from safeguard.practitioners.models import Service, User

LINK = "consent"  # the kind of the link (lib.links)
RECEIPT = "consent.receipt"
ANSWERED = "consent.answered"
CHANGED = "consent.changed"


def path_of(request: ConsentRequest) -> str:
    """Where staff open a request."""
    return reverse("consent:request", args=[request.ref])


def asking(request: ConsentRequest, *, whom: Person | Adult, by: User) -> Outgoing:
    """Carries the link. Raises Refused unless email is safe for them (practice B14, B19)."""
    until = clock.to_the_minute(request.expires_at)
    words = words_of_asking(by, service_to_name(request.person), until)
    body = f"{words}\n\n{links.place(LINK, request.link_id)}"
    return to_family(
        whom,
        channel=ContactChannel.EMAIL,
        kind=selectors.ASKED,
        dedupe_key=selectors.asked_key(request.ref),
        title=title_of_asking(by),
        body=body,
    )


def title_of_asking(by: User) -> str:
    """The subject of the message that asks."""
    return _("%(name)s has a question for you") % {"name": by.name_for_families}


def service_to_name(person: Person) -> Service | None:
    """The service that a message to them or their family may name: none under a flag, where it could tell why we are
    in touch, or who we are (PER-13, PER-14, practice B14)."""
    return None if person.is_flagged else person.service


def words_of_asking(by: User, service: Service | None, until: str) -> str:
    """What the message says before the link: who asks and how to answer, never about whom or why (practice B14)."""
    return _(
        "Hello\n\n%(who)s asks for your answer to a few short questions. It takes about five "
        "minutes. You will be asked for a date of birth first.\n\n"
        "The link below is only for you. Please do not send it on. It works until %(until)s.\n\n"
        "You do not have to answer. If you were not expecting this, you can leave it."
    ) % {"who": _who(by, service), "until": until}


def _who(by: User, service: Service | None) -> str:
    """A worker's first name, with their service where it may be named."""
    name = by.name_for_families
    return _("%(name)s from %(service)s") % {"name": name, "service": service.name} if service else name


def receipt(request: ConsentRequest, *, whom: Person | Adult) -> Outgoing:
    """Says that an answer has come, and nothing of what it was. Raises Refused unless email is still safe."""
    return to_family(
        whom,
        channel=ContactChannel.EMAIL,
        kind=RECEIPT,
        dedupe_key=f"{RECEIPT}:{request.ref}",
        title=_("Thank you. We have your answer"),
        body=_(
            "Hello\n\nThank you. We have your answer. Its number is %(ref)s.\n\n"
            "You can change your mind at any time: tell %(who)s.\n\n"
            "If you did not send an answer, please tell us."
        )
        % {"ref": request.ref, "who": _who(request.asked_by, service_to_name(request.person))},
    )


def answered(request: ConsentRequest) -> Outgoing:
    """Tells whoever asked that there is an answer to read: reference and link, nothing else (practice B14)."""
    return Outgoing(
        kind=ANSWERED,
        channel=Channel.EMAIL,
        address=request.asked_by.email,
        recipient_id=request.asked_by_id,
        subject_ref=request.ref,
        dedupe_key=f"{ANSWERED}:{request.ref}",
        title=_("%(ref)s was answered") % {"ref": request.ref},
        body=_("Somebody answered a request of yours. Sign in to read it.\n%(link)s")
        % {"link": f"{settings.SITE_URL}{path_of(request)}"},
        queue=Queue.REMINDERS,
    )


def changed(person: Person, worker: User, *, key: str) -> Outgoing:
    """Tells somebody who works with a person that consent was taken back. ``key``: tells two withdrawals apart."""
    return Outgoing(
        kind=CHANGED,
        channel=Channel.EMAIL,
        address=worker.email,
        recipient_id=worker.pk,
        subject_ref=person.ref,
        dedupe_key=f"{CHANGED}:{key}:{worker.pk}",
        title=_("%(ref)s: consent has changed") % {"ref": person.ref},
        body=_("Read it before the next session. Sign in to open it.\n%(link)s")
        % {"link": f"{settings.SITE_URL}{person.get_absolute_url()}"},
        queue=Queue.REMINDERS,
    )


def first_statement() -> str:
    """The consent statement that an organisation begins with: plain words, to be read together (CON-08)."""
    return _(
        "We would like to work with you online or by phone. Please read this together if you can. You can say yes to "
        "some things and no to others. If you say no, nobody will be cross, and we will talk about other ways to help."
        "\n\n"
        "What happens\n"
        "A worker from our team meets you by phone, video call or messages, at a time we agree with you. Every worker "
        "has been checked and trained. You can stop at any time. You do not have to give a reason.\n\n"
        "How we keep you safe\n"
        "We only use websites and apps that we have checked. We never ask you to be online in secret. Before we start "
        "we agree on a safe word or sign, so that you can end a call quickly. Another worker may join to help.\n\n"
        "When we cannot keep a secret\n"
        "What you tell us stays in our team. There is one exception: if we think that somebody may be badly hurt or is "
        "in danger, we have to tell people who can help. We will try to talk with you first.\n\n"
        "What we write down\n"
        "After each session we write down what we did. We keep it safe, and only people who need it can read it. We do "
        "not record sound or pictures unless you say yes to it. You can ask to see what we have written about you.\n\n"
        "Who has to agree\n"
        "We ask the young person. If they are under 16, we ask a parent or carer too. Nobody can say yes in place of "
        "somebody else.\n\n"
        "If you change your mind\n"
        "You can take back a yes at any time. Tell your worker. It counts from the moment you tell us."
    )
