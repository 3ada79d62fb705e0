"""Headline cards and lists of series, as the templates need them.

Reads cards and series views of the selectors; the number on a card is the resolver's, only its rounding
and its words are made here. Rows are fetched for what is shown and no more, so that a crisis of a
million figures opens like one of eighty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from tracker.estimates import rounding
from tracker.selectors import headline
from tracker.selectors.figures import figures_of
from tracker.selectors.reading import Reading
from tracker.selectors.series import SeriesView
from tracker.vocabulary import MEASURES, Flag, Unit
from tracker.web import sentences, trend_view, words

Row = dict[str, Any]

OTHERS_ON_A_CARD = 3
SERIES_IN_A_LIST = 60


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A headline card as `includes/_card.html` shows it."""

    measure: str
    what: str
    scope: str
    row: Row
    shown: words.Number | None
    said_by: str
    others: list[Row]
    more: int
    disagree: bool
    series: int
    spark: SafeString
    is_stale: bool
    chosen_by: str


@dataclass(frozen=True, slots=True)
class LinePicture:
    """A series in a list: its name and its newest number; a series without a line by what was said last."""

    view: SeriesView
    title: str
    row: Row | None


def pictures(cards: Iterable[headline.Card], rows: Mapping[int, Row]) -> list[CardPicture]:
    """Cards as pictures; `rows` are those of the other sources they name, as far as the page has them."""
    return [_picture(card, rows) for card in cards]


def _picture(card: headline.Card, rows: Mapping[int, Row]) -> CardPicture:
    others = [rows[one] for one in other_figures([card]) if one in rows]
    return CardPicture(
        measure=card.measure,
        what=sentences.series_counts(card.view.series),
        scope=sentences.series_scope(card.view.series),
        row=card.figure,
        shown=_shown(card),
        said_by=sentences.line_name(card.view),
        others=others[:OTHERS_ON_A_CARD],
        more=max(0, len(others) - OTHERS_ON_A_CARD),
        disagree=Flag.SOURCES_DISAGREE in card.point.flags,
        series=card.view.series.pk,
        spark=trend_view.spark_of(card.view),
        is_stale=card.is_stale,
        chosen_by=card.chosen_by,
    )


def other_figures(cards: Iterable[headline.Card]) -> list[int]:
    """The figures of other sources that cards name."""
    return [figure for card in cards if card.others for figure in card.others.figures]


def _shown(card: headline.Card) -> words.Number | None:
    """Displacement is rounded on cards, deaths and injuries never are; the exact value stays in the element."""
    value = words.plain_value(card.figure)
    measure = MEASURES.get(card.measure)
    if value is None or measure is None or card.figure["unit"] == Unit.PERCENT:
        return None
    return rounding.headline(Decimal(str(value)), rounded=measure.rounded_on_cards)


def lines(views: Sequence[SeriesView], rows: Mapping[int, Row]) -> list[LinePicture]:
    """Series as lines of a list, the first sixty; `rows` hold their newest figures."""
    listed = views[:SERIES_IN_A_LIST]
    return [
        LinePicture(view, sentences.series_title(view.series), rows.get(newest_figure(view) or 0)) for view in listed
    ]


def newest_figure(view: SeriesView) -> int | None:
    """The figure on top of the newest point, else the last claim that stands beside the line."""
    if view.newest:
        return view.newest.figure
    return view.off_spine[-1].figure if view.off_spine else None


def rows_for(views: Sequence[SeriesView], reading: Reading, *, and_figures: Iterable[int] = ()) -> dict[int, Row]:
    """The rows of the newest figures of these series, and of further figures, in one fetch."""
    wanted = {newest for view in views[:SERIES_IN_A_LIST] if (newest := newest_figure(view))} | set(and_figures)
    return {row["id"]: row for row in figures_of(reading, figure=sorted(wanted))} if wanted else {}
