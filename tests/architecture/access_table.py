"""Who may see and do what, written by hand: docs/security.md shows it, test_access_matrix.py asks the pages.

To add a page: a line in ``THINGS`` (what it is, and for each verb the address and the text that shows it), a line in
``TABLE`` (what each person may do with it), what it needs in ``things()`` of test_access_matrix.py; then
``python -m tests.architecture.access_table`` writes the document.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

VERBS = {
    "l": "sees it in its list",
    "f": "finds it by searching",
    "o": "opens it",
    "m": "is shown what is masked",
    "c": "changes it",
    "e": "takes it out as a file",
}

# Every role, and the relations that matter, in the order of the columns.
PEOPLE = {
    "owner": "practitioner whose it is: works with the young person, runs the session, raised the concern",
    "colleague": "practitioner of the same service; the concern about staff is about them",
    "other_team": "practitioner of another service; what is *elsewhere* is theirs",
    "reader": "practitioner of another service, named as a reader of one concern",
    "manager": "line manager of the owner and the colleague",
    "dso": "safeguarding officer of the service",
    "other_dso": "safeguarding officer of another service",
    "dsl": "safeguarding lead; one concern is about them",
    "deputy": "deputy lead",
    "lead": "strategic lead",
    "hr_dso": "safeguarding officer for staff matters",
    "board": "board member",
    "ict": "ICT",
    "admin": "administrator",
    "anonymous": "nobody: not signed in",
}


@dataclass(frozen=True)
class Thing:
    """What is asked for: its words, and for each verb the address (``{name}``: of a thing made for the test).

    An address after ``POST`` is sent what stands behind it. ``shows``: a text that stands on the page where the verb is
    allowed; empty: that it answers, or does what was sent, is enough.
    """

    words: str
    pages: Mapping[str, tuple[str, str]] = field(default_factory=dict)


TOKEN = "00000000-0000-4000-8000-00000000feed"  # of a form that is sent once


def _person(name: str) -> dict[str, tuple[str, str]]:
    return {
        "l": ("/people/?show=all", f"{{{name}}}"),
        "f": ("POST /search/ words={" + name + "}", f'href="/people/{{{name}}}/'),
        "o": (f"/people/{{{name}}}/", ""),
        "m": (f"/people/{{{name}}}/?show=contact", "07700 900123"),
        "c": (f"/people/{{{name}}}/change/", ""),
    }


def _concern(name: str) -> dict[str, tuple[str, str]]:
    return {
        "l": ("/incidents/", f'href="/incidents/{{{name}}}/'),
        "o": (f"/incidents/{{{name}}}/", f"{{{name}}}"),
        "f": ("POST /search/ words={" + name + "}", f'href="/incidents/{{{name}}}/'),
        "c": (f"POST /incidents/{{{name}}}/entry/ kind=note&text=Rang&client_token={TOKEN}", ""),
    }


def _board(name: str) -> dict[str, tuple[str, str]]:
    here = f"/reports/board/{{{name}}}"
    return {
        "l": ("/reports/board/", f"{{{name}}}"),
        "o": (f"{here}/", ""),
        "c": (f"{here}/edit/", ""),
        "e": (f"{here}/csv/", ""),
    }


THINGS = {
    "person": Thing("a young person", _person("person")),
    "person_else": Thing("a young person elsewhere", _person("person_else")),
    "parent": Thing("a parent’s ways to be reached", {"c": ("/people/adults/{adult}/", "")}),
    "authorities": Thing("the numbers of local authorities", {"o": ("/people/authorities/", "")}),
    "authority": Thing("one of these numbers", {"c": ("/people/authorities/{authority}/", "")}),
    "trail": Thing("who has opened a young person’s record", {"o": ("/people/{person}/trail/", "")}),
    "hidden": Thing(
        "what is hidden of a young person: address, safe word, flags",
        {
            "m": ("/people/{guarded}/?show=contact", "Lighthouse"),
            "c": ("/people/{guarded}/change/", "4 Quay Street"),
        },
    ),
    "around": Thing(
        "what surrounds a young person",
        {"o": ("/people/{person}/about/network/", ""), "c": ("/people/{person}/add/home/", "")},
    ),
    "agreed": Thing("what a young person has agreed to", {"c": ("/people/{person}/agreement/", "")}),
    "turning": Thing("turning 18", {"c": ("/people/{person}/adulthood/", "")}),
    "hand_over": Thing("handing a young person over", {"c": ("/people/{person}/hand-over/", "")}),
    "hand_overs": Thing(
        "handing several over",
        {"l": ("/team/hand-over/", "{owner}"), "c": ("/team/hand-over/?of={owner}", "{guarded}")},
    ),
    "moved": Thing(
        "what was handed over to a colleague",
        {"o": ("/hand-overs/{moved}/", ""), "c": ("/hand-overs/{moved}/", "I take over")},
    ),
    "table_people": Thing(
        "a table of young people that a manager imports",
        {
            "l": ("/imports/", "{table_people}"),
            "o": ("/imports/{table_people}/", ""),
            "c": ("/imports/young-people/new/", ""),
        },
    ),
    "table_staff": Thing(
        "a table of people who work here that an administrator imports",
        {"l": ("/imports/", "{table_staff}"), "o": ("/imports/{table_staff}/", ""), "c": ("/imports/staff/new/", "")},
    ),
    "library": Thing("services to point people to", {"o": ("/people/library/", "")}),
    "contacts": Thing("whom to ring outside", {"o": ("/people/contacts/", ""), "c": ("/people/contacts/check/", "")}),
    "risk": Thing("a risk assessment", {"o": ("/sessions/risk/{risk}/", "")}),
    "consent": Thing(
        "a consent request", {"o": ("/consent/requests/{consent}/", ""), "c": ("/consent/{person}/record/", "")}
    ),
    "plan": Thing(
        "the plan of a session",
        {
            "l": ("/sessions/?show=all", "{plan}"),
            "o": ("/sessions/{plan}/", ""),
            "c": ("/sessions/{plan}/change/", ""),
        },
    ),
    "live": Thing(
        "the live page of a session elsewhere",
        {"o": ("/sessions/{live}/live/", ""), "c": ("POST /sessions/{live}/live/press/ kind=note&text=Rang", "")},
    ),
    "reasons": Thing("the reasons given to go on all the same", {"o": ("/sessions/reasons/", "")}),
    "concern": Thing("a concern", _concern("concern")),
    "concern_else": Thing("a concern elsewhere", _concern("concern_else")),
    "concern_read": Thing("a concern with a named reader", _concern("concern_read")),
    "concern_imagery": Thing("a concern with imagery", _concern("concern_imagery")),
    "concern_staff": Thing("a concern about a colleague", _concern("concern_staff")),
    "concern_lead": Thing("a concern about the lead", _concern("concern_lead")),
    "report": Thing(
        "one’s own report of a concern", {"l": ("/", "/reports/{concern}/"), "o": ("/reports/{concern}/", "")}
    ),
    "chronology": Thing(
        "the chronology of a concern, and correcting it",
        {"o": ("/incidents/{concern}/chronology/", ""), "c": ("/incidents/{concern}/people/link/", "")},
    ),
    "readers": Thing(
        "who may read a concern; naming readers and locking it",
        {"o": ("/incidents/{concern}/readers/", ""), "c": ("/incidents/{concern}/readers/add/", "")},
    ),
    "readers_staff": Thing(
        "who may read a concern about a colleague",
        {"o": ("/incidents/{concern_staff}/readers/", ""), "c": ("/incidents/{concern_staff}/lock/", "")},
    ),
    "asked": Thing(
        "a question about a concern to a colleague elsewhere",
        {"l": ("/", "/asked/{asked}/"), "o": ("/asked/{asked}/", "")},
    ),
    "copy": Thing(
        "a copy of a chronology that the lead has made",
        {"l": ("/incidents/{concern}/copies/", "{copy}"), "o": ("/incidents/{concern}/copies/{copy}/", "")},
    ),
    "person_chronology": Thing("the chronology of a young person", {"o": ("/people/{person}/chronology/", "")}),
    "concern_locked": Thing("a concern that is locked", _concern("concern_locked")),
    "involved": Thing(
        "who is involved in a concern, and what kind of harm it is",
        {"o": ("/incidents/{concern}/people/", ""), "c": ("/incidents/{concern}/details/place/", "")},
    ),
    "own_involved": Thing(
        "the same, in one’s own report",
        {"o": ("/reports/{concern}/people/", ""), "c": ("/reports/{concern}/details/place/", "")},
    ),
    "complaint": Thing(
        "what a parent or carer said about the owner’s session",
        {"o": ("/complaints/{complaint}/", ""), "c": ("/complaints/{complaint}/", 'name="answer"')},
    ),
    "poster": Thing("the poster with the way to the public form", {"o": ("/tell-us/poster/", "")}),
    "closed": Thing("the list of closed cases", {"o": ("/incidents/closed/", "")}),
    "watched": Thing("what waits of sessions and staff", {"o": ("/incidents/sessions/", "")}),
    "steps": Thing(
        "the steps of a concern",
        {"o": ("/incidents/{concern}/tracks/", ""), "c": ("/incidents/{concern}/steps/parents/", "")},
    ),
    "steps_staff": Thing(
        "the steps of a concern about a colleague",
        {
            "o": ("/incidents/{concern_staff}/tracks/staff/", ""),
            "c": ("/incidents/{concern_staff}/steps/threshold/", ""),
        },
    ),
    "low_level": Thing("low-level concerns about colleagues", {"o": ("/incidents/low-level/", "")}),
    "referred": Thing(
        "a referral of a concern",
        {
            "l": ("/incidents/referrals/", "{referred}"),
            "o": ("/incidents/referrals/{referred}/", ""),
            "c": (f"POST /incidents/referrals/{{referred}}/ answer=advice&client_token={TOKEN}", ""),
        },
    ),
    "read_out": Thing("what is read out about a concern", {"o": ("/incidents/{concern}/facts/", "")}),
    "outside": Thing("the contact log of a concern", {"o": ("/incidents/{concern}/outside/", "")}),
    "held_with": Thing(
        "what waits for the authorities",
        {"o": ("/incidents/holds/{held_with}/", ""), "c": ("/incidents/{concern}/hold/", "")},
    ),
    "crisis": Thing("the crisis sheet of a concern", {"o": ("/incidents/{concern}/crisis/", "")}),
    "crisis_own": Thing("the crisis sheet of one’s own report", {"o": ("/reports/{concern}/crisis/", "")}),
    "draft": Thing("the draft of a board report", _board("draft")),
    "issued": Thing("a board report that was issued", _board("issued")),
    "policy": Thing("a policy", {"o": ("/policies/aup/", ""), "c": ("/policies/{policy}/issue/", "")}),
    "progress": Thing("who has signed a policy", {"o": ("/policies/{policy}/progress/", "")}),
    "limits": Thing(
        "the limits in force",
        {
            "o": ("/policies/thresholds/", ""),
            "c": ("POST /policies/thresholds/session_length/ value=50&reason=Ours&starts=now", ""),
        },
    ),
    "wordings": Thing(
        "the wordings of the owner’s service",
        {"o": ("/policies/wordings/", ""), "c": ("/policies/wordings/ground_rules/?service={service}", "")},
    ),
    "wordings_else": Thing(
        "the wordings of a service elsewhere", {"c": ("/policies/wordings/ground_rules/?service={service_else}", "")}
    ),
    "own_consent": Thing(
        "from which age a service takes a young person’s own consent",
        {"o": ("/policies/own-consent/", ""), "c": ("/policies/own-consent/{service}/", "")},
    ),
    "review": Thing(
        "a yearly review",
        {"o": ("/policies/reviews/{review}/", ""), "c": ("/policies/reviews/{review}/", "client_token")},
    ),
    "guidance": Thing("guidance", {"o": ("/guidance/", "")}),
    "platform": Thing("a platform", {"o": ("/platforms/{platform}/", ""), "c": ("/platforms/{platform}/decide/", "")}),
    "assessed": Thing(
        "the assessment of a platform",
        {"c": ("/platforms/{platform}/assess/", ""), "e": ("/platforms/{platform}/correct/", "")},
    ),
    "guide": Thing("the guide of a platform", {"c": ("/platforms/{platform}/guide/", "")}),
    "group": Thing(
        "a closed group",
        {
            "l": ("/platforms/groups/", "{group}"),
            "o": ("/groups/{group}/", ""),
            "c": ("/groups/{group}/close/", ""),
        },
    ),
    "page": Thing(
        "an account of ours on a platform",
        {"l": ("/platforms/accounts/", "Quay page"), "c": ("/platforms/accounts/{page}/", "")},
    ),
    "directory": Thing(
        "the safeguarding directory",
        {"o": ("/organisation/directory/", ""), "c": ("POST /organisation/directory/verify/ person={lead_ref}", "")},
    ),
    "osg": Thing("the Online Safety Group", {"o": ("/organisation/group/", ""), "c": ("/organisation/group/add/", "")}),
    "device": Thing(
        "a device of ours",
        {"l": ("/organisation/devices/", "{device}"), "c": ("/organisation/devices/{device}/", "")},
    ),
    "device_lost": Thing(
        "one’s own device",
        {"o": ("/yours/devices/", "{device}"), "c": ("POST /yours/devices/{device}/lost/ lost=yes", "")},
    ),
    "matrix": Thing("who lacks which course", {"l": ("/training/", "Priya Shah")}),
    "courses": Thing("the courses", {"c": ("/training/courses/", "")}),
    "background": Thing("somebody’s background check", {"c": ("/team/{owner}/background/", "")}),
    "supervision": Thing(
        "a supervision",
        {
            "l": ("/supervision/", "{supervision}"),
            "o": ("/supervision/{supervision}/", ""),
            "c": ("/supervision/add/", ""),
        },
    ),
    "contact": Thing(
        "contact through a personal account",
        {"l": ("/contacts/", "{contact}"), "o": ("/contacts/{contact}/", "")},
    ),
    "contact_manager": Thing(
        "such contact of which the manager is part",
        {"l": ("/contacts/", "{contact_manager}"), "o": ("/contacts/{contact_manager}/", "")},
    ),
    "question": Thing(
        "a question to the manager",
        {
            "l": ("/questions/", "{question}"),
            "o": ("/questions/{question}/", ""),
            "c": ("/questions/{question}/", "Send the answer"),
        },
    ),
    "question_group": Thing(
        "a question to the Online Safety Group",
        {
            "l": ("/questions/", "{question_group}"),
            "o": ("/questions/{question_group}/", ""),
            "c": ("/questions/{question_group}/", "Send the answer"),
        },
    ),
    "own_checks": Thing("one’s own training and checks", {"o": ("/yours/learning/", "")}),
    "agreement": Thing(
        "how a service is delivered",
        {
            "l": ("/agreements/", "{agreement}"),
            "o": ("/agreements/{agreement}/", ""),
            "c": ("/agreements/write/", 'value="{service}"'),
        },
    ),
    "taught": Thing(
        "what was taught of online safety", {"o": ("/training/taught/", ""), "c": ("/training/taught/add/", "")}
    ),
    "team": Thing("who is trained and has signed", {"o": ("/team/", "")}),
    "training": Thing("somebody’s training", {"c": ("/team/{owner}/training/", "")}),
    "account": Thing(
        "somebody’s account",
        {"l": ("/organisation/people/", "{owner}"), "c": ("/organisation/people/{owner}/", "")},
    ),
    "details": Thing("what is said of somebody", {"c": ("/organisation/people/{owner}/details/", "")}),
    "leaving": Thing("somebody’s leaving", {"c": ("/organisation/people/{owner}/leaving/", "")}),
    "contracts": Thing(
        "brands and contracts", {"o": ("/organisation/contracts/", ""), "c": ("/organisation/contracts/add/", "")}
    ),
    "signers": Thing("who can sign in, and how", {"l": ("/team/sign-ins/", "{owner}")}),
    "sign_ins": Thing("where somebody is signed in", {"o": ("/team/{owner}/sign-ins/", "")}),
    "posts": Thing("who holds a post", {"c": ("/set-up/posts/dsl/", "")}),
    "services": Thing("a service", {"c": ("/set-up/services/{service}/", "")}),
    "operations": Thing("how the software is", {"o": ("/operations/", "")}),
    "held": Thing("what a restored backup holds", {"o": ("/held/", "")}),
}

TABLE = """
                owner  collea other_ reader manage dso    other_ dsl    deputy lead   hr_dso board  ict    admin  nobody
