"""Indexes of the few versions that are not the first of their figure, or are redacted: pages about changes count them."""

from django.db import migrations, models

AGAIN = models.Q(("revision__gt", 1))
REDACTED = models.Q(("redacted_at__isnull", False))


def _index(name: str, condition: models.Q, *fields: str) -> migrations.AddIndex:
    index = models.Index(condition=condition, fields=list(fields), name=name)
    return migrations.AddIndex(model_name="publishedfigure", index=index)


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0016_kinds_of_findings"),
    ]

    operations = [
        _index("version_again", AGAIN, "sequence"),
        _index("version_redacted", REDACTED, "sequence"),
        _index("version_again_in", AGAIN, "crisis", "sequence"),
    ]
