"""Who sets people up, whose training and policies somebody looks after, and which services are theirs.

Anybody else is a 404 to them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Model, Q, QuerySet
from django.utils.translation import gettext as _

from safeguard.lib import links
from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.maildomains import is_personal
from safeguard.lib.permissions import Permission
from safeguard.practitioners import rules
from safeguard.practitioners.enums import AskedOf, PostCode, Role, Side
from safeguard.practitioners.models import (
    FactorReset,
    Organisation,
    PersonalContact,
    PostHolding,
    Question,
    RoleGrant,
    Service,
    ServiceAgreement,
    Supervision,
    Takers,
    User,
)
from safeguard.practitioners.selectors import is_live

M = TypeVar("M", bound=Model)

LEAD = frozenset({Role.DSL, Role.DEPUTY_DSL, Role.STRATEGIC_LEAD})
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


def check_roles(roles: Collection[str]) -> None:
    """Let only roles be given by hand that come with no post. Raises Refused for others."""
    if not set(roles) <= set(rules.ROLES_BY_HAND):
        raise Refused(_("Safeguarding roles come with a post. Name the holder of the post instead."))


def may_look_after_sign_ins(user: User) -> bool:
    """Whether somebody signs others out and agrees to resets: administrators, lead, deputy and strategic lead."""
    return user.may(Permission.MANAGE_PEOPLE) or not LEAD.isdisjoint(user.role_codes)


def check_looks_after_sign_ins(by: User, person: User) -> None:
    """Let only those go on who look after the sign-ins of others. Raises Refused for anybody else."""
    if not may_look_after_sign_ins(by) or not person.is_active:
        raise Refused(_("Only an administrator or whoever leads safeguarding may do this."))


def check_may_agree_to_reset(by: User, reset: FactorReset, now: datetime) -> None:
    """Let a second person agree. For whoever must have a second factor that is one who leads, and has for some time:
    an administrator makes administrators, so two of them may be one person (SEC-02).

    Raises Refused for whoever asked, for its person, and for anybody else.
    """
    check_looks_after_sign_ins(by, reset.person)
    if by.pk in (reset.asked_by_id, reset.person_id):
        raise Refused(_("A second person has to agree: neither who asked for it nor whose it is."))
    if not reset.needs_agreement:
        return
    led_since = by.role_grants.filter(role__in=LEAD, granted_at__lte=now - rules.TRUSTED_AFTER)
    if not led_since.exists():
        raise Refused(_("Only the lead, the deputy or the strategic lead, each of three days or more, agrees to this."))


def may_agree_to_reset(user: User, reset: FactorReset, now: datetime) -> bool:
    """Whether somebody is offered to agree to a reset."""
    try:
        check_may_agree_to_reset(user, reset, now)
    except Refused:
        return False
    return True


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


def officer_of(user: User, path: str = "") -> Q:
    """Rows with a ``service`` whose safeguarding officer somebody is now, holding the post or covering it.

    All rows for one post for all services. ``path`` leads to what has the service.
    """
    posts = officer_posts(user)
    held = Q(**{f"{path}service__in": posts.values("post__service")})
    return held | Q(Exists(posts.filter(post__service__isnull=True)))


def in_services_of(user: User, path: str = "") -> Q:
    """Rows with a ``service`` that somebody works in, or is the safeguarding officer of now."""
    return Q(**{f"{path}service__in": user.services.values("pk")}) | officer_of(user, path)


def services_seen_by(user: User) -> QuerySet[Service]:
    """The services that ``in_services_of`` means, to be asked for by themselves."""
    posts = officer_posts(user)
    seen = Q(pk__in=user.services.values("pk")) | Q(pk__in=posts.values("post__service"))
    return Service.objects.filter(seen | Q(Exists(posts.filter(post__service__isnull=True))))


def officer_posts(user: User) -> QuerySet[PostHolding]:
    """The posts of a safeguarding officer that somebody holds or covers now."""
    return PostHolding.objects.at(NOW).filter(person=user, post__code=PostCode.DSO)


def lock_lines() -> None:
    """Let nobody else change who manages whom until this is committed: two could make a circle together."""
    Organisation.objects.select_for_update().get()


def check_line(person: User, manager: User | None) -> None:
    """Let nobody stand above themselves, at any distance. Raises Refused, and for a manager who has left.

    The caller has locked the lines.
    """
    if manager is None:
        return
    if manager.pk == person.pk:
        raise Refused(_("Nobody is their own line manager"))
    if not manager.is_active:
        raise Refused(_("Their account is closed. Choose another line manager"))
    managers = dict(User.objects.filter(line_manager__isnull=False).values_list("pk", "line_manager_id"))
    if rules.makes_circle(managers, person.pk, manager.pk):
        raise Refused(
            _("%(manager)s is managed by %(person)s, directly or through others. Choose somebody else")
            % {"manager": manager.full_name, "person": person.full_name}
        )


def check_manager_named(by: User | None, manager: User | None, before: User | None = None) -> None:
    """Let no administrator name themselves somebody's line manager: whoever is one sees their people and reads what is
    for them (practice B16). ``before``: who it was until now.

    Raises Refused for them, once real people are here: until then one person sets everybody up.
    """
    if by is not None and manager is not None and manager == by != before and is_live():
        raise Refused(_("Nobody names themselves somebody's line manager. Ask another administrator."))


def check_address(email: str) -> None:
    """Let nobody in at a personal address (ORG-13). Raises Refused for one."""
    if is_personal(email, settings.PERSONAL_MAIL_DOMAINS):
        raise Refused(_("This is a personal address. Enter the one they have for work"))


def check_takers(by: User, takers: Takers) -> None:
    """Let no administrator take over a leaver's young people, nor their team: another names them. Raises Refused."""
    if takers.people is not None and takers.people.pk == by.pk:
        raise Refused(_("Nobody gives themselves somebody's young people. Choose somebody else."))
    if takers.team is not None and takers.team.pk == by.pk:
        raise Refused(_("Nobody names themselves somebody's line manager. Choose somebody else."))


