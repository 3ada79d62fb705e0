"""A total divided by its own source, as a chart and its table: who the people are, only where that was said.

Reads `selectors.breakdowns`; gives `charts` plain rows. The rest that nobody placed is a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.selectors.breakdowns import Breakdown
from tracker.vocabulary import ALL_AGES, Gender
from tracker.web import numbers, sentences, words
from tracker.web.addresses import link_to
from tracker.web.charts import ranges as drawing
from tracker.web.plates import Plate, file_stem
from tracker.web.viewing import Viewing

PARTITION_WORDS = {
    "sex_age": gettext_lazy("by sex and age"),
    "people_status": gettext_lazy("civilians and combatants"),
    "setting": gettext_lazy("by where people stay"),
    "side": gettext_lazy("by side"),
}
HEADER = ("figure", "part", "value_low", "value_best", "value_high", "high_open", "part_of", "partition")


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of the total: its bounds where they can be worked out, else None."""

    low: words.Number | None
    best: words.Number | None
    high: words.Number | None
    high_open: bool


@dataclass(frozen=True, slots=True)
class BreakdownPicture:
    """What `dashboard/_breakdown.html` shows: `parts` are (name, row), the largest first."""

    plate: Plate
    whole: dict[str, Any]
    parts: list[tuple[str, dict[str, Any]]]
    rest: Rest | None
    exceeds: bool


def picture(found: Breakdown, viewing: Viewing) -> BreakdownPicture:
    """A breakdown as a page shows it."""
    parts = [(part_name(row, found.whole), row) for row in found.parts]
    rest = _rest(found)
    drawn = _ranges(found, parts, rest, viewing)
    plate = Plate(
        name=f"figure-{found.whole['id']}-{found.partition or 'parts'}",
        measure=found.whole["measure"],
        title=drawn.title,
        caption=_caption(found, parts, viewing),
        html=mark_safe(drawing.both(drawn)),  # noqa: S308  the renderer escapes
        alone=lambda: drawing.alone(drawn),
        header=HEADER,
        rows=_cells(found, parts, rest),
        address=file_stem("figure-parts-file", found.whole["id"], found.partition or "parts"),
        page=link_to("figure", found.whole["id"]),
        caution=_(
            "Parts of one total, as its source divided it. What no part names is the rest; nobody said who they are."
        ),
    )
    return BreakdownPicture(plate, found.whole, parts, rest, found.named is None)


def part_name(row: dict[str, Any], whole: dict[str, Any]) -> str:
    """Whom a part counts: "women", "age 0-4", "civilians"; its place where that is what divides the total."""
    said = [sentences.group_words(row)]
    if row["gender"] not in (Gender.ALL, "") and not row.get("population_group"):
        said.append(words.code_words(words.GENDER_WORDS, row["gender"]))
    if row["age_range"] not in (ALL_AGES, ""):
        said.append(_("age %(range)s") % {"range": row["age_range"]})
    if row.get("place_code") != whole.get("place_code"):
        said.append(sentences.place_name(row))
    return words.comma().join(part for part in said if part) or words.measure_label(row["measure"])


def _rest(found: Breakdown) -> Rest | None:
    """None where the parts leave nothing. Two minimums have no difference, so then only its being open is known."""
    left = found.unspecified
    if left is None or found.named is None:
        return None
    if found.named.high_open and left.high_open:
        return Rest(None, None, None, True)
    if left.best is not None and left.best <= 0 and not left.high_open:
        return None
    return Rest(left.low, left.best, left.high, left.high_open)


def _caption(found: Breakdown, parts: Sequence[tuple[str, dict[str, Any]]], viewing: Viewing) -> SafeString:
    """The live sentence: of how many, how many were named."""
    facts = {
        "who": sentences.short_originator(found.whole) or found.whole["document_publisher"],
        "whole": numbers.figure_link(found.whole, query=viewing.query()),
        "people": words.measure_people(found.whole["measure"]),
        "part": numbers.figure_link(parts[0][1], query=viewing.query()),
        "name": parts[0][0],
        "date": words.day(found.whole["as_of_date"] or found.whole["said_date"]),
    }
    return format_html(_("{who}, as of {date}: of {whole} {people}, {part} were {name}."), **facts)


def _ranges(
    found: Breakdown, parts: Sequence[tuple[str, dict[str, Any]]], rest: Rest | None, viewing: Viewing
) -> drawing.Ranges:
    rows = [replace(_row(_("The total, as said"), found.whole, viewing), kind="whole")]
    rows += [_row(name, row, viewing) for name, row in parts]
    if rest:
        rows.append(_row_of_rest(rest))
    division = str(PARTITION_WORDS.get(found.partition, _("in parts")))
    facts = {
        "measure": sentences.counted_as(found.whole),
        "place": sentences.place_name(found.whole),
        "date": words.day(found.whole["as_of_date"] or found.whole["said_date"]),
        "how": division,
    }
    return drawing.Ranges(
        key=f"parts-{found.whole['id']}-{found.partition or 'parts'}",
        title=_("%(measure)s, %(place)s, as of %(date)s, %(how)s") % facts,
        description=_("A bar for the total and for each of its parts: %(bars)s. All are in the table below.")
        % {"bars": words.comma().join(f"{one.name} {one.words}" for one in rows)},
        measure=found.whole["measure"],
        rows=rows,
        value=words.short_number,
        as_bars=True,
    )


def _row(name: str, row: dict[str, Any], viewing: Viewing) -> drawing.Range:
    return drawing.Range(
        name=name,
        words=words.figure_words(row),
        best=_float(row["value_best"]),
        low=_float(row["value_low"]),
        high=_float(row["value_high"]),
        open_top=row["value_high"] is None and row["value_low"] is not None,
        title=f"{name}: {sentences.figure_sentence(row)}",
        href=link_to("figure", row["id"]) + viewing.query(),
        figure=row["id"],
    )


def _row_of_rest(rest: Rest) -> drawing.Range:
    said = _("cannot be worked out: both are minimums")
    if rest.best is not None:
        said = words.number(rest.best)
        said = _("at least %(number)s") % {"number": said} if rest.high_open else said
    return drawing.Range(
        name=_("not specified"),
        words=said,
        best=_float(rest.best),
        low=_float(rest.low),
        high=_float(rest.high),
        open_top=rest.high_open,
        title=f"{_('not specified')}: {said}",
        kind="rest",
    )


def _cells(found: Breakdown, parts: Sequence[tuple[str, dict[str, Any]]], rest: Rest | None) -> list[list[Any]]:
    rows = [
        [row["id"], name, row["value_low"], row["value_best"], row["value_high"], row["value_high"] is None,
         found.whole["id"], found.partition]
        for name, row in parts
    ]  # fmt: skip
    if rest:
        rows.append(
            [None, "unspecified", rest.low, rest.best, rest.high, rest.high_open, found.whole["id"], found.partition]
        )
    return [*rows, _cells_of_total(found)]


def _cells_of_total(found: Breakdown) -> list[Any]:
    """The total as the table has it, last; it is part of nothing, so that nobody adds it to its parts."""
    row = found.whole
    bounds = [row["value_low"], row["value_best"], row["value_high"], row["value_high"] is None]
    return [row["id"], "total", *bounds, None, found.partition]


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
