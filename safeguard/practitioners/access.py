"""Who sets people up, whose training and policies somebody looks after, and which services are theirs.

Anybody else is a 404 to them.
"""

from uuid import UUID

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext as _

from safeguard.lib import links
from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import PostHolding, Service, User

_FIRST = ("first", UUID(int=0))  # what the code of the first account is derived for


def may_make_first_account() -> bool:
    """Whether nobody at all has an account here."""
    return not User.objects.exists()


def first_code() -> str:
    """The code with which the first account may be made in a browser, derived with a key outside the database."""
    return links.spelled(*_FIRST)


def is_first_code(text: str) -> bool:
    """Whether this is the code of the first account."""
    return links.is_spelled(*_FIRST, text)


def check_may_set_up(by: User | None) -> None:
    """Let only those go on who may set people up. ``by`` None is the installation itself, being set up.

    Raises Refused for anybody but an administrator.
    """
    if by is not None and not by.may(Permission.MANAGE_PEOPLE):
        raise Refused(_("Only an administrator may do this."))


def check_not_themselves(by: User | None, person: User) -> None:
    """Let nobody put themselves into a post: its holder reads concerns (practice B16). Raises Refused for them."""
    if by is not None and by.pk == person.pk:
        raise Refused(_("Nobody may put themselves into a post. Ask another administrator."))


def may_look_after_sign_ins(user: User) -> bool:
    """Whether somebody signs others out and agrees to resets: administrators, the lead and the deputy."""
    return user.may(Permission.MANAGE_PEOPLE) or user.may(Permission.SIGN_OFF_INCIDENTS)


def check_looks_after_sign_ins(by: User, person: User) -> None:
    """Let only those go on who look after the sign-ins of others. Raises Refused for anybody else."""
    if not may_look_after_sign_ins(by) or not person.is_active:
        raise Refused(_("Only an administrator or whoever leads safeguarding may do this."))


def get_signer_for(user: User, ref: UUID) -> User:
    """Somebody whose sign-ins this person looks after. Raises NotVisible (a 404) for anybody else, themselves too."""
    found = User.objects.filter(ref=ref, is_active=True).exclude(pk=user.pk).first()
    if found is None or not may_look_after_sign_ins(user):
        raise NotVisible
    return found


def looked_after_by(user: User) -> QuerySet[User]:
    """The people whose training this person records: those they manage, or everybody for an administrator.

    Never themselves, and nobody who has left.
    """
    scope = Q(pk__in=[])
    if user.may(Permission.MANAGE_TEAM):
        scope |= Q(line_manager=user)
    if user.may(Permission.MANAGE_PEOPLE):
        scope |= ~Q(pk=user.pk)
    return User.objects.filter(scope, is_active=True)


def get_person_for(user: User, ref: UUID) -> User:
    """Somebody they look after. Raises NotVisible (a 404) for anybody else, themselves too."""
    person = looked_after_by(user).filter(ref=ref).first()
    if person is None:
        raise NotVisible
    return person


def officer_of(user: User) -> Q:
    """Rows with a ``service`` whose safeguarding officer somebody is now, holding the post or covering it.

    All rows for one post for all services.
    """
    posts = _officer_posts(user)
    return Q(service__in=posts.values("post__service")) | Q(Exists(posts.filter(post__service__isnull=True)))


def in_services_of(user: User) -> Q:
    """Rows with a ``service`` that somebody works in, or is the safeguarding officer of now."""
    return Q(service__in=user.services.values("pk")) | officer_of(user)


def services_seen_by(user: User) -> QuerySet[Service]:
    """The services that ``in_services_of`` means, to be asked for by themselves."""
    posts = _officer_posts(user)
    seen = Q(pk__in=user.services.values("pk")) | Q(pk__in=posts.values("post__service"))
    return Service.objects.filter(seen | Q(Exists(posts.filter(post__service__isnull=True))))


def _officer_posts(user: User) -> QuerySet[PostHolding]:
    return PostHolding.objects.at(NOW).filter(person=user, post__code=PostCode.DSO)
