"""Sign-ins: ending them, telling their person of what is new, linking the organisation's own, lost second factors."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.notifications.selectors import addresses_told
from safeguard.practitioners import access, messages, rules, selectors
from safeguard.practitioners.actions.telling import tell_of_change
from safeguard.practitioners.enums import SignInNews, Verb
from safeguard.practitioners.models import FactorReset, FailedSignIns, SignIn, User, WorkIdentity
from safeguard.practitioners.selectors import sign_ins as door


@transaction.atomic
def end_sign_in(*, by: User, now: datetime, ref: UUID) -> None:
    """Sign oneself out in one browser. One that has ended already changes nothing."""
    ended, _by_model = SignIn.objects.of(by).filter(ref=ref).delete()
    if ended:
        record(Verb.SIGN_INS_ENDED, by=by, now=now, subject=by)


@transaction.atomic
def end_other_sign_ins(*, by: User, now: datetime, keep: str | None) -> int:
    """Sign oneself out everywhere but in the browser with the session ``keep``. Answers how many ended."""
    ended, _by_model = SignIn.objects.of(by).exclude(pk=keep or "").delete()
    if ended:
        record(Verb.SIGN_INS_ENDED, by=by, now=now, subject=by)
    return ended


@transaction.atomic
def sign_out_everywhere(*, by: User, now: datetime, person: User) -> int:
    """Sign somebody out in every browser: a lost phone. Answers how many ended.

    Raises Refused for whoever may not look after sign-ins.
    """
    access.check_looks_after_sign_ins(by, person)
    return end_sign_ins_of(by=by, now=now, person=person)


def end_sign_ins_of(*, by: User | None, now: datetime, person: User) -> int:
    """End every sign-in of somebody who has lost a role, or left; in the transaction of that act.

    Answers how many ended.
    """
    ended, _by_model = SignIn.objects.of(person).delete()
    if ended:
        record(Verb.SIGN_INS_ENDED, by=by, now=now, subject=person)
    return ended


@transaction.atomic
def tell_of_sign_in(*, by: User, now: datetime, news: SignInNews) -> None:
    """Tell somebody by email of what is new about how they sign in: when, and whom to ring; nothing else (SEC-07)."""
    queue_messages([messages.sign_in_news(by, news, now)], now=now)
    record(Verb.SIGN_IN_CHANGED, by=by, now=now, subject=by, fields=[news.value])


@transaction.atomic
def count_failed_sign_in(*, by: None, now: datetime) -> None:
    """One more sign-in failed in this hour: a figure and nobody's name."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    FailedSignIns.objects.get_or_create(hour_at=hour)
    FailedSignIns.objects.filter(hour_at=hour).update(count=F("count") + 1)


@transaction.atomic
def link_work_identity(*, by: User, now: datetime, issuer: str, subject: str) -> None:
    """Remember whom the organisation's own sign-in means, once they are in. Again changes nothing; one that was
    unlinked is linked anew, also with another subject.

    Raises Refused when this identity, or this person, is linked to another.
    """
    own = WorkIdentity.objects.filter(issuer=issuer, user=by).first()
    if own is not None and own.unlinked_at is None and own.subject == subject:
        return
    if own is None or own.unlinked_at is None:
        own = WorkIdentity(user=by, issuer=issuer)
    own.subject, own.linked_at, own.unlinked_at = subject, now, None
    try:
        with transaction.atomic():
            own.save()
    except IntegrityError as error:
        raise Refused(_("This work account is linked to somebody else")) from error
    record(Verb.WORK_IDENTITY_LINKED, by=by, now=now, subject=by)
    queue_messages([messages.sign_in_news(by, SignInNews.WORK_IDENTITY, now)], now=now)


@transaction.atomic
def unlink_work_identity(*, by: User, now: datetime, person: User) -> int:
    """The organisation's own sign-in means somebody no more: they sign in with their password, until they link it anew.

    It takes a way in away and opens none, so one person is enough (decision 0029). By an administrator it ends
    every sign-in of theirs: whoever has the work account may be in. Answers how many were linked.
    Raises Refused for anybody but themselves and an administrator.
    """
    if by.pk != person.pk:
        access.check_may_set_up(by)
    gone = WorkIdentity.objects.filter(user=person, unlinked_at=None).update(unlinked_at=now)
    if gone:
        record(Verb.WORK_IDENTITY_UNLINKED, by=by, now=now, subject=person)
        queue_messages([messages.sign_in_news(person, SignInNews.WORK_IDENTITY_GONE, now)], now=now)
        if by.pk != person.pk:
            end_sign_ins_of(by=by, now=now, person=person)
    return gone


