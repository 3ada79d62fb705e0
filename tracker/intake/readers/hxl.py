"""Any table with a row of HXL hashtags: what its columns hold is told by their tags and attributes.

A tag matches the most telling rule whose attributes it has; others do no harm, and attributes that HXL forbids (+2013)
are tolerated. Every column that counts people gives a claim of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tracker.intake.flat import FLAT_FIELDS
from tracker.intake.readers.mapped import Counted, Meaning, mapped_rows
from tracker.intake.readers.opening import Source
from tracker.intake.readers.rows import SourceRow
from tracker.intake.readers.sheets import Head
from tracker.ledger.row import FIELDS
from tracker.vocabulary import gettext_noop as _

NAME = "hxl"
DESCRIPTION = _("any table with a row of HXL hashtags")
SOURCE_SYSTEM = "hxl"
BECOMES: Mapping[str, str] = {
    "#affected+killed, +injured, +missing, +abducted, +detained, +displaced, +evacuated, +returned, +idps, +refugees, "
    "+asylum, +stateless, +hosts, +returnees": "a claim of that measure for each column",
    "#inneed, #population": "people_in_need, population",
    "+f, +m, +children, +adults, +elderly, +age_0_4 on a count": "gender, age_range; parts of the column without them",
    "+hh on a count": "unit household",
    "#country, #adm1 to #adm3, #loc, #geo, with +code, +name, +lat, +lon": "place",
    "#date with +start, +end, +occurred, +reported, +year": "the days that the basis asks for",
    "#source, #meta+source, #org": "organisation",
    "#meta+url, #source+url": "document_url",
    "#id, #meta+id": "external_id",
    "#cause, #operation, #round, #description, #event+code": "cause, operation, reporting_round, notes, event",
    "the hashtags of our own export": "the field of that column",
    "#targeted, #reached, #sector, #affected alone": "left aside: no measure counts them",
}

Rule = tuple[str, frozenset[str], str]

_MEASURES = {
    "killed": "killed", "injured": "injured", "missing": "missing", "abducted": "abducted", "detained": "detained",
    "displaced": "displaced", "evacuated": "evacuated", "returned": "returned", "idps": "idps", "refugees": "refugees",
    "asylum": "asylum_seekers", "stateless": "stateless", "concern": "others_of_concern", "hosts": "host_community",
    "protection": "in_need_of_protection", "returnees": "returnees", "newdisp": "displaced", "fatalities": "killed",
    "dead": "killed",
}  # fmt: skip
"""Attribute of #affected -> measure; the later ones are common and not HXL's own."""

_RULES: tuple[tuple[str, str, str], ...] = (
    ("country", "code", "country"), ("country", "iso3", "country"), ("country", "", "country"),
    ("adm1", "code", "admin1_code"), ("adm1", "", "admin1"), ("adm2", "code", "admin2_code"), ("adm2", "", "admin2"),
    ("adm3", "code", "admin3_code"), ("adm3", "", "admin3"), ("loc", "code", "place_code"), ("loc", "", "place_name"),
    ("geo", "lat", "latitude"), ("geo", "lon", "longitude"),
    ("date", "start", "reference_period_start"), ("date", "end", "reference_period_end"),
    ("date", "occurred", "date"), ("date", "reported", "date"), ("date", "year", "year"), ("date", "", "date"),
    ("source", "url", "document_url"), ("source", "", "organisation"), ("meta", "source", "organisation"),
    ("meta", "url", "document_url"), ("meta", "id", "external_id"), ("id", "", "external_id"),
    ("org", "", "organisation"), ("cause", "", "cause"), ("operation", "", "operation"),
    ("round", "", "reporting_round"),
    ("description", "", "notes"), ("event", "code", "event"),
)  # fmt: skip

_AGES = {
    "infants": "0-4", "children": "0-17", "adolescents": "12-17", "adults": "18-59", "elderly": "60+", "youth": "15-24",
}  # fmt: skip
_GENDERS = {"f": "f", "m": "m", "x": "x", "u": "u"}
_LEFT = {"origin", "previous", "intended"}
"""Attributes of places that are not where the people are."""


