"""What is recorded already that a figure being entered may repeat, replace, or be a part or a share of.

Suggestions, never refusals. Every question goes through an index with an end: the words of the quote, the document,
and (originator, measure, as-of date, place); nothing is compared with the whole table. The questions read figures
alone; what stands around those that are shown is read once, for all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from rapidfuzz import fuzz

from tracker.ledger.drafts import NewCitation, quote_key
from tracker.ledger.record import RELATED
from tracker.models import Citation, Figure
from tracker.vocabulary import ALL_AGES, Basis, Gender, PeopleStatus, PublicState
from tracker.wording.searching import words_of

READ = 200
"""Citations of one document that are looked at, the newest first."""
SHOWN = 5
NEAR_TEXT = 90
"""Likeness of two quotes, of 100, from which one is the other with a slip or two."""
BASE_DAYS = 31
"""How far apart a share and its base may be counted."""

_OF_ALL = {
    "gender": Gender.ALL.value,
    "age_range": ALL_AGES,
    "people_status": PeopleStatus.ALL.value,
    "population_group": "",
}


@dataclass(frozen=True, slots=True)
class Alike:
    """A recorded figure, and why it may be the same statement: "words", "text" or "count"; or another's: "outlet"."""

    figure: Figure
    why: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Figures that may be the same statement, and those that a field may name, by the name of the field."""

    repeats: list[Alike]
    relations: Mapping[str, list[Figure]]


def suggestions_for(figure: Figure, citation: NewCitation | None, *, apart: Collection[int] = ()) -> Suggestions:
    """What to suggest for a figure being entered; those of `apart` were said to be other statements.

    Figures come with what stands around them and with their citations, as a public row is made of them.
    """
    repeats = [one for one in _repeats_of(figure, citation) if one.figure.pk not in apart]
    known = {one.figure.pk for one in repeats}
    offered = {
        "supersedes": () if figure.supersedes_id else _earlier_of(figure),
        "share_of": () if figure.share_of_id else _bases_of(figure),
        "part_of": () if figure.part_of_id else _totals_of(figure),
    }
    relations = {name: [one.pk for one in found if one.pk not in known] for name, found in offered.items()}
    whole = _whole({*known, *(pk for found in relations.values() for pk in found)})
    return Suggestions(
        [Alike(whole[one.figure.pk], one.why) for one in repeats],
        {name: [whole[pk] for pk in found] for name, found in relations.items() if found},
    )


def _whole(keys: Collection[int]) -> Mapping[int, Figure]:
    """Figures with what stands around them; as two questions, for a plan of all these tables takes long to make."""
    citations = Prefetch("citations", Citation.objects.select_related("document__publisher"))
    return Figure.objects.select_related(*RELATED).prefetch_related(citations).in_bulk(keys) if keys else {}


def _repeats_of(figure: Figure, citation: NewCitation | None) -> list[Alike]:
    """Recorded figures that may be this statement: its words, almost its words, or its source, place, day and number.

    One quote may state several figures, so the same words count only with the same measure and number.
    """
    found: dict[int, Alike] = {}
    for why, figures in (
        ("words", _same_words(citation)),
        ("text", _same_document(citation)),
        ("count", _same_count(figure)),
    ):
        for one in figures:
            if one.pk != figure.pk and _same_number(one, figure):
                found.setdefault(one.pk, Alike(one, why))
    return sorted(found.values(), key=lambda alike: -alike.figure.pk)[:SHOWN]


def count_of_document(citation: NewCitation | None) -> int:
    """How many figures are recorded from the document; counted up to READ."""
    if citation is None or citation.document.pk is None:
        return 0
    return Citation.objects.filter(document_id=citation.document.pk)[:READ].count()


def _earlier_of(figure: Figure) -> list[Figure]:
    """What the same originator said of the same count before, or for the same day; this figure may replace it."""
    if not (figure.originator_id and figure.place_id and figure.measure and figure.as_of_date):
        return []
    since = figure.as_of_date - timedelta(days=366)
    same = _standing().filter(
        originator_id=figure.originator_id,
        measure=figure.measure,
        as_of_date__range=(since, figure.as_of_date),
        place_id=figure.place_id,
        basis=figure.basis,
        **{name: getattr(figure, name) for name in _OF_ALL},
    )
    rows = same.exclude(pk=figure.pk).order_by("-as_of_date", "-pk")[:SHOWN]
    return [one for one in rows if one.derived_best != figure.derived_best]


def _bases_of(figure: Figure) -> list[Figure]:
    """What a share may be a share of: the same measure and place, near its day."""
    if figure.basis != Basis.SHARE or not (figure.place_id and figure.originator_id and figure.measure):
        return []
    near = _near(figure.as_of_date or figure.statement_date)
    bases = _standing().filter(
        originator_id=figure.originator_id, measure=figure.measure, place_id=figure.place_id, as_of_date__range=near
    )
    return list(bases.exclude(basis=Basis.SHARE).exclude(pk=figure.pk).order_by("-as_of_date", "-pk")[:SHOWN])


def _totals_of(figure: Figure) -> list[Figure]:
    """What a count of some people may be a part of: the same source's count of everybody, on that day."""
    is_part = any(getattr(figure, name) != value for name, value in _OF_ALL.items())
    if (
        not is_part
        or figure.basis == Basis.SHARE
        or not (figure.place_id and figure.originator_id and figure.as_of_date)
    ):
        return []
    totals = _standing().filter(
        originator_id=figure.originator_id,
        measure=figure.measure,
        as_of_date=figure.as_of_date,
        place_id=figure.place_id,
        basis=figure.basis,
        **_OF_ALL,
    )
    return list(totals.exclude(pk=figure.pk).order_by("-pk")[:SHOWN])


