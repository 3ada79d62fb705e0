"""IDMC GIDD: validated displacement by country and year, by disaster, and figure by figure; CSV, JSON and workbooks.

New displacements are counted over their time, people living in displacement on 31 December of the year. Rounded columns
are for display and left aside where the raw ones stand beside them.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from tracker.intake.readers.cells import day, decimal, required, whole, year
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import Skip, clipped, dataset, quote_of, row_of
from tracker.intake.readers.rows import Claim, EventHint, PlaceHint, SourceRow
from tracker.intake.readers.sheets import Head, Leads, Record
from tracker.vocabulary import gettext_noop as _

NAME = "idmc_gidd"
DESCRIPTION = _("IDMC Global Internal Displacement Database: conflict, disasters, disaggregated")
SOURCE_SYSTEM = "idmc-gidd"
PUBLISHER = {
    "name": "Internal Displacement Monitoring Centre", "code": "IDMC", "kind": "monitor",
    "url": "https://www.internal-displacement.org/",
}  # fmt: skip
BECOMES: Mapping[str, str] = {
    "iso3": "place",
    "new_displacement, … Internal Displacements (Raw)": "displaced, over the year or the dates of the disaster",
    "total_displacement, … Stock Displacement (Raw)": "idps on 31 December",
    "new_displacement_rounded and other rounded columns": "left aside, for display only",
    "start_date, end_date and their accuracies": "reference period, date_precision",
    "event_name, Event ID": "event",
    "hazard columns, event_codes": "notes",
    "Reported figures, Figure unit, Household size": "value, unit and household_size, as reported",
    "Total figures": "value, where it is not the reported figure times the household size",
    "Sources, Publishers": "citations",
    "Locations name, geometry": "place: the smallest unit around all; provider_place_name",
    "Sex, 0-4 to 60+ (3_IDPs_SADD_estimates)": "gender, age_range; level estimated",
    "2_Context_Displacement_data": "left aside: words about the figures of the first sheet",
}

_CONFLICT = ("iso3", "year", "new_displacement", "total_displacement")
_DISASTERS = ("iso3", "year", "event_name", "new_displacement", "hazard_type")
_BY_EVENT = ("ISO3", "Year", "Event Name", "Disaster Internal Displacements")
_SADD = ("ISO3", "Year", "Sex", "Cause", "0-4", "60+")
_CONTEXT = ("ISO3", "Year", "Figure cause", "Figure category", "Description", "Figures")
_FIGURES = ("ID", "ISO3", "Figure cause", "Figure category", "Figure unit", "Reported figures", "Total figures")

_CELLS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("conflict", "new", "displaced", (
        "Conflict Internal Displacements (Raw)", "Conflict Internal Displacements", "Conflict New Displacements")),
    ("conflict", "stock", "idps", ("Conflict Stock Displacement (Raw)", "Conflict Stock Displacement")),
    ("disaster", "new", "displaced", (
        "Disaster Internal Displacements (Raw)", "Disaster Internal Displacements", "Disaster New Displacements")),
    ("disaster", "stock", "idps", ("Disaster Stock Displacement (Raw)", "Disaster Stock Displacement")),
)  # fmt: skip
"""Cause, part, measure and spellings of the columns of the displacement export; the raw one first."""

_ACCURACIES = {"day": "day", "week": "week", "month": "month", "year": "year"}
_AGES = {"0-4": "0-4", "5-11": "5-11", "12-17": "12-17", "18-59": "18-59", "60+": "60+"}
_COLUMNS: Leads = {"place_code": "iso3", "as_of_date": "year", "reference_period_start": ("start_date", "year"),
                   "reference_period_end": ("end_date", "year"), "event": ("event_name", "Event Name")}  # fmt: skip


def recognises(head: Head) -> bool:
    """The signature of any of its tables."""
    return _reading(head) is not None


def rows(source: Source) -> Iterator[SourceRow]:
    """The rows of a file."""
    document = dataset(
        source, "Global Internal Displacement Database", publisher=PUBLISHER, licence="CC BY-IGO 3.0",
        url="https://www.internal-displacement.org/database/displacement-data/",
    )  # fmt: skip
    for sheet in source.sheets:
        if (reading := _reading(sheet.head)) is not None:
            times: Counter[str] = Counter()
            for record in sheet.records():
                row = row_of(record, partial(reading, document=document))
                yield row._replace(claims=_told_apart(row.claims, times))


def _reading(head: Head) -> Callable[..., Iterator[Claim]] | None:
    """How the rows under a head are read; None for a head of something else."""
    if head.has(*_FIGURES):
        return _figure
    if head.has(*_DISASTERS) or head.has(*_BY_EVENT):
        return _disaster
    if head.has(*_CONFLICT):
        return _conflict
    if head.has(*_SADD):
        return _sex_and_age
    if head.has(*_CONTEXT):
        return _context
    if head.has("ISO3", "Year") and any(head.has(name) for *_rest, names in _CELLS for name in names):
        return _export
    return None


def _told_apart(claims: tuple[Claim, ...], times: Counter[str]) -> tuple[Claim, ...]:
    """Two rows of one event on one day are two records: the second is named so."""
    if not claims:
        return claims
    external_id = claims[0].fields["external_id"]
    times[external_id] += 1
    if times[external_id] == 1:
        return claims
    return tuple(_numbered(claim, times[external_id]) for claim in claims)


def _numbered(claim: Claim, nth: int) -> Claim:
    """The claim as one of the nth row of its name, about an event of its own."""
    event = claim.event._replace(code=f"{claim.event.code}-{nth}") if claim.event else None
    return claim._replace(event=event, fields={**claim.fields, "external_id": f"{claim.fields['external_id']}#{nth}"})


# --- by country and year ---


def _shared(record: Record, document: dict[str, Any], cause: str) -> tuple[dict[str, Any], PlaceHint]:
    iso3 = required(record, Record.text, "iso3").upper()
    name = record.text("country_name", "Name", "Country", "Country / Territory") or iso3
    return {
        "unit": "person", "level": "reported", "cause": cause, "place_precision": "country", "place_safe": True,
        "provider_place_name": clipped(name, 300), "organisation": PUBLISHER, "originator": PUBLISHER,
        "document": document, "source_system": SOURCE_SYSTEM,
    }, PlaceHint(codes=(iso3,), country=iso3)  # fmt: skip


def _of_year(measure: str, of_year: int) -> dict[str, str]:
    """The time that a number of a year is about: the year for what happened, its last day for who is displaced."""
    if measure == "idps":
        return {"basis": "stock", "counting": "persons", "as_of_date": f"{of_year}-12-31", "as_of_basis": "stated",
                "date_precision": "day"}  # fmt: skip
    return {"basis": "period", "counting": "movements", "reference_period_start": f"{of_year}-01-01",
            "reference_period_end": f"{of_year}-12-31", "date_precision": "year"}  # fmt: skip


def _by_year(
    record: Record, document: dict[str, Any], cells: tuple[tuple[str, str, str, tuple[str, ...]], ...]
) -> Iterator[Claim]:
    of_year = year(record, "year")
    for cause, part, measure, names in cells:
        value = whole(record, *names)
        if value is None:
            continue
        shared, place = _shared(record, document, cause)
        column = record.column(*(name for name in names if record.text(name)))
        yield Claim(
            fields={
                **shared, **_of_year(measure, of_year), "measure": measure, "qualifier": "exact", "value": value,
                "external_id": f"{place.country}/{of_year}", "quote": quote_of(record, "iso3", "year", column),
            },
            part=f"{cause}/{part}",
            place=place,
            columns={**record.names.leading(_COLUMNS), "value": column},
        )  # fmt: skip


def _conflict(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    new, stock = ("new_displacement",), ("total_displacement",)
    return _by_year(record, document, (("conflict", "new", "displaced", new), ("conflict", "stock", "idps", stock)))


def _export(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    return _by_year(record, document, _CELLS)


def _context(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    raise Skip(_("The sheet explains the figures of the first sheet and counts nothing new."))


def _sex_and_age(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    of_year = year(record, "year")
    cause = record.text("Cause").casefold() or "unknown"
    sex = record.text("Sex").casefold()
    gender = {"female": "f", "male": "m", "both sexes": "all", "both": "all"}.get(sex, "u")
    shared, place = _shared(record, document, cause if cause in ("conflict", "disaster") else "unknown")
    for column, ages in _AGES.items():
        value = whole(record, column)
        if value is not None:
            yield Claim(
                fields={
                    **shared, **_of_year("idps", of_year), "measure": "idps", "qualifier": "exact", "value": value,
                    "level": "estimated", "gender": gender, "age_range": ages,
                    "external_id": f"{place.country}/{of_year}/sadd/{cause}/{gender}",
                    "quote": quote_of(record, "ISO3", "Year", "Sex", column),
                },
                part=ages,
                place=place,
                columns={**record.names.leading(_COLUMNS), "value": column},
            )  # fmt: skip


# --- by disaster ---


def _disaster(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    of_year = year(record, "year")
    shared, place = _shared(record, document, "disaster")
    name = record.text("event_name", "Event Name")
    starts = day(record, "start_date", "Date of Event (start)") or f"{of_year}-01-01"
    ends = max(starts, day(record, "end_date") or starts)
    precision = _precision(record, starts, ends, "start_date_accuracy", "end_date_accuracy")
    identity = clipped(f"{place.country}/{of_year}/{starts}/{name}", 150)
    event = None
    if name:
        code = _code(f"{identity}/{record.text('hazard_type', 'Hazard Type')}", name)
        event = EventHint(code, clipped(name, 300), starts, ends, precision, "disaster", place)
    kinds = dict.fromkeys(
        record.text(*names)
        for names in (("hazard_category_name", "Hazard Category"), ("hazard_type_name", "Hazard Type"),
                      ("hazard_subtype_name", "hazard_sub_type_name", "Hazard Sub Type"))
    )  # fmt: skip
    codes = _codes(record.text("event_codes", "Event Codes (Code:Type)"))
    said = [f"Hazard: {' / '.join(filter(None, kinds))}.", f"Codes of the event: {', '.join(codes)}." if codes else ""]
    shared |= {"external_id": identity, "notes": " ".join(filter(None, said)), "qualifier": "exact"}
    raw = ("new_displacement", "Disaster Internal Displacements (Raw)", "Disaster Internal Displacements")
    times = {"basis": "period", "counting": "movements", "reference_period_start": starts, "reference_period_end": ends}
    for part, measure, names, when in (
        ("new", "displaced", raw, {**times, "date_precision": precision}),
        ("stock", "idps", ("total_displacement",), _of_year("idps", of_year)),
    ):
        value = whole(record, *names)
        if value is not None:
            column = record.column(*(one for one in names if record.text(one)))
            yield Claim(
                fields={
                    **shared, **when, "measure": measure, "value": value,
                    "quote": quote_of(record, "event_name", "Event Name", column),
                },
                part=part,
                place=place,
                event=event,
                columns={**record.names.leading(_COLUMNS), "value": column},
            )  # fmt: skip


def _precision(record: Record, starts: str, ends: str, *names: str) -> str:
    """The coarser of the accuracies of both ends; that of the days themselves where none is stated."""
    order = ["day", "week", "month", "year"]
    stated = [_ACCURACIES[word] for name in names if (word := record.text(name).casefold()) in _ACCURACIES]
    coarsest = max(stated, key=order.index, default="day")
    return "days" if coarsest == "day" and starts != ends else coarsest


def _code(identity: str, name: str) -> str:
    """A code of an event that IDMC gives none: readable, and different for every row that is an event of its own."""
    readable = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:55]
    return f"IDMC-{readable}-{hashlib.sha256(identity.encode()).hexdigest()[:10]}"


def _codes(text: str) -> list[str]:
    """The codes in "['FL-2021-000135-GIN', 'MDRGN014']" or "FL-2021-000135-GIN:Glide number; ..."."""
    if text.startswith("["):
        try:
            listed = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return []
        return [str(one) for one in listed] if isinstance(listed, list) else []
    return [part.partition(":")[0].strip() for part in text.split(";") if part.strip()]


# --- figure by figure ---


def _figure(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    cause = record.text("Figure cause").casefold()
    shared, place = _shared(record, document, cause if cause in ("conflict", "disaster", "development") else "other")
    category = record.text("Figure category").casefold()
    measure = {"internal displacements": "displaced", "idps": "idps"}.get(category.replace("conflict ", ""))
    if measure is None:
        raise Skip(_("The category of the figure is none that is counted here."))
    of_year = year(record, "Year")
    when = _of_year("idps", of_year)
    if measure == "idps":
        stated = day(record, "Stock date", "Stock reporting date")
        when["as_of_date"] = stated or when["as_of_date"]
    else:
        starts = day(record, "Start date") or f"{of_year}-01-01"
        ends = max(starts, day(record, "End date") or starts)
        precision = _precision(record, starts, ends, "Start date accuracy", "End date accuracy")
        when = {"basis": "period", "counting": "movements", "reference_period_start": starts,
                "reference_period_end": ends, "date_precision": precision}  # fmt: skip
    names = tuple(part for one in record.text("Locations name").split(";") if (part := one.strip()))
    longitude, latitude = decimal(record, "longitude"), decimal(record, "latitude")
    alone = len(names) < 2 and longitude is not None and latitude is not None
    where = place._replace(sites=names, latitude=latitude if alone else None, longitude=longitude if alone else None)
    shared |= {
        "place_precision": "near" if alone else ("area" if names else "country"),
        "provider_place_name": clipped("; ".join(names) or shared["provider_place_name"], 300),
        "latitude": where.latitude, "longitude": where.longitude,
    }  # fmt: skip
    yield Claim(
        fields={
            **shared, **when, **_number(record), "measure": measure,
            "external_id": f"figure/{required(record, Record.text, 'ID')}",
            "quote": quote_of(record, "Reported figures", "Figure unit", "Household size", "Total figures"),
        },
        place=where,
        event=_event(record, cause, place),
        citations=_sources(record),
        columns=record.names.leading(_FIGURE_COLUMNS),
    )  # fmt: skip


_FIGURE_COLUMNS: Leads = {
    "value": "Reported figures", "unit": "Figure unit", "household_size": "Household size", "cause": "Figure cause",
    "measure": "Figure category", "reference_period_start": "Start date", "reference_period_end": "End date",
    "as_of_date": ("Stock date", "Year"), "place_code": ("Locations name", "ISO3"), "event": "Event name",
    "external_id": "ID",
}  # fmt: skip


def _number(record: Record) -> dict[str, Any]:
    """The figure as reported. Persons are used as such where IDMC did not simply multiply (METHOD R1)."""
    reported, total = whole(record, "Reported figures"), whole(record, "Total figures")
    size = decimal(record, "Household size")
    by_household = record.text("Figure unit").casefold().startswith("household")
    if reported is None and total is None:
        raise Skip(_("The row states no number."))
    if not by_household or reported is None or size is None:
        return {
            "qualifier": "exact",
            "unit": "person",
            "value": total if reported is None or by_household else reported,
        }
    exact = Decimal(str(size)).quantize(Decimal("0.01"))
    product = int(reported * exact + Decimal("0.5"))
    if total is not None and abs(product - total) > 1:
        notes = f"Reported as {reported:,} households; the number of people is IDMC's."
        return {"qualifier": "exact", "unit": "person", "value": total, "notes": notes}
    return {"qualifier": "exact", "unit": "household", "value": reported, "household_size": f"{exact.normalize():f}",
            "household_size_source": "IDMC"}  # fmt: skip


def _event(record: Record, cause: str, place: PlaceHint) -> EventHint | None:
    code, name = record.text("Event ID"), record.text("Event name")
    if not code or not name:
        return None
    starts = day(record, "Event start date", "Start date") or f"{year(record, 'Year')}-01-01"
    ends = max(starts, day(record, "Event end date", "End date") or starts)
    precision = _precision(record, starts, ends, "Event start date accuracy", "Event end date accuracy")
    return EventHint(f"IDMC-{code}", clipped(name, 300), starts, ends, precision, cause, place)


def _sources(record: Record) -> tuple[dict[str, Any], ...]:
    """Whom IDMC read, as further documents; published by whom, where there is one publisher."""
    sources = [one.strip() for one in record.text("Sources").split(";") if one.strip()]
    publishers = [one.strip() for one in record.text("Publishers").split(";") if one.strip()]
    publisher = {"name": clipped(publishers[0], 200)} if len(publishers) == 1 else None
    return tuple(
        {"document": {"title": clipped(f"Report of {source} that IDMC read", 400), "kind": "other"}
         | ({"publisher": publisher} if publisher else {})}
        for source in dict.fromkeys(sources)
    )  # fmt: skip
