"""Template tags that put figures, days and sentences on a page.

Fed by figure rows (API keys) and series points; used by every template. The elements themselves are made in
`tracker/web/numbers.py`, the words in `tracker/web/words.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tracker.selectors.latest import LatestOfArea
from tracker.selectors.series import PointView, SeriesView
from tracker.selectors.tallies import TallyRow
from tracker.vocabulary import Unit
from tracker.web import numbers, sentences, words
from tracker.web.addresses import link_to
from tracker.web.manual import rule_page
from tracker.web.plates import Plate
from tracker.web.viewing import with_parameter

register = template.Library()

BOUNDS = ("low", "best", "high")

_FILTERS: dict[str, Callable[..., Any]] = {
    "number": words.number,
    "figures": words.figures,
    "outlets": words.outlets,
    "day": words.day,
    "day_if_known": words.day_if_known,
    "short_day": words.short_day,
    "page_words": words.page_words,
    "moment": words.moment,
    "measure_label": words.measure_label,
    "period_words": words.period_words,
    "figure_words": words.figure_words,
    "figure_sentence": sentences.figure_sentence,
    "source_sentence": sentences.source_sentence,
    "who": sentences.who,
    "place_name": sentences.place_name,
    "counted_as": sentences.counted_as,
    "series_title": sentences.series_title,
    "line_name": sentences.line_name,
    "short_originator": sentences.short_originator,
    "local_name": sentences.local_name,
    "highlighted": numbers.highlighted,
}
register.filters.update(_FILTERS)


@register.filter
def code_words(code: str | None, table: str) -> str:
    """A code in words, from one of the tables of codes: `{{ figure.level|code_words:"level" }}`."""
    return words.coded(table, code)


@register.filter
def hashtag(tag: str) -> SafeString:
    """An HXL hashtag that breaks before its attributes and nowhere else: `#affected`, `+idps`, `+f`."""
    return mark_safe(escape(tag).replace("+", "<wbr>+"))  # noqa: S308  escaped


@register.simple_tag(takes_context=True)
def to(context: Mapping[str, Any], page: str, *arguments: Any) -> str:
    """The address of a page that keeps what the reader looks at: language, known-on day, revision."""
    return link_to(page, *arguments) + _query(context)


@register.simple_tag(takes_context=True)
def rule(context: Mapping[str, Any], code: str) -> str:
    """The address of the page of a rule of the method, or of the method as a whole."""
    name = rule_page(code)
    return (link_to("method", name) if name else link_to("methodology")) + _query(context)


@register.simple_tag
def listed(*parts: Any) -> SafeString:
    """The parts that say something, with the comma of the language between them, each keeping its direction."""
    isolated = [f"<bdi>{conditional_escape(part)}</bdi>" for part in parts if part]
    return mark_safe(words.comma().join(isolated))  # noqa: S308  made of escaped parts


@register.simple_tag(takes_context=True)
def figure_value(context: Mapping[str, Any], row: Mapping[str, Any]) -> SafeString:
    """A figure's number in words as `<data>`, linked to the figure; on paper with the note that names its document."""
    return mark_safe(numbers.figure_link(row, query=_query(context)) + _note(context, row))  # noqa: S308  both escaped


@register.simple_tag(takes_context=True)
def headline_value(context: Mapping[str, Any], row: Mapping[str, Any], shown: words.Number | None = None) -> SafeString:
    """The number of a headline card, on paper with the note that names its document."""
    return numbers.headline(row, shown=shown, query=_query(context), note=_note(context, row))


def _note(context: Mapping[str, Any], row: Mapping[str, Any]) -> SafeString:
    """The number of the figure's document in the list of the page, for paper; nothing where the page lists none."""
    number = context.get("document_notes", {}).get(row.get("document_id"))
    return mark_safe(f'<sup class="ref">{number}</sup>' if number else "")  # noqa: S308  a number


@register.simple_tag
def point_value(view: SeriesView, point: PointView, bound: str) -> SafeString:
    """One bound ("low", "best", "high") of a series point as `<data>`."""
    return numbers.point_data(
        getattr(point, f"value_{bound}"),
        series=view.series.pk,
        day=point.date,
        percent=view.series.unit == Unit.PERCENT,
        high_open=bound == "high" and point.high_open,
    )


@register.simple_tag
def area_value(latest: LatestOfArea, bound: str) -> SafeString:
    """One bound ("low", "best", "high") of the newest point of an area as `<data>` of its series."""
    value = getattr(latest, f"value_{bound}")
    is_open = bound == "high" and latest.high_open
    return numbers.point_data(value, series=latest.series, day=latest.date, high_open=is_open)


