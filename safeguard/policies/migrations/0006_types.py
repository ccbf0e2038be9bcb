"""The types of policy that every organisation begins with, and that of the policy on acceptable use (ORG-03)."""

from django.db import migrations

# As they were when this was written: what an organisation begins with does not change with the code.
TYPES = {
    "acceptable-use": "Acceptable use",
    "safeguarding": "Safeguarding and procedures",
    "online-safety": "Online safety",
    "online-safety-agreement": "Online safety agreement",
    "online-behaviour": "Online behaviour code",
    "phones-and-images": "Rules on phones, wearables, cameras and images",
    "it-and-data-security": "IT and data security",
    "data-protection": "Data protection",
    "health-and-safety": "Health and safety",
    "harassment-and-bullying": "Harassment and bullying",
    "allegations": "Allegations against staff",
    "whistleblowing": "Whistleblowing",
    "mobile-phone": "Mobile phone",
    "photography": "Photography and image sharing",
    "code-of-conduct": "Code of conduct",
    "social-media": "Social media",
    "behaviour": "Behaviour and disciplinary",
    "recording": "Recording and notes",
    "prevent": "Prevent",
    "promoting-events": "Promoting events",
    "other": "Something else",
}


def add_types(apps, schema_editor):
    """Write them, and say of the policy on acceptable use what it is about."""
    policy_type = apps.get_model("policies", "PolicyType")
    policy_type.objects.bulk_create(
        [policy_type(code=code, label=label) for code, label in TYPES.items()], ignore_conflicts=True
    )
    acceptable = policy_type.objects.get(code="acceptable-use")
    apps.get_model("policies", "Policy").objects.filter(kind="aup", type=None).update(type=acceptable)


class Migration(migrations.Migration):
    dependencies = [("policies", "0005_library")]
    operations = [migrations.RunPython(add_types, migrations.RunPython.noop)]