def check_may_close(by: User | None, person: User) -> None:
    """Let nobody close their own account, nor one that is closed. Raises Refused. ``by`` None: the moment has come."""
    if by is not None and by.pk == person.pk:
        raise Refused(_("Nobody closes their own account. Ask another administrator."))
    if not person.is_active:
        raise Refused(_("Their account is closed already."))


def check_not_last_administrator(user: User) -> None:
    """Let there be an administrator always. Raises Refused for the last one."""
    Organisation.objects.select_for_update().get()  # of two who take it from each other at once, one is first
    others = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(user=user)
    if not others.exists():
        raise Refused(_("They are the last administrator. Give the role to somebody else first."))


# --- Training and support (decision 0024) -------------------------------------------------------------------------


def manages_people(user: User) -> bool:
    """Whether somebody looks after others: those they manage, or everybody."""
    return user.may(Permission.MANAGE_TEAM) or user.may(Permission.MANAGE_PEOPLE)


def supervised_by(user: User) -> QuerySet[User]:
    """Those whose line manager this person is, whatever their role: the people they supervise (ORG-32)."""
    return User.objects.filter(line_manager=user, is_active=True).order_by("full_name", "pk")


def visible_supervisions(user: User) -> QuerySet[Supervision]:
    """The supervisions somebody took part in: nobody else reads what was said there, not even a manager above."""
    return Supervision.objects.filter(Q(worker=user) | Q(supervisor=user)).select_related("worker", "supervisor")


def get_supervision_for(user: User, ref: str) -> Supervision:
    """A supervision somebody took part in. Raises NotVisible for anybody else."""
    return _the_one(visible_supervisions(user).filter(ref=ref))


def questions_to_answer(user: User) -> QuerySet[Question]:
    """Questions that wait for an answer of this person now: of their team, and of the group if they are in it."""
    waiting = Question.objects.filter(answered_at__isnull=True).exclude(asked_by=user)
    return waiting.filter(_answerable(user)).select_related("asked_by")


def visible_questions(user: User) -> QuerySet[Question]:
    """One's own questions, those one has answered, and those one could answer."""
    seen = Q(asked_by=user) | Q(answered_by=user) | _answerable(user)
    return Question.objects.filter(seen).select_related("asked_by", "answered_by")


def get_question_for(user: User, ref: str) -> Question:
    """A question somebody may read. Raises NotVisible for anybody else."""
    return _the_one(visible_questions(user).filter(ref=ref))


def may_answer(user: User, question: Question) -> bool:
    """Whether this person is among those who were asked."""
    return questions_to_answer(user).filter(pk=question.pk).exists()


def _answerable(user: User) -> Q:
    mine = Q(asked_of=AskedOf.MANAGER, asked_by__line_manager=user)
    return mine | Q(asked_of=AskedOf.GROUP) if user.may(Permission.ANSWER_QUESTIONS) else mine


def services_agreed_on_by(user: User) -> QuerySet[Service]:
    """The services whose agreements somebody reads: their own, or all of them."""
    services = Service.objects.filter(is_active=True).order_by("name")
    if user.may(Permission.MANAGE_PEOPLE) or user.may(Permission.SEE_ALL_PEOPLE):
        return services
    return services.filter(pk__in=user.services.values("pk"))


def get_agreement_for(user: User, ref: str) -> ServiceAgreement:
    """An agreement of a service somebody reads. Raises NotVisible for anybody else."""
    found = ServiceAgreement.objects.filter(service__in=services_agreed_on_by(user), ref=ref)
    return _the_one(found.select_related("service", "written_by"))


def side_of(user: User, service: Service) -> Side | None:
    """For which side somebody signs the agreement of a service they work in (ORG-34); None: for neither."""
    if not user.services.filter(pk=service.pk).exists():
        return None
    if user.may(Permission.MANAGE_TEAM):
        return Side.MANAGER
    return Side.PRACTITIONER if user.may(Permission.WORK_WITH_PEOPLE) else None


def visible_contacts(user: User) -> QuerySet[PersonalContact]:
    """Records of contact through somebody's own account: one's own, those one was told of, and all for the lead and
    the deputy; but never for a line manager who is part of it, nor for the line above them (ORG-16, practice B16).
    Whoever that was when it was written stays kept out; a later line manager is neither let in nor kept out."""
    before_it_was_kept = Q(kept_from__isnull=True, about_manager=True, author__line_manager=user)
    others = PersonalContact.objects.exclude(before_it_was_kept).exclude(kept_from__contains=[user.pk])
    seen = Q(told=user)
    if not user.role_codes.isdisjoint({Role.DSL, Role.DEPUTY_DSL}):
        seen = Q()
    rows = PersonalContact.objects.filter(Q(author=user) | Q(pk__in=others.filter(seen).values("pk")))
    return rows.select_related("author", "told")


def get_contact_for(user: User, ref: str) -> PersonalContact:
    """A record of contact that somebody may read. Raises NotVisible for anybody else."""
    return _the_one(visible_contacts(user).filter(ref=ref))


def _the_one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotVisible
    return found
