"""The parts of totals of a crisis in the order of the days they were said on, the newest of which pages show."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0017_changes_counted_by_index"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="publishedfigure", name="version_parts_of_crisis"),
        migrations.AddIndex(
            model_name="publishedfigure",
            index=models.Index(
                condition=models.Q(("part_of__isnull", False)),
                fields=["crisis", "measure", "said_date"],
                name="version_parts_of_crisis",
            ),
        ),
    ]
