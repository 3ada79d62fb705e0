"""Rows of a table whose columns somebody, or a row of hashtags, has given a meaning: their claims.

A `Meaning` says what each column holds. Besides the flat names of the API a column can hold a part of the place
(country, admin1, ...), a date whose part in the claim depends on the measure, or a count of one measure, for one sex
and age ("count:killed:f:0-4"). Read by hxl.py and spreadsheet.py.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.intake.flat import FLAT_FIELDS, nested
from tracker.intake.readers.cells import amount, day, decimal, year
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import Skip, clipped, quote_of, row_of
from tracker.intake.readers.rows import Claim, PlaceHint, SourceRow
from tracker.intake.readers.sheets import Record, Sheet
from tracker.rules import InvalidFigure, make_finding
from tracker.vocabulary import MEASURES, Basis
from tracker.vocabulary import gettext_noop as _
from tracker.wording.folding import fold

COUNT = "count:"
PLACE_FIELDS = (
    "country", "admin1", "admin1_code", "admin2", "admin2_code", "admin3", "admin3_code", "place_name", "place_code",
    "latitude", "longitude",
)  # fmt: skip
TIME_FIELDS = ("date", "year", "reference_period_start", "reference_period_end", "as_of_date")
DATE_FIELDS = (
    "reference_period_start", "reference_period_start_latest", "reference_period_end", "as_of_date", "statement_date",
    "document_published_date",
)  # fmt: skip
FIELDS = (*PLACE_FIELDS, *TIME_FIELDS, *(name for name in FLAT_FIELDS if name not in (*PLACE_FIELDS, *TIME_FIELDS)))
"""Everything that a column can hold, besides counts."""

CAUSES = {
    word: cause
    for cause, words in {
        "conflict": "conflict violence war insecurity fighting armed conflit guerre insecurite conflicto violencia"
        " guerra نزاع صراع حرب عنف",
        "disaster": "disaster natural flood floods earthquake storm cyclone drought fire landslide catastrophe"
        " inondation seisme desastre inundacion terremoto sequia كارثه فيضان زلزال جفاف",
        "development": "development project developpement desarrollo",
    }.items()
    for word in words.split()
}
"""Words of causes in four languages."""

GENDERS = {
    "f": "f", "female": "f", "females": "f", "woman": "f", "women": "f", "girls": "f", "femme": "f", "femmes": "f",
    "mujer": "f", "mujeres": "f", "m": "m", "male": "m", "males": "m", "man": "m", "men": "m", "boys": "m",
    "homme": "m", "hommes": "m", "hombre": "m", "hombres": "m", "all": "all", "total": "all", "both": "all",
    "انثي": "f", "اناث": "f", "نساء": "f", "ذكر": "m", "ذكور": "m", "رجال": "m",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A column that counts people: of which measure, and of which sex, ages, group, cause and unit."""

    measure: str
    gender: str = "all"
    ages: str = "all"
    group: str = ""
    cause: str = ""
    unit: str = ""

    @property
    def is_total(self) -> bool:
        """Whether it counts everybody."""
        return (self.gender, self.ages, self.group) == ("all", "all", "")

    @property
    def part(self) -> str:
        """What tells the claims of one row apart."""
        named = (self.measure, self.gender, self.ages, self.group, self.cause, self.unit)
        return "/".join(one for one in named if one and one != "all")

    @classmethod
    def read(cls, field_name: str) -> Counted:
        """The meaning of "count:killed:f:0-4"; missing parts are everybody."""
        measure, gender, ages = (*field_name.removeprefix(COUNT).split(":"), "all", "all")[:3]
        return cls(measure, gender or "all", ages or "all")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the columns of a table hold: fields by name, counts by column, and values that are the same everywhere."""

    columns: Mapping[str, tuple[str, ...]]
    """Field -> the columns that hold it."""
    counts: Mapping[str, Counted]
    """Column -> what it counts."""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    source_system: str = "spreadsheet"

    @classmethod
    def of(cls, mapping: Mapping[str, str], fixed: Mapping[str, Any], *, source_system: str = "spreadsheet") -> Meaning:
        """The meaning of column -> field."""
        columns: dict[str, list[str]] = defaultdict(list)
        counts = {}
        for column, name in mapping.items():
            if name.startswith(COUNT):
                counts[column] = Counted.read(name)
            elif name:
                columns[name].append(column)
        return cls({name: tuple(held) for name, held in columns.items()}, counts, fixed, source_system)

    def text(self, record: Record, name: str) -> str:
        """What a row says of a field, else what holds everywhere."""
        said = record.text(*self.columns[name]) if name in self.columns else ""
        return said or str(self.fixed.get(name) or "").strip()


def mapped_rows(source: Source, sheet: Sheet, meaning: Meaning) -> Iterator[SourceRow]:
    """The rows of a table under this meaning. Rows that nothing but their numbers tells apart are numbered."""
    times: Counter[str] = Counter()
    for record in sheet.records():
        row = row_of(record, lambda one: _claims(one, source, meaning))
        if row.claims:
            external_id = row.claims[0].fields["external_id"]
            times[external_id] += 1
            if times[external_id] > 1:
                again = f"{external_id}#{times[external_id]}"
                claims = tuple(one._replace(fields={**one.fields, "external_id": again}) for one in row.claims)
                row = row._replace(claims=claims)
        yield row


def _claims(record: Record, source: Source, meaning: Meaning) -> Iterator[Claim]:
    place = _place(record, meaning)
    shared = _shared(record, source, meaning, place)
    counts = dict(meaning.counts) or _counted_by_name(record, meaning)
    if not counts:
        raise Skip(_("No column of the table is said to count people."))
    totals = {one.measure: one.part for column, one in counts.items() if one.is_total and record.text(column)}
    for column, counted in counts.items():
        number = amount(record, column)
        if not number:
            continue
        part_of = None if counted.is_total else totals.get(counted.measure)
        yield Claim(
            fields={
                **shared,
                **number,
                **_about(counted, shared, part_of),
                **_times(record, source, meaning, counted.measure),
                "quote": shared.get("quote") or quote_of(record, *_said_with(meaning), column),
            },
            part=counted.part if meaning.counts else "",
            part_of=part_of,
            place=place,
            columns={**_columns(meaning), "value": column},
        )


def _counted_by_name(record: Record, meaning: Meaning) -> dict[str, Counted]:
    """The one column of values, of the measure that its row names."""
    columns, measure = meaning.columns.get("value", ()), meaning.text(record, "measure").casefold()
    if not columns:
        return {}
    if measure not in MEASURES:
        template = _("“%(found)s” is no measure. Expected one of: %(expected)s.")
        at = next(iter(meaning.columns.get("measure", ())), "measure")
        raise InvalidFigure(make_finding("E12", at, template, found=measure, expected=", ".join(MEASURES)))
    return {columns[0]: Counted(measure)}


def _about(counted: Counted, shared: Mapping[str, Any], part_of: str | None) -> dict[str, Any]:
    """Whom a column counts, where it does not count everybody."""
    said: dict[str, Any] = {
        "measure": counted.measure,
        "unit": counted.unit or shared.get("unit") or MEASURES[counted.measure].unit.value,
    }
    if counted.gender != "all":
        said["gender"] = counted.gender
    if counted.ages != "all":
        said["age_range"] = counted.ages
    if counted.group:
        said["population_group"] = counted.group
    if counted.cause:
        said["cause"] = counted.cause
    if part_of is not None:
        said["partition"] = "sex_age"
    return said


_APART = frozenset({"value", "measure", "date", "year", "country", "place_name", "cause", "gender", *DATE_FIELDS})


def _shared(record: Record, source: Source, meaning: Meaning, place: PlaceHint) -> dict[str, Any]:
    """Everything a row says but its counts, their times and their quote."""
    flat = {
        name: meaning.text(record, name)
        for name in {*meaning.columns, *meaning.fixed}
        if name not in _APART and name not in PLACE_FIELDS
    }
    flat |= _days(record, source, meaning) | _coded(record, meaning)
    fields = nested({name: value for name, value in flat.items() if value})
    _complete_document(fields, source)
    fields.setdefault("provider_place_name", clipped(", ".join(_place_words(record, meaning)), 300))
    fields.setdefault("external_id", _identity(record, meaning))
    fields.setdefault("source_system", meaning.source_system)
    return fields | {"latitude": place.latitude, "longitude": place.longitude}


def _days(record: Record, source: Source, meaning: Meaning) -> dict[str, str]:
    said = {}
    for name in ("statement_date", "document_published_date"):
        if name in meaning.columns:
            said[name] = day(record, *meaning.columns[name], day_first=source.options.day_first)
        else:
            said[name] = meaning.text(record, name)
    return said


def _coded(record: Record, meaning: Meaning) -> dict[str, str]:
    """Cause and gender in the codes of the vocabulary, from words in four languages."""
    cause, gender = meaning.text(record, "cause"), meaning.text(record, "gender")
    words = re.findall(r"\w+", fold(cause))
    return {
        "cause": next((CAUSES[word] for word in words if word in CAUSES), "other" if cause else ""),
        "gender": GENDERS.get(fold(gender), gender),
    }


def _complete_document(fields: dict[str, Any], source: Source) -> None:
    """The file itself is the document where no other is named; where it was fetched holds for either."""
    document = fields.setdefault("document", {"kind": "dataset"})
    if isinstance(document, dict):
        document.setdefault("title", clipped(source.name, 400))
        for name, said in (("url", source.options.url), ("accessed_date", source.options.accessed)):
            if said:
                document.setdefault(name, said)


def _place(record: Record, meaning: Meaning) -> PlaceHint:
    codes = [meaning.text(record, name) for name in ("place_code", "admin3_code", "admin2_code", "admin1_code")]
    names = tuple(meaning.text(record, name) for name in ("admin1", "admin2", "admin3"))
    while names and not names[-1]:
        names = names[:-1]
    latitude, longitude = (
        decimal(record, *meaning.columns[name]) if name in meaning.columns else None
        for name in ("latitude", "longitude")
    )
    whole = latitude is not None and longitude is not None
    site = meaning.text(record, "place_name")
    return PlaceHint(
        codes=tuple(filter(None, codes)),
        country=meaning.text(record, "country"),
        names=names,
        sites=(site,) if site and not names else (),
        latitude=latitude if whole else None,
        longitude=longitude if whole else None,
    )


def _place_words(record: Record, meaning: Meaning) -> list[str]:
    words = (meaning.text(record, name) for name in ("place_name", "admin3", "admin2", "admin1", "country"))
    return list(dict.fromkeys(filter(None, words)))


def _times(record: Record, source: Source, meaning: Meaning, measure: str) -> dict[str, Any]:
    """Basis and days of a claim, from whatever days the row gives."""

    def day_of(name: str) -> str:
        if name in meaning.columns:
            return day(record, *meaning.columns[name], day_first=source.options.day_first)
        return str(meaning.fixed.get(name) or "")

    starts, ends, as_of, on = map(day_of, ("reference_period_start", "reference_period_end", "as_of_date", "date"))
    of_year = year(record, *meaning.columns["year"]) if record.text(*meaning.columns.get("year", ())) else None
    bases = MEASURES[measure].bases
    basis = meaning.text(record, "basis") or (Basis.STOCK if Basis.STOCK in bases else Basis.PERIOD).value
    if basis == Basis.PERIOD:
        return {
            "basis": basis,
            "reference_period_start": starts or on or (f"{of_year}-01-01" if of_year else ends),
            "reference_period_end": ends or on or (f"{of_year}-12-31" if of_year else starts),
        }
    last = as_of or on or ends or (f"{of_year}-12-31" if of_year else "")
    if basis == Basis.CUMULATIVE:
        return {"basis": basis, "reference_period_start": starts, "as_of_date": last}
    return {"basis": basis, "as_of_date": last}


def _identity(record: Record, meaning: Meaning) -> str:
    """What a row is about, so that it is known again when its numbers change: all but its counts and its words."""
    about = sorted({name for name in (*meaning.columns, *meaning.fixed) if name not in ("value", "quote", "notes")})
    held = [f"{name}={meaning.text(record, name)}" for name in about]
    return hashlib.sha256("\n".join([*sorted(record.cells), *held]).encode()).hexdigest()[:24]


def _said_with(meaning: Meaning) -> list[str]:
    """The columns that are quoted beside a count: where and when."""
    names = ("place_name", "admin3", "admin2", "admin1", "country", *TIME_FIELDS)
    return [column for name in names for column in meaning.columns.get(name, ())][:5]


def _columns(meaning: Meaning) -> dict[str, str]:
    """Field -> column, so that a message stands at its cell."""
    found = {name: columns[0] for name, columns in meaning.columns.items()}
    place = next((found[name] for name in PLACE_FIELDS if name in found), "")
    when = next((found[name] for name in ("date", "year") if name in found), "")
    usual = {
        "place_code": place,
        **dict.fromkeys(("as_of_date", "reference_period_start", "reference_period_end"), when),
    }
    return {**{name: column for name, column in usual.items() if column}, **found}
