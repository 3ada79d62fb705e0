"""Keys as their owner sees them, with what they were used for; administrators see everybody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max, OuterRef, Subquery, Sum
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
    last = KeyUse.objects.filter(key=OuterRef("pk")).order_by("-last_at").values("last_at")[:1]
    found = ApiKey.objects.select_related("owner").annotate(last_used=Subquery(last))
    held = list((found if owner is None else found.filter(owner=owner))[:SHOWN])
    since = timezone.now().date() - timedelta(days=DAYS)
    uses = KeyUse.objects.filter(key__in=held, day__gte=since).order_by().values("key_id", "resource")
    by_key: dict[int, list[tuple[str, int]]] = {}
    for row in uses.annotate(requests=Sum("requests"), last=Max("last_at")).order_by("-requests"):
        by_key.setdefault(row["key_id"], []).append((row["resource"], row["requests"]))
    return [KeyView(one, scopes_of(one), why_dead(one), one.last_used, by_key.get(one.pk, [])) for one in held]
