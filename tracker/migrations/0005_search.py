"""The words by which versions are found, on either engine in its own way; filled for the versions there are."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import migrations

from tracker.ledger import search

BATCH = 500


def create(apps: Any, schema_editor: Any) -> None:
    """Make the table, fill it, and index it."""
    connection = schema_editor.connection
    schema_editor.execute(search.CREATE[connection.vendor])
    versions = apps.get_model("tracker", "PublishedFigure").objects.using(connection.alias)
    rows = versions.filter(redacted_at__isnull=True).order_by("sequence").values_list("sequence", "content")
    held = []
    with connection.cursor() as cursor:
        for sequence, content in rows.iterator(BATCH):
            held.append((sequence, search.text_of(orjson.loads(content))))
            if len(held) == BATCH:
                cursor.executemany(search.ADD[connection.vendor], held)
                held = []
        if held:
            cursor.executemany(search.ADD[connection.vendor], held)
    if connection.vendor in search.INDEX:
        schema_editor.execute(search.INDEX[connection.vendor])


def drop(_apps: Any, schema_editor: Any) -> None:
    """Take the table away."""
    schema_editor.execute(f"DROP TABLE {search.TABLE}")


class Migration(migrations.Migration):
    """Engine-conditional; there is no model of the table."""

    dependencies = [("tracker", "0004_writing")]
    operations = [migrations.RunPython(create, drop)]
