"""UNHCR's refugee statistics: population, solutions and demographics, in the layouts of its site, its API and HDX.

A wide row gives a claim for each group that it counts. Populations are stocks on 31 December of the year; returns are
counted over the year. Only ISO codes are read: UNHCR's own use AUS for Austria. UNHCR hides counts below five behind 0
or 5, so that a zero does not say that there was nobody: it states nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tracker.intake.readers.cells import amount, year
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import Skip, clipped, dataset, quote_of, row_of
from tracker.intake.readers.rows import Claim, PlaceHint, SourceRow
from tracker.intake.readers.sheets import Head, Leads, Record
from tracker.rules import InvalidFigure, make_finding
from tracker.vocabulary import gettext_noop as _

NAME = "unhcr"
DESCRIPTION = _("UNHCR refugee statistics: population, solutions, demographics")
SOURCE_SYSTEM = "unhcr-statistics"
PUBLISHER = {
    "name": "United Nations High Commissioner for Refugees", "code": "UNHCR", "kind": "un",
    "url": "https://www.unhcr.org/",
}  # fmt: skip
BECOMES: Mapping[str, str] = {
    "year": "as_of_date: 31 December of it (stocks); the year (returns)",
    "coa_iso, Country of asylum (ISO), ISO3CoA": "place",
    "coo_iso, Country of origin (ISO), ISO3CoO": "origin_location_code",
    "coo, coa": "left aside: UNHCR's own codes",
    "refugees, REF": "refugees",
    "asylum_seekers, ASY": "asylum_seekers",
    "idps, IDP": "idps",
    "stateless, STA": "stateless",
    "ooc, OOC": "others_of_concern",
    "oip, VDA": "in_need_of_protection",
    "hst": "host_community",
    "returned_refugees, RET": "returned_refugees, over the year",
    "returned_idps, RDP": "returned_idps, over the year",
    "resettlement, naturalisation, RST, NAT": "left aside: no measure counts them",
    "f_0_4 to m_total, Female_0_4 to Male_total": "gender and age_range, parts of the row's total",
    "pop_type, PT": "the measure of a demographics row",
    "location, urbanRural, accommodationType": "provider_place_name, population_group",
}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that counts people: its part of the identity, its measure, and its spellings."""

    part: str
    measure: str
    names: tuple[str, ...]


_STOCKS = (
    _Column("refugees", "refugees", ("refugees", "Refugees under UNHCR's mandate", "REF")),
    _Column("asylum_seekers", "asylum_seekers", ("asylum_seekers", "Asylum-seekers", "Asylum seekers", "ASY")),
    _Column("idps", "idps", ("idps", "IDPs of concern to UNHCR", "Internally displaced persons", "IDP")),
    _Column("stateless", "stateless", ("stateless", "Stateless persons", "STA")),
    _Column("ooc", "others_of_concern", ("ooc", "Others of concern", "Others of concern to UNHCR", "OOC")),
    _Column("oip", "in_need_of_protection", ("oip", "Other people in need of international protection", "VDA", "OIP")),
    _Column("hst", "host_community", ("hst", "Host community", "HST")),
)
_FLOWS = (
    _Column("returned_refugees", "returned_refugees", ("returned_refugees", "Returned refugees", "RET")),
    _Column("returned_idps", "returned_idps", ("returned_idps", "Returned IDPs", "Returned IDPss", "RDP")),
)

_ORIGIN = ("coo_iso", "Country of origin (ISO)", "ISO3CoO", "Country of Origin Code")
_ASYLUM = ("coa_iso", "Country of asylum (ISO)", "ISO3CoA", "Country of Asylum Code")
_ORIGIN_NAME = ("coo_name", "Country of origin", "Country of Origin Name")
_ASYLUM_NAME = ("coa_name", "Country of asylum", "Country of Asylum Name")
_UNKNOWN = frozenset({"UNK", "UKN", "XXA", "XXB", "XXC", "STA", "TIB", "VAR", "VARIOUS"})
"""Codes for an origin that nobody knows, or for none: the claim has no origin then."""

_TYPES = {
    "REF": "refugees", "ROC": "refugees", "ASY": "asylum_seekers", "IDP": "idps", "IOC": "idps", "STA": "stateless",
    "OOC": "others_of_concern", "VDA": "in_need_of_protection", "OIP": "in_need_of_protection", "HST": "host_community",
    "RET": "returned_refugees", "RDP": "returned_idps",
}  # fmt: skip
"""Measure of each population type of the demographics."""

