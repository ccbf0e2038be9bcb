"""What is asked about a kind of harm, only where that kind is chosen, and never before the report is sent
(practice A6). Every question may be left blank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.enums.raising import YesNoUnsure


class Topic(models.TextChoices):
    """What somebody may say more about, in the order in which it is offered."""

    IMAGERY = "imagery", _("Nude or sexual pictures or videos")
    SEXTORTION = "sextortion", _("Threats to share pictures, or pictures made by AI")
    STRANGERS = "strangers", _("Distressing pictures of people nobody knows")
    OTHER_PARTY = "other-party", _("The other person, online")
    PLACE = "place", _("Where it happened, and on what")
    BULLYING = "bullying", _("Bullying online")
    RADICALISATION = "radicalisation", _("Extreme views, or being drawn in")
    CYBERCRIME = "cybercrime", _("Hacking, scams or other online crime")


# Where a kind of harm is reported beside us, and how (INC-12, practice C31): words and address.
REPORT_TO: Mapping[str, Sequence[tuple[Any, str]]] = {
    Topic.RADICALISATION: ((_("How to refer to Prevent"), "https://www.gov.uk/guidance/making-a-referral-to-prevent"),),
    Topic.STRANGERS: (
        (_("Report it to the Internet Watch Foundation"), "https://report.iwf.org.uk/"),
        (_("To CEOP, if a child is being abused or groomed"), "https://www.ceop.police.uk/Safety-Centre/"),
    ),
    Topic.SEXTORTION: (
        (
            _("Report Remove, which takes pictures down"),
            "https://www.childline.org.uk/info-advice/bullying-abuse-safety/online-mobile-safety/report-remove/",
        ),
    ),
}


class DetailQuestion(models.TextChoices):
    """One question about a topic."""

    SEEN = "seen", _("Has anybody seen a picture by accident?")
    SEEN_HOW = "seen_how", _("Who saw it, when and how?")
    DELETED = "deleted", _("Was anything deleted, or was somebody asked to delete it?")
    ASKED_TO_SHOW = "asked_to_show", _("Was anybody asked to show, send or download it?")
    CONSENSUAL = "consensual", _("Did the person shown agree that it was shared?")
    WHO_KNOWS = "told", _("Who else has been told?")
    WHAT_WAS_SAID = "said", _("What has the young person been told?")
    MEANS = "means", _("How was it shared?")
    THREAT = "threat", _("Does somebody threaten to share pictures?")
    DEMANDS = "demands", _("What do they want?")
    MADE_BY_AI = "made_by_ai", _("May a picture be made or altered by AI?")
    STRANGERS_WHERE = "strangers_where", _("Where were they met? The name of the service, in words, without a link")
    STRANGERS_TOLD = "strangers_told", _("Has it been reported?")
    KNOWN = "known", _("Does the young person know the other person?")
    OTHER_AGE = "other_age", _("Who is the other person?")
    FAKE = "fake", _("May their profile be fake or anonymous?")
    DEVICE = "device", _("Was it on our network or a device of ours?")
    PREMISES = "premises", _("Where were they?")
    LINKED = "linked", _("What links it to us?")
    DELIBERATE = "deliberate", _("Was it meant?")
    REPEATED = "repeated", _("Did it happen more than once?")
    GROUP = "group", _("By one person or a group?")
    DISCRIMINATION = "discrimination", _("Was it about any of these?")
    DRAWN_IN = "drawn_in", _("Is somebody drawing them in, to extreme views or to a group?")
    SIGNS = "signs", _("What have you noticed?")
    GROOMED = "groomed", _("May somebody be grooming them?")
    GROOMED_HOW = "groomed_how", _("What makes you think so?")
    CRIME = "crime", _("What kind?")


class Agreed(models.TextChoices):
    """Whether sharing was agreed (INC-40): it goes to the lead either way."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Said(models.TextChoices):
    """What a young person has been told (INC-07, INC-08): good practice, and not a confession."""

    NOT_BLAMED = "not_blamed", _("That nobody blames them")
    REPORTED = "reported", _("That it has to be reported")
    SUPPORT = "support", _("That there will be support")
    NOTHING = "nothing", _("Nothing yet")