def recognises(head: Head) -> bool:
    """Whether its hashtags say that some column counts people."""
    return any(counted_of(tag) is not None or field_of(tag) == "value" for tag in head.tags if tag)


def rows(source: Source) -> Iterator[SourceRow]:
    """The rows of the tables with hashtags."""
    for sheet in source.sheets:
        if recognises(sheet.head):
            yield from mapped_rows(source, sheet, meaning_of(sheet.head, source.options.fixed))


def meaning_of(head: Head, fixed: Mapping[str, object]) -> Meaning:
    """What the columns hold. Of two columns for one field, the one whose tag says more comes first."""
    counts: dict[str, Counted] = {}
    held: dict[str, list[tuple[int, str]]] = {}
    for column, tag in head.tagged().items():
        if (counted := counted_of(tag)) is not None:
            counts[column] = counted
        elif name := field_of(tag):
            held.setdefault(name, []).append((-_telling(tag), column))
    columns = {name: tuple(column for _order, column in sorted(found)) for name, found in held.items()}
    return Meaning(columns, counts, fixed, SOURCE_SYSTEM)


@lru_cache(maxsize=1024)
def split(tag: str) -> tuple[str, frozenset[str]]:
    """The name of a hashtag and its attributes, in small letters."""
    name, *attributes = (part.strip().casefold() for part in tag.strip().removeprefix("#").split("+"))
    return name, frozenset(filter(None, attributes))


_OWN = {split(one.hxl): one.name for one in FIELDS if one.name in FLAT_FIELDS}


@lru_cache(maxsize=1024)
def counted_of(tag: str) -> Counted | None:
    """What a column under this hashtag counts; None where it counts nothing that has a measure."""
    name, attributes = split(tag)
    if (name, attributes) in _OWN:
        return None
    if name == "affected":
        measure = next((_MEASURES[one] for one in _MEASURES if one in attributes), "")
        measure = "displaced" if "newdisp" in attributes else measure
        if {"returned", "refugees"} <= attributes or {"returned", "idps"} <= attributes:
            measure = "returned_refugees" if "refugees" in attributes else "returned_idps"
    else:
        measure = {"inneed": "people_in_need", "population": "population"}.get(name, "")
    if not measure or attributes & {"pct", "percentage", "code", "name", "text", "url", "sex", "age"}:
        return None
    return Counted(
        measure,
        gender=next((_GENDERS[one] for one in _GENDERS if one in attributes), "all"),
        ages=_ages(attributes),
        cause=next((one for one in ("conflict", "disaster") if one in attributes), ""),
        unit="household" if attributes & {"hh", "households"} else "",
    )


def _ages(attributes: frozenset[str]) -> str:
    for one in sorted(attributes):
        if found := re.fullmatch(r"age_?(\d{1,3})_(\d{1,3})", one):
            return f"{int(found[1])}-{int(found[2])}"
        if found := re.fullmatch(r"age_?(\d{1,3})_?(?:plus|over|up)?", one):
            return f"{int(found[1])}+"
    return next((_AGES[one] for one in _AGES if one in attributes), "all")


@lru_cache(maxsize=1024)
def field_of(tag: str) -> str:
    """The field that a column under this hashtag holds; "" for none."""
    name, attributes = split(tag)
    if (name, attributes) in _OWN:
        return _OWN[name, attributes]
    if attributes & _LEFT:
        return "origin_location_code" if name == "country" and "code" in attributes else ""
    return next((held for tag_name, one, held in _RULES if tag_name == name and (not one or one in attributes)), "")


def _telling(tag: str) -> int:
    """How much a hashtag says of itself: codes before names, names before nothing."""
    _name, attributes = split(tag)
    return 2 * bool(attributes & {"code", "iso3"}) + bool(attributes)