_AGES = {"0_4": "0-4", "5_11": "5-11", "12_17": "12-17", "18_59": "18-59", "60": "60+", "other": "", "total": "all"}
_PERIOD_MEASURES = frozenset({"returned_refugees", "returned_idps"})


def recognises(head: Head) -> bool:
    """A year, the ISO codes of asylum and origin, and a group that is counted, or ages and sexes."""
    if not (head.has("year") and _any(head, _ORIGIN) and _any(head, _ASYLUM)):
        return False
    counted = any(_any(head, column.names) for column in (*_STOCKS, *_FLOWS))
    return counted or _is_demographics(head) or _is_total_alone(head)


def _any(head: Head, names: tuple[str, ...]) -> bool:
    return any(head.has(name) for name in names)


def _is_demographics(head: Head) -> bool:
    return head.has("f_total", "m_total") or head.has("Female_total", "Male_total")


def _is_total_alone(head: Head) -> bool:
    """The tables of other agencies beside UNHCR's own: IDMC's internally displaced and UNRWA's refugees."""
    return head.has("coo_iso", "coa_iso", "total") and len(head.columns) == 8


def rows(source: Source) -> Iterator[SourceRow]:
    """The rows of a file."""
    document = dataset(
        source, "Refugee Population Statistics Database", publisher=PUBLISHER, licence="CC BY 4.0",
        url="https://www.unhcr.org/refugee-statistics/",
    )  # fmt: skip
    for sheet in source.sheets:
        if recognises(sheet.head):
            read = partial(_reading(sheet.head), document=document)
            for record in sheet.records():
                yield row_of(record, read)


def _reading(head: Head) -> Callable[..., Iterator[Claim]]:
    """How the rows under a head are read."""
    if _is_demographics(head):
        return _demographics
    if _is_total_alone(head):
        first = dict(zip(head.columns, head.first, strict=False))
        return partial(_total_alone, column=_UNRWA if first.get("coo_name") == "Palestinian" else _IDMC)
    return _new_in_the_year if head.has("refugee_like") else _groups


