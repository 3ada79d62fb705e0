"""What the rules need to know beyond the claim itself: its document, its place, and the figures around it.

Gathered for many claims at once, in a fixed number of queries, so that an import asks no more often than a form.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet

from tracker.ledger import bulk
from tracker.ledger.drafts import NewCitation
from tracker.ledger.series import key_of
from tracker.models import Crisis, Figure, Place, PublishedFigure, Series, StoredCopy
from tracker.rules import Facts
from tracker.vocabulary import OPEN_QUALIFIERS, Basis, DocumentKind, Party, PublicState, Unit

Draft = tuple[Figure, Sequence[NewCitation]]
Identifier = tuple[str, str]
"""Source system, and the identifier there."""

HELD_BACK = "W15"
"""The warning that a row of a file brings along: its publisher keeps it out of its own figures."""

_TOO_SHORT = 3
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class _Said(NamedTuple):
    """A published number of some day; of one day, what was published first comes last."""

    as_of: date
    order: int
    figure: int
    best: int


class _Voice(NamedTuple):
    """An originator in a series, with the first and the last of its figures."""

    originator: int
    first: int
    last: int


@dataclass(slots=True)
class _Surroundings:
    """Rows around a set of claims, fetched once."""

    series: dict[str, Series] = field(default_factory=dict)
    said: dict[tuple[int, int], list[_Said]] = field(default_factory=lambda: defaultdict(list))
    """What each originator has said in each series, by day."""
    voices: dict[int, list[_Voice]] = field(default_factory=lambda: defaultdict(list))
    """Who speaks in each series in which a party with a stake does."""
    alike: dict[tuple[Any, ...], list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[int, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    inside: dict[tuple[Any, ...], list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    finer: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    kept: set[int] = field(default_factory=set)
    """Documents of which the desk keeps a copy, among those that say of none."""
    shared: dict[tuple[Any, ...], Facts] = field(default_factory=dict)
    """What is known of the claims of one place and the same documents, once for all of them."""


def facts_of(drafts: Sequence[Draft], *, today: date) -> list[Facts]:
    """The facts about each of these claims, in order."""
    keys = [_series_of(figure) for figure, _ in drafts]
    complete = [figure for (figure, _), key in zip(drafts, keys, strict=True) if key]
    around = _surroundings(complete, {key for key in keys if key})
    around.kept = _kept_here(drafts)
    return [
        _facts(figure, citations, key, around, today=today)
        for (figure, citations), key in zip(drafts, keys, strict=True)
    ]


def _series_of(figure: Figure) -> str:
    """The key of the series that a claim belongs to; empty while it is not complete enough to belong to one."""
    counted_since = figure.basis != Basis.CUMULATIVE or figure.window_origin is not None
    key = key_of(figure) if counted_since and all(_named(vars(figure))) else ""
    return key if _can_be_asked(key) else ""


_named = itemgetter("crisis_id", "place_id", "measure", "originator_id")


def _can_be_asked(text: str) -> bool:
    """Whether a database can compare this text at all; the rules refuse any other by name."""
    return not _NO_TEXT.search(text)


def _surroundings(figures: Sequence[Figure], keys: set[str]) -> _Surroundings:
    around = _Surroundings()
    if not figures:
        return around
    around.series = {series.key: series for series in Series.objects.filter(key__in=keys).only(*_OF_SERIES)}
    _add_what_was_said(around, figures)
    for row in _alike(figures):
        around.alike[(row["measure"], row["place_id"], row["as_of_date"])].append(row)
    stored = {figure.part_of_id for figure in figures if figure.part_of_id} - _being_added(figures)
    for row in (*_parts(stored), *_new_parts(figures)):
        around.parts[row["part_of_id"]].append(row)
    for row in _inside(figures):
        around.inside[(row["measure"], row["place__parent_id"], row["as_of_date"])].append(row)
    around.finer = _finer_names({figure.place_id for figure in figures})
    return around


def _kept_here(drafts: Sequence[Draft]) -> set[int]:
    """The documents that name no archived copy, and of which one is kept at the desk. One question, or none."""
    cited = (citation.document for _figure, citations in drafts for citation in citations)
    asked = {one.id for one in cited if one.id and not (one.archived_url or one.sha256)}
    if not asked:
        return set()
    kept = StoredCopy.objects.filter(document__among=asked, removed_at__isnull=True)
    return set(kept.values_list("document", flat=True))


_OF_SERIES = ("key", "last_best", "last_figure")


def _add_what_was_said(around: _Surroundings, figures: Sequence[Figure]) -> None:
    """Add what is public in the series of these claims: of those that are of a day, and of those with a stake.

    No other claim asks for it, and a series of events may have a hundred thousand.
    """
    of_a_day = _series_among(around, (one for one in figures if one.as_of_date))
    with_a_stake = _series_among(around, (one for one in figures if one.party == Party.INTERESTED))
    for series_id, originator, *said in _numbers_in(of_a_day):
        around.said[series_id, originator].append(_Said(*said))
    for said_in_series in around.said.values():
        said_in_series.sort()
    for series_id, *voice in _voices_in(with_a_stake):
        around.voices[series_id].append(_Voice(*voice))


def _series_among(around: _Surroundings, figures: Iterable[Figure]) -> set[int]:
    keys = {key_of(figure) for figure in figures} if around.series else set()
    return {around.series[key].pk for key in keys if key in around.series}


def _numbers_in(series: set[int]) -> Iterable[tuple[Any, ...]]:
    if not series:
        return ()
    numbers = PublishedFigure.objects.live().filter(
        series_id__in=series, as_of_date__isnull=False, value_best__isnull=False
    )
    return numbers.order_by().values_list(
        "series_id", "originator_id", "as_of_date", -F("sequence"), "figure_id", "value_best"
    )


def _voices_in(series: set[int]) -> Iterable[tuple[Any, ...]]:
    if not series:
        return ()
    said = PublishedFigure.objects.live().filter(series_id__in=series).order_by()
    return said.values_list("series_id", "originator_id").annotate(Min("figure_id"), Max("figure_id"))


_SAME = ("basis", "window_origin_id", "population_group", "people_status", "gender", "age_range", "event_id")
_COMPARED = (
    "id", "measure", "place_id", "as_of_date", "originator_id", "speaker_id", "derived_best", "qualifier", "unit",
    *_SAME,
)  # fmt: skip


def _of_same_days(figures: Sequence[Figure]) -> QuerySet[Figure]:
    """Figures that stand, of the originators, measures and as-of dates of these."""
    return Figure.objects.exclude(public_state=PublicState.RETRACTED).filter(
        originator__in={figure.originator_id for figure in figures},
        measure__in={figure.measure for figure in figures},
        as_of_date__in={figure.as_of_date for figure in figures if figure.as_of_date},
    )


def _alike(figures: Sequence[Figure]) -> Iterable[Mapping[str, Any]]:
    return _of_same_days(figures).filter(place_id__in={figure.place_id for figure in figures}).values(*_COMPARED)


def _inside(figures: Sequence[Figure]) -> Iterable[Mapping[str, Any]]:
    """Figures about the places directly inside those of these figures."""
    around = _of_same_days(figures).filter(place__parent_id__in={figure.place_id for figure in figures})
    return around.values("place__parent_id", *_COMPARED)


def _finer_names(places: set[int]) -> dict[int, set[str]]:
    """Names of the places inside each of these, two levels down, in every language they are known by."""
    found: dict[int, set[str]] = defaultdict(set)
    within = Place.objects.filter(Q(parent_id__in=places) | Q(parent__parent_id__in=places))
    rows = within.values_list("parent_id", "parent__parent_id", "name", "names", "aliases")
    for parent, grandparent, name, names, aliases in rows:
        for place in (parent, grandparent):
            if place is None or place not in places:
                continue
            found[place] |= {name, *names.values(), *aliases}
    return found


def _parts(totals: set[int]) -> Iterable[Mapping[str, Any]]:
    if not totals:
        return ()
    parts = Figure.objects.exclude(public_state=PublicState.RETRACTED).filter(part_of__among=totals)
    return parts.values("id", "part_of_id", "partition", "derived_best", "unit")


def _being_added(figures: Sequence[Figure]) -> set[int]:
    """Numbers of those that are recorded now: no table knows a part of them yet."""
    return {figure.id for figure in figures if figure._state.adding and figure.id}


def _new_parts(figures: Sequence[Figure]) -> Iterable[Mapping[str, Any]]:
    """Parts that are being recorded together with their totals, and so are in no table yet."""
    return [
        {name: getattr(figure, name) for name in ("id", "part_of_id", "partition", "derived_best", "unit")}
        for figure in figures
        if figure.part_of_id and figure.id and figure._state.adding
    ]


def _facts(
    figure: Figure, citations: Sequence[NewCitation], series: str, around: _Surroundings, *, today: date
) -> Facts:
    shared = _shared(figure, citations, around, today)
    held_back = next((one["message"] for one in figure.warnings if one["code"] == HELD_BACK), "")
    more: dict[str, Any] = {"held_back": held_back} if held_back else {}
    if series:
        more |= _about_series(figure, around.series.get(series), around)
        more |= _about_repeats(figure, around)
        more |= _about_whole(figure, around)
        more |= _about_places_inside(figure, citations, around)
    return shared._replace(**more) if more else shared


def _shared(figure: Figure, citations: Sequence[NewCitation], around: _Surroundings, today: date) -> Facts:
    """What follows from the place and the documents alone; the claims of a row share both."""
    named = (*_place_of(vars(figure)), *[id(one.document) for one in citations])
    if named not in around.shared:
        around.shared[named] = Facts(today=today, **_evidence(citations, around), **_about_place(figure))
    return around.shared[named]


_place_of = itemgetter("place_id", "crisis_id", "origin_place_id")


def _evidence(citations: Sequence[NewCitation], around: _Surroundings) -> dict[str, Any]:
    documents = [citation.document for citation in citations]
    first = documents[0] if documents else None
    return {
        "document_known": bool(documents),
        "document_is_witness_record": any(one.kind == DocumentKind.WITNESS_RECORD for one in documents),
        "document_published": first.published_date if first else None,
        "document_archived": all(one.archived_url or one.sha256 or one.id in around.kept for one in documents),
        "publisher_known": bool(first and first.publisher_id),
    }


def _about_place(figure: Figure) -> dict[str, Any]:
    if not (figure.place_id and figure.crisis_id):
        return {}
    place, crisis, origin = figure.place, figure.crisis, figure.origin_place
    return {
        "place_name": place.name,
        "place_in_crisis": is_inside(place, crisis) or (origin is not None and is_inside(origin, crisis)),
        "place_population": place.population,
        "place_level": place.level,
    }


def identifiers_taken(figures: Sequence[Figure]) -> dict[Identifier, Figure]:
    """The stored figures that hold an identifier which one of these claims."""
    named = {(one.source_system, one.external_id) for one in figures if one.external_id}
    stored = Figure.objects.filter(pk__among=figures_called(named)).only("pk", "source_system", "external_id")
    return {(one.source_system, one.external_id): one for one in stored}


def figures_called(identifiers: Collection[Identifier]) -> list[int]:
    """Numbers of the stored figures that have one of these identifiers, none of them empty."""
    askable = [one for one in identifiers if _can_be_asked("".join(one))]
    columns = ("source_system", "external_id")
    return bulk.keys_of_pairs(Figure, columns, askable, only="NOT (external_id = '')")


def is_inside(place: Place, crisis: Crisis) -> bool:
    """Whether a place lies in the area of the crisis; a crisis without a place is everywhere."""
    area = crisis.place
    if area is None or area.id == place.id:
        return True
    found: Place | None = place
    while found is not None:
        if found.id == area.id:
            return True
        found = found.parent
    return area.level == "country" and place.iso3 == area.iso3


def _about_series(figure: Figure, series: Series | None, around: _Surroundings) -> dict[str, Any]:
    if series is None:
        return {"second_source": False} if figure.party != "none" else {}
    said = around.said.get((series.pk, figure.originator_id), ())
    others = [voice for voice in around.voices.get(series.pk, ()) if voice.originator != figure.originator_id]
    newest = _last_but(figure, said)
    return {
        "earlier_by_speaker": _earlier(figure, said),
        "last_of_series": series.last_best if series.last_figure != figure.id else None,
        "newer_as_of": newest.as_of if newest else None,
        "second_source": any({voice.first, voice.last} != {figure.id} for voice in others),
    }


def _earlier(figure: Figure, said: Sequence[_Said]) -> int | None:
    """The number that came last before the day of this running total."""
    if figure.basis != Basis.CUMULATIVE or not figure.as_of_date:
        return None
    found = _last_but(figure, said[: bisect_left(said, (figure.as_of_date,))])
    return found.best if found else None


def _last_but(figure: Figure, said: Sequence[_Said]) -> _Said | None:
    """The last of what was said that is not of this figure itself."""
    return next((one for one in reversed(said) if one.figure != figure.id), None)


def _about_places_inside(figure: Figure, citations: Sequence[NewCitation], around: _Surroundings) -> dict[str, Any]:
    """What the same originator counted in the places inside on that day, and which of them the quote names."""
    if not (around.inside or around.finer):
        return {}
    counted = [
        row["derived_best"]
        for row in around.inside[(figure.measure, figure.place_id, figure.as_of_date)]
        if row["id"] != figure.id
        and row["originator_id"] == figure.originator_id
        and row["unit"] == figure.unit
        and row["derived_best"] is not None
        and all(row[name] == getattr(figure, name) for name in _SAME)
    ]
    quote = citations[0].quote.casefold() if citations else ""
    named = (name for name in around.finer[figure.place_id] if name.casefold() in quote) if quote else ()
    return {
        "part_places_sum": sum(counted) if counted else None,
        "finer_places_in_quote": tuple(sorted(name for name in named if _is_word(name, quote))),
    }


def _is_word(name: str, quote: str) -> bool:
    """Whether a name stands in the quote by itself, not inside a longer word; very short names prove nothing."""
    return len(name) > _TOO_SHORT and bool(re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", quote))


def _about_repeats(figure: Figure, around: _Surroundings) -> dict[str, Any]:
    if not around.alike:
        return {}
    alike = [
        row
        for row in around.alike[(figure.measure, figure.place_id, figure.as_of_date)]
        if row["id"] != figure.id
        and row["originator_id"] == figure.originator_id
        and row["derived_best"] is not None
        and row["derived_best"] == figure.derived_best
        and all(row[name] == getattr(figure, name) for name in _SAME)
    ]
    # The same voice is likely the same entry twice; another voice of the same originator repeats it.
    return {
        "likely_duplicates": tuple(row["id"] for row in alike if row["speaker_id"] == figure.speaker_id),
        "same_statement": tuple(row["id"] for row in alike if row["speaker_id"] != figure.speaker_id),
    }


def _about_whole(figure: Figure, around: _Surroundings) -> dict[str, Any]:
    whole = figure.part_of
    if whole is None or figure.unit == Unit.PERCENT:
        return {}
    siblings = [
        row["derived_best"]
        for row in around.parts[whole.id]
        if row["id"] != figure.id and row["partition"] == figure.partition and row["derived_best"] is not None
    ]
    return {
        "parts_sum": sum(siblings) + (figure.derived_best or 0),
        "whole_value": whole.derived_best,
        "whole_open": whole.qualifier in OPEN_QUALIFIERS,
    }
