"""A series as a trend on a page: what the chart draws, its caption, its key, its notes.

Reads a `SeriesView` with rows and the events of its crisis; gives `charts` plain marks and the templates a context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from tracker.models import Event
from tracker.selectors.series import LeftOut, PointView, SeriesView
from tracker.vocabulary import Basis, Flag, Reason, Unit
from tracker.web import numbers, sentences, words
from tracker.web.addresses import link_to
from tracker.web.charts import trend as drawing
from tracker.web.charts.marks import Mark, Note, Trend, Words
from tracker.web.charts.spark import spark
from tracker.web.viewing import Viewing
from tracker.web.words import _

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class TrendPicture:
    """What `includes/_trend.html` shows."""

    measure: str
    line_name: str
    caption: SafeString
    html: SafeString
    has: dict[str, bool]
    notes: list[dict[str, str]]
    is_period: bool


def picture(view: SeriesView, events: Sequence[Event], viewing: Viewing) -> TrendPicture:
    """The trend of a series, drawn for both papers; needs the rows of its figures."""
    trend = trend_of(view, events, viewing)
    marks = [*trend.points, *trend.loose]
    return TrendPicture(
        measure=view.series.measure,
        line_name=sentences.line_name(view),
        caption=caption(view, viewing),
        html=mark_safe(drawing.both(trend)),  # noqa: S308  the renderer escapes
        has={
            "bar": any(mark.high is not None and mark.high > (mark.low or 0) for mark in marks),
            "open": any(mark.open_top for mark in marks),
            "loose": any(not mark.superseded for mark in trend.loose),
            "gone": any(mark.superseded for mark in trend.loose),
            "disagree": any(mark.disagree for mark in marks),
            "fall": any(mark.fall for mark in marks),
        },
        notes=[_note_text(note, event) for note, event in zip(trend.notes, _inside(events, trend), strict=True)],
        is_period=view.series.basis == Basis.PERIOD,
    )


def trend_of(view: SeriesView, events: Sequence[Event], viewing: Viewing) -> Trend:
    """The series as marks: its points on the line, everything else that was said beside it."""
    points = _points(view, viewing)
    loose = _loose(view, viewing)
    origin = view.series.window_origin
    trend = Trend(
        key=f"series-{view.series.pk}",
        title=sentences.series_title(view.series),
        description=description(view),
        line_name=sentences.line_name(view),
        measure=view.series.measure,
        words=_words(view, marks=[*points, *loose]),
        points=points,
        loose=loose,
        first_day=origin.earliest if origin else None,
        joined=view.series.basis != Basis.PERIOD,
    )
    notes = [
        Note(day=event.start, number=str(index), title=event.name)
        for index, event in enumerate(_inside(events, trend), start=1)
    ]
    trend.notes.extend(notes)
    return trend


def caption(view: SeriesView, viewing: Viewing) -> SafeString:
    """What the line says in one or two sentences, every number leading to its words."""
    first, last = view.points[0] if view.points else None, view.newest
    if first is None or last is None or first.row is None or last.row is None:
        return format_html("{}", _("No source gave a number that a line could stand on."))
    if first is last:
        return format_html("{}", sentences.figure_sentence(first.row))
    sentence = _(
        "%(name)s, %(people)s: %(first)s by %(first_day)s, %(last)s by %(last_day)s. "
        "Nothing is estimated between statements."
    )
    facts = {
        "name": sentences.line_name(view),
        "people": words.measure_people(view.series.measure),
        "first": numbers.figure_link(first.row, query=viewing.query()),
        "first_day": words.day(first.date),
        "last": numbers.figure_link(last.row, query=viewing.query()),
        "last_day": words.day(last.date),
    }
    safe = {name: conditional_escape(value) for name, value in facts.items()}
    return mark_safe(escape(sentence) % safe)  # noqa: S308  sentence and facts are escaped


def description(view: SeriesView) -> str:
    """What a screen reader hears of the drawing: how many statements, the first, the last, what stands beside."""
    if not view.points:
        return _("No source gave a number that a line could stand on.")
    ends = view.points[:1] if len(view.points) == 1 else (view.points[0], view.points[-1])
    spoken = [sentences.figure_sentence(point.row) for point in ends if point.row]
    counts = _("%(points)s statements on the line, %(others)s beside it. All are in the table of the line.") % {
        "points": len(view.points),
        "others": len(view.off_spine),
    }
    return " ".join([counts, *spoken])


def spark_of(view: SeriesView) -> SafeString:
    """The small line of a card."""
    points = [(point.date, float(point.value_best)) for point in view.points if point.value_best is not None]
    return mark_safe(spark(points, measure=view.series.measure))  # noqa: S308  the renderer escapes


def _words(view: SeriesView, *, marks: Sequence[Mark]) -> Words:
    days = [mark.day for mark in marks]
    is_long = bool(days) and max(days) - min(days) >= YEAR  # then a day alone does not say of which year
    return Words(
        value=words.percent if view.series.unit == Unit.PERCENT else words.short_number,
        month=words.month,
        day=words.short_day if is_long else words.day_and_month,
        as_of=lambda day: _("as of %(date)s") % {"date": words.short_day(day)},
        no_report=_("no report"),
        said_when=_said_when,
    )


def _said_when(who: str, when: str) -> str:
    """Who and when, the name kept apart where the language runs the other way: a number would stick to it."""
    name = f"\u2068{who}\u2069" if get_language_bidi() else who
    return words.comma().join([name, when])


def _points(view: SeriesView, viewing: Viewing) -> list[Mark]:
    found: list[Mark] = []
    for point in view.points:
        if point.value_best is not None and point.row is not None:
            found.append(_point(view, point, found[-1] if found else None, viewing))
    return found


def _point(view: SeriesView, point: PointView, before: Mark | None, viewing: Viewing) -> Mark:
    row = point.row or {}
    best = float(point.value_best or 0)
    return Mark(
        day=point.date,
        start=point.period_start if view.series.basis == Basis.PERIOD else None,
        best=best,
        low=_float(point.value_low),
        high=_float(point.value_high),
        open_top=point.high_open,
        words=words.figure_words(row),
        by=_short_who(row),
        title=f"{words.day(point.date)}: {sentences.what(row)}. {sentences.who(row)}",
        href=_address(row, viewing),
        figure=row["id"],
        disagree=Flag.SOURCES_DISAGREE in point.flags,
        fall=_fall(view, row, best, before),
        break_before=point.break_before,
    )


def _fall(view: SeriesView, row: dict[str, Any], best: float, before: Mark | None) -> str:
    """A cumulative count can only be lower than before because somebody counted again."""
    if before is None or best >= before.best or view.series.basis != Basis.CUMULATIVE:
        return ""
    return _("corrected") if row.get("supersedes") else _("lower than before")


def _loose(view: SeriesView, viewing: Viewing) -> list[Mark]:
    gone = [left for left in view.not_used if left.reason == Reason.SUPERSEDED]
    return [mark for left in [*view.off_spine, *gone] if (mark := _alone(view, left, viewing))]


def _alone(view: SeriesView, left: LeftOut, viewing: Viewing) -> Mark | None:
    """A claim drawn by itself; None for one without a number, a day or the unit of the axis."""
    row = left.row
    day = words.as_date(row["as_of_date"] or row["reference_period_end"]) if row else None
    if row is None or day is None or row["value_best"] is None or row["unit"] != view.series.unit:
        return None
    return Mark(
        day=day,
        best=float(row["value_best"]),
        low=_float(row["value_low"]),
        high=_float(row["value_high"]),
        open_top=row["value_high"] is None,
        words=words.figure_words(row),
        by=_short_who(row),
        title=f"{words.day(day)}: {sentences.what(row)}. {sentences.who(row)}",
        href=_address(row, viewing),
        figure=row["id"],
        superseded=left.reason == Reason.SUPERSEDED,
    )


def _short_who(row: dict[str, Any]) -> str:
    return str(row.get("speaker") or row.get("organisation_code") or row.get("organisation") or "")


def _address(row: dict[str, Any], viewing: Viewing) -> str:
    return link_to("figure", row["id"]) + viewing.query()


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _inside(events: Sequence[Event], trend: Trend) -> list[Event]:
    """Events between the first and the last day drawn."""
    days = [mark.day for mark in [*trend.points, *trend.loose]]
    if not days:
        return []
    first: date = min([*days, *([trend.first_day] if trend.first_day else [])])
    return [event for event in events if first <= event.start <= max(days)]


def _note_text(note: Note, event: Event) -> dict[str, str]:
    when = words.short_day(event.start)
    if event.end != event.start:
        when = _("%(first)s to %(last)s") % {"first": when, "last": words.short_day(event.end)}
    return {"number": note.number, "when": when, "text": event.name}
