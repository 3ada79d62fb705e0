"""Template tags that put figures, days and sentences on a page, always with the machine's value beside the
words.

Fed by figure rows and series points (API keys); used by every template. A number never appears without
its `<data>` element, and a figure's number always leads to the page of that figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tracker.vocabulary import CONSTRAINT_QUALIFIERS
from tracker.web import sentences, words

register = template.Library()

register.filter("number", words.number)
register.filter("day", words.day)
register.filter("short_day", words.short_day)
register.filter("moment", words.moment)
register.filter("measure_label", words.measure_label)
register.filter("period_words", words.period_words)
register.filter("figure_words", words.figure_words)
register.filter("figure_sentence", sentences.figure_sentence)
register.filter("source_sentence", sentences.source_sentence)
register.filter("who", sentences.who)
register.filter("place_name", sentences.place_name)
register.filter("group_words", sentences.group_words)

CODE_TABLES = {
    "basis": words.BASIS_WORDS,
    "level": words.LEVEL_WORDS,
    "people_status": words.PEOPLE_STATUS_WORDS,
    "reason": words.REASON_WORDS,
    "flag": words.FLAG_WORDS,
    "action": words.ACTION_WORDS,
    "supersedes_kind": words.SUPERSEDES_WORDS,
}


@register.filter
def code_words(code: str | None, table: str) -> str:
    """A code in words, from one of the tables of codes: `{{ figure.level|code_words:"level" }}`."""
    return words.code_words(CODE_TABLES[table], code)


@register.simple_tag(takes_context=True)
def to(context: Mapping[str, Any], name: str, *arguments: Any) -> str:
    """The address of a page that keeps what the reader looks at: language, known-on date, revision."""
    return reverse(name, args=arguments) + _query(context)


@register.simple_tag(takes_context=True)
def figure_value(context: Mapping[str, Any], row: Mapping[str, Any], css: str = "") -> SafeString:
    """A figure's number in words as `<data>`, linked to the figure: "more than 800,000"."""
    return _linked(context, row, _data(row, escape(words.figure_words(row))), css)


@register.simple_tag(takes_context=True)
def headline_value(
    context: Mapping[str, Any], row: Mapping[str, Any], shown: words.Number | None = None
) -> SafeString:
    """The number of a headline card: the qualifier above, the digits large, the exact value inside."""
    before, digits, after = words.split_words(row, value=shown)
    inner = format_html(
        '<span class="digits">{}</span>', _linked(context, row, _data(row, escape(digits)), "")
    )
    if before:
        inner = format_html('<span class="qualifier">{}</span> {}', before, inner)
    if after:
        inner = format_html('{} <span class="qualifier">{}</span>', inner, after)
    wordy = " wordy" if words.is_wordy(digits) else ""
    return format_html('<p class="big{}">{}</p>', wordy, inner)


@register.simple_tag(takes_context=True)
def point_value(context: Mapping[str, Any], point: Mapping[str, Any], series: Any, part: str) -> SafeString:
    """One bound of a series point as `<data>` of that series and day, or words where there is none."""
    value = point[f"value_{part}"]
    if value is None:
        return format_html('<span class="soft">{}</span>', words.no_bound(point, part))
    data = format_html(
        '<data value="{}" data-series="{}" data-date="{}">{}</data>',
        words.plain(value),
        series,
        point["date"],
        words.number(value),
    )
    if part == "high" and point.get("high_open"):
        return format_html('{} <span class="soft">{}</span>', data, words.or_more())
    return data


@register.filter
def highlighted(quote: str, row: Mapping[str, Any]) -> SafeString:
    """The quote with the figure's number marked, in digits as the source wrote them."""
    for needle in _needles(row):
        found = re.search(needle, quote, re.IGNORECASE)
        if found:
            before, hit, after = quote[: found.start()], found.group(), quote[found.end() :]
            return format_html("{}<mark>{}</mark>{}", before, hit, after)
    return escape(quote)


@register.simple_tag(takes_context=True)
def hidden_reading(context: Mapping[str, Any], leave_out: str = "") -> SafeString:
    """Hidden fields that carry the language and the revision through a GET form."""
    reading = context.get("reading")
    pairs = reading.pairs(leave_out=leave_out) if reading else []
    fields = (format_html('<input type="hidden" name="{}" value="{}">', name, value) for name, value in pairs)
    return mark_safe("".join(fields))  # noqa: S308  made of escaped parts


def _query(context: Mapping[str, Any]) -> str:
    reading = context.get("reading")
    return reading.query() if reading else ""


def _data(row: Mapping[str, Any], shown: str) -> SafeString:
    """The machine's value around the words; a claim without a number gets none, which is not 0."""
    value = None if row["qualifier"] in CONSTRAINT_QUALIFIERS else words.plain_value(row)
    if value is None:
        return format_html('<span data-figure="{}">{}</span>', row["id"], shown)
    return format_html('<data value="{}" data-figure="{}">{}</data>', words.plain(value), row["id"], shown)


def _linked(context: Mapping[str, Any], row: Mapping[str, Any], inner: SafeString, css: str) -> SafeString:
    address = reverse("figure", args=[row["id"]]) + _query(context)
    return format_html('<a class="num{}" href="{}">{}</a>', f" {css}" if css else "", address, inner)


def _needles(row: Mapping[str, Any]) -> list[str]:
    """Patterns under which the number may stand in the quote, best first."""
    values = [row.get("reported_value"), row.get("value"), row.get("value_high"), row.get("value_low")]
    digits = [words.plain(value) for value in values if value is not None]
    patterns = [_grouped(text) for text in digits]
    stated = str(row.get("value_text") or "")
    return [re.escape(stated)] * bool(stated) + patterns


def _grouped(digits: str) -> str:
    """The digits with any thousands separator, Western or Arabic-Indic: 800,000 or 800.000 or ٨٠٠٬٠٠٠."""
    separator = r"[\s.,٬٫\u00a0\u202f’']?"
    return (
        r"(?<!\d)"
        + separator.join(f"[{digit}{_arabic(digit)}]" for digit in digits if digit.isdigit())
        + r"(?!\d)"
    )


def _arabic(digit: str) -> str:
    return chr(0x660 + int(digit)) + chr(0x6F0 + int(digit))
