"""Lists of the desk by index: events by day, and the public figures that documents, organisations and events have.

Indexes of one column go where another begins with it, and those of what was merged: full of NULLs, they were taken for
good ones where no statistics are kept. They are dropped by hand, for Django would make the embedded engine's tables
anew, without their triggers.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COUNTED = {"version_document": "document_id", "version_organisation": "organisation_id", "version_event": "event_id"}
NEEDLESS = {
    ("figure", "originator"): models.ForeignKey(
        "tracker.organisation", django.db.models.deletion.PROTECT, related_name="originated", verbose_name="originator",
        db_index=False,
    ),
    ("citation", "figure"): models.ForeignKey(
        "tracker.figure", django.db.models.deletion.PROTECT, related_name="citations", db_index=False
    ),
    ("draftedit", "user"): models.ForeignKey(
        settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, related_name="edits", db_index=False
    ),
    ("series", "crisis"): models.ForeignKey(
        "tracker.crisis", django.db.models.deletion.PROTECT, related_name="series", db_index=False
    ),
    ("series", "place"): models.ForeignKey(
        "tracker.place", django.db.models.deletion.PROTECT, related_name="series", db_index=False
    ),
    ("seriespoint", "series"): models.ForeignKey(
        "tracker.series", django.db.models.deletion.CASCADE, related_name="points", db_index=False
    ),
    ("eventtotal", "event"): models.ForeignKey(
        "tracker.event", django.db.models.deletion.PROTECT, related_name="totals", db_index=False
    ),
    ("event", "crisis"): models.ForeignKey(
        "tracker.crisis", django.db.models.deletion.PROTECT, related_name="events", verbose_name="crisis",
        db_index=False,
    ),
    ("event", "merged_into"): models.ForeignKey(
        "tracker.event", django.db.models.deletion.PROTECT, null=True, blank=True, related_name="merged",
        db_index=False,
    ),
    ("document", "merged_into"): models.ForeignKey(
        "tracker.document", django.db.models.deletion.PROTECT, null=True, blank=True, related_name="merged",
        db_index=False,
    ),
}  # fmt: skip


def _drop(apps, editor):
    for name, _table, _column in _needless(apps, editor):
        editor.execute(f"DROP INDEX {name}")


def _make_again(apps, editor):
    for name, table, column in _needless(apps, editor):
        editor.execute(f"CREATE INDEX {name} ON {table} ({column})")


def _needless(apps, editor):
    """Each by the name that Django gave it, with its table and column."""
    for model_name, field_name in NEEDLESS:
        model = apps.get_model("tracker", model_name)
        table, column = model._meta.db_table, model._meta.get_field(field_name).column
        yield editor._create_index_name(table, [column]), table, column


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0019_documents_by_address"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["start", "id"], name="event_by_day"),
        ),
        *(
            operation
            for name, column in COUNTED.items()
            for operation in (
                migrations.RemoveIndex(model_name="publishedfigure", name=name),
                migrations.AddIndex(
                    model_name="publishedfigure",
                    index=models.Index(fields=[column, "sequence", "sequence_to"], name=name),
                ),
            )
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(_drop, _make_again)],
            state_operations=[
                migrations.AlterField(model_name=model_name, name=field_name, field=field)
                for (model_name, field_name), field in NEEDLESS.items()
            ],
        ),
    ]
