"""Crises: the list a reader starts from, and which series lead there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from tracker.models import Crisis, LedgerEntry, ObjectVersion
from tracker.selectors import parsing
from tracker.selectors.objects import contents_at
from tracker.selectors.reading import Reading
from tracker.selectors.versions import standing


@dataclass(frozen=True, slots=True)
class CrisisView:
    """A crisis, how many figures of it stand, the newest said day, and the last publication."""

    crisis: Crisis
    figure_count: int
    last_said: date | None
    last_sequence: int | None
    last_published: datetime | None = None


def crises(reading: Reading) -> list[CrisisView]:
    """Every crisis, the one published about last first; two statements and one for the days."""
    counted = standing(reading).order_by().values("crisis")
    rows = counted.annotate(figures=Count("sequence"), said=Max("said_date"), last=Max("sequence"))
    found: dict[str, Any] = {row["crisis"]: row for row in rows}
    entries = LedgerEntry.objects.filter(sequence__in=[row["last"] for row in found.values()])
    days = dict(entries.values_list("sequence", "at"))
    views = [_view(crisis, found.get(crisis.slug), days) for crisis in known_crises(reading)]
    return sorted(views, key=lambda view: (-(view.last_sequence or 0), view.crisis.name))


def crisis_view(slug: str, reading: Reading) -> CrisisView | None:
    """One crisis, by its code in any case; None when there is none."""
    crisis = find_crisis(slug)
    if crisis is None or (reading.is_pinned and crisis not in known_crises(reading)):
        return None
    counted = standing(reading).filter(crisis=crisis.slug).order_by()
    row = counted.aggregate(figures=Count("sequence"), said=Max("said_date"), last=Max("sequence"))
    days = dict(LedgerEntry.objects.filter(sequence=row["last"] or 0).values_list("sequence", "at"))
    return _view(crisis, row, days)


def find_crisis(slug: str) -> Crisis | None:
    """The crisis of a code, in any case."""
    if "\x00" in slug:
        return None
    found = Crisis.objects.select_related("place")
    return found.filter(slug=slug).first() or found.filter(slug__iexact=slug).first()


def known_crises(reading: Reading) -> QuerySet[Crisis]:
    """Crises that the ledger had by the reading."""
    found = Crisis.objects.select_related("place").order_by("name")
    if not reading.is_pinned:
        return found
    versions = ObjectVersion.objects.filter(object_type="crisis", sequence__lte=reading.at)
    return found.filter(pk__in=versions.values("object_id"))


def leads_of(crisis: Crisis, reading: Reading) -> dict[str, int]:
    """Series by measure that an editor had set to lead by the reading."""
    leads: dict[str, Any] = crisis.leads
    if reading.is_pinned:
        leads = contents_at("crisis", reading, ids=[crisis.pk]).get(crisis.pk, {}).get("leads") or {}
    return {measure: int(series) for measure, series in leads.items() if series}


def crisis_named(name: str, text: str) -> Crisis:
    """The crisis that a parameter names, in any case; refused when there is none."""
    crisis = find_crisis(text)
    if crisis is None:
        raise parsing.refuse(name, "invalid_code", f'"{text}" is no crisis known here.')
    return crisis


def crisis_row(view: CrisisView, reading: Reading) -> dict[str, Any]:
    """A crisis as the API shows it."""
    crisis = view.crisis
    return {
        "code": crisis.slug,
        "name": crisis.name,
        "names": crisis.names,
        "summary": crisis.summary or None,
        "place_code": crisis.place.code if crisis.place else None,
        "figure_count": view.figure_count,
        "last_said": view.last_said,
        "last_published": view.last_published,
        "leads": leads_of(crisis, reading),
        "is_demo": crisis.is_demo,
    }


def _view(crisis: Crisis, row: dict[str, Any] | None, days: dict[int, datetime]) -> CrisisView:
    if row is None:
        return CrisisView(crisis, 0, None, None)
    last = row["last"]
    return CrisisView(crisis, row["figures"], row["said"], last, days.get(last) if last else None)