def _standing() -> QuerySet[Figure]:
    return Figure.objects.exclude(public_state=PublicState.RETRACTED)


def _same_words(citation: NewCitation | None) -> Iterable[Figure]:
    key = quote_key(citation.quote) if citation else ""
    if not key:
        return ()
    # The second condition shows SQLite that its index of quotes holds every such row.
    carrying = Citation.objects.filter(quote_key=key).exclude(quote_key="").order_by("-pk")
    return _standing().filter(pk__in=list(carrying.values_list("figure_id", flat=True)[: SHOWN * 4]))


def _same_document(citation: NewCitation | None) -> Iterable[Figure]:
    """Figures of the same document in almost the same words."""
    if citation is None or not citation.quote:
        return ()
    words = " ".join(words_of(citation.quote))
    of_document = Citation.objects.filter(document_id=citation.document.pk).order_by("-pk")
    held = of_document.values_list("figure_id", "quote")[:READ]
    near = [pk for pk, quote in held if fuzz.ratio(words, " ".join(words_of(quote))) >= NEAR_TEXT]
    return _standing().filter(pk__in=near[: SHOWN * 4]) if near else ()


def _same_count(figure: Figure) -> Iterable[Figure]:
    if not (figure.originator_id and figure.place_id and figure.measure and figure.as_of_date):
        return ()
    return _standing().filter(
        originator_id=figure.originator_id,
        measure=figure.measure,
        as_of_date=figure.as_of_date,
        place_id=figure.place_id,
    )[: SHOWN * 4]


_COMPARED = ("measure", "basis", "qualifier", "gender", "age_range", "people_status", "population_group")


def _same_number(one: Figure, other: Figure) -> bool:
    """Whether both count the same people to the same number."""
    numbers: tuple[Any, ...] = tuple((held.derived_low, held.derived_best, held.percent) for held in (one, other))
    stated = any(number is not None for number in numbers[1])
    return stated and numbers[0] == numbers[1] and all(getattr(one, name) == getattr(other, name) for name in _COMPARED)


def _near(day: date | None) -> tuple[date, date]:
    middle = day or date(1900, 1, 1)
    return middle - timedelta(days=BASE_DAYS), middle + timedelta(days=BASE_DAYS)
