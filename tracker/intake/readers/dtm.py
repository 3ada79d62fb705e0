"""IOM DTM: internally displaced people by operation, round and admin level, from HDX (with hashtags) or the API.

Rounds of one operation replace each other and operations add up (METHOD R8), so both are kept. A file repeats the same
people at several admin levels: each row is about its own unit, and sums take one level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from tracker.intake.readers.cells import day, required, whole
from tracker.intake.readers.mapped import CAUSES
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import Skip, clipped, dataset, quote_of, read_rows
from tracker.intake.readers.rows import Claim, PlaceHint, SourceRow
from tracker.intake.readers.sheets import Head, Leads, Record
from tracker.vocabulary import gettext_noop as _

NAME = "iom_dtm"
DESCRIPTION = _("IOM Displacement Tracking Matrix, from HDX or its API")
SOURCE_SYSTEM = "iom-dtm"
PUBLISHER = {
    "name": "International Organization for Migration", "code": "IOM", "kind": "un", "url": "https://www.iom.int/",
}  # fmt: skip
BECOMES: Mapping[str, str] = {
    "numPresentIdpInd": "idps, a stock on the reporting date",
    "numberMales, numberFemales": "parts of it by sex",
    "operation, roundNumber": "operation, reporting_round",
    "reportingDate": "as_of_date",
    "admin0Pcode to admin2Pcode, names, adminLevel": "place, place_precision",
    "idpOriginAdmin1Pcode, idpOriginAdmin1Name": "origin_location_code",
    "displacementReason": "cause",
    "assessmentType, operationStatus": "notes",
    "id": "left aside: it changes between releases; the identity is operation, round, unit, day, reason and origin",
}

_SIGNATURE = ("operation", "admin0Pcode", "numPresentIdpInd", "reportingDate", "roundNumber")
_LEVELS = ("country", "adm1", "adm2", "adm3")


def recognises(head: Head) -> bool:
    """The columns that HDX and the API share."""
    return head.has(*_SIGNATURE)


def rows(source: Source) -> Iterator[SourceRow]:
    """The rows of a file."""
    document = dataset(
        source, "Displacement Tracking Matrix (DTM)", publisher=PUBLISHER, licence="CC BY-IGO 3.0",
        url="https://dtm.iom.int/",
    )  # fmt: skip
    return read_rows(source, recognises, partial(_claims, document=document, day_first=source.options.day_first))


def _claims(record: Record, *, document: dict[str, Any], day_first: bool | None) -> Iterator[Claim]:
    present = whole(record, "numPresentIdpInd")
    if present is None:
        raise Skip(_("The row states no number."))
    on = required(record, day, "reportingDate", day_first=day_first)
    level = _level(record)
    place = _place(record, level)
    origin_code, origin_name = record.text("idpOriginAdmin1Pcode"), record.text("idpOriginAdmin1Name")
    country = place.country
    origin = PlaceHint(
        codes=(origin_code,) if origin_code else (), country=country, names=(origin_name,) * bool(origin_name)
    )
    said = operation, reporting_round = record.text("operation"), record.text("roundNumber")
    reason = record.text("displacementReason")
    words = [record.text(f"admin{at}Name") for at in range(level, -1, -1)]
    notes = [record.text("assessmentType"), record.text("operationStatus")]
    unit = next(iter(place.codes), "") or "/".join(filter(None, words))
    shared: dict[str, Any] = {
        "measure": "idps", "basis": "stock", "counting": "persons", "unit": "person", "level": "reported",
        "qualifier": "exact", "as_of_date": on, "as_of_basis": "stated", "date_precision": "day",
        "cause": next((CAUSES[word] for word in reason.casefold().split() if word in CAUSES), "unknown"),
        "operation": clipped(operation, 120), "reporting_round": clipped(reporting_round, 20),
        "place_precision": _LEVELS[level], "provider_place_name": clipped(", ".join(filter(None, words)), 300),
        "place_safe": True, "organisation": PUBLISHER, "originator": PUBLISHER, "document": document,
        "notes": f"Assessment: {', '.join(filter(None, notes))}." if any(notes) else "",
        "source_system": SOURCE_SYSTEM,
        "external_id": clipped("/".join((*said, unit, on, reason, origin_code or origin_name)), 180),
    }  # fmt: skip
    yield Claim(
        fields={**shared, "value": present, "quote": quote_of(record, *_QUOTED, "numPresentIdpInd")},
        place=place,
        origin=origin if origin_code or origin_name else None,
        columns=record.names.leading(_COLUMNS),
    )
    for part, column in (("m", "numberMales"), ("f", "numberFemales")):
        number = whole(record, column)
        if number:
            yield Claim(
                fields={
                    **shared, "value": number, "gender": part, "partition": "sex_age",
                    "quote": quote_of(record, *_QUOTED, column),
                },
                part=part,
                part_of="",
                place=place,
                origin=origin if origin_code or origin_name else None,
                columns={**record.names.leading(_COLUMNS), "value": column},
            )  # fmt: skip


_QUOTED = ("operation", "admin2Name", "admin1Name", "reportingDate", "roundNumber")
_COLUMNS: Leads = {
    "value": "numPresentIdpInd",
    "as_of_date": "reportingDate",
    "operation": "operation",
    "reporting_round": "roundNumber",
    "cause": "displacementReason",
    "place_code": ("admin2Pcode", "admin1Pcode", "admin0Pcode"),
    "origin_location_code": ("idpOriginAdmin1Pcode", "idpOriginAdmin1Name"),
}


def _level(record: Record) -> int:
    """The admin level of a row: stated, else the deepest unit that it names."""
    stated = whole(record, "adminLevel")
    if stated is not None:
        return min(stated, len(_LEVELS) - 1)
    return next((at for at in (3, 2, 1) if record.text(f"admin{at}Pcode", f"admin{at}Name")), 0)


def _place(record: Record, level: int) -> PlaceHint:
    codes = [record.text(f"admin{at}Pcode") for at in range(level, -1, -1)]
    return PlaceHint(
        codes=tuple(filter(None, codes)),
        country=record.text("admin0Pcode", "admin0Name"),
        names=tuple(record.text(f"admin{at}Name") for at in range(1, level + 1)),
    )
