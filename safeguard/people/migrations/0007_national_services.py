"""The national services with which a library of help begins (practice A9); every line can be changed."""

from django.db import migrations

# Name, what for, for whom, phone, other ways, hours. As published; nobody here has checked them yet.
SERVICES = (
    ("999", "Somebody is in danger now", "everybody", "999", "", "Day and night"),
    ("101", "The police, if nobody is in danger now", "everybody", "101", "", "Day and night"),
    ("NHS 111, option 2", "A mental health crisis", "everybody", "111", "111.nhs.uk", "Day and night"),
    ("Childline", "Anything that worries somebody under 19", "young", "0800 1111", "childline.org.uk",
     "Day and night"),
    ("Shout", "A crisis, by text message", "everybody", "", "Text SHOUT to 85258", "Day and night"),
    ("Samaritans", "Anybody who struggles to cope", "everybody", "116 123", "samaritans.org", "Day and night"),
    ("Papyrus HOPELINE247", "Thoughts of suicide, under 35", "young", "0800 068 4141", "Text 88247", "Day and night"),
    ("The Mix", "Under 25: anything", "young", "", "themix.org.uk", "Online; hours on its website"),
    ("National Domestic Abuse Helpline", "Women who live with domestic abuse", "everybody", "0808 2000 247",
     "nationaldahelpline.org.uk", "Day and night"),
    ("Men’s Advice Line", "Men who live with domestic abuse", "adults", "0808 801 0327", "mensadviceline.org.uk",
     "Monday to Friday, working hours; see its website"),
    ("NSPCC helpline", "Adults who are worried about a child", "parents", "0808 800 5000", "help@nspcc.org.uk",
     "Monday to Friday 10 to 4; at other times by email"),
    ("Report Remove", "A sexual picture of somebody under 18 is online", "young", "",
     "childline.org.uk/report-remove", "Online, day and night"),
    ("CEOP Safety Centre", "Somebody online is a danger to a child", "everybody", "", "ceop.police.uk",
     "Online reports, read every day"),
    ("Hourglass", "Abuse of older people", "adults", "0808 808 8141", "wearehourglass.org", "Day and night"),
)  # fmt: skip


def fill(apps, schema_editor):
    """Add those that are not there."""
    Signpost = apps.get_model("people", "Signpost")
    for name, helps_with, help_for, phone, other_ways, hours in SERVICES:
        Signpost.objects.get_or_create(
            name=name,
            defaults={
                "helps_with": helps_with,
                "help_for": help_for,
                "phone": phone,
                "other_ways": other_ways,
                "hours": hours,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0006_evidence_around")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
