"""Numbers, qualifiers, dates and codes as words in the reader's language.

Every number and date that a page, a chart or a sentence shows comes through here, so that one locale
rule holds. Reads `vocabulary` for the codes; Babel formats, gettext translates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import (
    get_language,
    gettext,
    gettext_lazy,
    gettext_noop,
    ngettext_lazy,
    npgettext,
    pgettext,
)

from tracker import wording
from tracker.vocabulary import MEASURES, Basis, Level, Qualifier, Reason, Unit

Number = int | float | Decimal
Row = Mapping[str, Any]

MILLION = 1_000_000
KEPT = 4096
"""Days, numbers and messages whose words are kept for the next time: a page says the same ones again and again."""

QUALIFIED = {
    Qualifier.EXACT: gettext_noop("%(number)s"),
    Qualifier.ABOUT: gettext_noop("about %(number)s"),
    Qualifier.NEARLY: gettext_noop("nearly %(number)s"),
    Qualifier.AT_LEAST: gettext_noop("at least %(number)s"),
    Qualifier.MORE_THAN: gettext_noop("more than %(number)s"),
    Qualifier.AT_MOST: gettext_noop("at most %(number)s"),
    Qualifier.FEWER_THAN: gettext_noop("fewer than %(number)s"),
}

MAGNITUDE_WORDS = {
    "tens": gettext_lazy("tens"),
    "dozens": gettext_lazy("dozens"),
    "hundreds": gettext_lazy("hundreds"),
    "thousands": gettext_lazy("thousands"),
    "tens of thousands": gettext_lazy("tens of thousands"),
    "hundreds of thousands": gettext_lazy("hundreds of thousands"),
    "millions": gettext_lazy("millions"),
}

WITHOUT_NUMBER = {
    Qualifier.UNSPECIFIED_PLURAL: gettext_lazy("several, no number given"),
    Qualifier.UNKNOWN_NUMBER: gettext_lazy("no number given"),
    Qualifier.MAJORITY: gettext_lazy("most"),
    Qualifier.DENIED: gettext_lazy("denied"),
}

BASIS_WORDS = {
    Basis.STOCK: gettext_lazy("at a moment"),
    Basis.PERIOD: gettext_lazy("during a period"),
    Basis.CUMULATIVE: gettext_lazy("counted since a fixed start"),
    Basis.SHARE: gettext_lazy("share of another figure"),
}

LEVEL_WORDS = {
    Level.IDENTIFIED: gettext_lazy("identified person by person"),
    Level.VERIFIED: gettext_lazy("verified"),
    Level.REPORTED: gettext_lazy("reported"),
    Level.ESTIMATED: gettext_lazy("estimated"),
    Level.PROJECTED: gettext_lazy("projected"),
}

PEOPLE_STATUS_WORDS = {
    "all": gettext_lazy("everybody"),
    "civilian": gettext_lazy("civilians"),
    "combatant": gettext_lazy("combatants"),
    "unspecified": gettext_lazy("the source does not say whom"),
}

GENDER_WORDS = {
    "f": gettext_lazy("women and girls"),
    "m": gettext_lazy("men and boys"),
    "x": gettext_lazy("another gender"),
    "u": gettext_lazy("gender unknown"),
    "o": gettext_lazy("other"),
}

REASON_WORDS = {
    Reason.SUPERSEDED: gettext_lazy("replaced by a later statement of the same source"),
    Reason.RETRACTED: gettext_lazy("withdrawn"),
    Reason.DISCOUNTED: gettext_lazy("discounted by an editor, with a reason"),
    Reason.DRAFT: gettext_lazy("not yet reviewed"),
    Reason.ROLE: gettext_lazy("kept as context by an editor, with a reason"),
    Reason.SAME_ASSERTION: gettext_lazy("the same statement, carried by another outlet"),
    Reason.OTHER_ORIGIN: gettext_lazy("people from another place of origin"),
    Reason.OTHER_LEVEL: gettext_lazy("worked out in another way"),
    Reason.OTHER_COUNTING: gettext_lazy("counts movements where the line counts people, or the other way round"),
    Reason.NO_HOUSEHOLD_SIZE: gettext_lazy("counts households, and no household size is known"),
    Reason.MAGNITUDE_ONLY: gettext_lazy("gives an order of magnitude and no number"),
    Reason.SHARE_DERIVED: gettext_lazy("worked out from a share"),
    Reason.CHILD_PLACE: gettext_lazy("about a smaller place inside this one"),
    Reason.SUBSET_GROUP: gettext_lazy("about a part of the people only"),
    Reason.INTERESTED_PARTY: gettext_lazy("said by a party to the conflict about the other side"),
    Reason.OUTSIDE_WINDOW: gettext_lazy("another source, with no statement of the line's source near that day"),
    Reason.STALE: gettext_lazy("too old to stand as current"),
}

FLAG_WORDS = {
    "sources_disagree": gettext_lazy("sources disagree"),
    "floor": gettext_lazy("a minimum: nobody gave an upper bound"),
    "range_min": gettext_lazy("the lower end of a range"),
    "rounding": gettext_lazy("bounds implied by rounding"),
    "stale": gettext_lazy("last known, may be out of date"),
    "without_backlog": gettext_lazy("without older cases that were only added then"),
    "corrected": gettext_lazy("corrected"),
    "interested_only": gettext_lazy("only parties to the conflict speak of this"),
    "ok": gettext_lazy("both counts have bounds"),
    "change_in_floor": gettext_lazy("the earlier count is a minimum: the true change may be smaller"),
    "two_floors": gettext_lazy("both counts are minimums, so there is no difference"),
    "magnitude_only": gettext_lazy("an order of magnitude has no difference"),
    "revision_not_negative_flow": gettext_lazy("the source counted again; not a flow"),
    "definition_change": gettext_lazy("the source counts something else now; not a flow"),
    "overlap": gettext_lazy("periods overlap, so nothing is added up"),
    "mixed_originators": gettext_lazy("several sources, so nothing is added up"),
    "wide_date": gettext_lazy("holds events whose day is known only roughly"),
    "partial": gettext_lazy("not all parts are known: a minimum"),
    "children_exceed_direct": gettext_lazy("the parts are more than the whole that was said"),
    "parts_exceed_aggregate": gettext_lazy("the recorded events are more than the count that covers them"),
}

ACTION_WORDS = {
    "created": gettext_lazy("Added"),
    "published": gettext_lazy("Published"),
    "corrected": gettext_lazy("Corrected"),
    "retracted": gettext_lazy("Retracted"),
    "reverted": gettext_lazy("Returned to an earlier state"),
    "relabelled": gettext_lazy("Renamed"),
    "suppressed": gettext_lazy("Small number withheld"),
    "redacted": gettext_lazy("Redacted"),
    "changed": gettext_lazy("Changed"),
    "settings": gettext_lazy("Settings changed"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "reissued": gettext_lazy("Made again"),
    "merged": gettext_lazy("Merged into another"),
    "split": gettext_lazy("Taken apart again"),
}

SPINE_WORDS = {
    "editor": gettext_lazy("chosen by an editor"),
    "only_originator": gettext_lazy("the only source with usable numbers"),
    "recommended": gettext_lazy("recommended by an editor"),
    "reliability": gettext_lazy("the more reliable source"),
    "credibility": gettext_lazy("the more credible claims"),
    "most_claims": gettext_lazy("the most statements among equally ranked sources"),
    "name": gettext_lazy("first by name among equally ranked sources"),
    "none": gettext_lazy("no source has usable numbers"),
}

BOUNDS_WORDS = {
    "stated": gettext_lazy("The source stated it so."),
    "range_min": gettext_lazy("The source gave a range and no best number; the lower end stands as best."),
    "floor": gettext_lazy("“At least” and “more than” state a floor: nobody gave an upper bound."),
    "ceiling": gettext_lazy("“At most” and “fewer than” state a ceiling: the lower bound is zero."),
    "rounding": gettext_lazy("The bounds follow from how the number is rounded (a convention of ours)."),
    "magnitude": gettext_lazy("Only an order of magnitude was given: it has a floor and no best number."),
    "plural": gettext_lazy("Several, without a number: at least two."),
    "some": gettext_lazy("Someone, without a number: at least one."),
    "majority": gettext_lazy("“Most of” means more than half, and says no more than that."),
    "denied": gettext_lazy("A denial states no number of its own."),
}

LEVEL_OF_PLACE_WORDS = {
    "country": gettext_lazy("country"),
    "adm1": gettext_lazy("province or governorate"),
    "adm2": gettext_lazy("district"),
    "adm3": gettext_lazy("sub-district"),
    "site": gettext_lazy("site"),
    "area": gettext_lazy("area without official borders"),
}

ORGANISATION_WORDS = {
    "un": gettext_lazy("United Nations"),
    "government": gettext_lazy("Government"),
    "ngo": gettext_lazy("Non-governmental organisation"),
    "monitor": gettext_lazy("Monitoring group"),
    "media": gettext_lazy("News media"),
    "armed_actor": gettext_lazy("Armed actor"),
    "research": gettext_lazy("Research body"),
    "other": gettext_lazy("Other"),
}

DOCUMENT_WORDS = {
    "news_article": gettext_lazy("News article"),
    "report": gettext_lazy("Report"),
    "statement": gettext_lazy("Statement"),
    "dataset": gettext_lazy("Data set"),
    "post": gettext_lazy("Post"),
    "witness_record": gettext_lazy("Record of a witness"),
    "other": gettext_lazy("Document"),
}

RELIABILITY_WORDS = {
    "A": gettext_lazy("A, completely reliable"),
    "B": gettext_lazy("B, usually reliable"),
    "C": gettext_lazy("C, fairly reliable"),
    "D": gettext_lazy("D, not usually reliable"),
    "E": gettext_lazy("E, unreliable"),
    "F": gettext_lazy("F, cannot be judged"),
}

CREDIBILITY_WORDS = {
    "1": gettext_lazy("1, confirmed by others"),
    "2": gettext_lazy("2, probably true"),
    "3": gettext_lazy("3, possibly true"),
    "4": gettext_lazy("4, doubtful"),
    "5": gettext_lazy("5, improbable"),
    "6": gettext_lazy("6, cannot be judged"),
}

COUNTING_WORDS = {
    "persons": gettext_lazy("each person once"),
    "movements": gettext_lazy("movements, a person may count twice"),
    "unknown": gettext_lazy("the source does not say whether a person may count twice"),
}

PARTY_WORDS = {
    "none": gettext_lazy("no stake known"),
    "admission": gettext_lazy("a party to the conflict about its own losses or its own doing"),
    "interested": gettext_lazy("a party to the conflict about the other side; not used for the line"),
}

SUPERSEDES_WORDS = {
    "revises": gettext_lazy("revises"),
    "retracts": gettext_lazy("takes back"),
    "backlog_addition": gettext_lazy("adds earlier cases to"),
    "reclassifies": gettext_lazy("reclassifies"),
    "duplicate_of": gettext_lazy("repeats"),
}


FIT_WORDS = {
    "consistent": gettext_lazy("fits"),
    "tension": gettext_lazy("above the best number of the longer count"),
    "conflict": gettext_lazy("cannot both be right"),
}

COUNTED: dict[str, Any] = {
    "figures": ngettext_lazy("%(n)s figure", "%(n)s figures", "count"),
    "outlets": ngettext_lazy("%(n)s outlet, one statement", "%(n)s outlets, one statement", "count"),
}

CODE_TABLES: dict[str, Mapping[Any, Any]] = {
    "fit": FIT_WORDS,
    "action": ACTION_WORDS,
    "basis": BASIS_WORDS,
    "bounds": BOUNDS_WORDS,
    "counting": COUNTING_WORDS,
    "credibility": CREDIBILITY_WORDS,
    "document": DOCUMENT_WORDS,
    "flag": FLAG_WORDS,
    "level": LEVEL_WORDS,
    "organisation": ORGANISATION_WORDS,
    "party": PARTY_WORDS,
    "people_status": PEOPLE_STATUS_WORDS,
    "place_level": LEVEL_OF_PLACE_WORDS,
    "reason": REASON_WORDS,
    "reliability": RELIABILITY_WORDS,
    "spine": SPINE_WORDS,
    "supersedes_kind": SUPERSEDES_WORDS,
}
"""Tables of codes by the name a template asks for."""


_spoken: ContextVar[str] = ContextVar("spoken", default="")
"""The language of the page that is being made: asked for hundreds of times, and Django takes long to tell."""


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Make a page, or a part of one, in a language."""
    with translation.override(code):
        before = _spoken.set(code.split("-")[0])
        try:
            yield
        finally:
            _spoken.reset(before)


