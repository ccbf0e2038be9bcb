"""Assessing platforms, and what the safeguarding lead says to live streaming."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.worktime import next_working_moment
from safeguard.notifications.actions import queue_messages
from safeguard.platforms import messages, rules
from safeguard.platforms.access import check_managing, may_note_streaming
from safeguard.platforms.enums import Verb
from safeguard.platforms.exceptions import ChangedMeanwhile
from safeguard.platforms.models import LeadNote, Platform, PlatformAssessment
from safeguard.platforms.rules.questions import YES
from safeguard.platforms.selectors import of_ict
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def assess_platform(
    *, by: User, now: datetime, platform: Platform, answers: Mapping[str, Any], number: int, client_token: UUID
) -> PlatformAssessment:
    """Write a version of the assessment, with gaps if need be: approving asks for all of it (PLT-02).

    What is in use stays as it was decided until somebody decides again; if the answers speak against that, every use
    needs a reason from now on, and ICT is told.

    ``number``: that of the version its author saw, 0 for none. Raises ChangedMeanwhile if there is a newer one, Refused
    for whoever may not and for what is no answer. The same client token lands once.
    """
    check_managing(by)
    platform = Platform.objects.select_for_update().get(pk=platform.pk)
    kept = rules.tidy(answers)
    written = PlatformAssessment.objects.filter(client_token=client_token).first()
    if written is not None and written.answers == kept:
        return written  # the second press
    last = platform.assessments.order_by("-number").first()
    if number != (last.number if last else 0):
        raise ChangedMeanwhile
    wrong = rules.what_is_no_answer(answers)
    if wrong:
        raise Refused(_("This is not an answer: %(question)s") % {"question": wrong[0].label})
    token = client_token if written is None else uuid4()  # a page gone back to, and changed
    assessment = PlatformAssessment.objects.create(
        platform=platform, client_token=token, number=number + 1, answers=kept, made_by=by, made_at=now
    )
    record(Verb.ASSESSED, by=by, now=now, subject=assessment, fields=["number", *kept])
    is_in_use = platform.status in rules.IN_USE
    features = rules.features_meanwhile(kept, platform.min_age) if is_in_use else rules.features(kept)
    changed = [name for name, value in features.items() if getattr(platform, name) != value]
    for name in changed:
        setattr(platform, name, features[name])
    platform.version += 1  # whoever is deciding now reads it first
    platform.save(update_fields=[*changed, "version"])
    record(Verb.CORRECTED, by=by, now=now, subject=platform, fields=[*changed, "version"])
    if rules.what_forbids(kept, platform.status):
        at = next_working_moment(now, thresholds_in_force(now).hours)
        queue_messages([messages.speaks_against(platform, number + 1, whom, at) for whom in of_ict()], now=now)
    close_drafts(by=by, now=now, form=DraftForm.PLATFORM_ASSESSMENT, client_token=client_token)
    return assessment


@transaction.atomic
def write_lead_note(
    *, by: User, now: datetime, assessment: PlatformAssessment, text: str, client_token: UUID
) -> LeadNote:
    """Say, for safeguarding, under what conditions a platform may stream live (PLT-13). The same token lands once.

    Raises Refused for whoever may not, an empty note, and a platform that does not stream; ChangedMeanwhile if there is
    a newer assessment than the one its author read.
    """
    if not may_note_streaming(by):
        raise Refused(_("Only the safeguarding lead or a deputy may do this."))
    if not text.strip():
        raise Refused(_("Write under what conditions it may stream live"))
    platform = Platform.objects.select_for_update().get(pk=assessment.platform_id)
    if platform.assessments.filter(number__gt=assessment.number).exists():
        raise ChangedMeanwhile
    if assessment.answers.get("streams") != YES:
        raise Refused(_("It does not stream live."))
    written = LeadNote.objects.filter(client_token=client_token).first()
    if written is not None and written.text == text:
        return written  # the second press
    token = client_token if written is None else uuid4()  # a page gone back to, and changed
    note = LeadNote.objects.create(client_token=token, assessment=assessment, text=text, by=by, at=now)
    record(Verb.LEAD_NOTE, by=by, now=now, subject=note, fields=["text"])
    return note
