"""What a row comes to: to be written, here already, perhaps here, or wrong. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from safeguard.desk.actions.importing.reading import COLUMNS, KEY_COLUMN
from safeguard.desk.rules.importing import Doubt, read_row
from safeguard.desk.rules.importing.cells import nearest
from safeguard.desk.rules.importing.columns import Problem
from safeguard.desk.rules.importing.people import ADULTS, adult_key
from safeguard.desk.selectors.importing import AboutPeople, AboutStaff, about_people, about_staff, first_with
from safeguard.lib.clock import LONDON
from safeguard.people import rules
from safeguard.people.actions import MASKED, AdultDetails, PersonDetails
from safeguard.people.enums import AuthorityKnown, YesNoNotAsked
from safeguard.people.models import Person
from safeguard.practitioners.actions import PersonDetails as StaffDetails
from safeguard.practitioners.enums import PersonKind
from safeguard.practitioners.models import User
from safeguard.storage.enums import ImportKind, RowState
from safeguard.storage.models import Import, ImportRow

NOT_KNOWN = "not known"
SHOWN = 5  # possible duplicates of one row


@dataclass
class Judged:
    """A row and what it comes to. ``details``, ``adults``: what the real action is given, if nothing is wrong."""

    row: ImportRow
    state: RowState = RowState.NEW
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    is_taken: bool = False
    details: Any = None
    adults: list[AdultDetails] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)

    def settle(self) -> None:
        """Write what it comes to into the row; the caller saves."""
        self.row.state = RowState.WRONG if self.problems and self.state == RowState.NEW else self.state
        self.row.problems = [list(problem) for problem in self.problems]
        self.row.targets, self.row.is_taken = self.targets, self.is_taken


def judge(of: Import, rows: Sequence[ImportRow], by: User, now: datetime) -> tuple[list[Judged], Any]:
    """Judge a batch of rows, and give what they were judged by, for whoever writes them."""
    found = [Judged(row) for row in rows]
    for one in found:
        _read(of, one)
    if of.kind == ImportKind.STAFF:
        return found, _judge_staff(of, found, by)
    return found, _judge_people(found, by, now)


def _read(of: Import, one: Judged) -> None:
    one.said, one.problems, one.doubts = read_row(one.row.cells, COLUMNS[of.kind])
    if one.row.first is not None:
        words = _("It stands in row %(number)s too. Keep one") % {"number": one.row.first}
        one.problems.append((KEY_COLUMN[of.kind], words))


# --- Young people ---------------------------------------------------------------------------------------------------


def _judge_people(found: Sequence[Judged], by: User, now: datetime) -> AboutPeople:
    said = [one.said for one in found]
    facts = about_people(
        by,
        [one["reference"] for one in said if "reference" in one],
        [one["born_on"] for one in said if "born_on" in one],
        [one["practitioner"] for one in said if "practitioner" in one],
    )
    today = now.astimezone(LONDON).date()
    for one in found:
        judge_person(one, facts, by, today)
    return facts


def judge_again(of: Import, row: ImportRow, facts: AboutPeople, by: User, now: datetime) -> Judged:
    """One young person's row once more, after those before it have been written."""
    one = Judged(row)
    _read(of, one)
    judge_person(one, facts, by, now.astimezone(LONDON).date())
    return one


def judge_person(one: Judged, facts: AboutPeople, by: User, today: date) -> None:
    """What one young person's row comes to."""
    said = one.said
    there = facts.by_reference.get(rules.reference_key(said.get("reference", "")), [])
    if there:
        _here_already(one, there[0], facts)
        return
    if "reference" in said and not rules.reference_key(said["reference"]):
        one.problems.append(("reference", _("Use letters or digits")))
    one.details, one.adults = _details(one, facts, by, today), _adults(one)
    if one.problems or one.details is None:
        return
    alike = facts.alike.like(said["born_on"], said["full_name"], said.get("known_as", ""))
    shown = [facts.visible[pk].ref for pk in alike if pk in facts.visible]
    if len(shown) < len(alike):
        one.state, one.problems = RowState.HIDDEN, [("", _("Ask an administrator"))]
    elif alike:
        one.state = RowState.ASK
        one.problems = [("", _("Somebody with this birthday and a like name is here. Look, then say which"))]
    one.targets = shown[:SHOWN] if one.state == RowState.ASK else []


def _here_already(one: Judged, person: Person, facts: AboutPeople) -> None:
    """Their reference is known: the record is left as it is, whatever the row says."""
    if person.pk not in facts.visible:
        one.state, one.problems, one.is_taken = RowState.HIDDEN, [("", _("Ask an administrator"))], True
        return
    differs = _differences(one, person)
    one.targets = [person.ref]
    one.state = RowState.DIFFERS if differs else RowState.HERE
    one.problems = [(key, _("Is another here. Change it on their page if this is right")) for key in differs]


def _differences(one: Judged, person: Person) -> list[str]:
    """The columns of what the row says otherwise than the record.

    Nothing is compared of adults around them, nor what is hidden until somebody opens it, whoever imports: "differs"
    would tell it, one guess after the other (SEC-14).
    """
    theirs = {
        name: getattr(person, name)
        for name in ("full_name", "known_as", "born_on", "kind", "phone", "email", "safe_call", "safe_text")
    }
    theirs |= {"service": person.service.name, "authority": person.authority.name if person.authority else ""}
    theirs["safe_email"] = person.safe_email
    said = {name: value for name, value in one.said.items() if name in theirs and name not in MASKED}
    if said.get("authority", "").casefold() == NOT_KNOWN:
        said["authority"] = ""
    return [name for name, value in said.items() if _plain(value) != _plain(theirs[name])]


