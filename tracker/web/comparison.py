"""What different sources say of the same thing near the same day, side by side: never a sum, never an average.

Fed by a headline card and the rows of the figures it names; shown by `dashboard/_compare.html`, and taken away as a
plate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.selectors.headline import Card
from tracker.web import numbers, sentences, words
from tracker.web.addresses import link_to
from tracker.web.charts import ranges as drawing
from tracker.web.plates import Plate, file_stem
from tracker.web.sorting import Sorting
from tracker.web.viewing import Viewing

Row = Mapping[str, Any]

HEADER = (
    "figure", "originator", "leads", "value_text", "value_low", "value_best", "value_high", "as_of_date", "said_date",
    "difference", "level", "citation_count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """One source's statement; `difference` is its number less that of the line, where both have an upper bound."""

    row: Row
    leads: bool
    difference: words.Number | None


@dataclass(frozen=True, slots=True)
class ComparisonPicture:
    """What `dashboard/_compare.html` shows."""

    plate: Plate
    statements: list[Statement]
    sorting: Sorting | None = None

    def sorted(self, by: Sorting) -> ComparisonPicture:
        """The same with its table in another order; the drawing and the files stay as they are."""
        statements = by.of(
            self.statements,
            {
                "name": lambda one: sentences.short_originator(one.row).casefold(),
                "number": lambda one: (
                    one.row["value_best"] if one.row["value_best"] is not None else one.row["value_low"]
                ),
                "difference": lambda one: one.difference,
                "as_of": lambda one: one.row["as_of_date"] or one.row["said_date"],
                "said": lambda one: one.row["said_date"],
            },
        )
        return replace(self, statements=statements, sorting=by)


def picture(card: Card, rows: Mapping[int, Row], viewing: Viewing) -> ComparisonPicture | None:
    """The sources of a card side by side; None where nobody else speaks."""
    found = statements(card, rows)
    if not found:
        return None
    slug = card.view.series.crisis.slug
    drawn = _ranges(card, found, viewing)
    plate = Plate(
        name=f"{slug}-{card.measure}-sources",
        measure=card.measure,
        title=drawn.title,
        caption=_caption(card, found, viewing),
        html=mark_safe(drawing.both(drawn)),  # noqa: S308  the renderer escapes
        alone=lambda: drawing.alone(drawn),
        header=HEADER,
        rows=[_cells(one) for one in found],
        address=file_stem("crisis-sources-file", slug, card.measure),
        page=f"{link_to('crisis', slug)}?measure={card.measure}",
        caution=_("The newest statement of each source about the same people, place and time. They are never added up "
                  "or averaged, and a minimum has no difference from another number."),
    )  # fmt: skip
    return ComparisonPicture(plate, found)


def statements(card: Card, rows: Mapping[int, Row]) -> list[Statement]:
    """The statement on the card, then the newest comparable one of each other source; none where nobody else speaks."""
    others = [rows[figure] for figure in card.others.figures if figure in rows] if card.others else []
    if not others:
        return []
    return [Statement(card.figure, True, None), *_beside(card.figure, others)]


def _beside(lead: Row, others: Iterable[Row]) -> list[Statement]:
    newest = sorted(others, key=lambda row: (row["as_of_date"] or row["said_date"], row["id"]), reverse=True)
    return [Statement(row, False, _difference(lead, row)) for row in newest]


def _difference(lead: Row, row: Row) -> words.Number | None:
    """A minimum has no difference from anything: nobody knows how far above it the truth may be (METHOD R5)."""
    if lead["value_high"] is None or row["value_high"] is None:
        return None
    if lead["value_best"] is None or row["value_best"] is None:
        return None
    difference: words.Number = row["value_best"] - lead["value_best"]
    return difference


def _caption(card: Card, found: Sequence[Statement], viewing: Viewing) -> SafeString:
    others = len(found) - 1
    beside = ngettext(
        "{n} other source spoke of the same near that day.",
        "{n} other sources spoke of the same near that day.",
        others,
    )
    facts = {
        "who": sentences.line_name(card.view),
        "number": numbers.figure_link(card.figure, query=viewing.query()),
        "date": words.day(card.as_of),
    }
    said = format_html(_("{who} said {number} as of {date}."), **facts)
    return format_html("{} {}", said, beside.format(n=words.number(others)))


def _ranges(card: Card, found: Sequence[Statement], viewing: Viewing) -> drawing.Ranges:
    return drawing.Ranges(
        key=f"sources-{card.view.series.pk}",
        title=_("What different sources say: %(title)s") % {"title": sentences.series_title(card.view.series)},
        description=_("A mark for each source at its number, with its range. All are in the table below."),
        measure=card.measure,
        rows=[_row(one, viewing) for one in found],
        value=words.short_number,
        as_bars=False,
    )


def _row(one: Statement, viewing: Viewing) -> drawing.Range:
    row = one.row
    return drawing.Range(
        name=sentences.short_originator(row),
        words=words.figure_words(row),
        best=_float(row["value_best"]),
        low=_float(row["value_low"]),
        high=_float(row["value_high"]),
        open_top=row["value_high"] is None and row["value_low"] is not None,
        title=sentences.figure_sentence(row),
        href=link_to("figure", row["id"]) + viewing.query(),
        figure=row["id"],
        kind="lead" if one.leads else "",
    )


def _cells(one: Statement) -> list[Any]:
    row = one.row
    return [
        row["id"], row["originator"], one.leads, row["value_text"], row["value_low"], row["value_best"],
        row["value_high"], row["as_of_date"], row["said_date"], one.difference, row["level"], row["citation_count"],
    ]  # fmt: skip


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
