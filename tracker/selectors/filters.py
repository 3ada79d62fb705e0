"""The question a list of figures answers: parameters by the names of the row, turned into one condition.

`parse_query` reads the parameters of an address or a mapping a page made, and returns a `FigureQuery`: the
condition on the narrow columns and its one normalised spelling, from which ETags and cursors are made.
Everything that cannot be used is refused at once, each parameter with a code; a misspelt name is told the
nearest one.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from tracker.models import Crisis, Document, Event, Figure, PublishedFigure, Series
from tracker.selectors import parsing
from tracker.selectors.places import find_places, place_codes, within
from tracker.selectors.refusals import Problem, QueryError
from tracker.selectors.search import with_words
from tracker.selectors.sources import organisation_ids, speaker_ids
from tracker.vocabulary import (
    MEASURES,
    POPULATION_GROUPS,
    Basis,
    Cause,
    Counting,
    Gender,
    Grade,
    Level,
    PeopleStatus,
    PlaceLevel,
    Qualifier,
    Role,
    Unit,
)

MAX_VALUES = 500
"""Values in one comma-separated list."""

Condition = tuple[Any, Q]
"""The normalised value, for ETags and cursors, and the condition it stands for."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter: what it does, in words, and how its text becomes a condition."""

    name: str
    about: str
    read: Callable[[str, str], Condition]
    schema: str = "string"
    """What one value is: a word of JSON Schema, a format of it, or "bbox"."""
    codes: tuple[str, ...] = ()
    """The closed list its values are of, if there is one."""
    several: bool = False
    most: int | None = None
    example: str = ""


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """A question about figures.

    `terms` is its one spelling. `sort` is (parameter, descending) for each, empty for the order by sequence.
    """

    terms: tuple[tuple[str, Any], ...] = ()
    condition: Q = field(default_factory=Q)
    latest: bool = False
    sort: tuple[tuple[str, bool], ...] = ()

    def digest(self) -> str:
        """The same text for the same question, another for another."""
        text = json.dumps([self.terms, self.sort], default=str, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def _any_of(column: str, values: list[Any]) -> Q:
    return Q(**{column: values[0]}) if len(values) == 1 else Q(**{f"{column}__in": values})


def _some(name: str, text: str) -> list[str]:
    values = parsing.parts(text)
    if not values:
        raise parsing.refuse(name, "invalid_code", f"{name} is empty; leave it out or name a value.")
    if len(values) > MAX_VALUES:
        raise parsing.refuse(name, "out_of_range", f"{name} takes at most {MAX_VALUES} values.")
    return values


def nearest(word: str, choices: Iterable[str]) -> str:
    """A sentence that names the choice most like the word, or nothing."""
    close = difflib.get_close_matches(word.casefold(), list(choices), n=1, cutoff=0.6)
    return f" Did you mean {close[0]}?" if close else ""


def _unknown(name: str, value: str, choices: Iterable[str] = ()) -> QueryError:
    return parsing.refuse(name, "invalid_code", f'"{value}" is no {name} known here.{nearest(value, choices)}')


def _code(name: str, about: str, codes: Iterable[str]) -> Filter:
    """A code of the vocabulary, in any case."""
    known = {str(code).casefold(): str(code) for code in codes if str(code)}

    def read(parameter: str, text: str) -> Condition:
        found = []
        for value in _some(parameter, text):
            if value.casefold() not in known:
                raise _unknown(parameter, value, known)
            found.append(known[value.casefold()])
        found.sort()
        return found, _any_of(name, found)

    return Filter(name, about, read, codes=tuple(known.values()), several=True)


def _words(name: str, about: str) -> Filter:
    """A name that is free text and matches exactly."""

    def read(parameter: str, text: str) -> Condition:
        values = sorted(_some(parameter, text))
        return values, _any_of(name, values)

    return Filter(name, about, read, several=True)


def _levels(parameter: str, text: str) -> Condition:
    numbers = sorted({parsing.whole(parameter, value, most=3) for value in _some(parameter, text)})
    return [str(number) for number in numbers], _any_of("admin_level", numbers)


def _numbered(name: str, about: str, column: str, table: type[Model], public_as: str = "") -> Filter:
    """Rows of a table by number; one that nothing published ever named is as unknown as one that is not there."""

    def read(parameter: str, text: str) -> Condition:
        numbers = sorted({parsing.whole(parameter, value) for value in _some(parameter, text)})
        public = PublishedFigure.objects.filter(**{public_as or column: OuterRef("pk")})
        known = set(table._default_manager.filter(Exists(public), pk__in=numbers).values_list("pk", flat=True))
        for number in numbers:
            if number not in known:
                raise _unknown(parameter, str(number))
        return [str(number) for number in numbers], _any_of(column, numbers)

    return Filter(name, about, read, "integer", several=True)


def _group(parameter: str, text: str) -> Condition:
    """Groups by their codes, in any case: those of the vocabulary, and those that somebody counted beside them."""
    asked = _some(parameter, text)
    known = {code.casefold(): code for code in POPULATION_GROUPS}
    counted = Series.objects.exclude(population_group="").values_list("population_group", flat=True).distinct()
    if not all(value.casefold() in known for value in asked):
        known = {code.casefold(): code for code in counted} | known
    for value in asked:
        if value.casefold() not in known:
            raise _unknown(parameter, value, known)
    codes = sorted(known[value.casefold()] for value in asked)
    return codes, _any_of("population_group", codes)


def _crisis(parameter: str, text: str) -> Condition:
    asked = _some(parameter, text)
    known = {slug.casefold(): slug for slug in Crisis.objects.values_list("slug", flat=True)}
    for value in asked:
        if value.casefold() not in known:
            raise _unknown(parameter, value, known)
    slugs = sorted(known[value.casefold()] for value in asked)
    return slugs, _any_of("crisis", slugs)


def _event(parameter: str, text: str) -> Condition:
    found: set[int] = set()
    for value in _some(parameter, text):
        codes = Event.objects.filter(code__iexact=value).values_list("pk", flat=True)
        ids = set(codes)
        if not ids and parsing.WHOLE.fullmatch(value):
            ids = {int(value)}
        public = set(PublishedFigure.objects.filter(event_id__in=ids).values_list("event_id", flat=True).distinct())
        if not public:
            raise _unknown(parameter, value)
        found |= {number for number in public if number is not None}
    ids_found = sorted(found)
    return [str(number) for number in ids_found], _any_of("event_id", ids_found)


def _place(name: str, about: str, level: PlaceLevel | None = None) -> Filter:
    """A place code, in any case; of one level where the column holds only that."""

    def read(parameter: str, text: str) -> Condition:
        asked = _some(parameter, text)
        spelt = place_codes(asked, level=level)
        for value in asked:
            if value.casefold() not in spelt:
                raise _unknown(parameter, value)
        codes = sorted({spelt[value.casefold()] for value in asked})
        return codes, _any_of(name, codes)

    return Filter(name, about, read, several=True, example="SYR" if level == PlaceLevel.COUNTRY else "")


def _place_within(parameter: str, text: str) -> Condition:
    asked = _some(parameter, text)
    places = find_places(asked)
    condition = Q(pk__in=[])
    for value in asked:
        if value.casefold() not in places:
            raise _unknown(parameter, value)
        condition |= within(places[value.casefold()])
    return sorted({places[value.casefold()].code for value in asked}), condition


def _source(name: str, about: str, column: str, find: Callable[[str], list[int]]) -> Filter:
    """Whoever is named by number, short name or full name, and is named by something published."""

    def read(parameter: str, text: str) -> Condition:
        found: set[int] = set()
        # A name may hold a comma of its own: the whole text is tried first.
        whole = find(text.strip())
        for value in [text.strip()] if whole else _some(parameter, text):
            ids = whole or find(value)
            if not ids:
                raise _unknown(parameter, value)
            found.update(ids)
        ids_found = sorted(found)
        return [str(number) for number in ids_found], _any_of(column, ids_found)

    return Filter(name, about, read, several=True)


def _bbox(parameter: str, text: str) -> Condition:
    numbers = [parsing.decimal(parameter, part.strip()) for part in text.split(",")]
    if len(numbers) != 4:
        raise parsing.refuse(parameter, "out_of_range", "bbox is four numbers: west, south, east, north.")
    west, south, east, north = (float(number) for number in numbers)
    inside = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90
    if not inside:
        raise parsing.refuse(
            parameter, "out_of_range", "bbox is west, south, east, north in degrees, south below north."
        )
    across = Q(longitude__gte=west) & Q(longitude__lte=east)
    if west > east:  # across the date line
        across = Q(longitude__gte=west) | Q(longitude__lte=east)
    return [f"{number:g}" for number in (west, south, east, north)], Q(latitude__range=(south, north)) & across


def _redistributable(parameter: str, text: str) -> Condition:
    wanted = parsing.yes_or_no(parameter, text)
    return wanted, Q(redistributable=wanted)


def _dates(name: str, about: str) -> tuple[Filter, Filter]:
    """A range of days, inclusive at both ends."""

    def least(parameter: str, text: str) -> Condition:
        day: date = parsing.day(parameter, text)
        return day.isoformat(), Q(**{f"{name}__gte": day})

    def most(parameter: str, text: str) -> Condition:
        day: date = parsing.day(parameter, text)
        return day.isoformat(), Q(**{f"{name}__lte": day})

    return (
        Filter(f"{name}_min", f"{about}, on or after this day", least, "date"),
        Filter(f"{name}_max", f"{about}, on or before this day", most, "date"),
    )


def _updated() -> tuple[Filter, Filter]:
    def least(parameter: str, text: str) -> Condition:
        at = parsing.moment(parameter, text, end=False)
        return at.isoformat(), Q(updated_at__gte=at)

    def most(parameter: str, text: str) -> Condition:
        at = parsing.moment(parameter, text, end=True)
        return at.isoformat(), Q(updated_at__lte=at)

    return (
        Filter("updated_at_min", "published here at or after this moment or day", least, "date-time"),
        Filter("updated_at_max", "published here at or before this moment or day", most, "date-time"),
    )


def _values() -> tuple[Filter, Filter]:
    """The best number, a count or a percentage, within limits; figures without a best are in neither."""

    def bound(comparison: str) -> Callable[[str, str], Condition]:
        def read(parameter: str, text: str) -> Condition:
            number: Decimal = parsing.decimal(parameter, text)
            condition = Q(**{f"value_best__{comparison}": number}) | Q(**{f"percent_best__{comparison}": number})
            return f"{number.normalize():f}", condition

        return read

    return (
        Filter("value_min", "the best number is at least this", bound("gte"), "number"),
        Filter("value_max", "the best number is at most this", bound("lte"), "number"),
    )


FILTERS: dict[str, Filter] = {
    one.name: one
    for one in (
        _code("measure", "what is counted", MEASURES),
        _code("basis", "over what time the number counts", Basis),
        _code("counting", "whether a person counted twice is one or two", Counting),
        _code("unit", "what one of the number is", Unit),
        Filter("crisis", "code of the crisis", _crisis, several=True, example="nw-syria"),
        Filter("event", "number or code of the event", _event, several=True),
        _numbered("series", "number of the series", "series_id", Series),
        _words("operation", "operation of a provider that reports in rounds"),
        _words("reporting_round", "round of that operation"),
        _numbered("part_of", "number of the figure this is a part of", "part_of", Figure, "figure_id"),
        _code("grade", "an editor's judgement", Grade),
        _words("source_system", "system the figure was taken from"),
        _words("external_id", "identifier in that system"),
        _place("origin_location_code", "where the people come from"),
        _place("location_code", "country, ISO 3166-1 alpha-3", PlaceLevel.COUNTRY),
        _place("admin1_code", "first-level unit", PlaceLevel.ADM1),
        _place("admin2_code", "second-level unit", PlaceLevel.ADM2),
        _place("place_code", "the very place"),
        Filter(
            "place_within", "the place or anything inside it, by hierarchy", _place_within, several=True, example="SYR"
        ),
        Filter("admin_level", "0 for a country to 3", _levels, "integer", several=True, most=3),
        Filter("bbox", "west, south, east, north in degrees", _bbox, "bbox", example="35.7,35.2,37.9,36.9"),
        _source("organisation", "who says so: number, short name or name", "organisation_id", organisation_ids),
        _source("originator", "who claims to know: number, short name or name", "originator_id", organisation_ids),
        _source("speaker", "the person who says so: number or name", "speaker_id", speaker_ids),
        _numbered("document_id", "number of the document", "document_id", Document),
        Filter(
            "q",
            "words of the quote, the title, or who said it; the last may be a beginning",
            with_words,
            example="fled homes",
        ),
        _code("gender", "sex or gender counted", Gender),
        _code("people_status", "civilians, combatants or everybody", PeopleStatus),
        _code("cause", "what people fled from or died of", Cause),
        _code("level", "how far the source says it worked the number out", Level),
        _code("role", "an editor's override", Role),
        _code("qualifier", "the words around the number", Qualifier),
        Filter("population_group", "group the figure counts", _group, several=True, example="women_and_children"),
        *_dates("reference_period_start", "the period starts"),
        *_dates("reference_period_end", "the period ends"),
        *_dates("as_of_date", "the number speaks of a day"),
        *_dates("statement_date", "the statement was made"),
        *_dates("document_published_date", "the document was published"),
        *_updated(),
        *_values(),
        Filter("redistributable", "whether the figure may be passed on", _redistributable, "boolean"),
    )
}
"""Every filter, by the name of its parameter."""

SORT_COLUMNS: dict[str, str] = {
    "id": "figure_id",
    "sequence": "sequence",
    "measure": "measure",
    "crisis": "crisis",
    "place_code": "place_code",
    "value": "value_best",
    "as_of_date": "as_of_date",
    "statement_date": "statement_date",
    "said_date": "said_date",
    "reference_period_start": "reference_period_start",
    "reference_period_end": "reference_period_end",
    "document_published_date": "document_published_date",
    "updated_at": "updated_at",
}
"""What `sort` may name, and the column behind it."""

READ_HERE = frozenset({*FILTERS, "latest", "sort"})
"""Parameters that `parse_query` itself reads."""


def parse_query(params: Mapping[str, Any], *, others: Iterable[str] = ()) -> FigureQuery:
    """The question these parameters ask. `others` are parameters that someone else reads.

    Raises QueryError naming every parameter that cannot be used.
    """
    problems = check_names(params, {*READ_HERE, *others})
    terms: dict[str, Any] = {}
    condition = Q()
    for name in sorted(set(params) & READ_HERE):
        try:
            value, part = _read(name, single(params, name))
        except QueryError as error:
            problems += error.problems
        else:
            terms[name] = value
            condition &= part
    if problems:
        raise QueryError(*problems)
    sort = tuple(terms.pop("sort", ()))
    latest = terms.get("latest") is True
    return FigureQuery(tuple(sorted(terms.items())), condition, latest, sort)


def check_names(params: Iterable[str], known: set[str]) -> list[Problem]:
    """A problem for each parameter nobody knows, naming the nearest that somebody does."""
    return [
        Problem(name, "unknown_parameter", f'There is no parameter "{name}".{nearest(name, sorted(known))}')
        for name in params
        if name not in known
    ]


def single(params: Mapping[str, Any], name: str) -> str:
    """The text of a parameter. Raises QueryError when given twice: which one counts would be a guess."""
    values = params.getlist(name) if hasattr(params, "getlist") else [params[name]]
    if len(values) != 1:
        raise parsing.refuse(name, "repeated", f"{name} is given {len(values)} times; write values with commas.")
    text = str(values[0])
    if "\x00" in text:
        raise parsing.refuse(name, "invalid_code", f"{name} holds a character that no text holds.")
    return text


def _read(name: str, text: str) -> Condition:
    if name == "latest":
        return parsing.yes_or_no(name, text), Q()
    if name == "sort":
        return _sort(text), Q()
    return FILTERS[name].read(name, text)


def _sort(text: str) -> list[tuple[str, bool]]:
    """(name, descending) for each; ends with the sequence, so that the order leaves nothing open."""
    order: list[tuple[str, bool]] = []
    for part in _some("sort", text):
        name, descending = part.removeprefix("-"), part.startswith("-")
        if name not in SORT_COLUMNS:
            raise _unknown("sort", name, SORT_COLUMNS)
        order.append((name, descending))
    if all(name != "sequence" for name, _ in order):
        order.append(("sequence", order[0][1]))
    return order
