"""What was taught, said, checked, discussed and agreed on is never changed; a question is answered and never removed."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("practitioners", "0007_learning")]
    operations = [
        *append_only("practitioners_education"),
        *append_only("practitioners_selfcheck"),
        *append_only("practitioners_backgroundcheck"),
        *append_only("practitioners_checkedin"),
        *append_only("practitioners_supervision"),
        *append_only("practitioners_skillsassessment"),
        *append_only("practitioners_serviceagreement"),
        *append_only("practitioners_agreementsignature"),
        *append_only("practitioners_personalcontact"),
        *never_deleted("practitioners_question"),
        *never_deleted("practitioners_course"),
    ]
