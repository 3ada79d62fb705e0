"""Requests are counted for all server processes together."""

from django.db import migrations, models

import tracker.models.fields


class Migration(migrations.Migration):
    dependencies = [("tracker", "0011_volatile")]

    operations = [
        migrations.CreateModel(
            name="RateCount",
            fields=[
                ("subject", tracker.models.fields.CodeField(max_length=64, primary_key=True, serialize=False)),
                ("minute", models.BigIntegerField()),
                ("requests", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "count of requests",
                "verbose_name_plural": "counts of requests",
                "db_table": "rate_count",
            },
        ),
    ]
