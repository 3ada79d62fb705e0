"""Tables of a later step."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tracker", "0004_writing")]
    operations: list[migrations.operations.base.Operation] = []
