"""Snapshots: names for ledger sequences whose files are written once."""

from __future__ import annotations

from django.db import migrations, models

import tracker.models.fields


class Migration(migrations.Migration):
    dependencies = [("tracker", "0009_known_names")]
    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", tracker.models.fields.CodeField(max_length=60, unique=True, verbose_name="name")),
                ("sequence", models.BigIntegerField(verbose_name="ledger sequence")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
                "ordering": ("-sequence", "-pk"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sequence__gte", 0)), name="snapshot_of_a_sequence")
                ],
            },
        ),
    ]
