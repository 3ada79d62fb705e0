"""Keys as their owner sees them, with what they were used for; administrators see everybody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max, Q, Sum
from django.utils import timezone

from tracker.ledger.keys import scopes_of, why_dead
from tracker.models import ApiKey, KeyUse, User

SHOWN = 200
DAYS = 30


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key, what it may do, why it is dead if it is, and its use in the last thirty days by resource."""

    key: ApiKey
    scopes: tuple[str, ...]
    dead: str
    last_used: datetime | None
    uses: list[tuple[str, int]] = field(default_factory=list)


def keys_of(owner: User | None) -> list[KeyView]:
    """The newest keys of a person, or of everybody; two statements."""
    found = ApiKey.objects.select_related("owner")
    held = list((found if owner is None else found.filter(owner=owner))[:SHOWN])
    since = timezone.now().date() - timedelta(days=DAYS)
    uses = KeyUse.objects.filter(key_id__in=[one.pk for one in held]).order_by().values("key_id", "resource")
    recent: dict[int, list[tuple[str, int]]] = {}
    last: dict[int, datetime] = {}
    for row in uses.annotate(lately=Sum("requests", filter=Q(day__gte=since)), last=Max("last_at")).order_by("-lately"):
        key_id = row["key_id"]
        last[key_id] = max(last.get(key_id, row["last"]), row["last"])
        if row["lately"]:
            recent.setdefault(key_id, []).append((row["resource"], row["lately"]))
    return [KeyView(one, scopes_of(one), why_dead(one), last.get(one.pk), recent.get(one.pk, [])) for one in held]
