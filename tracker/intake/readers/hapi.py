"""OCHA's HDX HAPI: internally displaced people, refugees and returnees, and people killed in conflict, as CSV.

Every row says which dataset it was made from, and that is its document. A row that HAPI marks with an error is one that
HAPI itself leaves out of its answers: it comes in as a draft and is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from tracker.intake.readers.cells import day, required, whole
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import Skip, clipped, quote_of, row_of
from tracker.intake.readers.rows import Claim, PlaceHint, SourceRow
from tracker.intake.readers.sheets import Head, Leads, Record
from tracker.vocabulary import gettext_noop as _

NAME = "hdx_hapi"
DESCRIPTION = _("HDX HAPI: internally displaced people, refugees and returnees, conflict events")
SOURCE_SYSTEM = "hdx-hapi"
BECOMES: Mapping[str, str] = {
    "population": "idps, refugees, asylum_seekers, …, or returns over the period, by population_group",
    "fatalities": "killed over the period, one population_group for each event_type",
    "events": "left aside: no measure counts events",
    "location_code, admin1_code, admin2_code, provider names": "place, place_precision, provider_place_name",
    "origin_location_code, asylum_location_code": "origin_location_code, place",
    "reference_period_start, reference_period_end": "as_of_date (its end) or the period",
    "operation, reporting_round, assessment_type": "operation, reporting_round, notes",
    "gender, age_range": "gender, age_range",
    "dataset_hdx_id, resource_hdx_id": "document_url",
    "warning": "notes",
    "error": "held back",
}

_SOURCED = ("dataset_hdx_id", "resource_hdx_id", "reference_period_start", "reference_period_end")
_IDPS = ("location_code", "admin_level", "population", "reporting_round")
_CONFLICT = ("location_code", "admin_level", "event_type", "fatalities")
_REFUGEES = ("origin_location_code", "asylum_location_code", "population_group", "population")
_LEVELS = ("country", "adm1", "adm2", "adm3")
_GROUPS = {
    "REF": "refugees", "ROC": "refugees", "ASY": "asylum_seekers", "OIP": "in_need_of_protection", "IOC": "idps",
    "STA": "stateless", "OOC": "others_of_concern", "HST": "host_community", "RET": "returned_refugees",
    "RDP": "returned_idps",
}  # fmt: skip
_IOM = {"name": "International Organization for Migration", "code": "IOM", "kind": "un"}
_UNHCR = {"name": "United Nations High Commissioner for Refugees", "code": "UNHCR", "kind": "un"}
_ACLED = {"name": "Armed Conflict Location & Event Data", "code": "ACLED", "kind": "research"}
_OCHA = {"name": "OCHA Humanitarian Data Exchange", "code": "HDX", "kind": "un", "url": "https://data.humdata.org/"}
_SILENT = frozenset({"not provided", "unspecified"})


def recognises(head: Head) -> bool:
    """Where each row came from, and one of three tables."""
    return head.has(*_SOURCED) and _reading(head) is not None


def _reading(head: Head) -> Callable[..., Iterator[Claim]] | None:
    for signature, reading in ((_CONFLICT, _killed), (_REFUGEES, _refugees), (_IDPS, _displaced)):
        if head.has(*signature):
            return reading
    return None


def rows(source: Source) -> Iterator[SourceRow]:
    """The rows of a file."""
    for sheet in source.sheets:
        reading = _reading(sheet.head)
        if recognises(sheet.head) and reading is not None:
            for record in sheet.records():
                yield row_of(record, partial(reading, day_first=source.options.day_first))


def _shared(record: Record, organisation: dict[str, str]) -> dict[str, Any]:
    dataset, resource = record.text("dataset_hdx_id"), record.text("resource_hdx_id")
    notes = [record.text("assessment_type") and f"Assessment: {record.text('assessment_type')}.",
             record.text("warning") and f"HAPI warns: {record.text('warning')}"]  # fmt: skip
    return {
        "counting": "persons", "unit": "person", "level": "reported", "qualifier": "exact", "place_safe": True,
        "organisation": organisation, "originator": organisation, "notes": " ".join(filter(None, notes)),
        "source_system": SOURCE_SYSTEM,
        "document": {
            "title": f"HDX dataset {dataset}", "kind": "dataset", "publisher": _OCHA,
            "url": f"https://data.humdata.org/dataset/{dataset}/resource/{resource}",
        },
    }  # fmt: skip


def _period(record: Record, day_first: bool | None) -> tuple[str, str]:
    starts = required(record, day, "reference_period_start", day_first=day_first)
    return starts, max(starts, day(record, "reference_period_end", day_first=day_first) or starts)


def _place(record: Record) -> tuple[PlaceHint, dict[str, Any], str]:
    """The hint, what the row says of its place, and the unit for its identity."""
    country = required(record, Record.text, "location_code").upper()
    level = min(whole(record, "admin_level") or 0, 2)
    codes = [record.text(f"admin{at}_code") for at in range(level, 0, -1)]
    names = [_spoken(record, at) for at in range(1, level + 1)]
    words = [*reversed(list(filter(None, names))), country]
    hint = PlaceHint(codes=(*filter(None, codes), country), country=country, names=tuple(names))
    said = {"place_precision": _LEVELS[level], "provider_place_name": clipped(", ".join(words), 300)}
    return hint, said, "/".join(filter(None, (country, *reversed(codes), *(names if not any(codes) else ()))))


def _spoken(record: Record, level: int) -> str:
    name = record.text(f"provider_admin{level}_name", f"admin{level}_name")
    return "" if name.casefold() in _SILENT else name


def _claim(
    record: Record, column: str, fields: Mapping[str, Any], place: PlaceHint, *identity: str, quoted: tuple[str, ...]
) -> Claim:
    return Claim(
        fields={
            **fields,
            "external_id": clipped("/".join(filter(None, identity)), 180),
            "quote": quote_of(record, *quoted, "reference_period_end", column),
        },
        place=place,
        columns={**record.names.leading(_COLUMNS), "value": column},
        held_back=f"HAPI leaves this row out: {record.text('error')}" if record.text("error") else "",
    )


_COLUMNS: Leads = {
    "place_code": ("admin2_code", "admin1_code", "location_code", "asylum_location_code"),
    "origin_location_code": "origin_location_code", "reference_period_start": "reference_period_start",
    "reference_period_end": "reference_period_end", "as_of_date": "reference_period_end", "operation": "operation",
    "reporting_round": "reporting_round", "gender": "gender", "age_range": "age_range", "measure": "population_group",
    "document_url": "resource_hdx_id",
}  # fmt: skip


def _displaced(record: Record, *, day_first: bool | None) -> Iterator[Claim]:
    population = whole(record, "population")
    if population is None:
        raise Skip(_("The row states no number."))
    _starts, ends = _period(record, day_first)
    hint, said, unit = _place(record)
    operation, reporting_round = record.text("operation"), record.text("reporting_round")
    fields = {
        **_shared(record, _IOM),
        **said,
        "measure": "idps",
        "basis": "stock",
        "as_of_date": ends,
        "as_of_basis": "stated",
        "date_precision": "day",
        "cause": "unknown",
        "value": population,
        "operation": clipped(operation, 120),
        "reporting_round": clipped(reporting_round, 20),
    }
    identity = ("idps", unit, operation, reporting_round, ends, record.text("assessment_type"))
    yield _claim(
        record, "population", fields, hint, *identity, quoted=("location_code", "operation", "reporting_round")
    )


def _killed(record: Record, *, day_first: bool | None) -> Iterator[Claim]:
    fatalities = whole(record, "fatalities")
    if fatalities is None:
        raise Skip(_("The row states no number."))
    starts, ends = _period(record, day_first)
    hint, said, unit = _place(record)
    event_type = record.text("event_type")
    fields = {
        **_shared(record, _ACLED), **said, "measure": "killed", "basis": "period", "reference_period_start": starts,
        "reference_period_end": ends, "date_precision": "month", "cause": "conflict", "value": fatalities,
        "population_group": clipped(event_type, 60),
    }  # fmt: skip
    identity = ("conflict", unit, event_type, starts, ends)
    yield _claim(record, "fatalities", fields, hint, *identity, quoted=("location_code", "event_type"))


def _refugees(record: Record, *, day_first: bool | None) -> Iterator[Claim]:
    population, group = whole(record, "population"), record.text("population_group").upper()
    if population is None:
        raise Skip(_("The row states no number."))
    measure = _GROUPS.get(group)
    if measure is None:
        raise Skip(_("The population type of the row is none that is counted here."))
    starts, ends = _period(record, day_first)
    asylum = required(record, Record.text, "asylum_location_code").upper()
    origin = record.text("origin_location_code").upper()
    gender, ages = record.text("gender") or "all", record.text("age_range") or "all"
    when: dict[str, str] = {"basis": "stock", "as_of_date": ends, "as_of_basis": "stated", "date_precision": "day"}
    if measure in ("returned_refugees", "returned_idps"):
        when = {"basis": "period", "reference_period_start": starts, "reference_period_end": ends,
                "date_precision": "year"}  # fmt: skip
    fields = {
        **_shared(record, _UNHCR), **when, "measure": measure, "cause": "unknown", "value": population,
        "place_precision": "country", "provider_place_name": asylum, "origin_location_code": origin,
        "gender": gender, "age_range": "all" if ages == "unknown" else ages,
    }  # fmt: skip
    if ages == "unknown":
        fields["population_group"] = "unknown_age"
    identity = ("refugees", origin, asylum, group, gender, ages, ends)
    hint = PlaceHint(codes=(asylum,), country=asylum)
    quoted = ("origin_location_code", "asylum_location_code", "population_group", "gender", "age_range")
    yield _claim(record, "population", fields, hint, *identity, quoted=quoted)
