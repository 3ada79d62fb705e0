"""The kinds of what was found in rows of imports, by which rows with the same fault are counted and found.

Rows that were read before have none: they are listed by their state, as they were.
"""

from __future__ import annotations

from django.db import migrations, models

import tracker.models.fields


class Migration(migrations.Migration):
    dependencies = [("tracker", "0015_sources")]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="kinds",
            field=tracker.models.fields.CodeField(blank=True, max_length=400),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("kinds", ""), _negated=True),
                fields=["run", "kinds", "position"],
                name="import_row_by_kinds",
            ),
        ),
    ]
