"""Sums over events by month, as a chart and its table; each bar leads to its events.

Reads `selectors.tallies`; gives `charts` plain bars. Sums are kept for places, so a crisis shows those of its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import EventTotal, Place
from tracker.selectors.places import WITHIN_COLUMNS
from tracker.selectors.reading import Reading
from tracker.selectors.tallies import TallyQuery, TallyRow, tally_rows
from tracker.vocabulary import MEASURES, Basis, Flag, PlaceLevel
from tracker.web import numbers, sentences, words
from tracker.web.addresses import link_to
from tracker.web.charts import bars as drawing
from tracker.web.plates import Plate, file_stem
from tracker.web.viewing import Viewing

HEADER = (
    "place_code", "measure", "period_start", "period_end", "value_low", "value_best", "value_high", "high_open",
    "events", "flags",
)  # fmt: skip
MOST_MONTHS = 36
"""A longer stretch is shown by year: bars that nobody can tell apart say nothing."""

MOST_THEN = 2_000
"""Events in a place whose sums are worked out again for another moment while a reader waits."""


@dataclass(frozen=True, slots=True)
class TallyPicture:
    """What `dashboard/_months.html` shows."""

    plate: Plate
    place: Place
    lines: list[tuple[str, str, TallyRow]]
    by: str


def tallies_of(place: Place | None, measure: str, reading: Reading, viewing: Viewing) -> TallyPicture | None:
    """The sums of a place; None where sums are not kept for it, or nothing was counted by event."""
    if place is None or place.level not in WITHIN_COLUMNS or not _is_flow(measure):
        return None
    if not reading.is_live and _events(place, measure) > MOST_THEN:
        return None
    rows = tally_rows(TallyQuery(measure, place), reading)
    by = "month"
    if rows and len(_starts(rows[0].period_start, rows[-1].period_start, "month")) > MOST_MONTHS:
        by = "year"
        rows = tally_rows(TallyQuery(measure, place, by="year"), reading)
    if not any(row.value_low for row in rows):
        return None
    return _picture(place, measure, rows, by, viewing)


def _is_flow(measure: str) -> bool:
    return measure in MEASURES and Basis.PERIOD in MEASURES[measure].bases


def _events(place: Place, measure: str) -> int:
    column = WITHIN_COLUMNS[PlaceLevel(place.level)]
    found = EventTotal.objects.filter(measure=measure, **{column: place.code})
    number: int = found.aggregate(number=Count("pk"))["number"]
    return number


def _picture(place: Place, measure: str, rows: Sequence[TallyRow], by: str, viewing: Viewing) -> TallyPicture:
    drawn = _bars(place, measure, rows, by, viewing)
    plate = Plate(
        name=f"{place.code.lower()}-{measure}-by-{by}",
        measure=measure,
        title=drawn.title,
        caption=_caption(place, measure, rows, by),
        html=mark_safe(drawing.both(drawn)),  # noqa: S308  the renderer escapes
        alone=lambda: drawing.alone(drawn),
        header=HEADER,
        rows=[_cells(place, measure, row) for row in rows],
        address=file_stem("place-months-file", place.code, measure),
        page=f"{link_to('place', place.code)}?measure={measure}",
        caution=_("Sums of what sources say of separate events, added up event by event; the thin line is the range of "
                  "sources and no confidence interval. What happened without being counted is in no bar."),
        key=_key(rows),
    )  # fmt: skip
    named = [(name, bar.href, row) for bar, row in zip(drawn.bars, rows, strict=True) for name in [_name(row, by)]]
    return TallyPicture(plate, place, named, by)


def _key(rows: Sequence[TallyRow]) -> dict[str, str]:
    """What the marks mean, of those that are drawn."""
    found = {"best": _("sum of the best numbers of separate events")}
    if any(row.value_best is None for row in rows):
        found["at_least"] = _("outlined: some event has no best number, so this is the least")
    if any(row.value_high is not None and row.value_high > (row.value_low or 0) for row in rows):
        found["range"] = _("line: lowest to highest that sources say")
    if any(row.high_open for row in rows):
        found["open"] = _("faded top: nobody stated an upper bound")
    if any(Flag.WIDE_DATE.value in row.flags for row in rows):
        found["wide_date"] = _("dashed: holds events whose day is known only roughly")
    return found


def _name(row: TallyRow, by: str) -> str:
    return str(row.period_start.year) if by == "year" else words.month_and_year(row.period_start)


def _caption(place: Place, measure: str, rows: Sequence[TallyRow], by: str) -> SafeString:
    """The live sentence: in which month most, counted at how many events."""
    most = max(rows, key=lambda row: row.value_best or row.value_low or 0)
    facts = {
        "measure": words.measure_label(measure),
        "place": sentences.local_name(place),
        "when": _name(most, by),
        "number": numbers.tally_data(most, "best" if most.value_best is not None else "low", measure),
        "events": _counted(most.events),
    }
    if most.value_best is None or most.high_open:
        sentence = _("{measure} in {place}: most in {when}, at least {number}, counted at {events}.")
    else:
        sentence = _("{measure} in {place}: most in {when}, {number}, counted at {events}.")
    return format_html(sentence, **facts)


def _counted(number: int) -> str:
    return ngettext("%(n)s event", "%(n)s events", number) % {"n": words.number(number)}


def _bars(place: Place, measure: str, rows: Sequence[TallyRow], by: str, viewing: Viewing) -> drawing.Bars:
    facts = {"measure": words.measure_label(measure), "place": sentences.local_name(place)}
    slots = _starts(rows[0].period_start, rows[-1].period_start, by)
    title = (
        _("%(measure)s at recorded events in %(place)s, by year")
        if by == "year"
        else _("%(measure)s at recorded events in %(place)s, by month")
    )
    return drawing.Bars(
        key=f"months-{place.code}-{measure}",
        title=title % facts,
        description=_("A bar for each of %(bars)s months or years in which an event was counted. All are in the table "
                      "below.") % {"bars": words.number(len(rows))},
        measure=measure,
        bars=[_bar(place, measure, row, by, viewing) for row in rows],
        slots=[(start, _slot_name(start, at, by)) for at, start in enumerate(slots)],
        value=words.short_number,
    )  # fmt: skip


def _slot_name(start: date, at: int, by: str) -> str:
    return str(start.year) if by == "year" else words.month(start, at == 0 or start.month == 1)


def _bar(place: Place, measure: str, row: TallyRow, by: str, viewing: Viewing) -> drawing.Bar:
    number = words.number(row.value_low or 0) if row.value_best is None else words.number(row.value_best)
    said = _("at least %(number)s") % {"number": number} if row.value_best is None or row.high_open else number
    month = row.period_start.strftime("%Y" if by == "year" else "%Y-%m")
    return drawing.Bar(
        start=row.period_start,
        name=month,
        low=float(row.value_low or 0),
        best=None if row.value_best is None else float(row.value_best),
        high=None if row.value_high is None else float(row.value_high),
        open_top=row.high_open,
        words=said,
        events=_counted(row.events),
        title=f"{_name(row, by)}: {said} ({words.measure_label(measure)}), {_counted(row.events)}",
        href=link_to("place-events", place.code, measure, month) + viewing.query(),
        wide_date=Flag.WIDE_DATE.value in row.flags,
    )


def _starts(first: date, last: date, by: str) -> list[date]:
    """The first days of all months or years from the first to the last."""
    found, day = [], first
    while day <= last:
        found.append(day)
        day = day.replace(year=day.year + 1) if by == "year" else _next_month(day)
    return found


def last_day(start: date) -> date:
    """The last day of the month that begins on a day."""
    return _next_month(start) - timedelta(days=1)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _cells(place: Place, measure: str, row: TallyRow) -> list[Any]:
    return [
        place.code, measure, row.period_start, row.period_end, row.value_low, row.value_best, row.value_high,
        row.high_open, row.events, list(row.flags),
    ]  # fmt: skip