def _new_in_the_year(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    raise Skip(_("The file counts people who became refugees during the year, which no measure here counts."))


_IDMC = _Column("idmc_idps", "idps", ("total",))
_UNRWA = _Column("unrwa_refugees", "refugees", ("total",))
_AGENCIES = {
    "idmc_idps": {"name": "Internal Displacement Monitoring Centre", "code": "IDMC", "kind": "monitor"},
    "unrwa_refugees": {"name": "United Nations Relief and Works Agency", "code": "UNRWA", "kind": "un"},
}
"""Who says so, in the tables that UNHCR passes on."""


def _total_alone(record: Record, *, document: dict[str, Any], column: _Column) -> Iterator[Claim]:
    agency = _AGENCIES[column.part]
    for claim in _counted(record, document, (column,)):
        fields = {**claim.fields, "organisation": agency, "originator": agency}
        if column is _IDMC:
            fields["cause"] = "conflict"
        else:
            # Gaza and the West Bank have a row each under one ISO code; their names alone tell them apart.
            fields["external_id"] = f"{fields['external_id']}/{clipped(record.text('coa_name'), 100)}"
        yield claim._replace(fields=fields)


def _groups(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    yield from _counted(record, document, (*_STOCKS, *_FLOWS))


def _counted(record: Record, document: dict[str, Any], counted: tuple[_Column, ...]) -> Iterator[Claim]:
    of_year = year(record, "year")
    shared, place = _shared(record, of_year, document)
    stated = {column: amount(record, *column.names) for column in counted}
    if any(stated.values()) and not any(one.get("value") for one in stated.values()):
        raise Skip(_("All counts are zero, which UNHCR also writes for fewer than five people."))
    for column, number in stated.items():
        if number.get("value"):
            header = record.column(*column.names)
            yield Claim(
                fields={
                    **shared, **number, **_basis(column.measure, of_year), "measure": column.measure,
                    "external_id": _identity(record, of_year), "quote": _quote(record, header),
                },
                part=column.part,
                place=place,
                columns={**record.names.leading(_COLUMNS), "value": header},
            )  # fmt: skip


def _shared(record: Record, of_year: int, document: dict[str, Any]) -> tuple[dict[str, Any], PlaceHint]:
    asylum, origin = _code(record, _ASYLUM), _code(record, _ORIGIN)
    if asylum in _UNKNOWN or not asylum:
        raise Skip(_("The country of asylum is unknown."))
    words = record.text(*_ASYLUM_NAME) or asylum
    return {
        "counting": "persons",
        "unit": "person",
        "level": "reported",
        "cause": "unknown",
        "date_precision": "day",
        "place_precision": "country",
        "provider_place_name": clipped(words, 300),
        "origin_location_code": "" if origin in _UNKNOWN else origin,
        "place_safe": True,
        "organisation": PUBLISHER,
        "originator": PUBLISHER,
        "document": document,
        "source_system": SOURCE_SYSTEM,
    }, PlaceHint(codes=(asylum,), country=asylum)


def _code(record: Record, names: tuple[str, ...]) -> str:
    code = record.text(*names).upper()
    if code and not (len(code) == 3 and code.isalpha()):
        template = _("“%(found)s” is no ISO code of a country. Expected %(expected)s.")
        expected = _("three letters, for example SYR")
        raise InvalidFigure(make_finding("E12", record.column(*names), template, found=code, expected=expected))
    return code


def _basis(measure: str, of_year: int) -> dict[str, str]:
    if measure in _PERIOD_MEASURES:
        return {
            "basis": "period", "reference_period_start": f"{of_year}-01-01", "reference_period_end": f"{of_year}-12-31",
            "date_precision": "year",
        }  # fmt: skip
    return {"basis": "stock", "as_of_date": f"{of_year}-12-31", "as_of_basis": "stated"}


def _identity(record: Record, of_year: int, *more: str) -> str:
    parts = (str(of_year), _code(record, _ORIGIN), _code(record, _ASYLUM), *more)
    return clipped("/".join(parts), 180)


def _quote(record: Record, header: str) -> str:
    return quote_of(record, "year", *(name for names in (_ORIGIN_NAME, _ASYLUM_NAME) for name in names[:3]), header)


_COLUMNS: Leads = {
    "as_of_date": "year", "reference_period_start": "year", "reference_period_end": "year", "place_code": _ASYLUM,
    "origin_location_code": _ORIGIN,
}  # fmt: skip


# --- demographics ---


def _demographics(record: Record, *, document: dict[str, Any]) -> Iterator[Claim]:
    """The row's total, and each sex and age as a part of it."""
    of_year = year(record, "year")
    kind = record.text("pop_type", "PT").upper()
    measure = _TYPES.get(kind)
    if measure is None:
        raise Skip(_("The population type of the row is none that is counted here."))
    shared, place = _shared(record, of_year, document)
    location = record.text("location")
    setting = [record.text(name) for name in ("loc_type", "urbanRural")] + [
        record.text(name) for name in ("acc_type", "accommodationType")
    ]
    shared |= _basis(measure, of_year) | {
        "measure": measure,
        "external_id": _identity(record, of_year, kind, location, *filter(None, setting)),
        "population_group": clipped(", ".join(filter(None, (location, *setting))), 60),
        "provider_place_name": clipped(", ".join(filter(None, (location, shared["provider_place_name"]))), 300),
    }
    columns = record.names.leading(_COLUMNS)
    whole = amount(record, "total")
    if not whole:
        raise Skip(_("The row states no number."))
    yield Claim(
        fields={**shared, **whole, "quote": quote_of(record, "year", "location", "total")},
        place=place,
        columns={**columns, "value": record.column("total")},
    )
    for gender, prefixes in (("f", ("f", "Female")), ("m", ("m", "Male"))):
        for suffix, ages in _AGES.items():
            names = tuple(f"{prefix}_{suffix}" for prefix in prefixes)
            stated = amount(record, *names)
            # A sex as a whole would count its ages again; it is read only where no ages are.
            if not stated or not stated.get("value") or (suffix == "total") == _has_ages(record, prefixes):
                continue
            yield Claim(
                fields={
                    **shared, **stated, "gender": gender, "age_range": ages or "all", "partition": "sex_age",
                    "notes": "" if ages else "Of unknown age.", "quote": quote_of(record, "year", *names),
                },
                part=f"{gender}_{suffix}",
                part_of="",
                place=place,
                columns={**columns, "value": record.column(*names)},
            )  # fmt: skip


def _has_ages(record: Record, prefixes: tuple[str, ...]) -> bool:
    ages = [suffix for suffix in _AGES if suffix != "total"]
    return any(amount(record, f"{prefix}_{suffix}").get("value") for prefix in prefixes for suffix in ages)
