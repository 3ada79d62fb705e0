"""Unfinished forms of new figures."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tracker.models.fields


class Migration(migrations.Migration):
    dependencies = [("tracker", "0006_desk")]

    operations = [
        migrations.CreateModel(
            name="EntryDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", tracker.models.fields.CodeField(max_length=32, unique=True)),
                ("typed", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "unfinished form",
                "verbose_name_plural": "unfinished forms",
                "db_table": "entry_draft",
                "ordering": ("-changed_at", "-id"),
                "indexes": [models.Index(fields=["user", "-changed_at"], name="entry_draft_of_person")],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(key=""), name="entry_draft_has_key"),
                    models.CheckConstraint(condition=models.Q(version__gte=1), name="entry_draft_version_counts"),
                ],
            },
        ),
    ]
