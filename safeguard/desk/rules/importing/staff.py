"""The columns of a table of people who work here."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from safeguard.desk.rules.importing.cells import email, one_of, phone, text
from safeguard.desk.rules.importing.columns import Column
from safeguard.practitioners.enums import PersonKind

KINDS = {
    "member of staff": PersonKind.STAFF,
    "staff": PersonKind.STAFF,
    "volunteer": PersonKind.VOLUNTEER,
    "subcontractor": PersonKind.SUBCONTRACTOR,
    "board member": PersonKind.BOARD,
}
YES_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}

STAFF: Sequence[Column] = (
    Column(
        key="email",
        heading="Work email",
        help=_("By this address they sign in, and are known again in the next file."),
        example="jo.example@harbour.example",
        read=email,
        is_needed=True,
    ),
    Column(
        key="full_name",
        heading="Full name",
        help=_("First and last name."),
        example="Jo Example",
        read=text(150),
        is_needed=True,
    ),
    Column(
        key="kind",
        heading="Who they are",
        help=_("Member of staff, Volunteer, Subcontractor or Board member. Empty: member of staff."),
        example="Member of staff",
        read=one_of(KINDS, "Member of staff / Volunteer / Subcontractor / Board member"),
    ),
    Column(
        key="work_phone",
        heading="Work mobile",
        help=_("Never a private number. Choose “text” for the cells, so that no 0 is lost."),
        example="07700 900123",
        read=phone,
    ),
    Column(
        key="services",
        heading="Services",
        help=_("Each by its name here, with a semicolon between two."),
        example="Evening line",
        read=text(1000),
    ),
    Column(
        key="manager",
        heading="Line manager's work email",
        help=_("Somebody who has an account, or another row of this table."),
        example="sam.example@harbour.example",
        read=email,
    ),
    Column(
        key="works_with_people",
        heading="Works with young people",
        help=_("Yes or no. Yes makes them a practitioner. No other role is given by a table. Empty: no."),
        example="Yes",
        read=one_of(YES_NO, "Yes / No"),
    ),
)