@transaction.atomic
def ask_for_factor_reset(*, by: User, now: datetime, person: User) -> FactorReset:
    """Begin to take away a second factor that is lost. Its person, the other administrators and those who answer for
    safeguarding are told at once; nothing is taken away before an hour has passed.

    Raises Refused for anybody but an administrator, for oneself, where nothing is to be taken away, and for three days
    after their address was changed: the warning would go to whoever changed it.
    """
    access.check_may_set_up(by)
    if by.pk == person.pk:
        raise Refused(_("Nobody resets their own second factor. Ask another administrator."))
    User.objects.select_for_update().get(pk=person.pk)  # of two who ask at once, one is first
    if not door.has_any_factor(person):
        raise Refused(_("They have no second factor. Nothing has to be reset."))
    _check_nothing_waits(person)
    _check_address_is_known(person, now)
    return _ask(by, now, person, Verb.FACTOR_RESET_ASKED)


@transaction.atomic
def ask_for_new_address(*, by: User, now: datetime, person: User, email: str) -> FactorReset:
    """Begin to move somebody who signs in with a password alone to another address: whoever reads mail there can make
    a new password. The same hour, the same people told and the same second person as for a lost second factor.

    Raises Refused for anybody but an administrator, for an address that is taken or personal, and while something
    waits for them already. For three days after their account was opened again it needs a second person: closing it
    took away the roles and the second factor by which that is judged.
    """
    access.check_may_set_up(by)
    access.check_address(email)
    User.objects.select_for_update().get(pk=person.pk)  # of two who ask at once, one is first
    _check_nothing_waits(person)
    _check_is_free(email)
    return _ask(by, now, person, Verb.ADDRESS_ASKED, email)


def _check_nothing_waits(person: User) -> None:
    if door.open_reset_of(person) is not None:
        raise Refused(_("A reset or a new address has been asked for already. See how they sign in."))


def _check_is_free(email: str) -> None:
    if door.person_at(email) is not None:
        raise Refused(_("Somebody with this work email address is there already"))


def _ask(by: User, now: datetime, person: User, verb: Verb, email: str = "") -> FactorReset:
    reset = FactorReset.objects.create(
        person=person,
        email=email,
        asked_by=by,
        asked_at=now,
        due_at=now + rules.RESET_WAITS,
        needs_agreement=selectors.needs_second_factor(person) or door.reopened_since(person, now - rules.TRUSTED_AFTER),
    )
    record(verb, by=by, now=now, subject=reset, fields=["person", *(["email"] if email else [])])
    former = addresses_told("account.contact_changed", person.pk, now - rules.FORMER_ADDRESS)
    told = door.told_of_factor_reset(reset, now)
    queue_messages(messages.factor_reset_asked(reset, told, now, former), now=now)
    return reset


@transaction.atomic
def agree_to_factor_reset(*, by: User, now: datetime, reset: FactorReset) -> None:
    """A second person has spoken to whoever lost it. Again changes nothing.

    Raises Refused for whoever asked, for its person, and for whoever may not agree to it.
    """
    reset = _open(reset)
    access.check_may_agree_to_reset(by, reset, now)
    if reset.agreed_at is None:
        reset.agreed_by, reset.agreed_at = by, now
        reset.save(update_fields=["agreed_by", "agreed_at"])
        verb = Verb.ADDRESS_AGREED if reset.email else Verb.FACTOR_RESET_AGREED
        record(verb, by=by, now=now, subject=reset, fields=["agreed_by"])


@transaction.atomic
def stop_factor_reset(*, by: User, now: datetime, reset: FactorReset) -> None:
    """Stop it: its person did not ask for it, or it has been found.

    Raises Refused for anybody but its person and those who look after sign-ins, and once it is done.
    """
    reset = _open(reset)
    if by.pk != reset.person_id:
        access.check_looks_after_sign_ins(by, reset.person)
    _stop(by, now, reset)


def stop_resets_of(*, by: User | None, now: datetime, person: User) -> None:
    """Stop what waits for somebody whose account is closed; in the transaction of that act."""
    for reset in FactorReset.objects.select_for_update().filter(person=person, done_at=None, stopped_at=None):
        _stop(by, now, reset)


