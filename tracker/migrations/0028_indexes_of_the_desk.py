"""Indexes of working copies and of their edits hold what somebody looks for.

Publishing a figure writes its working copy again, and with it an entry of each of its indexes. Nobody looks for the
figures of an author or of a place among working copies; for those of an organisation, the originator is looked for
first. Of what is not at the desk the queue needs no entry. Edits are found by their figure; on PostgreSQL an edit that
is closed stays on its page, which leaves room for that, so that no index has to hear of it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NAMED = {
    "author": (settings.AUTH_USER_MODEL, "figures", ""),
    "organisation": ("tracker.organisation", "said", "organisation"),
    "place": ("tracker.place", "figures", "place"),
}
"""Each key with what it names, how that calls its figures, and what people read."""


def _field(target, related_name, words):
    read = {"verbose_name": words} if words else {}
    return models.ForeignKey(
        target, django.db.models.deletion.PROTECT, related_name=related_name, db_index=False, **read
    )


def _drop(apps, editor):
    for name, _table, _column in _indexes(apps, editor):
        editor.execute(f"DROP INDEX {name}")


def _make_again(apps, editor):
    for name, table, column in _indexes(apps, editor):
        editor.execute(f"CREATE INDEX {name} ON {table} ({column})")


def _indexes(apps, editor):
    """Each by the name that Django gave it, with its table and column."""
    figure = apps.get_model("tracker", "figure")
    for field in NAMED:
        table, column = figure._meta.db_table, figure._meta.get_field(field).column
        yield editor._create_index_name(table, [column]), table, column


def _leave_room(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE tracker_draftedit SET (fillfactor = 50)")


def _leave_none(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE tracker_draftedit RESET (fillfactor)")


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0027_keys_where_set"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(_drop, _make_again)],
            state_operations=[
                migrations.AlterField(model_name="figure", name=name, field=_field(*told))
                for name, told in NAMED.items()
            ],
        ),
        migrations.AddIndex(
            model_name="figure",
            index=models.Index(
                fields=["organisation"],
                condition=models.Q(("organisation", models.F("originator")), _negated=True),
                name="figure_relayed_by",
            ),
        ),
        migrations.RemoveIndex(model_name="figure", name="figure_desk_queue"),
        migrations.AddIndex(
            model_name="figure",
            index=models.Index(
                fields=["draft_state", "changed_at", "id"],
                condition=models.Q(("draft_state", "none"), _negated=True),
                name="figure_desk_queue",
            ),
        ),
        migrations.RemoveIndex(model_name="draftedit", name="draft_edit_open"),
        migrations.RemoveIndex(model_name="draftedit", name="draft_edit_in_hand"),
        migrations.RunPython(_leave_room, _leave_none),
    ]
