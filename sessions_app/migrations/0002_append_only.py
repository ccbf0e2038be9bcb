"""What happened stays as it was written."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0001_initial"), ("lib", "0001_ground")]
    operations = [
        *append_only("sessions_app_riskassessment"),
        *append_only("sessions_app_sessionassessment"),
        *append_only("sessions_app_approval"),
        *append_only("sessions_app_reasongiven"),
        *append_only("sessions_app_liveevent"),
        *append_only("sessions_app_record"),
        *append_only("sessions_app_recordaddendum"),
        *never_deleted("sessions_app_agreedaction"),
        *never_deleted("sessions_app_session"),
        *never_deleted("sessions_app_welfarecall"),
    ]