def _stop(by: User | None, now: datetime, reset: FactorReset) -> None:
    # Where a moment that was arranged has come nobody stops it, as the trail says; the row asks for somebody.
    reset.stopped_by, reset.stopped_at = by or reset.asked_by, now
    reset.save(update_fields=["stopped_by", "stopped_at"])
    verb = Verb.ADDRESS_STOPPED if reset.email else Verb.FACTOR_RESET_STOPPED
    record(verb, by=by, now=now, subject=reset, fields=["stopped_by"])


@transaction.atomic
def reset_factor(*, by: User, now: datetime, reset: FactorReset) -> None:
    """Take the second factor away and end every sign-in; at the next one its person sets up another. No secret is
    shown or set, and the password stays.

    With an ``email`` it is the address that changes, and they are told at both. Raises Refused before the hour has
    passed, before a second person has agreed where one must, after a change of their address, for an address that has
    been taken meanwhile, and for anybody but an administrator other than its person.
    """
    access.check_may_set_up(by)
    access.lock_lines()  # before the person, as everybody who changes somebody
    reset = _open(reset)
    _check_may_be_done(by, now, reset)
    reset.done_by, reset.done_at = by, now
    reset.save(update_fields=["done_by", "done_at"])
    if reset.email:
        _move(by, now, reset)
        return
    _check_address_is_known(reset.person, now)
    Authenticator.objects.filter(user=reset.person).delete()
    end_sign_ins_of(by=by, now=now, person=reset.person)
    record(Verb.FACTOR_RESET_DONE, by=by, now=now, subject=reset, fields=["done_by"])
    queue_messages([messages.sign_in_news(reset.person, SignInNews.FACTOR_RESET, now)], now=now)


def _check_may_be_done(by: User, now: datetime, reset: FactorReset) -> None:
    if by.pk == reset.person_id:
        raise Refused(_("Nobody does this to their own account. Ask another administrator."))
    if not reset.person.is_active or door.reopened_since(reset.person, reset.asked_at):
        raise Refused(_("Their account has been closed since it was asked for. Ask for it again."))
    if now < reset.due_at:
        raise Refused(_("Its person has an hour to say that they did not ask for it. Nothing has been changed."))
    if reset.needs_agreement and reset.agreed_at is None:
        raise Refused(_("A second person has to agree first. Nothing has been changed."))


def _move(by: User, now: datetime, reset: FactorReset) -> None:
    person = User.objects.select_for_update().get(pk=reset.person_id)
    _check_is_free(reset.email)
    before, person.email = person.email, reset.email
    person.version += 1
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "version"])
    except IntegrityError as error:
        raise Refused(_("Somebody with this work email address is there already")) from error
    EmailAddress.objects.filter(user=person).delete()  # nobody at the old address may ask for a password
    record(Verb.ADDRESS_DONE, by=by, now=now, subject=reset, fields=["done_by"])
    record(Verb.USER_DESCRIBED, by=by, now=now, subject=person, fields=["email"])
    queue_messages(messages.contact_changed(person, now, email=before), now=now)
    if door.is_let_in(person, now):
        tell_of_change(by=by, now=now, named=person)


def _check_address_is_known(person: User, now: datetime) -> None:
    if door.address_changed_since(person, now - rules.TRUSTED_AFTER):
        raise Refused(
            _("Their email address was changed less than three days ago. Nothing can be reset before three days.")
        )


def _open(reset: FactorReset) -> FactorReset:
    # Not its person: whoever closes an account has locked them before what waits for them.
    reset = FactorReset.objects.select_for_update(of=("self",)).select_related("person").get(pk=reset.pk)
    if reset.done_at is not None:
        raise Refused(_("It has been reset already"))
    if reset.stopped_at is not None:
        raise Refused(_("It has been stopped. Nothing has been changed."))
    return reset


def note_sign_ins_listed(*, by: User, now: datetime, person: User) -> None:
    """Note that somebody saw where another is signed in."""
    record(Verb.SIGN_INS_LISTED, by=by, now=now, subject=person)


def forget_ended_sign_ins(*, by: None = None, now: datetime) -> None:
    """Remove the rows of browsers whose time is up, and figures that nobody looks at any more."""
    SignIn.objects.filter(expire_date__lt=now).delete()
    FailedSignIns.objects.filter(hour_at__lt=now - door.FAILURES_KEPT).delete()
