"""What may be lost moves to a file of its own on SQLite (tracker/volatile): sessions and uses of keys begin anew there.

On PostgreSQL the tables stay where they are; only the foreign key from the uses to the keys goes.
"""

from django.conf import settings
from django.db import migrations, models

import tracker.models.fields

MOVED = ("desk_session", "key_use")


def drop_moved_tables(apps, schema_editor):
    """Take the tables away from the main file of a database that had them there."""
    if "volatile" in settings.DATABASES:
        for table in MOVED:
            schema_editor.execute(f"DROP TABLE IF EXISTS {table}")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0010_snapshots")]

    operations = [
        migrations.CreateModel(
            name="WorkerSign",
            fields=[
                ("worker", tracker.models.fields.CodeField(max_length=64, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField()),
            ],
            options={"verbose_name": "worker", "verbose_name_plural": "workers", "db_table": "worker_sign"},
        ),
        migrations.RemoveConstraint(model_name="keyuse", name="key_use_once"),
        migrations.AlterField(
            model_name="keyuse",
            name="key",
            field=models.BigIntegerField(db_column="key_id"),
        ),
        migrations.RenameField(model_name="keyuse", old_name="key", new_name="key_id"),
        migrations.AlterField(model_name="keyuse", name="key_id", field=models.BigIntegerField()),
        migrations.AddConstraint(
            model_name="keyuse",
            constraint=models.UniqueConstraint(fields=("key_id", "day", "resource"), name="key_use_once"),
        ),
        migrations.RunPython(drop_moved_tables, migrations.RunPython.noop),
    ]
