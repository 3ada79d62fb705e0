"""IDMC IDU: provisional figures of new displacement, one row per figure, as JSON or as HDX publishes it in CSV.

The words around the number, the role that IDMC gives the figure, and the sentence with its source are kept. A figure
that names several places belongs to the smallest unit around them (METHOD R9); it is never split.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import Any

from tracker.intake.readers.cells import NoDay, day, decimal, iso_day, required, whole
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import Skip, clipped, quote_of, read_rows
from tracker.intake.readers.rows import Claim, EventHint, PlaceHint, SourceRow
from tracker.intake.readers.sheets import Head, Leads, Record
from tracker.vocabulary import gettext_noop as _

NAME = "idmc_idu"
DESCRIPTION = _("IDMC Internal Displacement Updates, JSON or CSV")
SOURCE_SYSTEM = "idmc-idu"
LICENCE = "CC BY-IGO 3.0"
PUBLISHER = {
    "name": "Internal Displacement Monitoring Centre", "code": "IDMC", "kind": "monitor",
    "url": "https://www.internal-displacement.org/",
}  # fmt: skip
BECOMES: Mapping[str, str] = {
    "id": "external_id",
    "figure, qualifier": "value and qualifier of displaced, or evacuated where the sentence says so",
    "role": "role (recommended, triangulation)",
    "displacement_type": "cause",
    "displacement_start_date, displacement_end_date": "reference period",
    "event_name, event_start_date, event_end_date, event_id, event_codes": "event",
    "standard_popup_text, description": "quote, without its HTML; title, publisher and day of the document",
    "source_url, link": "document_url",
    "iso3, country, locations_name": "place: the smallest unit around all that are named; the words in "
    "provider_place_name",
    "latitude, longitude, locations_accuracy": "coordinates of a single place, place_precision",
    "category, type, subtype": "notes",
}

_SIGNATURE = ("id", "iso3", "figure", "displacement_type", "qualifier", "displacement_start_date")
_CAUSES = {"conflict": "conflict", "disaster": "disaster", "development": "development", "other": "other"}
_QUALIFIERS = {
    "total": "exact", "exactly": "exact", "": "exact", "approximately": "about", "about": "about",
    "more than": "more_than", "at least": "at_least", "less than": "fewer_than", "up to": "at_most", "nearly": "nearly",
    "almost": "nearly",
}  # fmt: skip
_ROLES = {
    "recommended figure": "recommended",
    "triangulation": "triangulation",
    "triangulation figure": "triangulation",
}
_ROLE_REASON = "IDMC gives the figure this role."


def recognises(head: Head) -> bool:
    """The columns that every edition has."""
    return head.has(*_SIGNATURE)


def rows(source: Source) -> Iterator[SourceRow]:
    """The figures of a file."""
    return read_rows(source, recognises, partial(_claims, day_first=source.options.day_first))


def _claims(record: Record, *, day_first: bool | None) -> Iterator[Claim]:
    figure = whole(record, "figure")
    if figure is None:
        raise Skip(_("The row states no number."))
    external_id = required(record, Record.text, "id")
    starts = required(record, _day, "displacement_start_date", "displacement_date", day_first=day_first)
    ends = _day(record, "displacement_end_date", "displacement_date", day_first=day_first) or starts
    said = sentence(record.text("standard_popup_text", "description", "standard_info_text"))
    names = _names(record)
    cause = _CAUSES.get(record.text("displacement_type").casefold(), "unknown")
    place, precision = _place(record, names)
    document, dataset = _documents(record)
    role = _ROLES.get(record.text("role").casefold(), "none")
    yield Claim(
        fields={
            "measure": "evacuated" if re.search(r"\(evacuated\)|being evacuated", said) else "displaced",
            "basis": "period",
            "counting": "movements",
            "unit": "person",
            "level": "reported",
            "qualifier": _QUALIFIERS.get(record.text("qualifier").casefold(), "exact"),
            "value": figure,
            "cause": cause,
            "reference_period_start": starts,
            "reference_period_end": max(starts, ends),
            "date_precision": "day" if starts == ends else "days",
            "place_precision": precision,
            "provider_place_name": clipped("; ".join(names) or record.text("country"), 300),
            "latitude": place.latitude,
            "longitude": place.longitude,
            "place_safe": True,
            "role": role,
            "role_reason": _ROLE_REASON if role != "none" else "",
            "organisation": PUBLISHER,
            "originator": PUBLISHER,
            "document": document,
            "quote": said or quote_of(record, "qualifier", "figure"),
            "quote_language": "en",
            "notes": _notes(record),
            "source_system": SOURCE_SYSTEM,
            "external_id": external_id,
        },
        place=place,
        event=_event(record, cause, day_first),
        citations=({"document": dataset, "quote": said},) if dataset else (),
        columns=record.names.leading(_COLUMNS),
    )


_COLUMNS: Leads = {
    "value": "figure", "qualifier": "qualifier", "role": "role", "cause": "displacement_type", "external_id": "id",
    "reference_period_start": ("displacement_start_date", "displacement_date"),
    "reference_period_end": ("displacement_end_date", "displacement_date"), "place_code": ("iso3", "country"),
    "provider_place_name": "locations_name", "quote": ("standard_popup_text", "description"),
    "document_url": ("source_url", "link"), "event": ("event_id", "event_name"), "latitude": "latitude",
    "longitude": "longitude",
}  # fmt: skip

_TAG = re.compile(r"<[^>]*>")


def sentence(popup: str) -> str:
    """The words of a popup: no tags, no headline, no link text, single spaces."""
    parts = [_plain(part) for part in re.split(r"<br\s*/?>", popup)]
    told = [part for part in parts if part]
    if len(told) > 1 and "<b>" in popup:
        told = told[1:]  # the headline says the same in other words
    if len(told) > 1 and "<a" in popup:
        told = told[:-1]
    return clipped(" ".join(told), 5_000)


def _documents(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """The source that IDMC read, as its popup names it ("The Times of India - 30 May 2023"), and IDMC's own dataset."""
    dataset = {"title": "Internal Displacement Updates", "kind": "dataset", "publisher": PUBLISHER, "licence": LICENCE}
    popup = record.text("standard_popup_text")
    links = re.findall(r'<a\s+href="([^"]+)"[^>]*>(.*?)</a>', popup, flags=re.DOTALL)
    url = record.text("source_url", "link") or (html.unescape(links[0][0]) if links else "")
    named = _plain(links[0][1]) if links else record.text("sources")
    if not url.startswith(("http://", "https://")):
        return dataset, {}
    title = clipped(named or f"Source of update {record.text('id')}", 400)
    read: dict[str, Any] = {"title": title, "url": url, "kind": "other"}
    if parts := re.fullmatch(r"(.+?) - (\d{1,2} \w+ \d{4})", named):
        read["publisher"] = {"name": clipped(parts[1], 200), "kind": "media"}
        with suppress(NoDay):
            read["published_date"] = iso_day(parts[2], None)
    return read, dataset


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def _day(record: Record, *names: str, day_first: bool | None) -> str:
    """A day. Editions of 2023 give the midnight of New Zealand in UTC, which is noon of the day before."""
    found = day(record, *names, day_first=day_first)
    if _NOON.search(record.text(*names)):
        return (date.fromisoformat(found) + timedelta(days=1)).isoformat()
    return found


