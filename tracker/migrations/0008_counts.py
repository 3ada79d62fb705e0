"""Counts of figures by crisis, filled from the versions; and indexes for the newest word of a crisis and for duplicates."""

from __future__ import annotations

from django.db import migrations, models

import tracker.models.fields

FILL = """
INSERT INTO crisis_count (crisis, figures)
SELECT crisis, COUNT(*) FROM published_figure WHERE sequence_to IS NULL GROUP BY crisis
"""


class Migration(migrations.Migration):
    dependencies = [("tracker", "0007_entry")]
    operations = [
        migrations.CreateModel(
            name="CrisisCount",
            fields=[
                ("crisis", tracker.models.fields.CodeField(max_length=60, primary_key=True, serialize=False)),
                ("figures", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "figures of a crisis",
                "verbose_name_plural": "figures of crises",
                "db_table": "crisis_count",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("figures__gte", 0)), name="crisis_count_not_negative")
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="publishedfigure",
            index=models.Index(fields=["crisis", "said_date"], name="version_crisis_said"),
        ),
        migrations.AddIndex(
            model_name="series", index=models.Index(fields=["place", "measure"], name="series_of_place")
        ),
        migrations.RemoveIndex(model_name="figure", name="figure_duplicates"),
        migrations.AddIndex(
            model_name="figure",
            index=models.Index(fields=["originator", "measure", "as_of_date", "place"], name="figure_alike"),
        ),
    ]
