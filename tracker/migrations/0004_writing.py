"""Requests that partners may send twice."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import tracker.models.fields


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_keys")]
    operations = [
        migrations.CreateModel(
            name="SentRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", tracker.models.fields.CodeField(max_length=255)),
                ("request_sha", tracker.models.fields.CodeField(max_length=64)),
                ("claimed_at", models.DateTimeField()),
                ("status", models.SmallIntegerField(blank=True, null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(blank=True)),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tracker.apikey"
                    ),
                ),
            ],
            options={
                "verbose_name": "request sent under a key of its own",
                "verbose_name_plural": "requests sent under keys of their own",
                "db_table": "sent_request",
                "indexes": [models.Index(fields=["claimed_at"], name="sent_request_age")],
                "constraints": [models.UniqueConstraint(fields=("key", "name"), name="sent_request_once")],
            },
        ),
    ]
