"""Tables of a later step."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tracker", "0008_imports")]
    operations: list[migrations.operations.base.Operation] = []
