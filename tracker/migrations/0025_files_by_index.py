"""What a long file asks for, by index: documents by title and day, and merged events by code."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0024_series_by_day"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["title", "published_date"], name="document_titled"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["crisis", "code"], condition=models.Q(merged_into__isnull=False), name="event_merged_code"
            ),
        ),
    ]
