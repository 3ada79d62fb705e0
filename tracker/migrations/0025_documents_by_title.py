"""Documents by title and day: by these a file that cites thousands of reports asks for those without an address."""

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
    ]