class Means(models.TextChoices):
    """How it was shared (INC-41; 002 §3.4.1)."""

    PHONE = "phone", _("A phone")
    TABLET = "tablet", _("A tablet")
    LAPTOP = "laptop", _("A laptop or computer")
    SOCIAL = "social", _("Social media")
    GAMING = "gaming", _("A game or gaming service")
    CHAT = "chat", _("A chat app")
    FORUM = "forum", _("A forum")
    LIVE = "live", _("A live stream")
    OFFLINE = "offline", _("From device to device, offline")
    UNKNOWN = "unknown", _("Not known")


class Demand(models.TextChoices):
    """What somebody who threatens wants (practice C31)."""

    MONEY = "money", _("Money or gifts")
    PICTURES = "pictures", _("More pictures")
    MEETING = "meeting", _("To meet")
    ACT = "act", _("That they do something else")
    UNKNOWN = "unknown", _("Not known")


class ToldAlready(models.TextChoices):
    """Where pictures of strangers are reported (INC-50; 003 Accountability)."""

    IWF = "iwf", _("To the Internet Watch Foundation: pictures or videos of child sexual abuse")
    CEOP = "ceop", _("To CEOP: somebody abuses or grooms a child online")
    SERVICE = "service", _("To the service where it was")
    POLICE = "police", _("To the police")
    NOT_YET = "not_yet", _("Not yet")


class Known(models.TextChoices):
    """Whether the other person is known to the child (INC-13)."""

    YES = "yes", _("Yes, they have met")
    ONLINE = "online", _("Only online")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class OtherAge(models.TextChoices):
    """Who the other person is (INC-13; 002 §3.5)."""

    ADULT = "adult", _("An adult")
    PEER = "peer", _("Another child or young person")
    UNKNOWN = "unknown", _("Not known")


class Device(models.TextChoices):
    """Whose network and device (INC-14): both are in scope when our users or services are involved."""

    OURS = "ours", _("On our network or device")
    THEIRS = "theirs", _("On their own network and device")
    OTHER = "other", _("On somebody else’s")
    UNKNOWN = "unknown", _("Not known")


class Premises(models.TextChoices):
    """Where those involved were (INC-14)."""

    OURS = "ours", _("On our premises")
    HOME = "home", _("At home")
    SCHOOL = "school", _("At school or college")
    ELSEWHERE = "elsewhere", _("Somewhere else")
    UNKNOWN = "unknown", _("Not known")


class Linked(models.TextChoices):
    """Why something elsewhere is ours to deal with (INC-14; 002 §2.4)."""

    USER = "user", _("Somebody we work with is involved")
    STAFF = "staff", _("Somebody who works for us is involved")
    SERVICE = "service", _("It happened in, or came from, a session or service of ours")
    NOTHING = "nothing", _("Nothing that I know of")


class HowMany(models.TextChoices):
    """Whether bullying is by one or several (INC-11)."""

    ONE = "one", _("One person")
    GROUP = "group", _("A group")
    UNKNOWN = "unknown", _("Not known")


class Discrimination(models.TextChoices):
    """What bullying may be linked to (INC-11; 002 §3.1.1)."""

    RACE = "race", _("Race or nationality")
    RELIGION = "religion", _("Religion or belief")
    SEX = "sex", _("Being a girl or a boy")
    SEXUALITY = "sexuality", _("Sexual orientation")
    GENDER = "gender", _("Gender identity")
    DISABILITY = "disability", _("Disability or special needs")
    LOOKS = "looks", _("Looks, home or family")
    NONE = "none", _("None of these")
    UNKNOWN = "unknown", _("Not known")


class Cybercrime(models.TextChoices):
    """Kinds of cybercrime (INC-10; 002 §3.6)."""

    PHISHING = "phishing", _("Phishing")
    IDENTITY = "identity", _("Identity theft")
    EMAIL_SCAM = "email_scam", _("An email scam")
    HACKING = "hacking", _("Hacking")
    HATE = "hate", _("Inciting hate or terrorism")
    ABUSE_IMAGERY = "abuse_imagery", _("Sexual pictures or videos of children")
    GROOMING = "grooming", _("Grooming of a child")
    OTHER = "other", _("Something else")


