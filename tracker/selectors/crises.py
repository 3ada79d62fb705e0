"""Crises: the list a reader starts from, and which series lead there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from tracker.models import Crisis, CrisisCount, LedgerEntry, ObjectVersion, Place, PublishedFigure
from tracker.selectors import parsing
from tracker.selectors.objects import as_they_were, contents_at
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Few, Found, moment
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
    """Every crisis, the one published about last first; a fixed number of statements."""
    views = _views(list(known_crises(reading)), reading)
    return sorted(views, key=lambda view: (-(view.last_sequence or 0), view.crisis.name))


def crisis_view(slug: str, reading: Reading) -> CrisisView | None:
    """One crisis, by its code in any case; None when there is none."""
    crisis = find_crisis(slug)
    if crisis is None or (reading.is_pinned and crisis not in known_crises(reading)):
        return None
    return _views([crisis], reading)[0]


def find_crisis(slug: str) -> Crisis | None:
    """The crisis of a code, in any case."""
    if "\x00" in slug:
        return None
    found: Crisis | None = _CRISES.get(slug)
    return found or Crisis.objects.select_related("place").filter(slug__iexact=slug).first()


_CRISES = Found(Crisis, ["place"], by="slug", without=("place__outline", "place__aliases", "place__edition"))


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


def crises_as_they_were(found: list[Crisis], reading: Reading) -> None:
    """Give these crises, in memory, what the ledger stated of them by the reading."""
    then = contents_at("crisis", reading, ids=[one.pk for one in found]) if reading.revision is not None else {}
    for one in found:
        content = then.get(one.pk, {})
        for name in ("name", "names", "summary"):
            if name in content:
                setattr(one, name, content[name])
        if "place" in content and content["place"] != (one.place.code if one.place else None):
            one.place = Place.objects.filter(code=content["place"]).first()


def _views(found: list[Crisis], reading: Reading) -> list[CrisisView]:
    crises_as_they_were(found, reading)
    as_they_were("place", [crisis.place for crisis in found], reading)
    slugs = [crisis.slug for crisis in found]
    rows = _kept(slugs) if reading.is_live else _counted(slugs, reading)
    days = {sequence: moment(at) for sequence, at in _DAYS.rows([row[2] for row in rows.values()])}
    return [_view(crisis, rows.get(crisis.slug), days) for crisis in found]


Row = tuple[int, date, int]
"""How many figures of a crisis stand, the newest said day among them, and the last sequence."""


def _kept(slugs: list[str]) -> dict[str, Row]:
    """The present: the counts that the ledger keeps, and the ends of two indexes, however many figures there are."""
    return {crisis: (figures, said, last) for crisis, figures, said, last in _COUNTS.rows(slugs) if last is not None}


def _counts(slugs: list[str]) -> QuerySet[CrisisCount, Any]:
    live = PublishedFigure.objects.live().filter(redacted_at__isnull=True, crisis=OuterRef("crisis"))
    return CrisisCount.objects.filter(crisis__in=slugs, figures__gt=0).values_list(
        "crisis",
        "figures",
        Subquery(live.order_by("-said_date").values("said_date")[:1]),
        Subquery(live.order_by("-sequence").values("sequence")[:1]),
    )


_COUNTS = Few(_counts, kind=str)
_DAYS = Few(lambda pks: LedgerEntry.objects.filter(sequence__in=pks).order_by().values_list("sequence", "at"))


def _counted(slugs: list[str], reading: Reading) -> dict[str, Row]:
    """Another moment: counted."""
    rows = standing(reading).filter(crisis__in=slugs).order_by().values("crisis")
    rows = rows.annotate(figures=Count("sequence"), said=Max("said_date"), last=Max("sequence"))
    return {row["crisis"]: (row["figures"], row["said"], row["last"]) for row in rows}


def _view(crisis: Crisis, row: Row | None, days: dict[int, datetime | None]) -> CrisisView:
    if row is None:
        return CrisisView(crisis, 0, None, None)
    figures, said, last = row
    return CrisisView(crisis, figures, said, last, days.get(last))
