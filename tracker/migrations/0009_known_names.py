"""Names by which things are found while somebody types, and quotes that are recognised; filled for what is there."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

import tracker.models.fields
from tracker.ledger.drafts import quote_key
from tracker.ledger.names import rows_of

BATCH = 2_000
NAMED = ("Place", "Organisation", "Speaker", "Document", "Crisis", "Event")


def fill(apps: Any, schema_editor: Any) -> None:
    """The names of everything that has one, and the key of every quote."""
    using = schema_editor.connection.alias
    known = apps.get_model("tracker", "KnownName")
    kept = ("kind", "target", "within", "rank", "words", "whole")
    for name in NAMED:
        held = []
        for thing in apps.get_model("tracker", name).objects.using(using).order_by("pk").iterator(BATCH):
            held += [known(**{field: getattr(row, field) for field in kept}) for row in rows_of(thing)]
            if len(held) >= BATCH:
                known.objects.using(using).bulk_create(held)
                held = []
        known.objects.using(using).bulk_create(held)
    _key_quotes(apps.get_model("tracker", "Citation").objects.using(using))


def _key_quotes(citations: Any) -> None:
    last = 0
    while True:
        chunk = list(citations.filter(pk__gt=last).only("pk", "quote").order_by("pk")[:BATCH])
        if not chunk:
            return
        last = chunk[-1].pk
        for citation in chunk:
            citation.quote_key = quote_key(citation.quote)
        citations.bulk_update([one for one in chunk if one.quote_key], ["quote_key"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0008_counts")]

    operations = [
        migrations.CreateModel(
            name="KnownName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", tracker.models.fields.CodeField(max_length=12)),
                ("target", models.BigIntegerField()),
                ("within", models.BigIntegerField(default=0)),
                ("rank", models.SmallIntegerField(default=0)),
                ("words", tracker.models.fields.CodeField(max_length=60)),
                ("whole", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "known name",
                "verbose_name_plural": "known names",
                "db_table": "known_name",
                "indexes": [
                    models.Index(fields=["kind", "within", "rank", "words"], name="known_name_words"),
                    models.Index(fields=["kind", "target"], name="known_name_target"),
                ],
            },
        ),
        migrations.AddField(
            model_name="citation",
            name="quote_key",
            field=tracker.models.fields.CodeField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddIndex(
            model_name="citation",
            index=models.Index(
                fields=["quote_key"], condition=~models.Q(quote_key=""), name="citation_same_words"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