@register.simple_tag
def area_range(latest: LatestOfArea) -> str:
    """The range behind the number of an area, in a few words; nothing where it is one number."""
    if latest.high_open:
        return words.or_more()
    if latest.value_low is None or latest.value_high is None or latest.value_low == latest.value_high:
        return ""
    return words.between(latest.value_low, latest.value_high)


@register.simple_tag
def point_cells(view: SeriesView, point: PointView) -> SafeString:
    """The bounds of a series point as cells of a table."""
    return numbers.range_cells(*(point_value(view, point, bound) for bound in BOUNDS))


@register.simple_tag
def computed_cells(
    low: words.Number | None, best: words.Number | None, high: words.Number | None, high_open: bool
) -> SafeString:
    """Bounds that follow from claims by a rule as cells of a table."""
    highest = numbers.computed_data(high, high_open=high_open)
    return numbers.range_cells(numbers.computed_data(low), numbers.computed_data(best), highest)


@register.simple_tag
def tally_cells(row: TallyRow, measure: str) -> SafeString:
    """The bounds of a sum over events as cells of a table."""
    return numbers.range_cells(*(numbers.tally_data(row, bound, measure) for bound in BOUNDS))


@register.simple_tag
def flags_in_words(flags: Iterable[str]) -> SafeString:
    """What there is to know about a number, one after the other."""
    return listed(*(words.coded("flag", flag) for flag in flags))


@register.simple_tag
def listed_all(parts: Iterable[Any]) -> SafeString:
    """A list of words with the comma of the language between them."""
    return listed(*parts)


@register.simple_tag(takes_context=True)
def plate_files(context: Mapping[str, Any], plate: Plate) -> list[tuple[str, str]]:
    """The files of a drawing, at the moment the reader looks at."""
    return plate.files(_query(context))


@register.simple_tag(takes_context=True)
def changes_since(context: Mapping[str, Any], crisis: Any = None) -> str:
    """The address of what changed since the day looked at, of a crisis where the page is about one."""
    reading = context["reading"]
    path = link_to("crisis-changes", crisis.slug) if crisis else link_to("changes")
    pairs = [*reading.pairs(leave_out="known_on revision"), ("since", reading.changed_since.isoformat())]
    return f"{path}?{urlencode(pairs)}"


@register.simple_tag(takes_context=True)
def same_with(context: Mapping[str, Any], name: str, value: Any) -> str:
    """This page with one parameter changed and all others kept."""
    return with_parameter(context["request"], name, str(value))


@register.simple_tag(takes_context=True)
def hidden_kept(context: Mapping[str, Any], name: str) -> SafeString:
    """A hidden field that carries a filter of this page through a GET form, where it is set."""
    value = context["request"].GET.get(name, "")
    return format_html('<input type="hidden" name="{}" value="{}">', name, value) if value else mark_safe("")


@register.simple_tag(takes_context=True)
def by_measure(context: Mapping[str, Any], measure: str) -> str:
    """This page for another measure, at the moment the reader looks at."""
    return f"?{urlencode([*context['reading'].pairs(), ('measure', measure)])}"


@register.simple_tag
def computed_value(value: words.Number | None, high_open: bool = False) -> SafeString:
    """A number that follows from claims by a rule, marked as such; words where there is none."""
    return numbers.computed_data(value, high_open=high_open)


@register.simple_tag
def bound_value(row: Mapping[str, Any], bound: str) -> SafeString:
    """One derived bound ("low", "best", "high") of a figure as `<data>` of that figure."""
    return numbers.bound_data(row, bound)


@register.simple_tag(takes_context=True)
def why(context: Mapping[str, Any], view: SeriesView, point: PointView) -> str:
    """The address that explains a point, at the moment the reader looks at."""
    reading = context["reading"]
    pairs = [*reading.pairs(), ("explain", point.date.isoformat())]
    return f"{link_to('series', view.series.pk)}?{urlencode(pairs)}#explain"


@register.simple_tag(takes_context=True)
def hidden_reading(context: Mapping[str, Any], leave_out: str = "") -> SafeString:
    """Hidden fields that carry the language and the revision through a GET form."""
    reading = context.get("reading")
    pairs = reading.pairs(leave_out=leave_out) if reading else []
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


def _query(context: Mapping[str, Any]) -> str:
    reading = context.get("reading")
    return reading.query() if reading else ""
