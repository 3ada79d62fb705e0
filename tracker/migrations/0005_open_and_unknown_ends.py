"""A tally says apart how many events have no high and how many have an open one; past totals of a country are found."""

from django.db import migrations, models
from django.db.models import F


def assume_none(apps, schema_editor):
    """Until `rebuild_series` counts them, an open event is taken for one without a high: too little is never said."""
    apps.get_model("tracker", "Tally").objects.update(without_high=F("open_events"))


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0004_version_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='tally',
            name='without_high',
            field=models.IntegerField(default=0),
        ),
        migrations.RunPython(assume_none, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='eventtotal',
            index=models.Index(fields=['measure', 'location_code'], name='event_total_of_country'),
        ),
    ]
