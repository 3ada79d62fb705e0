"""Lists of the desk by index: events by day, and the public figures that each document, organisation and event has."""

from django.db import migrations, models

COUNTED = {"version_document": "document_id", "version_organisation": "organisation_id", "version_event": "event_id"}


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0019_documents_by_address"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["start", "id"], name="event_by_day"),
        ),
    ] + [
        operation
        for name, column in COUNTED.items()
        for operation in (
            migrations.RemoveIndex(model_name="publishedfigure", name=name),
            migrations.AddIndex(
                model_name="publishedfigure",
                index=models.Index(fields=[column, "sequence", "sequence_to"], name=name),
            ),
        )
    ]