@dataclass(frozen=True)
class DetailAsked:
    """How a question is answered: with one of ``choices``, with several of them, or (without) in words."""

    question: DetailQuestion
    choices: type[models.TextChoices] | None = None
    several: bool = False
    hint: Any = ""  # words, lazily translated


# One line of law and care for each topic that needs one; it stands above its questions.
NOTICES: Mapping[str, str | Promise] = {
    Topic.IMAGERY: _(
        "Never look at, copy, send on, save or delete such pictures, and never ask a child to show them. Nobody is "
        "blamed for what has already happened."
    ),
    Topic.SEXTORTION: _(
        "Pay nothing, delete nothing, stop answering. Whoever is under 18 can ask Report Remove (Childline and the "
        "Internet Watch Foundation) to take a picture down, without showing it to anybody here."
    ),
    Topic.STRANGERS: _(
        "Do not look again, copy, send on or save anything, and paste no link here. Describe it in words."
    ),
    Topic.RADICALISATION: _(
        "Signs of radicalisation and of grooming look alike, so both are asked. Whoever deals with this can refer to "
        "Prevent: to the local authority’s Prevent team or the police on 101; in danger 999."
    ),
}

TOPICS: Mapping[str, Sequence[DetailAsked]] = {
    Topic.IMAGERY: (
        DetailAsked(DetailQuestion.SEEN, YesNoUnsure),
        DetailAsked(DetailQuestion.SEEN_HOW, hint=_("There is support for whoever has seen it.")),
        DetailAsked(DetailQuestion.DELETED, YesNoUnsure),
        DetailAsked(DetailQuestion.ASKED_TO_SHOW, YesNoUnsure),
        DetailAsked(DetailQuestion.CONSENSUAL, Agreed),
        DetailAsked(DetailQuestion.MEANS, Means, several=True),
        DetailAsked(DetailQuestion.WHO_KNOWS),
        DetailAsked(DetailQuestion.WHAT_WAS_SAID, Said, several=True),
    ),
    Topic.SEXTORTION: (
        DetailAsked(DetailQuestion.THREAT, YesNoUnsure),
        DetailAsked(DetailQuestion.DEMANDS, Demand, several=True),
        DetailAsked(DetailQuestion.MADE_BY_AI, YesNoUnsure),
        DetailAsked(DetailQuestion.MEANS, Means, several=True),
    ),
    Topic.STRANGERS: (
        DetailAsked(DetailQuestion.STRANGERS_WHERE),
        DetailAsked(DetailQuestion.SEEN, YesNoUnsure),
        DetailAsked(DetailQuestion.SEEN_HOW, hint=_("There is support for whoever has seen it.")),
        DetailAsked(DetailQuestion.STRANGERS_TOLD, ToldAlready, several=True),
    ),
    Topic.OTHER_PARTY: (
        DetailAsked(DetailQuestion.KNOWN, Known),
        DetailAsked(DetailQuestion.OTHER_AGE, OtherAge),
        DetailAsked(DetailQuestion.FAKE, YesNoUnsure),
    ),
    Topic.PLACE: (
        DetailAsked(DetailQuestion.DEVICE, Device),
        DetailAsked(DetailQuestion.PREMISES, Premises),
        DetailAsked(DetailQuestion.LINKED, Linked, several=True),
        DetailAsked(DetailQuestion.MEANS, Means, several=True),
    ),
    Topic.BULLYING: (
        DetailAsked(DetailQuestion.DELIBERATE, YesNoUnsure),
        DetailAsked(DetailQuestion.REPEATED, YesNoUnsure),
        DetailAsked(DetailQuestion.GROUP, HowMany),
        DetailAsked(DetailQuestion.DISCRIMINATION, Discrimination, several=True),
    ),
    Topic.RADICALISATION: (
        DetailAsked(DetailQuestion.DRAWN_IN, YesNoUnsure),
        DetailAsked(DetailQuestion.SIGNS),
        DetailAsked(DetailQuestion.GROOMED, YesNoUnsure),
        DetailAsked(DetailQuestion.GROOMED_HOW),
    ),
    Topic.CYBERCRIME: (DetailAsked(DetailQuestion.CRIME, Cybercrime, several=True),),
}
ASKED: Mapping[str, DetailAsked] = {asked.question: asked for questions in TOPICS.values() for asked in questions}
