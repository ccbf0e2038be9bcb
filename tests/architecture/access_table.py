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
    "closed": Thing("the list of closed cases", {"o": ("/incidents/closed/", "")}),
    "draft": Thing("the draft of a board report", _board("draft")),
    "issued": Thing("a board report that was issued", _board("issued")),
    "policy": Thing("a policy", {"o": ("/policies/aup/", ""), "c": ("/policies/{policy}/issue/", "")}),
    "platform": Thing("a platform", {"o": ("/platforms/{platform}/", ""), "c": ("/platforms/{platform}/decide/", "")}),
    "team": Thing("who is trained and has signed", {"o": ("/team/", "")}),
    "training": Thing("somebody’s training", {"c": ("/team/{owner}/training/", "")}),
    "account": Thing(
        "somebody’s account",
        {"l": ("/set-up/people/", "{owner}"), "c": ("/set-up/people/{owner}/", "")},
    ),
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
closed          .      .      .      .      .      o      o      o      o      o      o      .      .      .      .
draft           .      .      .      .      loe    .      .      loce   loce   loce   .      .      .      .      .
issued          .      .      .      .      loe    .      .      loe    loe    loe    .      loe    .      .      .
policy          o      o      o      o      o      o      o      oc     o      o      o      o      o      oc     .
platform        o      o      o      o      o      o      o      o      o      o      o      o      oc     oc     .
team            .      .      .      .      o      .      .      .      .      .      .      .      .      o      .
training        .      .      .      .      c      .      .      .      .      .      .      .      .      c      .
account         .      .      .      .      .      .      .      .      .      .      .      .      .      lc     .
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
