"""Numbers as HTML: the machine's value in a `<data>` element, words around it, and a way to where it comes from.

The one place that makes such elements; used by the template tags and by captions. A claim without a number gets no
machine value, which is not 0. A page has hundreds: each is put together at once, of parts that are escaped, and made a
`SafeString` itself, as Django's own functions first look whether their words are lazy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tracker.selectors.tallies import TallyRow
from tracker.vocabulary import CONSTRAINT_QUALIFIERS, Qualifier
from tracker.web import words
from tracker.web.addresses import link_to
from tracker.web.words import _

Row = Mapping[str, Any]

THOUSAND = 1_000
THOUSANDS = r"thousand|k\b|mille|mil\b|ألف|آلاف"
MILLIONS = r"million\w*|m\b|millones|millón|مليون|ملايين"


def figure_link(row: Row, *, query: str = "", shown: str | None = None, css: str = "") -> SafeString:
    """A figure's number in words, linked to its page: "more than 800,000"."""
    data = figure_data(row, words.figure_words(row) if shown is None else shown)
    address = escape(link_to("figure", row["id"]) + query)
    return SafeString(f'<a class="num{f" {css}" if css else ""}" href="{address}">{data}</a>')


def figure_data(row: Row, shown: str) -> SafeString:
    """The words with the figure's value for machines."""
    value = None if row["qualifier"] in CONSTRAINT_QUALIFIERS else words.plain_value(row)
    if value is None:
        return SafeString(f'<span data-figure="{row["id"]}">{escape(shown)}</span>')
    return SafeString(f'<data value="{words.plain(value)}" data-figure="{row["id"]}">{escape(shown)}</data>')


def bound_data(row: Row, bound: str) -> SafeString:
    """One derived bound of a figure, with its value for machines; words where it has none."""
    value = row[f"value_{bound}"]
    if value is None or row["qualifier"] == Qualifier.DENIED:
        return format_html('<span class="soft">{}</span>', words.no_bound(bound == "high"))
    shown = words.with_unit(value, row)
    return format_html('<data value="{}" data-figure="{}">{}</data>', words.plain(value), row["id"], shown)


def headline(row: Row, *, shown: words.Number | None = None, query: str = "", note: str = "") -> SafeString:
    """The number of a headline card: the qualifier above, the digits large, the exact value inside, the note behind."""
    before, digits, after = words.split_words(row, value=shown)
    inner = format_html('<span class="digits">{}{}</span>', figure_link(row, query=query, shown=digits), note)
    if before:
        inner = format_html('<span class="qualifier">{}</span> {}', before, inner)
    if after:
        inner = format_html('{} <span class="qualifier">{}</span>', inner, after)
    return format_html('<p class="big{}">{}</p>', " wordy" if words.is_wordy(digits) else "", inner)


def point_data(
    value: words.Number | None, *, series: int, day: date, percent: bool = False, high_open: bool = False
) -> SafeString:
    """One bound of a series point; words where nobody stated one, and "or more" where one source leaves it open."""
    if value is None:
        return format_html('<span class="soft">{}</span>', words.no_bound(high_open))
    shown = escape(words.percent(value) if percent else words.number(value))
    data = SafeString(
        f'<data value="{words.plain(value)}" data-series="{series}" data-date="{day.isoformat()}">{shown}</data>'
    )
    return format_html('{} <span class="soft">{}</span>', data, words.or_more()) if high_open else data


def computed_data(value: words.Number | None, *, high_open: bool = False) -> SafeString:
    """A number that follows from claims by a rule and that nobody said; words where no rule gives one."""
    if value is None:
        return format_html('<span class="soft">{}</span>', words.no_bound(high_open))
    data = format_html('<data value="{}" data-computed>{}</data>', words.plain(value), words.number(value))
    return format_html('{} <span class="soft">{}</span>', data, words.or_more()) if high_open else data


def tally_data(row: TallyRow, bound: str, measure: str) -> SafeString:
    """One bound of a sum over events, with its value for machines; words where it has none."""
    value = getattr(row, f"value_{bound}")
    is_open = bound == "high" and row.high_open
    if value is None:
        return format_html('<span class="soft">{}</span>', words.no_bound(is_open))
    cell = f"{row.place_code or 'world'}/{measure}/{row.period_start.isoformat()}"
    data = format_html('<data value="{}" data-tally="{}">{}</data>', words.plain(value), cell, words.number(value))
    return format_html('{} <span class="soft">{}</span>', data, words.or_more()) if is_open else data


def range_cells(low: SafeString, best: SafeString, high: SafeString) -> SafeString:
    """The three bounds of a number as cells of a table, each with its name for a phone, where it stands below it."""
    return SafeString(_range_cells(words.language()) % (low, best, high))


@lru_cache
def _range_cells(spoken: str) -> str:
    """The cells, still empty."""
    names = (_("Lowest"), _("Best"), _("Highest"))
    return "\n".join(f'<td role="cell" class="n" data-label="{escape(name)}">%s</td>' for name in names)


def highlighted(quote: str, row: Row) -> SafeString:
    """The quote with the figure's number marked, in the digits or words of the source."""
    for needle in _needles(row):
        found = re.search(needle, quote, re.IGNORECASE)
        if found:
            before, hit, after = quote[: found.start()], found.group(), quote[found.end() :]
            return format_html("{}<mark>{}</mark>{}", before, hit, after)
    return SafeString(escape(quote))


def _needles(row: Row) -> list[str]:
    """Patterns under which the number may stand in the quote, the surest first."""
    values = [row.get("reported_value"), row.get("value"), row.get("value_high"), row.get("value_low")]
    found = [_grouped(words.plain(value)) for value in values if value is not None]
    found += [_in_words(value, words.MILLION, MILLIONS) for value in values if value and value >= words.MILLION]
    found += [_in_words(value, THOUSAND, THOUSANDS) for value in values if value and value >= THOUSAND]
    stated = str(row.get("value_text") or "")
    return [re.escape(stated)] * bool(stated) + found


def _grouped(digits: str) -> str:
    """The digits with any thousands separator, Western or Arabic-Indic: 800,000 or 800.000 or ٨٠٠٬٠٠٠."""
    separator = r"[\s.,٬٫\u00a0\u202f’']?"
    body = separator.join(f"[{digit}{_arabic(digit)}]" for digit in digits if digit.isdigit())
    # Not as a part of a longer number: 800,000 does not stand in 1,800,000.
    return rf"(?<!\d)(?<!\d[.,٬\u202f]){body}(?!\d|[.,٬\u202f]\d)"


def _in_words(value: words.Number, scale: int, names: str) -> str:
    """3.7 million, 3,7 millions, 3.7m; 82 thousand, 82 ألف."""
    text = words.plain(Decimal(str(value)) / scale)
    digits = "".join(f"[{one}{_arabic(one)}]" if one.isdigit() else "[.,٫]" for one in text)
    return rf"(?<!\d)(?<!\d[.,٬\u202f]){digits}[\s-]?({names})"


def _arabic(digit: str) -> str:
    return chr(0x660 + int(digit)) + chr(0x6F0 + int(digit))
