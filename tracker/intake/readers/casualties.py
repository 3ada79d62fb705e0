"""Daily casualty series, as Tech for Palestine publishes them: counts of the day beside counts since the beginning.

Columns that end in _cum are cumulative since the first day of the file, or since `reference_period_start` of the fixed
values. What is extrapolated (ext_*) is never read as reported, and a day without a report states nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tracker.intake.readers.cells import day, required, whole
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import Skip, dataset, quote_of, row_of
from tracker.intake.readers.rows import Claim, PlaceHint, SourceRow
from tracker.intake.readers.sheets import Head, Record
from tracker.vocabulary import gettext_noop as _

NAME = "casualty_series"
DESCRIPTION = _("daily casualty series with cumulative columns")
SOURCE_SYSTEM = "casualty-series"
PUBLISHER = {"name": "Tech for Palestine", "kind": "monitor", "url": "https://data.techforpalestine.org/"}
BECOMES: Mapping[str, str] = {
    "killed, injured": "killed, injured over the hours of report_period",
    "killed_cum, injured_cum": "the same, cumulative since the first day",
    "killed_children_cum, killed_women_cum, med_killed_cum, press_killed_cum, civdef_killed_cum": "cumulative, with "
    "population_group",
    "report_date": "as_of_date, or the end of the period",
    "report_period": "length of the period in hours; 0 states nothing",
    "report_source": "organisation; missing states nothing",
    "ext_*": "left aside: extrapolated, never reported",
}

_SIGNATURE = ("report_date", "report_source", "report_period")
_SOURCES = {
    "mohtel": {"name": "Ministry of Health in Gaza", "kind": "government"},
    "gmotel": {"name": "Government Media Office in Gaza", "kind": "government"},
    "un": {"name": "United Nations", "code": "UN", "kind": "un"},
    "unocha": {"name": "OCHA", "code": "OCHA", "kind": "un"},
}
_GROUPS = {"children": "children", "women": "women", "med": "medical_staff", "press": "journalists",
           "civdef": "civil_defence"}  # fmt: skip
_COLUMN = re.compile(r"(?:(med|press|civdef)_)?(killed|injured)(?:_(children|women))?(_cum)?")


def recognises(head: Head) -> bool:
    """Who reported on which day, and people killed or injured."""
    return head.has(*_SIGNATURE) and any(_COLUMN.fullmatch(column) for column in head.columns)


def rows(source: Source) -> Iterator[SourceRow]:
    """The days of a file."""
    document = dataset(source, "Casualties daily", publisher=PUBLISHER, url=PUBLISHER["url"], licence="CC BY 4.0")
    fixed = source.options.fixed
    place = PlaceHint(
        codes=tuple(filter(None, [str(fixed.get("place_code") or "")])), country=str(fixed.get("country") or "PSE")
    )  # fmt: skip
    stem = re.sub(r"[^a-z]+", "-", Path(source.name).stem.casefold()).strip("-")
    for sheet in source.sheets:
        if recognises(sheet.head):
            first = dict(zip(sheet.head.columns, sheet.head.first, strict=False)).get("report_date", "")
            starts = str(fixed.get("reference_period_start") or first)
            read = partial(_claims, document=document, place=place, starts=starts, stem=stem)
            for record in sheet.records():
                yield row_of(record, read)


def _claims(record: Record, *, document: dict[str, Any], place: PlaceHint, starts: str, stem: str) -> Iterator[Claim]:
    on = required(record, day, "report_date")
    source = record.text("report_source").casefold()
    hours = whole(record, "report_period")
    if source == "missing" or not source:
        raise Skip(_("Nobody reported on this day."))
    organisation = _SOURCES.get(source, {"name": record.text("report_source"), "kind": "other"})
    shared = {
        "counting": "persons", "unit": "person", "level": "reported", "qualifier": "exact", "cause": "conflict",
        "place_precision": "country", "place_safe": True, "provider_place_name": "", "organisation": organisation,
        "originator": organisation, "document": document, "source_system": SOURCE_SYSTEM, "statement_date": on,
        "external_id": f"{stem}/{on}",
    }  # fmt: skip
    for column in record.cells:
        found = _COLUMN.fullmatch(column)
        number = whole(record, column) if found else None
        if found is None or number is None:
            continue
        when = _since(starts, on) if found[4] else _within(on, hours)
        if when:
            group = _GROUPS.get(found[1] or found[3] or "", "")
            yield Claim(
                fields={
                    **shared, **when, "measure": found[2], "value": number, "population_group": group,
                    "quote": quote_of(record, "report_date", "report_source", column),
                },
                part=column,
                place=place,
                columns={"value": column, "as_of_date": "report_date", "reference_period_end": "report_date",
                         "organisation": "report_source"},
            )  # fmt: skip


def _since(starts: str, on: str) -> dict[str, str]:
    return {"basis": "cumulative", "reference_period_start": starts, "as_of_date": on, "as_of_basis": "stated"}


def _within(on: str, hours: int | None) -> dict[str, str]:
    """The days of a report; none where it covers no hours."""
    if not hours:
        return {}
    begins = date.fromisoformat(on) - timedelta(days=max(hours // 24, 1) - 1)
    return {"basis": "period", "reference_period_start": begins.isoformat(), "reference_period_end": on}
