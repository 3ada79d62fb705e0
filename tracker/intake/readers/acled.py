"""ACLED: one row per event with its reported fatalities. What it says may not be passed on, so its figures stay drafts
until an editor records the permission.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any

from tracker.intake.readers.cells import day, decimal, required, whole
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import Skip, clipped, dataset, quote_of, read_rows
from tracker.intake.readers.rows import Claim, EventHint, PlaceHint, SourceRow
from tracker.intake.readers.sheets import Head, Leads, Record
from tracker.reference.countries import countries
from tracker.vocabulary import gettext_noop as _

NAME = "acled"
DESCRIPTION = _("ACLED events, which may not be redistributed")
SOURCE_SYSTEM = "acled"
PUBLISHER = {
    "name": "Armed Conflict Location & Event Data", "code": "ACLED", "kind": "research", "url": "https://acleddata.com/",
}  # fmt: skip
BECOMES: Mapping[str, str] = {
    "event_id_cnty": "external_id; event",
    "fatalities": "value of killed",
    "event_date, time_precision": "reference period, date_precision",
    "iso, country, admin1 to admin3, location, latitude, longitude, geo_precision": "place, coordinates, "
    "place_precision",
    "notes": "quote",
    "event_type, sub_event_type, actor1, actor2": "name of the event, notes",
    "source": "citations",
    "the whole file": "a document that may not be redistributed",
}

_SIGNATURE = ("event_id_cnty", "event_date", "event_type", "fatalities", "geo_precision")
_DATES = {1: "day", 2: "week", 3: "month"}
_PLACES = {1: "point", 2: "near", 3: "adm1"}


def recognises(head: Head) -> bool:
    """The columns that every export has."""
    return head.has(*_SIGNATURE)


def rows(source: Source) -> Iterator[SourceRow]:
    """The events of a file."""
    document = dataset(
        source, "ACLED event data", publisher=PUBLISHER, licence="ACLED terms of use", redistributable=False,
    )  # fmt: skip
    return read_rows(source, recognises, partial(_claims, document=document, day_first=source.options.day_first))


@cache
def _by_number() -> dict[str, str]:
    return {one.m49: one.iso3 for one in countries() if one.m49}


def _claims(record: Record, *, document: dict[str, Any], day_first: bool | None) -> Iterator[Claim]:
    died = whole(record, "fatalities")
    if died is None:
        raise Skip(_("The row states no number."))
    event_id = required(record, Record.text, "event_id_cnty")
    on = required(record, day, "event_date", day_first=day_first)
    place, precision = _place(record), _DATES.get(whole(record, "time_precision") or 0, "day")
    words = [record.text(name) for name in ("location", "admin3", "admin2", "admin1", "country")]
    kind = record.text("sub_event_type", "event_type")
    actors = " - ".join(filter(None, (record.text("actor1"), record.text("actor2"))))
    yield Claim(
        fields={
            "measure": "killed", "basis": "period", "counting": "persons", "unit": "person", "level": "reported",
            "cause": "conflict", "qualifier": "exact", "value": died, "reference_period_start": on,
            "reference_period_end": on, "date_precision": precision,
            "place_precision": _PLACES.get(whole(record, "geo_precision") or 0, "country"),
            "provider_place_name": clipped(", ".join(dict.fromkeys(filter(None, words))), 300),
            "latitude": place.latitude, "longitude": place.longitude, "place_safe": True, "organisation": PUBLISHER,
            "originator": PUBLISHER, "document": document,
            "quote": clipped("; ".join(filter(None, (record.text("notes"), quote_of(record, "fatalities")))), 5_000),
            "notes": f"{kind}." if kind else "", "source_system": SOURCE_SYSTEM, "external_id": event_id,
        },
        place=place,
        event=EventHint(
            code=f"ACLED-{event_id}", name=clipped(f"{kind}: {actors}, {next(filter(None, words), '')}, {on}", 300),
            starts=on, ends=on, precision=precision, cause="conflict", place=place,
        ),
        citations=tuple(_citations(record)),
        columns=record.names.leading(_COLUMNS),
    )  # fmt: skip


_COLUMNS: Leads = {
    "value": "fatalities",
    "external_id": "event_id_cnty",
    "event": "event_id_cnty",
    "reference_period_start": "event_date",
    "reference_period_end": "event_date",
    "place_code": ("admin2", "admin1", "country"),
    "latitude": "latitude",
    "longitude": "longitude",
    "place_precision": "geo_precision",
    "date_precision": "time_precision",
    "quote": "notes",
}


def _place(record: Record) -> PlaceHint:
    """The units named. Its `iso` is a number that spreadsheets strip of its zeros."""
    latitude, longitude = decimal(record, "latitude"), decimal(record, "longitude")
    known = latitude is not None and longitude is not None
    return PlaceHint(
        country=_by_number().get(record.text("iso").zfill(3), "") or record.text("country"),
        names=tuple(record.text(name) for name in ("admin1", "admin2", "admin3")),
        latitude=latitude if known else None,
        longitude=longitude if known else None,
    )


def _citations(record: Record) -> Iterator[dict[str, Any]]:
    """The outlets that ACLED read: their names are all it gives of a report."""
    for outlet in dict.fromkeys(one.strip() for one in record.text("source").split(";")):
        if outlet:
            document = {"title": clipped(f"{outlet}, read by ACLED for {record.text('event_id_cnty')}", 400)}
            publisher = {"name": clipped(outlet, 200), "kind": "media"}
            yield {"document": {**document, "kind": "news_article", "publisher": publisher, "redistributable": False}}
