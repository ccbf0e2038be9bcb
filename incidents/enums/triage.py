"""Choices of triage."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.enums.raising import YesNoUnsure


class TriageQuestion(models.TextChoices):
    """What triage asks, in its order: safe first (practice A2), then the tree's questions."""

    RISK = "risk", _("Risk to the person")
    WISHES = "wishes", _("What they want")
    OTHERS = "others", _("Others at risk")
    ONLINE = "online", _("Online material or an act")
    OFFENCE = "offence", _("May be a criminal offence")
    SEVERITY = "severity", _("Severity")
    CATEGORY = "category", _("Kind of harm")


class Risk(models.TextChoices):
    """The tree's Q5, asked first for every concern (practice A2)."""

    IMMEDIATE = "immediate", _("Immediate")
    NOT_IMMEDIATE = "not_immediate", _("Not immediate")
    NOT_SURE = "not_sure", _("I am not sure")


class Wishes(models.TextChoices):
    """Whether the person was asked what they want to happen (practice C28, A12)."""

    SAID = "said", _("They have said what they want")
    NOT_YET = "not_yet", _("Not asked yet, or not possible")


class Severity(models.TextChoices):
    """How severe it is, lowest first (INC-17; the scale is ours)."""

    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    SERIOUS = "serious", _("Serious")
    CRITICAL = "critical", _("Critical")


class Category(models.TextChoices):
    """The four Cs of online harm, and what is not online (INC-09; 002 §1.4)."""

    CONTENT = "content", _("Content")
    CONTACT = "contact", _("Contact")
    CONDUCT = "conduct", _("Conduct")
    COMMERCE = "commerce", _("Commerce")
    NOT_ONLINE = "not_online", _("Not online")


class SubType(models.TextChoices):
    """The kind of harm; each belongs to one category (``rules.category_of``), whose name its value begins with."""

    CONTENT_PORNOGRAPHY = "content_pornography", _("Pornography")
    CONTENT_RACISM = "content_racism", _("Racism")
    CONTENT_MISOGYNY = "content_misogyny", _("Misogyny")
    CONTENT_ANTISEMITISM = "content_antisemitism", _("Antisemitism")
    CONTENT_SELF_HARM = "content_self_harm", _("Content about self-harm")
    CONTENT_SUICIDE = "content_suicide", _("Content about suicide")
    CONTENT_EXTREMISM = "content_extremism", _("Extremism")
    CONTENT_MISINFORMATION = "content_misinformation", _("Misinformation")
    CONTENT_OTHER = "content_other", _("Other content")
    CONTACT_CHILD_ON_CHILD = "contact_child_on_child", _("Abuse by another child or young person")
    CONTACT_GROOMING_SEXUAL = "contact_grooming_sexual", _("Sexual grooming")
    CONTACT_GROOMING_CRIMINAL = "contact_grooming_criminal", _("Grooming for crime")
    CONTACT_GROOMING_FINANCIAL = "contact_grooming_financial", _("Grooming for money")
    CONTACT_SEXTORTION = "contact_sextortion", _("Threats to share images (sextortion)")
    CONTACT_COMMUNITY = "contact_community", _("An unsafe community, such as an extremist or criminal group")
    CONTACT_COMMERCIAL = "contact_commercial", _("Commercial contact")
    CONTACT_OTHER = "contact_other", _("Other contact")
    CONDUCT_NUDES = "conduct_nudes", _("Nude or semi-nude images of somebody under 18")
    CONDUCT_IMAGES = "conduct_images", _("Other explicit images, AI-made ones too")
    CONDUCT_BULLYING = "conduct_bullying", _("Bullying online")
    CONDUCT_OTHER = "conduct_other", _("Other conduct")
    COMMERCE_GAMBLING = "commerce_gambling", _("Gambling")
    COMMERCE_ADVERTISING = "commerce_advertising", _("Advertising")
    COMMERCE_PHISHING = "commerce_phishing", _("Phishing")
    COMMERCE_SCAM = "commerce_scam", _("Scams")
    COMMERCE_OTHER = "commerce_other", _("Other commerce")
    NOT_ONLINE_NEGLECT = "not_online_neglect", _("Neglect")
    NOT_ONLINE_PHYSICAL = "not_online_physical", _("Physical abuse")
    NOT_ONLINE_EMOTIONAL = "not_online_emotional", _("Emotional abuse")
    NOT_ONLINE_SEXUAL = "not_online_sexual", _("Sexual abuse")
    NOT_ONLINE_EXPLOITATION = "not_online_exploitation", _("Exploitation")
    NOT_ONLINE_SELF_HARM = "not_online_self_harm", _("Self-harm, or thoughts of suicide")
    NOT_ONLINE_DOMESTIC = "not_online_domestic", _("Domestic abuse")
    NOT_ONLINE_BULLYING = "not_online_bullying", _("Bullying")
    NOT_ONLINE_RADICALISATION = "not_online_radicalisation", _("Radicalisation")
    NOT_ONLINE_OTHER = "not_online_other", _("Other harm")


ANSWERS: Mapping[str, type[models.TextChoices]] = {
    TriageQuestion.RISK: Risk,
    TriageQuestion.WISHES: Wishes,
    TriageQuestion.OTHERS: YesNoUnsure,
    TriageQuestion.ONLINE: YesNoUnsure,
    TriageQuestion.OFFENCE: YesNoUnsure,
    TriageQuestion.SEVERITY: Severity,
    TriageQuestion.CATEGORY: SubType,
}
