"""Indexes of what figures seldom name hold the figures that name it.

A figure that changes is written into each of its indexes; these were full of NULLs. The old ones are dropped by hand,
for Django would make the embedded engine's table anew for each.
"""

import django.db.models.deletion
from django.db import migrations, models

NAMED = {
    "event": ("tracker.event", "figures", ""),
    "series": ("tracker.series", "figures", ""),
    "speaker": ("tracker.speaker", "figures", ""),
    "origin_place": ("tracker.place", "+", "place of origin"),
    "window_origin": ("tracker.windoworigin", "figures", ""),
    "part_of": ("tracker.figure", "parts", ""),
    "share_of": ("tracker.figure", "shares", ""),
    "supersedes": ("tracker.figure", "superseded_by", ""),
    "contests": ("tracker.figure", "contested_by", ""),
}
"""Each key with what it names, how that calls its figures, and what people read."""


def _field(target, related_name, words):
    read = {"verbose_name": words} if words else {}
    return models.ForeignKey(
        target, django.db.models.deletion.PROTECT, null=True, blank=True, related_name=related_name, db_index=False,
        **read,
    )  # fmt: skip


def _drop(apps, editor):
    for name, _table, _column in _full_of_nulls(apps, editor):
        editor.execute(f"DROP INDEX {name}")


def _make_again(apps, editor):
    for name, table, column in _full_of_nulls(apps, editor):
        editor.execute(f"CREATE INDEX {name} ON {table} ({column})")


def _full_of_nulls(apps, editor):
    """Each by the name that Django gave it, with its table and column."""
    figure = apps.get_model("tracker", "figure")
    for field in NAMED:
        table, column = figure._meta.db_table, figure._meta.get_field(field).column
        yield editor._create_index_name(table, [column]), table, column


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0026_left_out_by_day"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(_drop, _make_again)],
            state_operations=[
                migrations.AlterField(model_name="figure", name=name, field=_field(*told)) for name, told in NAMED.items()
            ],
        ),
        *(
            migrations.AddIndex(
                model_name="figure",
                index=models.Index(
                    fields=[name], condition=models.Q(**{f"{name}__isnull": False}), name=f"figure_of_{name}"
                ),
            )
            for name in NAMED
        ),
    ]
