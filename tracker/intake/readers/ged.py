"""UCDP GED: one row per event of organised violence, in every column layout since 19.1 and in the candidate releases.

A row becomes an event with one total, low to high with the best named, and the deaths of each side, of civilians and of
people unknown as the parts of that total. Parts of nobody are left out: the codebook makes the best estimate their sum.
Newspaper reports become citations. Columns are found by name (their order changed), except in the candidate releases
that come without a header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from tracker.intake.readers.cells import day, decimal, required, whole
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import Skip, clipped, dataset, quote_of, release_of, row_of
from tracker.intake.readers.rows import Claim, EventHint, PlaceHint, SourceRow
from tracker.intake.readers.sheets import Head, Record, Sheet
from tracker.vocabulary import gettext_noop as _

NAME = "ucdp_ged"
DESCRIPTION = _("UCDP Georeferenced Event Dataset, final and candidate releases")
SOURCE_SYSTEM = "ucdp-ged"
PUBLISHER = {
    "name": "Uppsala Conflict Data Program", "code": "UCDP", "kind": "research", "url": "https://ucdp.uu.se/",
}  # fmt: skip

BECOMES: Mapping[str, str] = {
    "id": "external_id; event",
    "best, low, high": "value, value_low, value_high of killed; exact where the three agree; widened, with a note, "
    "where the range does not hold the best",
    "deaths_a, deaths_b": "parts of the total by side: combatants, the side as population_group",
    "deaths_civilians": "part of the total: civilians",
    "deaths_unknown": "part of the total: people of unspecified status",
    "date_start, date_end, date_prec": "reference period and date_precision; dates of the event",
    "where_prec, latitude, longitude": "place_precision and coordinates",
    "country, iso3, adm_1, adm_2, where_coordinates": "place; the words in provider_place_name",
    "source_article": "citations",
    "conflict_name, type_of_violence, event_clarity, number_of_sources": "notes",
    "code_status": "held back unless Clear",
}
"""What becomes of each column; docs/import-layouts.md shows it."""

CANDIDATE = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office",
    "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description",
    "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
"""The 49 columns of the releases that come without a header."""

_SIGNATURE = ("id", "type_of_violence", "date_prec", "where_prec", "deaths_civilians", "best", "high", "low")
_TITLE = "UCDP Georeferenced Event Dataset (GED)"

_DATES = {1: "day", 2: "days", 3: "week", 4: "month", 5: "year"}
_PLACES = {1: "point", 2: "near", 3: "adm2", 4: "adm1", 5: "area", 6: "country", 7: "area"}
"""Precisions of the codebook: exact place, within 25 km, district, province, a wider stretch of land, the country, at
sea or in the air."""
_VIOLENCE = {1: "State-based violence", 2: "Non-state violence", 3: "One-sided violence"}


def recognises(head: Head) -> bool:
    """The columns that all its layouts share, or 49 columns without a header that start as an event does."""
    return head.has(*_SIGNATURE) or _without_header(head)


def _without_header(head: Head) -> bool:
    """Whether the top of a table of 49 columns is an event, not a header. Its words can look like a header's."""
    cells = dict(zip(CANDIDATE, head.names if head.row else head.first, strict=False))
    return (
        len(CANDIDATE) - 2 <= len(head.columns) <= len(CANDIDATE)  # the last two are often empty throughout
        and cells["id"].isdecimal()
        and bool(re.match(r"\d{4}-\d\d-\d\d", cells["date_start"]))
        and cells["best"].isdecimal()
    )


def rows(source: Source) -> Iterator[SourceRow]:
    """The events of a file."""
    document = dataset(source, _TITLE, publisher=PUBLISHER, licence="CC BY 4.0", url=_download(release_of(source)))
    read = partial(_claims, document=document)
    for sheet in source.sheets:
        if recognises(sheet.head):
            for record in _named(sheet).records():
                yield row_of(record, read)


def _download(release: str) -> str:
    """Where UCDP keeps this release: finals have two numbers, candidates three. Another release is another document."""
    numbers = release.split(".")
    if len(numbers) == 2:
        return f"https://ucdp.uu.se/downloads/ged/ged{''.join(numbers)}-csv.zip"
    return f"https://ucdp.uu.se/downloads/candidateged/GEDEvent_v{'_'.join(numbers)}.csv" if release else ""


def _named(sheet: Sheet) -> Sheet:
    """The sheet with the columns that a candidate release leaves unsaid."""
    if not _without_header(sheet.head):
        return sheet
    above = max(sheet.head.row - 1, 0)
    return replace(sheet, head=replace(sheet.head, columns=CANDIDATE, names=CANDIDATE, row=0, last=above))


