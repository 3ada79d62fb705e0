"""Numbers, qualifiers, dates and codes as words in the reader's language.

Every number and date that a page, a chart or a sentence shows comes through here, so that one locale
rule holds. Reads `vocabulary` for the codes; Babel formats, gettext translates.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import npgettext as plural

from tracker.vocabulary import MEASURES, Basis, Level, Qualifier, Reason, Unit

Number = int | float | Decimal
Row = Mapping[str, Any]

MILLION = 1_000_000

QUALIFIED = {
    Qualifier.EXACT: _lazy("%(number)s"),
    Qualifier.ABOUT: _lazy("about %(number)s"),
    Qualifier.NEARLY: _lazy("nearly %(number)s"),
    Qualifier.AT_LEAST: _lazy("at least %(number)s"),
    Qualifier.MORE_THAN: _lazy("more than %(number)s"),
    Qualifier.AT_MOST: _lazy("at most %(number)s"),
    Qualifier.FEWER_THAN: _lazy("fewer than %(number)s"),
}

MAGNITUDE_WORDS = {
    "tens": _lazy("tens"),
    "dozens": _lazy("dozens"),
    "hundreds": _lazy("hundreds"),
    "thousands": _lazy("thousands"),
    "tens of thousands": _lazy("tens of thousands"),
    "hundreds of thousands": _lazy("hundreds of thousands"),
    "millions": _lazy("millions"),
}

WITHOUT_NUMBER = {
    Qualifier.UNSPECIFIED_PLURAL: _lazy("several, no number given"),
    Qualifier.UNKNOWN_NUMBER: _lazy("no number given"),
    Qualifier.MAJORITY: _lazy("most"),
    Qualifier.DENIED: _lazy("denied"),
}

BASIS_WORDS = {
    Basis.STOCK: _lazy("at a moment"),
    Basis.PERIOD: _lazy("during a period"),
    Basis.CUMULATIVE: _lazy("counted since a fixed start"),
    Basis.SHARE: _lazy("share of another figure"),
}

LEVEL_WORDS = {
    Level.IDENTIFIED: _lazy("identified person by person"),
    Level.VERIFIED: _lazy("verified"),
    Level.REPORTED: _lazy("reported"),
    Level.ESTIMATED: _lazy("estimated"),
    Level.PROJECTED: _lazy("projected"),
}

PEOPLE_STATUS_WORDS = {
    "all": _lazy("everybody"),
    "civilian": _lazy("civilians"),
    "combatant": _lazy("combatants"),
    "unspecified": _lazy("the source does not say whom"),
}

GENDER_WORDS = {
    "f": _lazy("women and girls"),
    "m": _lazy("men and boys"),
    "x": _lazy("another gender"),
    "u": _lazy("gender unknown"),
    "o": _lazy("other"),
}

REASON_WORDS = {
    Reason.SUPERSEDED: _lazy("replaced by a later statement of the same source"),
    Reason.RETRACTED: _lazy("withdrawn"),
    Reason.DISCOUNTED: _lazy("discounted by an editor, with a reason"),
    Reason.DRAFT: _lazy("not yet reviewed"),
    Reason.ROLE: _lazy("kept as context by an editor, with a reason"),
    Reason.SAME_ASSERTION: _lazy("the same statement, carried by another outlet"),
    Reason.OTHER_ORIGIN: _lazy("people from another place of origin"),
    Reason.OTHER_LEVEL: _lazy("worked out in another way"),
    Reason.OTHER_COUNTING: _lazy("counts movements where the line counts people, or the other way round"),
    Reason.NO_HOUSEHOLD_SIZE: _lazy("counts households, and no household size is known"),
    Reason.MAGNITUDE_ONLY: _lazy("gives an order of magnitude and no number"),
    Reason.SHARE_DERIVED: _lazy("worked out from a share"),
    Reason.CHILD_PLACE: _lazy("about a smaller place inside this one"),
    Reason.SUBSET_GROUP: _lazy("about a part of the people only"),
    Reason.INTERESTED_PARTY: _lazy("said by a party to the conflict about the other side"),
    Reason.OUTSIDE_WINDOW: _lazy("another source, with no statement of the line's source near that day"),
    Reason.STALE: _lazy("too old to stand as current"),
}

FLAG_WORDS = {
    "sources_disagree": _lazy("sources disagree"),
    "floor": _lazy("a minimum: nobody gave an upper bound"),
    "range_min": _lazy("the lower end of a range"),
    "rounding": _lazy("bounds implied by rounding"),
    "stale": _lazy("last known, may be out of date"),
    "corrected": _lazy("corrected"),
    "interested_only": _lazy("only parties to the conflict speak of this"),
}

ACTION_WORDS = {
    "created": _lazy("Added"),
    "published": _lazy("Published"),
    "corrected": _lazy("Corrected"),
    "retracted": _lazy("Retracted"),
    "reverted": _lazy("Returned to an earlier state"),
    "relabelled": _lazy("Renamed"),
    "suppressed": _lazy("Small number withheld"),
    "redacted": _lazy("Redacted"),
    "changed": _lazy("Changed"),
    "settings": _lazy("Settings changed"),
    "withdrawn": _lazy("Withdrawn"),
}

SPINE_WORDS = {
    "editor": _lazy("chosen by an editor"),
    "only_originator": _lazy("the only source with usable numbers"),
    "recommended": _lazy("recommended by an editor"),
    "reliability": _lazy("the more reliable source"),
    "credibility": _lazy("the more credible claims"),
    "most_claims": _lazy("the most statements among equally ranked sources"),
    "name": _lazy("first by name among equally ranked sources"),
    "none": _lazy("no source has usable numbers"),
}

BOUNDS_WORDS = {
    "stated": _lazy("The source stated it so."),
    "range_min": _lazy("The source gave a range and no best number; the lower end stands as best."),
    "floor": _lazy("“At least” and “more than” state a floor: nobody gave an upper bound."),
    "ceiling": _lazy("“At most” and “fewer than” state a ceiling: the lower bound is zero."),
    "rounding": _lazy("The bounds follow from how the number is rounded (a convention of ours)."),
    "magnitude": _lazy("Only an order of magnitude was given: it has a floor and no best number."),
    "plural": _lazy("Several, without a number: at least two."),
    "some": _lazy("Someone, without a number: at least one."),
    "majority": _lazy("“Most of” means more than half, and says no more than that."),
    "denied": _lazy("A denial states no number of its own."),
}

LEVEL_OF_PLACE_WORDS = {
    "country": _lazy("country"),
    "adm1": _lazy("province or governorate"),
    "adm2": _lazy("district"),
    "adm3": _lazy("sub-district"),
    "site": _lazy("site"),
    "area": _lazy("area without official borders"),
}

ORGANISATION_WORDS = {
    "un": _lazy("United Nations"),
    "government": _lazy("Government"),
    "ngo": _lazy("Non-governmental organisation"),
    "monitor": _lazy("Monitoring group"),
    "media": _lazy("News media"),
    "armed_actor": _lazy("Armed actor"),
    "research": _lazy("Research body"),
    "other": _lazy("Other"),
}

DOCUMENT_WORDS = {
    "news_article": _lazy("News article"),
    "report": _lazy("Report"),
    "statement": _lazy("Statement"),
    "dataset": _lazy("Data set"),
    "post": _lazy("Post"),
    "witness_record": _lazy("Record of a witness"),
    "other": _lazy("Document"),
}

RELIABILITY_WORDS = {
    "A": _lazy("A, completely reliable"),
    "B": _lazy("B, usually reliable"),
    "C": _lazy("C, fairly reliable"),
    "D": _lazy("D, not usually reliable"),
    "E": _lazy("E, unreliable"),
    "F": _lazy("F, cannot be judged"),
}

CREDIBILITY_WORDS = {
    "1": _lazy("1, confirmed by others"),
    "2": _lazy("2, probably true"),
    "3": _lazy("3, possibly true"),
    "4": _lazy("4, doubtful"),
    "5": _lazy("5, improbable"),
    "6": _lazy("6, cannot be judged"),
}

COUNTING_WORDS = {
    "persons": _lazy("each person once"),
    "movements": _lazy("movements, a person may count twice"),
    "unknown": _lazy("the source does not say whether a person may count twice"),
}

PARTY_WORDS = {
    "none": _lazy("no stake known"),
    "admission": _lazy("a party to the conflict about its own losses or its own doing"),
    "interested": _lazy("a party to the conflict about the other side; not used for the line"),
}

SUPERSEDES_WORDS = {
    "revises": _lazy("revises"),
    "retracts": _lazy("takes back"),
    "backlog_addition": _lazy("adds earlier cases to"),
    "reclassifies": _lazy("reclassifies"),
    "duplicate_of": _lazy("repeats"),
}


CODE_TABLES: dict[str, Mapping[Any, Any]] = {
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


def language() -> str:
    """The reader's language, as Babel names it."""
    return (get_language() or "en").split("-")[0]