person          lfomc  .      .      .      lfomc  lfomc  .      lfomc  lfomc  lfomc  .      .      .      .      .
person_else     .      .      lfomc  .      .      .      lfomc  lfomc  lfomc  lfomc  .      .      .      .      .
parent          c      .      .      .      c      c      .      c      c      c      .      .      .      .      .
authorities     o      o      o      o      o      o      o      o      o      o      .      .      .      o      .
authority       .      .      .      .      .      .      .      c      c      c      .      .      .      c      .
trail           .      .      .      .      .      .      .      o      o      .      .      .      .      .      .
hidden          mc     .      .      .      .      mc     .      mc     mc     .      .      .      .      .      .
around          oc     .      .      .      oc     oc     .      oc     oc     oc     .      .      .      .      .
agreed          c      .      .      .      c      c      .      c      c      c      .      .      .      .      .
turning         c      .      .      .      c      c      .      c      c      c      .      .      .      .      .
hand_over       c      .      .      .      c      c      .      c      c      c      .      .      .      .      .
hand_overs      .      .      .      .      lc     lc     .      lc     lc     lc     .      .      .      .      .
moved           .      oc     .      .      o      o      .      o      o      o      .      .      .      .      .
table_people    .      .      .      .      loc    .      .      .      .      .      .      .      .      .      .
table_staff     .      .      .      .      .      .      .      .      .      .      .      .      .      loc    .
library         o      o      o      o      o      o      o      o      o      o      .      .      .      o      .
contacts        oc     oc     oc     oc     oc     oc     oc     oc     oc     oc     o      o      o      oc     .
risk            o      .      .      .      o      o      .      o      o      o      .      .      .      .      .
consent         oc     .      .      .      oc     oc     .      oc     oc     oc     .      .      .      .      .
plan            loc    .      .      .      loc    lo     .      lo     lo     lo     .      .      .      .      .
live            .      .      oc     .      .      .      .      .      .      .      .      .      .      .      .
reasons         .      .      .      .      .      o      o      o      o      o      o      .      .      .      .
concern         .      .      .      .      .      lfoc   .      lfoc   lfoc   lfoc   .      .      .      .      .
concern_else    .      .      .      .      .      .      lfoc   lfoc   lfoc   lfoc   .      .      .      .      .
concern_read    .      .      .      fo     .      lfoc   .      lfoc   lfoc   lfoc   .      .      .      .      .
concern_imagery .      .      .      .      .      .      .      lfoc   lfoc   .      .      .      .      .      .
concern_staff   .      .      .      .      .      .      .      lfoc   lfoc   lfoc   lfoc   .      .      .      .
concern_lead    .      .      .      .      .      .      .      .      .      lfoc   lfoc   .      .      .      .
report          lo     .      .      .      .      .      .      .      .      .      .      .      .      .      .
chronology      .      .      .      .      .      oc     .      oc     oc     oc     .      .      .      .      .
readers         .      .      .      .      .      o      .      oc     oc     o      .      .      .      .      .
readers_staff   .      .      .      .      .      .      .      oc     oc     oc     o      .      .      .      .
asked           .      .      lo     .      .      .      .      .      .      .      .      .      .      .      .
copy            .      .      .      .      .      .      .      lo     lo     .      .      .      .      .      .
person_chronology o    .      .      .      o      o      .      o      o      o      .      .      .      .      .
concern_locked  .      .      .      .      .      .      .      lfoc   .      .      .      .      .      .      .
involved        .      .      .      .      .      oc     .      oc     oc     oc     .      .      .      .      .
own_involved    oc     .      .      .      .      .      .      .      .      .      .      .      .      .      .
complaint       o      .      .      .      oc     .      .      oc     oc     oc     .      .      .      .      .
poster          o      o      o      o      o      o      o      o      o      o      o      o      o      o      .
closed          .      .      .      .      .      o      o      o      o      o      o      .      .      .      .
watched         .      .      .      .      .      o      o      o      o      o      o      .      .      .      .
steps           .      .      .      .      .      oc     .      oc     oc     oc     .      .      .      .      .
steps_staff     .      .      .      .      .      .      .      oc     oc     oc     oc     .      .      .      .
low_level       .      .      .      .      .      .      .      o      o      o      o      .      .      .      .
referred        .      .      .      .      .      loc    .      loc    loc    loc    .      .      .      .      .
read_out        .      .      .      .      .      o      .      o      o      o      .      .      .      .      .
outside         .      .      .      .      .      o      .      o      o      o      .      .      .      .      .
held_with       .      .      .      .      .      oc     .      oc     oc     oc     .      .      .      .      .
crisis          .      .      .      .      .      o      .      o      o      o      .      .      .      .      .
crisis_own      o      .      .      .      .      .      .      .      .      .      .      .      .      .      .
draft           .      .      .      .      loe    .      .      loce   loce   loce   .      .      .      .      .
issued          .      .      .      .      loe    .      .      loe    loe    loe    .      loe    .      .      .
policy          o      o      o      o      o      o      o      oc     o      o      o      o      o      oc     .
progress        .      .      .      .      o      .      .      o      .      .      .      .      .      o      .
limits          o      o      o      o      o      o      o      oc     o      o      o      o      o      o      .
wordings        .      .      .      .      oc     .      .      oc     .      .      .      .      .      oc     .
wordings_else   .      .      .      .      .      .      .      c      .      .      .      .      .      c      .
own_consent     .      .      .      .      .      .      .      oc     .      .      .      .      .      oc     .
review          o      o      o      o      o      o      o      oc     oc     oc     o      o      o      oc     .
guidance        o      o      o      o      o      o      o      o      o      o      o      o      o      o      .
platform        o      o      o      o      o      o      o      o      o      o      o      o      oc     oc     .
assessed        .      .      .      .      .      .      .      .      .      .      .      .      ce     ce     .
guide           .      .      .      .      .      .      .      .      .      .      .      .      c      c      .
group           loc    loc    .      .      loc    lo     .      lo     lo     lo     .      .      .      .      .
page            lc     l      l      l      l      l      l      l      l      l      l      l      lc     lc     .
directory       o      o      o      o      o      o      o      oc     oc     oc     o      o      o      oc     .
osg             o      o      o      o      o      o      o      oc     oc     oc     o      o      o      oc     .
device          .      .      .      .      .      .      .      .      .      .      .      .      lc     lc     .
device_lost     oc     .      .      .      .      .      .      .      .      .      .      .      .      .      .
matrix          .      .      .      .      l      .      .      .      .      .      .      .      .      l      .
courses         .      .      .      .      .      .      .      .      .      .      .      .      .      c      .
background      .      .      .      .      c      .      .      .      .      .      .      .      .      c      .
supervision     lo     .      .      .      loc    .      .      .      .      .      .      .      .      .      .
contact         lo     .      .      .      lo     .      .      lo     lo     .      .      .      .      .      .
contact_manager lo     .      .      .      .      lo     .      lo     lo     .      .      .      .      .      .
question        lo     .      .      .      loc    .      .      .      .      .      .      .      .      .      .
question_group  lo     .      .      .      .      .      .      loc    loc    loc    .      .      .      .      .
own_checks      o      o      o      o      o      o      o      o      o      o      o      o      o      o      .
agreement       loc    loc    .      .      loc    lo     .      lo     lo     lo     .      .      .      lo     .
taught          oc     oc     oc     oc     oc     o      o      oc     oc     oc     o      o      o      o      .
team            .      .      .      .      o      .      .      .      .      .      .      .      .      o      .
training        .      .      .      .      c      .      .      .      .      .      .      .      .      c      .
account         .      .      .      .      .      .      .      .      .      .      .      .      .      lc     .
details         .      .      .      .      .      .      .      .      .      .      .      .      .      c      .
leaving         .      .      .      .      .      .      .      .      .      .      .      .      .      c      .
contracts       .      .      .      .      .      .      .      .      .      .      .      .      .      oc     .
signers         .      .      .      .      .      .      .      l      l      l      .      .      .      l      .
sign_ins        .      .      .      .      .      .      .      o      o      o      .      .      .      o      .
posts           .      .      .      .      .      .      .      .      .      .      .      .      .      c      .
services        .      .      .      .      .      .      .      .      .      .      .      .      .      c      .
operations      .      .      .      .      .      .      .      .      .      .      .      .      o      o      .
held            .      .      .      .      .      .      .      o      o      o      .      .      o      o      .
"""


def cells() -> dict[tuple[str, str], str]:
    """What each person may do with each thing, as letters in the order of ``VERBS``; none is an empty text."""
    found = {}
    for line in TABLE.strip("\n").splitlines()[1:]:
        thing, *letters = line.split()
        for person, cell in zip(PEOPLE, letters, strict=True):
            found[thing, person] = cell.replace(".", "")
    return found


BEGINS, ENDS = "<!-- access: written by tests/architecture/access_table.py -->", "<!-- /access -->"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "security.md"


def in_words() -> str:
    """The table as the document shows it."""
    allowed, people = cells(), list(PEOPLE)
    lines = [BEGINS, "", "| Letter | Means |", "|---|---|"]
    lines += [f"| {letter} | {meaning} |" for letter, meaning in VERBS.items()]
    lines += ["", "| Column | Who it is |", "|---|---|"]
    lines += [f"| `{name}` | {who} |" for name, who in PEOPLE.items()]
    lines += ["", "| What | " + " | ".join(f"`{name}`" for name in people) + " |", "|---" * (len(people) + 1) + "|"]
    for name, thing in THINGS.items():
        lines.append(f"| {thing.words} | " + " | ".join(allowed[name, one] or "·" for one in people) + " |")
    return "\n".join([*lines, "", ENDS])


def written(document: str) -> str:
    """The document with the table in its place."""
    before, _, rest = document.partition(BEGINS)
    return before + in_words() + rest.partition(ENDS)[2]


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
