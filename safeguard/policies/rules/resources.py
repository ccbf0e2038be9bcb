"""What the resource area says on online safety, in our own words, and where to read on (ORG-30). Pure.

Addresses are those of the publishers. Nobody here can promise that one still leads where it did: each says when it was
last looked at, and by whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Topic:
    """A word or a risk, and what it means in this work."""

    title: Words
    text: Words


@dataclass(frozen=True)
class Resource:
    """Guidance outside, and what it is good for."""

    title: Words
    about: Words
    url: str


# Definitions: 002 §2.4.
DEFINITIONS: tuple[Topic, ...] = (
    Topic(_("Online safety"), _("Keeping people safe from harm in whatever they do online, and able to use it well.")),
    Topic(
        _("Online harm"),
        _("Anything online that hurts somebody or puts them at risk: what they see, who meets them, what they do."),
    ),
    Topic(
        _("Child"),
        _("Anybody under 18. Being 16, working or living alone changes nothing about the duty to protect."),
    ),
    Topic(
        _("Adult at risk"),
        _("An adult with needs for care and support who cannot easily protect themselves from abuse or neglect."),
    ),
    Topic(
        _("Safeguarding"),
        _("Preventing harm, noticing it early, and acting on it with those whose task it is."),
    ),
    Topic(
        _("Data protection"),
        _("Using only what is needed about people, keeping it safe, and being able to say why it is kept."),
    ),
)
# Risk topics: 002 A2 §5.1 to 5.3.
RISKS: tuple[Topic, ...] = (
    Topic(
        _("Content"),
        _(
            "What somebody sees: violence, hate, pornography, self-harm, misinformation. Ask what they saw and how it "
            "left them; do not look at it yourself."
        ),
    ),
    Topic(
        _("Contact"),
        _(
            "Who meets them: grooming, pressure, radicalisation, somebody who is not who they say. Signs: a new friend "
            "nobody has met, presents, secrets, a second phone."
        ),
    ),
    Topic(
        _("Conduct"),
        _("What is done: bullying, sending images, threats. Both who does it and who suffers it may need help."),
    ),
    Topic(
        _("Commerce"),
        _("Money: scams, gambling, loot boxes, being used to move money or to sell."),
    ),
    Topic(
        _("Intimate images and sextortion"),
        _(
            "Somebody threatens to share a picture unless they get money or more pictures. Stop paying, keep the "
            "evidence where it is, tell somebody. Never view, copy, send on or delete it."
        ),
    ),
    Topic(
        _("Images made or altered by AI"),
        _("A picture that is not real hurts like one that is, and may be a criminal offence too. Deal with it alike."),
    ),
    Topic(
        _("Isolation and wellbeing"),
        _("Long hours alone online, poor sleep, comparing oneself with others. A change in somebody counts for more."),
    ),
)
# A digital resilience framework: 002 §8.3, in four questions.
RESILIENCE: tuple[Topic, ...] = (
    Topic(_("Understand"), _("Do they know when something online is a risk to them?")),
    Topic(_("Know"), _("Do they know what to do about it, and where help is?")),
    Topic(_("Learn"), _("Do they learn from what went wrong, and go on using it?")),
    Topic(_("Recover"), _("Do they have people and help enough to get over it?")),
)
# Links at the end of 003, and what practice asks for beside them (E31).
RESOURCES: Mapping[str, Resource] = {
    "nspcc": Resource(
        _("NSPCC Learning: online safety"),
        _("For whoever works with children: policies, remote work, what children say."),
        "https://learning.nspcc.org.uk/online-safety",
    ),
    "ceop": Resource(
        _("CEOP Education"),
        _("From the National Crime Agency: sessions for each age, and how to report grooming."),
        "https://www.ceopeducation.co.uk/",
    ),
    "report-remove": Resource(
        _("Report Remove"),
        _("A young person asks for a picture of themselves to be taken off the internet."),
        "https://www.childline.org.uk/remove/",
    ),
    "internet-matters": Resource(
        _("Internet Matters"),
        _("Guides for parents and carers, by age, device and app; digital resilience."),
        "https://www.internetmatters.org/",
    ),
    "safer-internet": Resource(
        _("UK Safer Internet Centre"),
        _("A helpline for professionals, and guides on every platform."),
        "https://saferinternet.org.uk/",
    ),
    "education-online": Resource(
        _("Education for a Connected World"),
        _("What children can be expected to know and do online, from 4 to 18."),
        "https://www.gov.uk/government/publications/education-for-a-connected-world",
    ),
    "ico": Resource(
        _("ICO: children and the UK GDPR"),
        _("What the regulator asks of whoever uses data about children."),
        "https://ico.org.uk/for-organisations/uk-gdpr-guidance-and-resources/childrens-information/",
    ),
}
