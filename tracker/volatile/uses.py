"""What keys were used for, as their owners see it (selectors/keys.py): counts by day and resource, added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from tracker.models import KeyUse
from tracker.volatile.router import home


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a key asked for a resource on a day since it was last written down, and when last."""

    requests: int
    last_at: datetime


def note_uses(found: Mapping[tuple[int, date, str], Uses]) -> None:
    """Add what was counted in memory, by key, day and resource, in one short transaction."""
    with transaction.atomic(using=home()):
        for (key_id, day, resource), uses in sorted(found.items()):
            row, is_new = KeyUse.objects.get_or_create(
                key_id=key_id,
                day=day,
                resource=resource,
                defaults={"requests": uses.requests, "last_at": uses.last_at},
            )
            if not is_new:
                KeyUse.objects.filter(pk=row.pk).update(
                    requests=F("requests") + uses.requests, last_at=Greatest("last_at", uses.last_at)
                )