def number(value: Number | str) -> str:
    """A number with the separators of the reader's language; decimals only where it has some."""
    return format_decimal(Decimal(str(value)), format="#,##0.###", locale=language())


def short_number(value: Number) -> str:
    """A number for an axis: whole millions in words, everything else in full."""
    if abs(value) >= MILLION and value % (MILLION / 10) == 0:
        millions = value / MILLION
        count = 1 if millions == 1 else 2
        return plural("axis", "%(number)s million", "%(number)s million", count) % {"number": number(millions)}
    return number(value)


def day(value: date | str | None) -> str:
    """A day in full, "13 February 2020"; the word for unknown where there is none."""
    value = as_date(value)
    return format_date(value, "d MMMM y", locale=language()) if value else _("date not given")


def short_day(value: date | str | None) -> str:
    """A day for narrow places, "13 Feb 2020"."""
    value = as_date(value)
    return format_date(value, "d MMM y", locale=language()) if value else _("date not given")


def day_and_month(value: date) -> str:
    """A day whose year is clear, "13 Feb"."""
    return format_date(value, "d MMM", locale=language())


def month(value: date, with_year: bool) -> str:
    """A month on an axis, with its year where that changes."""
    return format_date(value, "LLL y" if with_year else "LLL", locale=language())


def moment(value: datetime | str | None) -> str:
    """A time of the record, in universal time: "23 November 2026, 08:30 UTC"."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return format_datetime(value, "d MMMM y, HH:mm 'UTC'", locale=language()) if value else _("not recorded")


def as_date(value: date | str | None) -> date | None:
    """A date from a row, which holds ISO text, or from a model."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    return value