def _claims(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    best, low, high = (whole(record, name) for name in ("best", "low", "high"))
    if best is None:
        raise Skip(_("The event has no best estimate."))
    event_id = str(required(record, whole, "id"))
    starts = required(record, day, "date_start")
    ends = day(record, "date_end") or starts
    place = _place(record)
    precision = _PLACES.get(whole(record, "where_prec") or 0, "country")
    shared = {
        "measure": "killed", "basis": "period", "counting": "persons", "unit": "person", "level": "reported",
        "cause": "conflict", "reference_period_start": starts, "reference_period_end": ends,
        "date_precision": _DATES.get(whole(record, "date_prec") or 0, "day"), "place_precision": precision,
        "provider_place_name": _words(record), "latitude": place.latitude, "longitude": place.longitude,
        "place_safe": True, "document": document, "organisation": PUBLISHER, "originator": PUBLISHER,
        "source_system": SOURCE_SYSTEM, "external_id": event_id,
    }  # fmt: skip
    event = EventHint(
        code=f"UCDP-{event_id}", name=_name(record, starts, ends), starts=starts, ends=ends,
        precision=shared["date_precision"], cause="conflict", place=place,
    )  # fmt: skip
    held_back = _held_back(record)
    yield Claim(
        fields={
            **shared,
            **_total(best, low, high),
            "quote": quote_of(record, "best", "low", "high"),
            "notes": _notes(record) + _widened(best, low, high),
        },
        place=place,
        event=event,
        citations=tuple(_citations(record)),
        columns=record.names.leading(_TOTAL_COLUMNS),
        held_back=held_back,
    )
    for part, column, status, side in _PARTS:
        died = whole(record, column)
        if died:
            yield Claim(
                fields={
                    **shared,
                    "qualifier": "exact",
                    "value": died,
                    "people_status": status,
                    "population_group": clipped(record.text(side), 60) if side else "",
                    "partition": "side",
                    "quote": quote_of(record, side, column) if side else quote_of(record, column),
                },
                part=part,
                part_of="",
                place=place,
                event=event,
                columns=record.names.leading(_PART_COLUMNS[part]),
                held_back=held_back,
            )


_PARTS = (
    ("a", "deaths_a", "combatant", "side_a"),
    ("b", "deaths_b", "combatant", "side_b"),
    ("civilians", "deaths_civilians", "civilian", ""),
    ("unknown", "deaths_unknown", "unspecified", ""),
)
"""The parts of a total: their name, column, status of the people, and the column that names their side."""

_COLUMNS = {
    "reference_period_start": "date_start", "reference_period_end": "date_end", "date_precision": "date_prec",
    "place_code": "country", "place_precision": "where_prec", "latitude": "latitude", "longitude": "longitude",
    "external_id": "id", "event": "id",
}  # fmt: skip

_TOTAL_COLUMNS = {**_COLUMNS, "value": "best", "value_low": "low", "value_high": "high"}
_PART_COLUMNS = {part: {**_COLUMNS, "value": column} for part, column, _status, _side in _PARTS}


def _total(best: int, low: int | None, high: int | None) -> dict[str, Any]:
    """The number with its range. In one event of a hundred the range does not hold the best estimate: it is widened."""
    lowest, highest = min(best, best if low is None else low), max(best, best if high is None else high)
    if lowest == highest:
        return {"qualifier": "exact", "value": best}
    return {"qualifier": "between", "value": best, "value_low": lowest, "value_high": highest}


def _place(record: Record) -> PlaceHint:
    """The units named, as deep as the event is placed; no unit where it is only known to the country."""
    depth = {1: 2, 2: 2, 3: 2, 4: 1}.get(whole(record, "where_prec") or 0, 0)
    latitude, longitude = decimal(record, "latitude"), decimal(record, "longitude")
    return PlaceHint(
        country=record.text("iso3", "country"),
        names=(record.text("adm_1"), record.text("adm_2"))[:depth],
        latitude=latitude if longitude is not None else None,
        longitude=longitude if latitude is not None else None,
    )


def _words(record: Record) -> str:
    words = (record.text(name) for name in ("where_coordinates", "adm_2", "adm_1", "country"))
    return clipped(", ".join(dict.fromkeys(word for word in words if word)), 300)


def _name(record: Record, starts: str, ends: str) -> str:
    when = starts if starts == ends else f"{starts} to {ends}"
    where = record.text("where_coordinates", "adm_2", "adm_1", "country")
    return clipped(f"{record.text('dyad_name', 'conflict_name')}, {where}, {when}", 300)


def _notes(record: Record) -> str:
    said = [f"Conflict: {record.text('conflict_name')}." if record.text("conflict_name") else ""]
    said.append(f"{_VIOLENCE.get(whole(record, 'type_of_violence') or 0, 'Violence')}.")
    if record.text("event_clarity") == "2":
        said.append("UCDP calls the event less clear (event_clarity 2).")
    reports = record.text("number_of_sources")
    if reports and not reports.startswith("-"):
        said.append(f"Reports that UCDP counted: {reports}.")
    return " ".join(filter(None, said))


def _widened(best: int, low: int | None, high: int | None) -> str:
    if (low is None or low <= best) and (high is None or best <= high):
        return ""
    return f" UCDP's range, {low} to {high}, does not hold its best estimate; the range here was widened to it."


def _held_back(record: Record) -> str:
    status = record.text("code_status")
    if not status or status.casefold() == "clear":
        return ""
    return f"UCDP marks the event as “{status}”: its coding is not finished."


_ARTICLE = re.compile(r'"((?:[^"]|"(?!;|$))*)"(?:;|$)')
_REPORT = re.compile(r"(?P<outlet>[^,]{1,200}),\s*(?P<date>\d{4}-\d\d-\d\d),?\s*(?P<headline>.*)", re.DOTALL)
MOST_CITATIONS = 20
"""Reports of one event that are kept as citations; the largest attacks list hundreds."""


def _citations(record: Record) -> Iterator[dict[str, Any]]:
    """The reports that UCDP read: outlet, day and headline where they are told apart, else the words as one title."""
    article = record.text("source_article")
    seen: set[str] = set()
    for report in _ARTICLE.findall(article) or ([article] if article else []):
        told = " ".join(report.split()).strip('" ')
        if not told or told in seen or len(seen) == MOST_CITATIONS:
            continue
        seen.add(told)
        yield {"document": _report(told)}


def _report(told: str) -> dict[str, Any]:
    parts = _REPORT.fullmatch(told)
    if parts is None:
        return {"title": clipped(told, 400), "kind": "news_article"}
    outlet, headline = parts["outlet"].strip(), parts["headline"].strip(' "')
    return {
        "title": clipped(headline or told, 400),
        "kind": "news_article",
        "publisher": {"name": clipped(outlet, 200), "kind": "media"},
        "published_date": parts["date"],
    }
