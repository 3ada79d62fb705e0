"""Documents by their addresses, merged ones too: the index of the constraint knows those alone that were not merged."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0018_parts_by_day"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["normalised_url"], name="document_url"),
        ),
    ]