_NOON = re.compile(r"T1[12]:00:00(\.000)?Z$")


def _names(record: Record) -> tuple[str, ...]:
    return tuple(name for part in record.text("locations_name").split("; ") if (name := part.strip()))


def _place(record: Record, names: tuple[str, ...]) -> tuple[PlaceHint, str]:
    """The hint, and how closely it is placed. A point in the middle of several places is none of them."""
    country = record.text("iso3", "country")
    if len(names) > 1:
        return PlaceHint(country=country, sites=names), "area"
    latitude, longitude = decimal(record, "latitude"), decimal(record, "longitude")
    if latitude is None or longitude is None:
        return PlaceHint(country=country, sites=names), "country"
    accuracy = record.text("locations_accuracy").casefold()
    level = next((code for word, code in _ACCURACIES.items() if word in accuracy), "near")
    return PlaceHint(country=country, sites=names, latitude=latitude, longitude=longitude), level


_ACCURACIES = {
    "adm3": "adm3", "adm2": "adm2", "district": "adm2", "adm1": "adm1", "state": "adm1", "country": "country",
    "adm0": "country", "point": "point",
}  # fmt: skip


def _event(record: Record, cause: str, day_first: bool | None) -> EventHint | None:
    name = record.text("event_name")
    if not name:
        return None
    code = record.text("event_id") or clipped(re.sub(r"[^\w]+", "-", name.casefold()).strip("-"), 70)
    starts = _day(record, "event_start_date", "displacement_start_date", day_first=day_first)
    ends = _day(record, "event_end_date", "event_start_date", "displacement_end_date", day_first=day_first)
    return EventHint(
        code=f"IDMC-{code}", name=clipped(name, 300), starts=min(starts, ends), ends=max(starts, ends),
        precision="days", cause=cause, place=PlaceHint(country=record.text("iso3", "country")),
    )  # fmt: skip


def _notes(record: Record) -> str:
    kinds = [record.text(name) for name in ("category", "subcategory", "type", "subtype")]
    told = " / ".join(dict.fromkeys(kind for kind in kinds if kind))
    return f"Hazard or violence: {told}. Provisional." if told else "Provisional."
