"""Documents without an address by title and day, as a file that cites thousands of reports asks for them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0024_series_by_day"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                fields=["title", "published_date"],
                condition=models.Q(normalised_url=""),
                name="document_untraced",
            ),
        ),
    ]
