"""What staff are told of policies, limits and yearly reviews: a link, no name, no detail (SEC-07)."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.lib.permissions import Permission
from safeguard.lib.queue import Queue
from safeguard.notifications.actions import Outgoing
from safeguard.notifications.enums import Channel
from safeguard.policies import rules
from safeguard.policies.models import OwnConsent, PolicyVersion, Review, Signature, Threshold
from safeguard.practitioners.models import User

ISSUED, UNSIGNED, PROGRESS = rules.ISSUED, "policies.unsigned", "policies.progress"
THRESHOLD, PAPER = "policies.threshold", "policies.paper"
OWN_CONSENT = "policies.own_consent"
REVIEW, OVERDUE = "policies.review", "policies.review_overdue"


def subject_of(version: PolicyVersion) -> str:
    """What every message about a version names as its subject."""
    return rules.subject_of(version.policy.ref, version.number)


def policy_issued(version: PolicyVersion, person: User) -> Outgoing:
    """That there is a policy, or a new version of one, to read (ORG-36)."""
    title = _("There is a policy to read and sign") if version.must_sign else _("There is a policy to read")
    key = f"{ISSUED}:{version.ref}:{person.pk}"
    return _to(person, ISSUED, title, version.policy.get_absolute_url(), key=key, subject=subject_of(version))


def policy_unsigned(version: PolicyVersion, person: User, week: date) -> Outgoing:
    """That somebody has not signed yet: once a week."""
    key = f"{UNSIGNED}:{version.ref}:{person.pk}:{week}"
    path = version.policy.get_absolute_url()
    return _to(person, UNSIGNED, _("A policy waits for your signature"), path, key=key, subject=subject_of(version))


def signed_on_paper(signature: Signature) -> Outgoing:
    """To whoever is said to have signed on paper: by whom, when, and what to do if they did not is on the page."""
    version, person = signature.version, signature.person
    title = _("Somebody has written down that you signed a policy on paper. If you did not, say so on its page")
    path = version.policy.get_absolute_url()
    return _to(person, PAPER, title, path, key=f"{PAPER}:{signature.ref}")


def policy_progress(version: PolicyVersion, owner: User, week: date) -> Outgoing:
    """To its owner: that some have not signed yet. How many, and who, is on the page."""
    path = reverse("desk:policy_progress", args=[version.policy.ref])
    key = f"{PROGRESS}:{version.ref}:{owner.pk}:{week}"
    return _to(owner, PROGRESS, _("Some have not signed your policy yet"), path, key=key, subject=version.policy.ref)


def threshold_changed(row: Threshold, lead: User) -> Outgoing:
    """To the lead: that somebody else has changed a limit."""
    path = reverse("policies:threshold", args=[row.code])
    return _to(lead, THRESHOLD, _("Somebody has changed a limit"), path, key=f"{THRESHOLD}:{row.pk}:{lead.pk}")


def own_consent_changed(row: OwnConsent, lead: User) -> Outgoing:
    """To the lead: that somebody else has changed from which age a service takes a young person's own consent. It leads
    to a page that whoever gets it may open: who only covers the post does not issue policies."""
    page = "policies:own_consents" if lead.may(Permission.MANAGE_POLICIES) else "desk:help"
    title = _("Somebody has changed from which age young people may agree alone")
    return _to(lead, OWN_CONSENT, title, reverse(page), key=f"{OWN_CONSENT}:{row.ref}:{lead.pk}")


def review_due(review: Review, person: User, week: date) -> Outgoing:
    """That a yearly review comes up (ORG-37)."""
    title = _("A yearly review is due")
    key = f"{REVIEW}:{review.ref}:{person.pk}:{week}"
    return _to(person, REVIEW, title, review.get_absolute_url(), key=key, subject=review.ref)


def review_overdue(review: Review, lead: User, week: date) -> Outgoing:
    """To the lead: that a yearly review is late (ORG-37)."""
    title = _("A yearly review is overdue")
    key = f"{OVERDUE}:{review.ref}:{lead.pk}:{week}"
    return _to(lead, OVERDUE, title, review.get_absolute_url(), key=key, subject=review.ref)


def _to(person: User, kind: str, title: str, path: str, *, key: str, subject: str = "") -> Outgoing:
    return Outgoing(
        kind=kind,
        channel=Channel.EMAIL,
        address=person.email,
        recipient_id=person.pk,
        subject_ref=subject,
        dedupe_key=key,
        title=title,
        body=f"{title}.\n{settings.SITE_URL}{path}",
        queue=Queue.REMINDERS,
    )


def week_of(day: date) -> date:
    """The Monday of a day's week: a reminder of one thing leaves once in each."""
    return day - timedelta(days=day.weekday())
