"""A version lists every document that carried its statement, so that each of them has its page."""

import json

from django.db import migrations, models

from tracker.ledger import guards


def fill_in(apps, schema_editor):
    """From the frozen content, for versions with more than one citation; safe to repeat."""
    versions = apps.get_model("tracker", "PublishedFigure").objects.filter(redacted_at__isnull=True)
    lists = {}
    for sequence, content in versions.values_list("sequence", "content").iterator(1000):
        others = [str(citation["document_id"]) for citation in json.loads(content)["citations"][1:]]
        if others:
            lists[sequence] = f"|{'|'.join(others)}|"
    if lists:
        with guards.down(schema_editor.connection.alias):
            for sequence, listed in lists.items():
                versions.filter(sequence=sequence).update(other_documents=listed)


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0005_open_and_unknown_ends'),
    ]

    operations = [
        migrations.AddField(
            model_name='publishedfigure',
            name='other_documents',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='publishedfigure',
            index=models.Index(condition=models.Q(('other_documents', ''), _negated=True), fields=['sequence'], name='version_other_documents'),
        ),
    ]
