"""What was learnt of how to ask a device, and that it is being asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Three columns of a poll."""

    dependencies = [("reconcile", "0003_sighting_words")]

    operations = [
        migrations.AddField("poll", "rhythm", models.JSONField("learnt", null=True, help_text="How it is asked, where that differs.")),
        migrations.AddField("poll", "claimed_until", models.DateTimeField(null=True, help_text="While it is being asked; the past: whoever asked died.")),
        migrations.AddField("poll", "skipped", models.PositiveIntegerField("skipped", default=0, help_text="Due while still being asked.")),
    ]
