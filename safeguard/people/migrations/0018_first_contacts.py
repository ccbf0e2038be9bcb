"""The bodies outside with which the contacts begin (ESC-10, practice A9). As published; nobody here has checked them
yet, and every line can be changed."""

from datetime import time
from typing import Any

from django.db import migrations

ALWAYS: dict[str, Any] = {"is_always_open": True}
OFFICE: dict[str, Any] = {"opens": time(10), "closes": time(16)}
# Of those that are in the library already: name there, code, rank, when it answers, its own page.
KNOWN: tuple[Any, ...] = (
    ("999", "999", 1, ALWAYS, ""),
    ("101", "101", 2, ALWAYS, "police.uk"),
    ("NHS 111, option 2", "111", 3, ALWAYS, "111.nhs.uk"),
    ("NSPCC helpline", "nspcc", 4, OFFICE, "nspcc.org.uk"),
    ("Childline", "childline", 10, ALWAYS, "childline.org.uk"),
    ("Shout", "shout", 11, ALWAYS, "giveusashout.org"),
    ("Samaritans", "samaritans", 12, ALWAYS, "samaritans.org"),
    ("National Domestic Abuse Helpline", "domestic_abuse", 13, ALWAYS, "nationaldahelpline.org.uk"),
    ("CEOP Safety Centre", "ceop", 20, ALWAYS, "ceop.police.uk"),
    ("Report Remove", "report_remove", 22, ALWAYS, "childline.org.uk/report-remove"),
)
# Name, code, rank, what for, phone, other ways, hours in words, when it answers, nation, its own page.
NEW: tuple[Any, ...] = (
    ("Find a child’s local authority", "find_authority", 5, "You do not know which local authority it is", "",
     "gov.uk/report-child-abuse-to-local-council: enter the postcode. Or ask the NSPCC, or the police on 101",
     "Online, day and night", ALWAYS, "ENG", "gov.uk/report-child-abuse-to-local-council"),
    ("Internet Watch Foundation", "iwf", 21, "Sexual pictures of children online, of people nobody knows too: report "
     "the address, never a copy", "", "report.iwf.org.uk", "Online reports, day and night", ALWAYS, "",
     "report.iwf.org.uk"),
    ("UK Safer Internet Centre, helpline for professionals", "saferinternet", 23, "Advice about something online that "
     "affects children", "0344 381 4772", "helpline@saferinternet.org.uk", "Monday to Friday, 10 to 4", OFFICE, "",
     "saferinternet.org.uk"),
    ("Prevent advice line", "prevent", 24, "Somebody may be drawn into extremism", "0800 011 3764",
     "actearly.uk", "Every day, 9 to 5", {"opens": time(9), "closes": time(17), "at_weekends": True}, "",
     "gov.uk/prevent-duty"),
    ("NSPCC whistleblowing advice line", "whistleblowing", 30, "You cannot say it inside your organisation",
     "0800 028 0285", "help@nspcc.org.uk", "See its page", {}, "", "nspcc.org.uk"),
    ("Local safeguarding partnership", "partnership", 31, "Its procedures, thresholds, and what to do when an authority "
     "does not act", "", "On its own page: write its address and its number here",
     "See its page", {}, "", "The website of your council"),
    ("UNICEF: keeping children safe online", "unicef", 40, "A guide to read, for staff and families", "",
     "unicef.org/protection/keeping-children-safe-online", "To read", {}, "",
     "unicef.org/protection/keeping-children-safe-online"),
)  # fmt: skip


def fill(apps, schema_editor):
    """Mark those that are there, and add those that are not."""
    Signpost = apps.get_model("people", "Signpost")
    for name, code, rank, opening, page in KNOWN:
        Signpost.objects.filter(name=name).update(is_contact=True, code=code, rank=rank, page=page, **opening)
    for name, code, rank, helps_with, phone, other_ways, hours, opening, nation, page in NEW:
        facts = {"helps_with": helps_with, "phone": phone, "other_ways": other_ways, "hours": hours}
        more = {"is_contact": True, "is_shown": False, "code": code, "rank": rank, "nation": nation, "page": page}
        Signpost.objects.get_or_create(name=name, defaults={**facts, **more, **opening})


class Migration(migrations.Migration):
    dependencies = [("people", "0017_contacts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