def language() -> str:
    """The reader's language, as Babel names it."""
    return _spoken.get() or (get_language() or "en").split("-")[0]


def _(message: str) -> str:
    """A message in the reader's language; kept, as a page has hundreds of them and gettext takes long over each."""
    return _translated(message, language())


@lru_cache(maxsize=KEPT)
def _translated(message: str, spoken: str) -> str:
    with translation.override(spoken):
        return gettext(message)


def number(value: Number | str) -> str:
    """A number with the separators of the reader's language; decimals only where it has some."""
    return _number(str(value), language())


@lru_cache(maxsize=KEPT)
def _number(value: str, spoken: str) -> str:
    return format_decimal(Decimal(value), format="#,##0.###", locale=spoken)


def short_number(value: Number) -> str:
    """A number for an axis: whole millions in words, everything else in full."""
    exact = Decimal(str(value))
    if abs(exact) >= MILLION and exact % (MILLION // 10) == 0:
        millions = exact / MILLION
        count = 1 if millions == 1 else 2
        return npgettext("axis", "%(number)s million", "%(number)s million", count) % {"number": number(millions)}
    return number(value)


def figures(count: int) -> str:
    """So many figures."""
    return _counted("figures", count, language())


def outlets(count: int) -> str:
    """So many outlets that carried one and the same statement."""
    return _counted("outlets", count, language())


@lru_cache(maxsize=KEPT)
def _counted(things: str, count: int, spoken: str) -> str:
    with translation.override(spoken):
        return str(COUNTED[things] % {"n": number(count), "count": count})


def day(value: date | str | None) -> str:
    """A day in full, "13 February 2020"; the word for unknown where there is none."""
    value = as_date(value)
    if value is None:
        return _("date not given")
    return _day(value, language())


@lru_cache(maxsize=KEPT)
def _day(value: date, spoken: str) -> str:
    pattern = "d 'de' MMMM 'de' y" if spoken == "es" else "d MMMM y"
    said = format_date(value, pattern, locale=spoken)
    return said.replace("1 ", "1er ", 1) if spoken == "fr" and value.day == 1 else said


def day_if_known(value: date | str | None) -> str:
    """A day in full, or nothing where there is none: for lists that leave out what is not known."""
    return day(value) if value else ""


def page_words(page: str | None) -> str:
    """Where in a document: "p. 4" for a number alone, else as it was written: "paragraph 2", "Table 1"."""
    given = str(page or "")
    return _("p. %(page)s") % {"page": given} if given[:1].isdigit() else given


def comma() -> str:
    """What stands between the items of a list."""
    return _comma(language())


@cache
def _comma(spoken: str) -> str:
    return pgettext("between items of a list", ", ")


def short_day(value: date | str | None) -> str:
    """A day for narrow places, "13 Feb 2020"."""
    value = as_date(value)
    return _formatted(value, "d MMM y", language()) if value else _("date not given")


def day_and_month(value: date) -> str:
    """A day whose year is clear, "13 Feb"."""
    return _formatted(value, "d MMM", language())


def month(value: date, with_year: bool) -> str:
    """A month on an axis, with its year where that changes."""
    return _formatted(value, "LLL y" if with_year else "LLL", language())


@lru_cache(maxsize=KEPT)
def _formatted(value: date, pattern: str, spoken: str) -> str:
    return format_date(value, pattern, locale=spoken)


def month_and_year(value: date) -> str:
    """A month in full, "February 2020"."""
    pattern = "LLLL 'de' y" if language() == "es" else "LLLL y"
    return _formatted(value, pattern, language())


def moment(value: datetime | str | None) -> str:
    """A time of the record, in universal time: "23 November 2026, 08:30 UTC"."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return format_datetime(value, "d MMMM y, HH:mm 'UTC'", locale=language()) if value else _("not recorded")


def as_date(value: date | str | None) -> date | None:
    """A date from a row, which holds ISO text, or from a model."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    return value.date() if isinstance(value, datetime) else value


def figure_words(row: Row, *, value: Number | None = None) -> str:
    """What a figure says in words: "more than 800,000". A given value replaces the row's."""
    qualifier = row["qualifier"]
    if qualifier == Qualifier.MAGNITUDE:
        return _magnitude(str(row.get("value_text") or ""))
    if qualifier in WITHOUT_NUMBER:
        return str(WITHOUT_NUMBER[qualifier])
    if qualifier == Qualifier.BETWEEN:
        return _("between %(low)s and %(high)s") % {
            "low": with_unit(row["value_low"], row),
            "high": with_unit(row["value_high"], row),
        }
    shown = plain_value(row) if value is None else value
    if shown is None:
        return str(row.get("value_text") or _("no number given"))
    return _(QUALIFIED[qualifier]) % {"number": with_unit(shown, row)}


def split_words(row: Row, *, value: Number | None = None) -> tuple[str, str, str]:
    """The words of a figure as (before, digits, after), so that a card can set the digits large."""
    whole = figure_words(row, value=value)
    shown = plain_value(row) if value is None else value
    if shown is None or row["qualifier"] in (Qualifier.BETWEEN, *WITHOUT_NUMBER, Qualifier.MAGNITUDE):
        return "", whole, ""
    digits = with_unit(shown, row)
    before, found, after = whole.partition(digits)
    return (before.strip(), found, after.strip()) if found else ("", whole, "")


def is_wordy(digits: str) -> bool:
    """Whether what stands large on a card is words rather than one number."""
    return len(digits) > 12


def plain(value: Number | str) -> str:
    """A value as a machine reads it: no separators, no useless decimals."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def no_bound(high_open: bool) -> str:
    """What to say where a point has no such bound."""
    return _("no upper bound stated") if high_open else _("not stated")


def between(low: Number, high: Number) -> str:
    """A range of sources in a few words."""
    return _("from %(low)s to %(high)s") % {"low": number(low), "high": number(high)}


def or_more() -> str:
    """The words after an upper bound that another source leaves open."""
    return _("or more")


def plain_value(row: Row) -> Number | None:
    """The one number of a figure: as stated, else the best that its words allow."""
    value = row.get("value")
    return row.get("value_best") if value is None else value


def with_unit(value: Number, row: Row) -> str:
    """The number, with a percent sign where the unit is one."""
    return percent(value) if row.get("unit") == Unit.PERCENT else number(value)


def percent(value: Number) -> str:
    """A percentage as the reader's language writes it."""
    return _("%(number)s%%") % {"number": number(value)}


def measure_label(code: str) -> str:
    """The name of a measure."""
    return _(MEASURES[code].label) if code in MEASURES else code


def measure_people(code: str) -> str:
    """The words that follow a number of this measure: "people newly displaced"."""
    return _(MEASURES[code].sentence) if code in MEASURES else code


def code_words(table: Mapping[Any, Any], code: object) -> str:
    """The words for a code, or the code itself where the product has none."""
    return str(table.get(str(code), code)) if code else ""


def coded(table: str, code: object) -> str:
    """The words for a code of a named table of codes."""
    return _coded(table, str(code), language()) if code else ""


@lru_cache(maxsize=KEPT)
def _coded(table: str, code: str, spoken: str) -> str:
    with translation.override(spoken):
        return code_words(CODE_TABLES[table], code)


def period_words(row: Row) -> str:
    """The time a figure counts: "since 1 December 2019", "from 9 February 2020 to ...", "as of ..."."""
    start, end = as_date(row.get("reference_period_start")), as_date(row.get("reference_period_end"))
    as_of = as_date(row.get("as_of_date"))
    basis = row.get("basis")
    if basis == Basis.CUMULATIVE and start:
        return since_words(start, as_date(row.get("reference_period_start_latest")))
    if basis == Basis.STOCK or (basis == Basis.SHARE and as_of):
        return _("as of %(date)s") % {"date": day(as_of)} if as_of else ""
    if start and end and start != end:
        return _("from %(start)s to %(end)s") % {"start": day(start), "end": day(end)}
    if start and start == end:
        return _("on %(date)s") % {"date": day(start)}
    if end or as_of:
        return _("up to %(date)s") % {"date": day(end or as_of)}
    return ""


def since_words(earliest: date, latest: date | None = None) -> str:
    """A start that may itself be known only roughly: "since late April 2019"."""
    return _since_words(earliest, latest, language())


@lru_cache(maxsize=KEPT)
def _since_words(earliest: date, latest: date | None, spoken: str) -> str:
    if latest is None or latest == earliest:
        return _("since %(date)s") % {"date": day(earliest)}
    if (earliest.year, earliest.month) == (latest.year, latest.month):
        name = format_date(earliest, "LLLL y", locale=spoken)
        if earliest.day > 20:
            return _("since late %(month)s") % {"month": name}
        if latest.day <= 10:
            return _("since early %(month)s") % {"month": name}
        return _("since %(month)s") % {"month": name}
    return _("since a day between %(first)s and %(last)s") % {"first": day(earliest), "last": day(latest)}


def _magnitude(stated: str) -> str:
    word = magnitude_word(stated)
    return str(MAGNITUDE_WORDS[word]) if word else stated or pgettext("size of a number", "an order of magnitude")


@lru_cache(maxsize=KEPT)
def magnitude_word(stated: str) -> str:
    """The word of MAGNITUDE_WORDS that a text states in any language ("مئات", "several thousand"), or nothing."""
    word = stated.strip().casefold()
    return word if word in MAGNITUDE_WORDS else wording.magnitude_in(stated)
