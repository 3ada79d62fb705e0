"""How far the ledger has come, in the few numbers that are kept or cheap to count."""

from __future__ import annotations

from typing import Any

from tracker.models import LedgerEntry
from tracker.selectors.crises import known_crises
from tracker.selectors.reading import Reading


def counts(reading: Reading) -> dict[str, Any]:
    """Crises, and the time of the last entry; figures are counted by the ledger itself."""
    last = LedgerEntry.objects.filter(sequence=reading.at).values_list("at", flat=True).first()
    return {"crises": known_crises(reading).count(), "last_published": last}
