from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dcim", "0007_lanes"), ("ipam", "0003_numbers_and_services")]

    operations = [
        migrations.AddField(
            model_name="site",
            name="asns",
            field=models.ManyToManyField(blank=True, related_name="sites", to="ipam.asn", verbose_name="ASNs"),
        ),
    ]