def figure_words(row: Row, *, value: Number | None = None) -> str:
    """What a figure says in words: "more than 800,000". A given value replaces the row's."""
    qualifier = Qualifier(row["qualifier"])
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
    return QUALIFIED[qualifier] % {"number": with_unit(shown, row)}


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


def range_words(*, low: Number | None, high: Number | None, high_open: bool) -> str:
    """What the sources span at one point, in words."""
    if low is None and high is None:
        return _("not stated")
    if high_open or high is None:
        return _("%(low)s or more") % {"low": number(low or 0)}
    if low == high or low is None:
        return number(high)
    return _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}


def measure_label(code: str) -> str:
    """The name of a measure."""
    return _(MEASURES[code].label) if code in MEASURES else code


def measure_people(code: str) -> str:
    """The words that follow a number of this measure: "people newly displaced"."""
    return _(MEASURES[code].sentence) if code in MEASURES else code


def code_words(table: Mapping[Any, Any], code: object) -> str:
    """The words for a code, or the code itself where the product has none."""
    return str(table.get(str(code), code)) if code else ""


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
    if latest is None or latest == earliest:
        return _("since %(date)s") % {"date": day(earliest)}
    if (earliest.year, earliest.month) == (latest.year, latest.month):
        name = format_date(earliest, "LLLL y", locale=language())
        if earliest.day > 20:
            return _("since late %(month)s") % {"month": name}
        if latest.day <= 10:
            return _("since early %(month)s") % {"month": name}
        return _("since %(month)s") % {"month": name}
    return _("since a day between %(first)s and %(last)s") % {"first": day(earliest), "last": day(latest)}


def _magnitude(stated: str) -> str:
    words = stated.strip().casefold()
    if words in MAGNITUDE_WORDS:
        return str(MAGNITUDE_WORDS[words])
    return stated or pgettext("size of a number", "an order of magnitude")
