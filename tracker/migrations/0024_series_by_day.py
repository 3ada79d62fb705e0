"""What was said of some series near a day, by index: for the headline cards of a crisis with many of them."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0023_bulk_acts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="publishedfigure",
            index=models.Index(
                models.F("series_id"),
                Coalesce("as_of_date", "reference_period_end", "said_date"),
                name="version_series_day",
            ),
        ),
    ]
