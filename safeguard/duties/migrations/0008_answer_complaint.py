from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0007_kinds_of_cases"),
    ]

    operations = [
        migrations.AlterField(
            model_name="duty",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first_entry", "Write the first entry in the chronology"),
                    ("welfare_call", "Make the welfare call"),
                    ("record", "Write the record"),
                    ("approve", "Approve a plan, or send it back"),
                    ("rearrange", "Arrange another time"),
                    ("agreed_action", "Do what was agreed"),
                    ("raise_concern", "Raise the concern, or say why not"),
                    ("monitor", "Check again, as agreed when it was closed"),
                    ("review_platform", "Look at the platform again"),
                    ("close_group", "Close the group, or extend it with a reason"),
                    ("name_keeper", "Name a second adult for the group"),
                    ("turns_18", "Talk over what changes at 18"),
                    ("take_over", "Take over, and meet"),
                    ("case_step", "Do the next step of a case"),
                    ("tell_lado", "Tell the designated officer (LADO), or write why not"),
                    ("second_look", "Look at a closed case as the second person"),
                    ("support_colleague", "Offer support to a colleague"),
                    ("authority_answer", "Get the authority’s answer"),
                    ("next_step", "Take the next step with a body outside"),
                    ("chase_hold", "Ask the authorities whether they have finished"),
                    ("answer_complaint", "Answer a parent or carer"),
                ],
                max_length=30,
            ),
        ),
    ]
