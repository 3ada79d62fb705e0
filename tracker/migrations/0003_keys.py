"""Keys for the API."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tracker.models.fields


class Migration(migrations.Migration):
    dependencies = [("tracker", "0002_text_compression")]
    operations = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=80, verbose_name="what it is for")),
                ("prefix", tracker.models.fields.CodeField(max_length=16, unique=True)),
                ("secret_sha", tracker.models.fields.CodeField(max_length=64)),
                ("writes", models.BooleanField(default=False, verbose_name="may write drafts")),
                ("publishes", models.BooleanField(default=False, verbose_name="may publish, return and retract")),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
                "db_table": "api_key",
                "ordering": ("-created_at", "-id"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("label", ""), _negated=True), name="api_key_has_label"),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))), name="api_key_ends_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("resource", tracker.models.fields.CodeField(max_length=40)),
                ("requests", models.BigIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="tracker.apikey"
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a key",
                "verbose_name_plural": "uses of keys",
                "db_table": "key_use",
                "constraints": [models.UniqueConstraint(fields=("key", "day", "resource"), name="key_use_once")],
            },
        ),
    ]
