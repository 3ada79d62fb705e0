"""Keep the rendered rows of versions compressed with lz4 where PostgreSQL was built with it (docs/decisions).

pglz, the default, makes reading a page of rows half again as slow; a server without lz4 simply keeps it.
"""

from django.db import migrations

COLUMNS = ("content", "body", "line")

SET_LZ4 = """
DO $$ BEGIN
    ALTER TABLE published_figure {columns};
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
    NULL;
END $$
""".format(columns=", ".join(f"ALTER COLUMN {name} SET COMPRESSION lz4" for name in COLUMNS))


def compress(apps, schema_editor):
    """Set the compression on PostgreSQL; SQLite stores text as it is."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(SET_LZ4)


class Migration(migrations.Migration):
    """Engine-conditional storage setting; nothing to undo."""

    dependencies = [("tracker", "0001_foundation")]

    operations = [migrations.RunPython(compress, migrations.RunPython.noop)]