def _plain(value: Any) -> Any:
    return value.casefold().strip() if isinstance(value, str) else value


def _details(one: Judged, facts: AboutPeople, by: User, today: date) -> PersonDetails | None:
    said, problems = one.said, one.problems
    service = _known(one, "service", facts.services)
    worker = by
    if "practitioner" in said:
        found = facts.practitioners.get(said["practitioner"])
        worker = found or by
        if found is None:
            problems.append(("practitioner", _("Nobody who works with young people has this address")))
    elsewhere = service is not None and worker != by and service not in worker.services.all()
    if elsewhere:  # one's own services are the ones that a row may name
        problems.append(("practitioner", _("They do not work in this service")))
    known, authority = _authority(one, facts)
    given: dict[str, Any] = {
        name: said[name]
        for name in ("kind", "full_name", "born_on", "known_as", "phone", "email", "safe_call", "safe_text")
        if name in said
    }
    dangers = ("is_in_danger_at_home", "known_use_endangers", "has_known_violence")
    rest = ("safe_email", "address", "address_withheld", *dangers)
    given |= {name: said[name] for name in rest if name in said}
    wrong = rules.what_is_wrong({**given, "authority_known": known, "authority": authority}, today=today)
    problems += [(fault.field, fault.text) for fault in wrong]
    if problems or service is None:
        return None
    return PersonDetails(
        **given,
        service=service,
        practitioner=worker,
        case_reference=said["reference"],
        authority_known=known,
        authority=authority,
    )


def _known(one: Judged, key: str, there: dict[str, Any]) -> Any:
    """What is called so here; None, and the near names, for what is not."""
    name = one.said.get(key)
    found = there.get(name.casefold()) if name else None
    if name and found is None:
        one.problems.append((key, nearest(name, [thing.name for thing in there.values()])))
    return found


def _authority(one: Judged, facts: AboutPeople) -> tuple[AuthorityKnown, Any]:
    name = one.said.get("authority", "")
    if not name:
        return AuthorityKnown.NOT_ASKED, None
    if name.casefold() == NOT_KNOWN:
        return AuthorityKnown.UNKNOWN, None
    authority = _known(one, "authority", facts.authorities)
    return (AuthorityKnown.YES, authority) if authority else (AuthorityKnown.NOT_ASKED, None)


def _adults(one: Judged) -> list[AdultDetails]:
    adults = []
    for number in ADULTS:
        before = adult_key(number, "")
        given = {key.removeprefix(before): value for key, value in one.said.items() if key.startswith(before)}
        if all(value == YesNoNotAsked.NOT_ASKED for value in given.values()):  # a table may say it of nobody
            continue
        facts = {"full_name": "", "relationship": "", **given}
        wrong = rules.what_is_wrong_with_adult(facts)
        one.problems += [(f"{before}{fault.field}", fault.text) for fault in wrong]
        if not wrong:
            adults.append(AdultDetails(**facts))
    return adults


# --- People who work here -------------------------------------------------------------------------------------------


def _judge_staff(of: Import, found: Sequence[Judged], by: User) -> AboutStaff:
    emails = {one.said[name] for one in found for name in ("email", "manager") if name in one.said}
    facts = about_staff(emails)
    managers = first_with(of, [one.said["manager"] for one in found if "manager" in one.said])
    for one in found:
        _judge_account(one, facts, managers)
    return facts


def _judge_account(one: Judged, facts: AboutStaff, managers: dict[str, int]) -> None:
    said = one.said
    account = facts.accounts.get(said.get("email", ""))
    if account is not None:
        _account_is_here(one, account)
        return
    names = [name.strip() for name in said.get("services", "").split(";") if name.strip()]
    services = []
    for name in names:
        service = facts.services.get(name.casefold())
        if service is None:
            one.problems.append(("services", nearest(name, [thing.name for thing in facts.services.values()])))
        else:
            services.append(service)
    manager = _manager(one, facts, managers)
    if one.problems:
        return
    one.details = StaffDetails(
        full_name=said["full_name"],
        email=said["email"],
        kind=said.get("kind", PersonKind.STAFF),
        work_phone=said.get("work_phone", ""),
        services=services,
        line_manager=manager,
    )
    alike = facts.names.get(rules.name_key(said["full_name"]), [])
    if alike:
        one.state, one.targets = RowState.ASK, alike[:SHOWN]
        one.problems = [("", _("Somebody of this name has an account at another address. Look, then say which"))]


def _manager(one: Judged, facts: AboutStaff, managers: dict[str, int]) -> User | None:
    address = one.said.get("manager", "")
    found = facts.accounts.get(address)
    if address and address == one.said.get("email"):
        one.problems.append(("manager", _("Nobody is their own line manager")))
    elif found is not None and not found.is_active:
        one.problems.append(("manager", _("Their account is closed")))
    elif address and found is None and address not in managers:
        one.problems.append(("manager", _("Nobody has this address: neither here nor in this table")))
    return found


def _account_is_here(one: Judged, account: User) -> None:
    """Their address is known: the account is left as it is, whatever the row says."""
    said = one.said
    theirs: dict[str, Any] = {"full_name": account.full_name, "kind": account.kind, "work_phone": account.work_phone}
    differs = [name for name, value in theirs.items() if name in said and _plain(said[name]) != _plain(value)]
    if "services" in said:
        names = {name.strip().casefold() for name in said["services"].split(";") if name.strip()}
        differs += ["services"] if names != {one.name.casefold() for one in account.services.all()} else []
    one.targets = [str(account.ref)]
    one.state = RowState.DIFFERS if differs else RowState.HERE
    one.problems = [(key, _("Is another here. Change it on their page if this is right")) for key in differs]
