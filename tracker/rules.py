"""What makes a claim valid: every error and warning, and how raw text becomes typed values.

Every door (form, API, file, ledger) calls `read_figure` to turn what it was given into typed values and
`check_figure` to judge them, so all doors refuse the same rows with the same codes. What a rule must know
beyond the row itself (today's date, other figures, the document) arrives as `Facts`; nothing here reads a
clock or a database. The codes are documented one by one in docs/rules.md. Pure: imports only the vocabulary,
the wording of numbers and the standard library.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from tracker import wording
from tracker.vocabulary import (
    ALL_AGES,
    CONSTRAINT_QUALIFIERS,
    CREDIBILITIES,
    MAGNITUDES,
    MEASURES,
    POPULATION_GROUPS,
    RELIABILITIES,
    AsOfBasis,
    Attribution,
    Basis,
    Cause,
    Counting,
    DatePrecision,
    Gender,
    Grade,
    Level,
    Partition,
    Party,
    PeopleStatus,
    PlacePrecision,
    Qualifier,
    Role,
    SupersedesKind,
    Unit,
    gettext_noop,
)

_ = gettext_noop

Number = int | Decimal

# --- findings ---


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with a claim, as docs/rules.md explains it."""

    code: str
    title: str
    field: str
    """The field the finding stands at unless the check names another."""

    @property
    def kind(self) -> str:
        """ "error" stops; "warning" asks for a reason."""
        return "error" if self.code.startswith("E") else "warning"

    @property
    def anchor(self) -> str:
        """The place in the documentation that explains this code."""
        return f"docs/rules.md#{self.code.lower()}"


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("E1", _("No document and no direct witness record"), "document"),
        Rule("E2", _("No quote for a figure that may be published"), "quote"),
        Rule("E3", _("Value unreadable"), "value"),
        Rule("E4", _("Low above best, or best above high"), "value_low"),
        Rule("E5", _("End before start"), "reference_period_end"),
        Rule("E6", _("Said date or as-of date in the future"), "as_of_date"),
        Rule("E7", _("Document published before the as-of date"), "as_of_date"),
        Rule("E8", _("Place outside the area of the crisis"), "place_code"),
        Rule("E10", _("Published by one of its authors"), "actor"),
        Rule("E11", _("Reason missing"), "reason"),
        Rule("E12", _("Unknown code"), "measure"),
        Rule("E13", _("Date unreadable or impossible"), "as_of_date"),
        Rule("E14", _("Unknown field"), ""),
        Rule("E15", _("Required field missing"), "measure"),
        Rule("E16", _("Combination not allowed"), "basis"),
        Rule("E17", _("Judgement without its reason"), "role_reason"),
        Rule("E18", _("Parts exceed their whole"), "value"),
        Rule("E19", _("Content where none belongs, or text that cannot be kept"), "value"),
        Rule("W1", _("Number not found in the quote"), "quote"),
        Rule("W2", _("Cumulative value lower than before"), "value"),
        Rule("W3", _("Far from the last value of this series"), "value"),
        Rule("W4", _("Larger than the population of the place"), "value"),
        Rule("W5", _("Parts do not add up to their total"), "value"),
        Rule("W6", _("Places inside add up to more"), "value"),
        Rule("W7", _("Likely duplicate"), "value"),
        Rule("W8", _("Same statement from another publisher"), "document"),
        Rule("W9", _("Older than a newer figure of the same series"), "as_of_date"),
        Rule("W10", _("Place less precise than the quote"), "place_code"),
        Rule("W11", _("Speaker has a stake and no second source"), "party"),
        Rule("W12", _("Link dead or no archived copy"), "document"),
        Rule("W13", _("May name a private person"), "notes"),
        Rule("W14", _("Households without a size"), "household_size"),
    )
}
"""Every code with its title and usual field. E9 was never given a meaning and stays unused."""

CONFIRMABLE_ERRORS = frozenset({"E8"})
"""Errors that a reason lifts, as if they were warnings."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One error or warning about one field: a sentence, and its parts for machines and translators."""

    code: str
    field: str
    message: str
    found: str = ""
    expected: str = ""
    example: str = ""
    template: str = declared(default="", compare=False)
    """The sentence before it was filled in: `gettext(template) % params` is the translated message."""
    params: Mapping[str, object] = declared(default_factory=dict, compare=False)

    @property
    def is_error(self) -> bool:
        """True for what stops a save, false for what only asks for a reason."""
        return self.code.startswith("E")

    @property
    def rule(self) -> Rule:
        """The documented rule behind this finding."""
        return RULES[self.code]


class InvalidFigure(ValueError):
    """A claim that must not be stored as it stands; carries all that was found, not only the first thing."""

    def __init__(self, *findings: Finding) -> None:
        self.findings: tuple[Finding, ...] = findings
        super().__init__(" ".join(f"{finding.code} {finding.field}: {finding.message}" for finding in findings))


def make_finding(
    code: str,
    at: str,
    template: str,
    *,
    found: object = "",
    expected: str = "",
    example: str = "",
    **params: object,
) -> Finding:
    """A finding whose message is `template` filled with found, expected, example, field and `params`."""
    shown = _shown(found)
    filled = {"field": at, "found": shown, "expected": expected, "example": example, **params}
    return Finding(code, at, template % filled, shown, expected, example, template, filled)


def unknown_code(at: str, found: object, choices: Collection[str]) -> Finding:
    """E12, naming the nearest valid code, or all of them when none is near and they are few."""
    near = nearest(str(found), choices)
    if near:
        template = _("“%(found)s” is not a valid %(field)s. Did you mean “%(example)s”?")
    else:
        template = _("“%(found)s” is not a valid %(field)s. Expected one of: %(expected)s.")
    return make_finding("E12", at, template, found=found, expected=", ".join(sorted(choices)), example=near)


def unknown_field(name: str) -> Finding:
    """E14, naming the nearest field that can be written."""
    near = nearest(name, WRITABLE_FIELDS)
    if near:
        template = _("There is no field “%(found)s” that can be written. Did you mean “%(example)s”?")
    else:
        template = _("There is no field “%(found)s” that can be written.")
    return make_finding("E14", name, template, found=name, expected=_("a field that can be written"), example=near)


def nearest(word: str, choices: Collection[str]) -> str:
    """The choice most like the word, or the empty string when none is close."""
    close = get_close_matches(_code_form(word), [choice for choice in choices if choice], n=1, cutoff=0.6)
    return close[0] if close else ""


def _shown(found: object) -> str:
    if found is None:
        return ""
    if isinstance(found, int | Decimal) and not isinstance(found, bool):
        text = wording.digits(found)
    else:
        text = found.isoformat() if isinstance(found, date) else str(found)
    return text if len(text) <= 120 else text[:119] + "…"


# --- the fields of a row ---

CODES: dict[str, tuple[str, ...]] = {
    "measure": tuple(MEASURES),
    "basis": tuple(Basis),
    "counting": tuple(Counting),
    "unit": tuple(Unit),
    "level": tuple(Level),
    "qualifier": tuple(Qualifier),
    "people_status": tuple(PeopleStatus),
    "gender": tuple(Gender),
    "cause": tuple(Cause),
    "attribution": tuple(Attribution),
    "party": tuple(Party),
    "place_precision": tuple(PlacePrecision),
    "as_of_basis": tuple(AsOfBasis),
    "date_precision": tuple(DatePrecision),
    "role": tuple(Role),
    "grade": tuple(Grade),
    "supersedes_kind": tuple(SupersedesKind),
    "partition": tuple(Partition),
    "source_reliability": RELIABILITIES,
    "magnitude": tuple(MAGNITUDES),
}
"""Fields that hold one code of a closed list."""

TAKEN_FROM_THE_SOURCE = ("source_reliability",)
"""Fields whose empty cell is left out, so that the organisation's own value holds."""

DATES = (
    "reference_period_start",
    "reference_period_start_latest",
    "reference_period_end",
    "as_of_date",
    "statement_date",
)
NUMBERS = ("value", "value_low", "value_high")
DECIMALS: dict[str, tuple[Decimal, Decimal]] = {
    "household_size": (Decimal(1), Decimal(30)),
    "latitude": (Decimal(-90), Decimal(90)),
    "longitude": (Decimal(-180), Decimal(180)),
}
"""Decimal fields and the range each must lie in."""

PLACES = {"household_size": 2}
"""Decimal places that are kept; more would be rounded in silence."""

INTEGERS: dict[str, tuple[int, int]] = {
    "hops": (1, 20),
    "claim_credibility": (CREDIBILITIES[0], CREDIBILITIES[-1]),
}
BOOLEANS = ("place_safe", "restricted")
TEXTS: dict[str, int] = {
    "value_text": 200,
    "household_size_source": 300,
    "population_group": 60,
    "age_range": 12,
    "operation": 120,
    "reporting_round": 20,
    "provider_place_name": 300,
    "role_reason": 500,
    "quote": 5_000,
    "quote_language": 12,
    "quote_translation": 5_000,
    "document_page": 60,
    "notes": 5_000,
    "grade_reason": 500,
    "source_system": 60,
    "external_id": 200,
}
"""Text fields and their greatest length in characters."""

REFERENCES = (
    "crisis",
    "event",
    "place_code",
    "origin_location_code",
    "document",
    "speaker",
    "organisation",
    "originator",
    "share_of",
    "supersedes",
    "contests",
    "part_of",
)
"""Fields that name another row; the door that holds the rows resolves them."""

WRITABLE_FIELDS: tuple[str, ...] = (
    *CODES,
    *DATES,
    *NUMBERS,
    *DECIMALS,
    *INTEGERS,
    *BOOLEANS,
    *TEXTS,
    *REFERENCES,
    "confirm",
)
"""Every name `read_figure` takes: those of the API, and `restricted` and `magnitude`, which the desk adds."""

MOST_PEOPLE = 9_999_999_999
"""No count can be above this: more people than there are."""

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
"""Dates outside these years are slips of the keyboard."""

# --- reading: raw text to typed values ---


def read_figure(raw: Mapping[str, object]) -> tuple[dict[str, object], list[Finding]]:
    """Typed values for the fields that could be read, and a finding for each that could not.

    Only fields that were given come back, so that a partial row stays partial. Empty cells become None, or ""
    in texts. `value_text` alone is read into qualifier and numbers; a number given without words comes back
    with an empty `value_text`, which asks the ledger for `wording.value_in_words`. Values that are typed
    already pass through, so reading twice changes nothing.
    """
    values: dict[str, object] = {}
    findings: list[Finding] = []
    for name, given in raw.items():
        if name in TAKEN_FROM_THE_SOURCE and _is_blank(given):
            continue
        try:
            values[name] = _read_field(name, given)
        except InvalidFigure as refused:
            findings.extend(refused.findings)
    if not any(name in raw and name not in values for name in _NUMBER_FIELDS):
        findings.extend(_read_words(values))
    if values.get("unit") == Unit.PERCENT:
        _numbers_to_percent(values)
    return values, findings


def _read_field(name: str, given: object) -> object:
    if name in REFERENCES:
        return given
    if name not in _READERS:
        raise InvalidFigure(unknown_field(name))
    return _READERS[name](name, given)


def _is_blank(given: object) -> bool:
    return given is None or (isinstance(given, str) and not given.strip())


def _code_form(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text.strip()).casefold()


_BY_FORM = {name: {_code_form(code): str(code) for code in codes} for name, codes in CODES.items()}


def _read_code(name: str, given: object) -> str | None:
    if _is_blank(given):
        return None
    code = _BY_FORM[name].get(str(given)) or _BY_FORM[name].get(_code_form(str(given)))
    if code is not None:
        return code
    raise InvalidFigure(unknown_code(name, given, CODES[name]))


def _read_date(name: str, given: object) -> date | None:
    if _is_blank(given):
        return None
    if isinstance(given, datetime):
        if given.time() != time():
            raise InvalidFigure(
                _bad_date(name, given, _("“%(found)s” has a time of day. Write the date alone, as %(expected)s."))
            )
        return _in_range(name, given.date(), given)
    if isinstance(given, date):
        return _in_range(name, given, given)
    text = wording.western_digits(str(given).strip())
    parts = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if not parts:
        raise InvalidFigure(_not_iso(name, given, text))
    year, month, day = (int(part) for part in parts.groups())
    return _in_range(name, _existing_date(name, given, year, month, day), given)


def _existing_date(name: str, given: object, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if not 1 <= month <= 12 or year < 1:
        raise InvalidFigure(
            _bad_date(name, given, _("“%(found)s” does not exist: there is no month %(month)s."), month=month)
        )
    template = _("“%(found)s” does not exist: that month has %(days)s days.")
    raise InvalidFigure(_bad_date(name, given, template, days=monthrange(year, month)[1]))


def _in_range(name: str, day: date, given: object) -> date:
    if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return day
    template = _("“%(found)s” is not a likely year. Expected a date between %(earliest)s and %(latest)s.")
    raise InvalidFigure(_bad_date(name, given, template, earliest=EARLIEST_YEAR, latest=LATEST_YEAR))


def _not_iso(name: str, given: object, text: str) -> Finding:
    slashed = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text)
    if slashed:
        template = _(
            "“%(found)s” could be day first or month first. Write year, month and day as %(expected)s, "
            "for example %(example)s."
        )
        return _bad_date(name, given, template, example=_suggested(*slashed.groups()))
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]", text):
        return _bad_date(name, given, _("“%(found)s” has a time of day. Write the date alone, as %(expected)s."))
    return _bad_date(
        name,
        given,
        _("“%(found)s” is not a date. Write year, month and day as %(expected)s, for example %(example)s."),
    )


def _suggested(first: str, second: str, year: str) -> str:
    day, month = (second, first) if int(second) > 12 else (first, second)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return "2020-02-13"


def _bad_date(name: str, given: object, template: str, *, example: str = "2020-02-13", **params: object) -> Finding:
    return make_finding("E13", name, template, found=given, expected="YYYY-MM-DD", example=example, **params)


def _read_number(name: str, given: object) -> Number | None:
    if _is_blank(given):
        return None
    if isinstance(given, bool):
        raise InvalidFigure(_unreadable(name, given))
    if isinstance(given, int | float | Decimal):
        return _plain_number(name, given)
    if not isinstance(given, str):
        raise InvalidFigure(_unreadable(name, given))
    try:
        readings = wording.read_number(given)
    except wording.Unreadable as refused:
        raise InvalidFigure(_from_wording(name, refused)) from refused
    if len(readings) > 1:
        raise InvalidFigure(_ambiguous(name, given, readings))
    return readings[0]


def _plain_number(name: str, given: int | float | Decimal) -> Number:
    number = Decimal(str(given)) if isinstance(given, float) else Decimal(given)
    if not number.is_finite():
        raise InvalidFigure(_unreadable(name, given))
    return int(number) if number == number.to_integral_value() else number


def _numbers_to_percent(values: dict[str, object]) -> None:
    for name in NUMBERS:
        number = values.get(name)
        if isinstance(number, int):
            values[name] = Decimal(number)


def _unreadable(name: str, given: object) -> Finding:
    template = _("“%(found)s” cannot be read as a number. Expected %(expected)s, for example %(example)s.")
    return make_finding("E3", name, template, found=given, expected=_("a number"), example="1,200")


def _ambiguous(name: str, given: object, readings: tuple[Number, ...]) -> Finding:
    template = _("“%(found)s” can be read as %(first)s or as %(second)s. Write it without separators.")
    first, second = (wording.digits(reading) for reading in readings[:2])
    return make_finding(
        "E3", name, template, found=given, expected=_("a number that can be read one way"),
        example=first.replace(",", ""), first=first, second=second,
    )  # fmt: skip


def _from_wording(name: str, refused: wording.Unreadable) -> Finding:
    return make_finding(
        "E3", name, refused.template, found=refused.found, expected=refused.expected, example=refused.example
    )


def _read_decimal(name: str, given: object) -> Decimal | None:
    if _is_blank(given):
        return None
    lowest, highest = DECIMALS[name]
    number = _as_decimal(given)
    if number is None or not lowest <= number <= highest:
        template = _("“%(found)s” is not %(expected)s.")
        expected = f"a number from {lowest} to {highest}"
        raise InvalidFigure(make_finding("E3", name, template, found=given, expected=expected, example="5.3"))
    if name in PLACES and number != round(number, PLACES[name]):
        template = _("%(found)s has too many decimal places. Expected %(expected)s.")
        expected = f"at most {PLACES[name]} decimal places"
        raise InvalidFigure(make_finding("E3", name, template, found=given, expected=expected, example="5.3"))
    return number


def _as_decimal(given: object) -> Decimal | None:
    text = wording.western_digits(str(given).strip()).replace("٫", ".")
    try:
        number = Decimal(text if "." in text else text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and not isinstance(given, bool) else None


def _read_integer(name: str, given: object) -> int | None:
    if _is_blank(given):
        return None
    lowest, highest = INTEGERS[name]
    text = wording.western_digits(str(given).strip())
    if not isinstance(given, bool) and re.fullmatch(r"\d{1,3}", text) and lowest <= int(text) <= highest:
        return int(text)
    if name == "claim_credibility":
        raise InvalidFigure(unknown_code(name, given, [str(code) for code in CREDIBILITIES]))
    template = _("“%(found)s” is not %(expected)s.")
    expected = f"a whole number from {lowest} to {highest}"
    raise InvalidFigure(make_finding("E3", name, template, found=given, expected=expected, example="1"))


_YES, _NO = ("true", "yes", "1", "on"), ("false", "no", "0", "off")


def _read_boolean(name: str, given: object) -> bool:
    if _is_blank(given):
        return False
    word = str(given).strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    template = _("“%(found)s” is neither yes nor no. Expected %(expected)s.")
    raise InvalidFigure(make_finding("E3", name, template, found=given, expected="true, false", example="true"))


def _read_text(name: str, given: object) -> str:
    if given is None:
        return ""
    if isinstance(given, bool) or not isinstance(given, str | int):
        template = _("“%(found)s” is not text. Expected %(expected)s.")
        raise InvalidFigure(make_finding("E3", name, template, found=given, expected=_("a line of text")))
    text = str(given).strip().replace("\r\n", "\n")
    if problem := _text_problem(name, text):
        raise InvalidFigure(problem)
    return text


_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def _text_problem(name: str, text: str) -> Finding | None:
    limit = TEXTS[name]
    if len(text) > limit:
        template = _("This text has %(length)s characters. Expected at most %(expected)s.")
        return make_finding("E19", name, template, found=text[:40] + "…", expected=str(limit), length=len(text))
    if _NOT_TEXT.search(text):
        template = _("This text holds control characters that cannot be kept. Expected %(expected)s.")
        return make_finding("E19", name, template, found=ascii(text[:40]), expected=_("plain text"))
    return None


def _read_group(name: str, given: object) -> str:
    text = _read_text(name, given)
    return _code_form(text) if _code_form(text) in POPULATION_GROUPS else text


_AGES = re.compile(r"all|\d{1,3}\+|(\d{1,3})-(\d{1,3})")


def _read_ages(name: str, given: object) -> str:
    text = wording.western_digits(_read_text(name, given)).casefold()
    ages = re.sub(r"\s*[-–—]\s*", "-", text) or ALL_AGES
    if problem := _age_problem(name, ages):
        raise InvalidFigure(problem)
    return ages


def _age_problem(name: str, ages: str) -> Finding | None:
    shape = _AGES.fullmatch(ages)
    if shape and (shape[1] is None or int(shape[1]) <= int(shape[2])):
        return None
    template = _("“%(found)s” is not an age range. Expected %(expected)s.")
    return make_finding("E12", name, template, found=ages, expected=_("“0-4”, “60+” or “all”"), example="0-4")


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def _read_language(name: str, given: object) -> str:
    text = _read_text(name, given).replace("_", "-")
    if problem := _language_problem(name, text):
        raise InvalidFigure(problem)
    return text


def _language_problem(name: str, text: str) -> Finding | None:
    if not text or _LANGUAGE.fullmatch(text):
        return None
    template = _("“%(found)s” is not a language code. Expected %(expected)s, for example %(example)s.")
    return make_finding("E12", name, template, found=text, expected=_("two or three letters"), example="ar")


def _read_confirm(name: str, given: object) -> dict[str, str]:
    if _is_blank(given):
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(reason, str) for reason in given.values()):
        template = _("“%(found)s” is not a list of codes with reasons. Expected %(expected)s.")
        expected = '{"W1": "reason"}'
        raise InvalidFigure(make_finding("E3", name, template, found=given, expected=expected, example=expected))
    reasons = {str(code).strip().upper(): reason.strip() for code, reason in given.items()}
    strange = [code for code in reasons if code not in RULES]
    if strange:
        raise InvalidFigure(*(unknown_code(name, code, tuple(RULES)) for code in strange))
    return reasons


_READERS: dict[str, Callable[[str, object], object]] = {
    **dict.fromkeys(CODES, _read_code),
    **dict.fromkeys(DATES, _read_date),
    **dict.fromkeys(NUMBERS, _read_number),
    **dict.fromkeys(DECIMALS, _read_decimal),
    **dict.fromkeys(INTEGERS, _read_integer),
    **dict.fromkeys(BOOLEANS, _read_boolean),
    **dict.fromkeys(TEXTS, _read_text),
    "population_group": _read_group,
    "age_range": _read_ages,
    "quote_language": _read_language,
    "confirm": _read_confirm,
}

_NUMBER_FIELDS = ("qualifier", *NUMBERS, "magnitude", "value_text")


def _read_words(values: dict[str, object]) -> list[Finding]:
    """Fill qualifier and numbers from `value_text` where it stands alone; returns what could not be read."""
    text = _text(values, "value_text")
    numbers_given = any(values.get(name) is not None for name in NUMBERS)
    if numbers_given and not text:
        values["value_text"] = ""
    if values.get("qualifier") in CONSTRAINT_QUALIFIERS:
        _read_magnitude(values, text)
    elif text and not numbers_given:
        return _read_claim(values, text)
    return []


def _read_magnitude(values: dict[str, object], text: str) -> None:
    if values["qualifier"] == Qualifier.MAGNITUDE and not values.get("magnitude"):
        values["magnitude"] = wording.magnitude_in(text) or None


def _read_claim(values: dict[str, object], text: str) -> list[Finding]:
    try:
        read = wording.read_value(text)
    except wording.Unreadable as refused:
        return [_from_wording("value_text", refused)]
    if read.is_ambiguous:
        return [_ambiguous("value_text", text, read.readings)]
    given = _text(values, "qualifier")
    if given and read.qualifier not in (given, Qualifier.EXACT):
        return [_other_qualifier(text, given, read.qualifier)]
    values.update(
        qualifier=given or read.qualifier.value,
        value=read.value,
        value_low=read.value_low,
        value_high=read.value_high,
        magnitude=read.magnitude or None,
    )
    return []


def _other_qualifier(text: str, given: str, read: Qualifier) -> Finding:
    template = _("“%(found)s” reads as “%(example)s”, but the qualifier says “%(expected)s”.")
    return make_finding("E16", "qualifier", template, found=text, expected=given, example=read.value)


# --- facts: what a row cannot know of itself ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the ledger and the doors know around a claim; an unknown fact keeps its default."""

    today: date
    document_known: bool
    citations_known: bool = True
    """Document and quote are at hand; without them, nothing is said about their absence."""
    document_is_witness_record: bool = False
    """The figure rests on a witness record kept here, so that no document is needed."""
    document_published: date | None = None
    document_archived: bool = True
    link_dead: bool = False
    publisher_known: bool = False
    """The document names its publisher, who then is the originator when nobody else is named."""
    place_in_crisis: bool = True
    place_confirmed: bool = False
    place_population: int | None = None
    place_level: str = ""
    finer_places_in_quote: tuple[str, ...] = ()
    """Names of places inside the chosen one that the quote mentions."""
    earlier_by_speaker: Number | None = None
    """The same speaker's latest earlier cumulative value of this series."""
    last_of_series: Number | None = None
    newer_as_of: date | None = None
    """The as-of date of the newest published figure of this series."""
    parts_sum: Number | None = None
    """Sum of the parts of one partition of one total: this figure is one of them, or the total."""
    whole_value: Number | None = None
    """The number of that total."""
    whole_open: bool = False
    """The total is a floor ("more than"), so that parts above it are no contradiction."""
    parts_complete: bool = False
    """Every part of the partition is recorded, so that a sum below the total is worth a question."""
    part_places_sum: Number | None = None
    """Sum of the same figure over the places inside this one, one originator and one as-of date."""
    likely_duplicates: tuple[int, ...] = ()
    same_statement: tuple[int, ...] = ()
    second_source: bool = True
    """Another originator gives a figure of this kind as well."""

    @classmethod
    def unknown(cls) -> Facts:
        """The facts for a row that is looked at alone: only what the row itself shows is judged."""
        return cls(today=date.max, document_known=True, citations_known=False)


# --- checking ---

Values = Mapping[str, object]


def check_figure(values: Values, facts: Facts) -> list[Finding]:
    """Everything wrong with a whole claim, errors first, then warnings; an empty list means that it is valid.

    `values` are typed as `read_figure` returns them, and complete: a field that is absent counts as empty.
    """
    findings = [finding for check in (*_ERROR_CHECKS, *_WARNING_CHECKS) for finding in check(values, facts)]
    return sorted(findings, key=lambda finding: not finding.is_error)


def combined(read: Iterable[Finding], checked: Iterable[Finding]) -> list[Finding]:
    """The findings of reading and of checking one row, errors first, without echoes of what was unreadable.

    A field that could not be read is absent from the values, and is not reported as missing too; an
    unreadable number leaves its qualifier and its companions unjudged.
    """
    unread = list(read)
    names = {finding.field for finding in unread}
    if names & set(_NUMBER_FIELDS):
        names |= set(_NUMBER_FIELDS)
    rest = [finding for finding in checked if finding.code != "E15" or finding.field not in names]
    return sorted((*unread, *rest), key=lambda finding: not finding.is_error)


def stopping(findings: Iterable[Finding], confirm: Mapping[str, str]) -> list[Finding]:
    """The errors that stop any save: all of them, but for those that a given reason lifts (E8)."""
    return [one for one in findings if one.is_error and not (one.code in CONFIRMABLE_ERRORS and _reason(confirm, one))]


def unconfirmed(findings: Iterable[Finding], confirm: Mapping[str, str]) -> list[Finding]:
    """The warnings (and E8) that nobody gave a reason for: they stop a submit."""
    asking = (one for one in findings if not one.is_error or one.code in CONFIRMABLE_ERRORS)
    return [one for one in asking if not _reason(confirm, one)]


def _reason(confirm: Mapping[str, str], finding: Finding) -> str:
    return str(confirm.get(finding.code) or "").strip()


def check_publish(*, author_ids: Collection[int], actor_id: int | None) -> list[Finding]:
    """E10 when the person who publishes wrote any part of the working copy."""
    if actor_id is None or actor_id not in author_ids:
        return []
    template = _("You wrote or edited this figure. Another person must publish it.")
    return [make_finding("E10", "actor", template, found=actor_id, expected=_("a person who edited no part of it"))]


def check_reason(reason: object, *, at: str = "reason") -> list[Finding]:
    """E11 when a retraction, a correction or a return comes without a reason."""
    if isinstance(reason, str) and len(reason.strip()) >= 3:
        return []
    template = _("Say why. The reason is kept and shown beside the change.")
    expected = _("a reason of at least three characters")
    return [
        make_finding("E11", at, template, found=reason or "", expected=expected, example=_("the source corrected it"))
    ]


def _text(values: Values, name: str) -> str:
    return str(values.get(name) or "")


def _number(values: Values, name: str) -> Number | None:
    number = values.get(name)
    return number if isinstance(number, int | Decimal) and not isinstance(number, bool) else None


def _day(values: Values, name: str) -> date | None:
    day = values.get(name)
    return day if isinstance(day, date) else None


def _has(values: Values, name: str) -> bool:
    return values.get(name) not in (None, "", False)


# Errors: what cannot be true, or cannot be used.


def _check_fields(values: Values, facts: Facts) -> Iterator[Finding]:
    """E3, E12, E13, E19: every field holds something of its kind, whoever filled it in."""
    for name, given in values.items():
        if name in _READERS and name != "confirm":
            yield from _field_problem(name, given)


def _field_problem(name: str, given: object) -> tuple[Finding, ...]:
    if given is None:
        return ()
    try:
        _READERS[name](name, given)
    except InvalidFigure as refused:
        return refused.findings
    if name in NUMBERS and not isinstance(given, int | Decimal):
        return (_unreadable(name, given),)
    if name in DATES and not isinstance(given, date):
        return (_not_iso(name, given, str(given)),)
    return ()


def _check_required(values: Values, facts: Facts) -> Iterator[Finding]:
    """E15: fields without which nobody could say what is counted, where, or by whom."""
    for name in ("crisis", "measure", "basis", "unit", "qualifier", "place_code"):
        if not _has(values, name):
            yield _missing(name, _("Every figure needs a %(field)s."))
    if not any(_has(values, name) for name in ("organisation", "originator", "speaker")) and not facts.publisher_known:
        yield _missing(
            "organisation",
            _("Nobody is named as the source. Name an organisation, a speaker or an originator."),
        )
    yield from _check_required_dates(values)
    yield from _check_pairs(values)


_DATES_OF_BASIS: dict[str, tuple[str, ...]] = {
    Basis.STOCK: ("as_of_date",),
    Basis.CUMULATIVE: ("reference_period_start", "as_of_date"),
    Basis.PERIOD: ("reference_period_start", "reference_period_end"),
}


def _check_required_dates(values: Values) -> Iterator[Finding]:
    basis = _text(values, "basis")
    for name in _DATES_OF_BASIS.get(basis, ()):
        if not _has(values, name):
            template = _("A figure with the basis %(basis)s needs a %(field)s.")
            yield _missing(name, template, basis=basis, example="2020-02-13")


_PAIRS = (
    ("supersedes", "supersedes_kind"),
    ("part_of", "partition"),
    ("latitude", "longitude"),
)


def _check_pairs(values: Values) -> Iterator[Finding]:
    for one, other in _PAIRS:
        given = [values.get(name) not in (None, "") for name in (one, other)]
        if given[0] != given[1]:
            absent, present = (other, one) if given[0] else (one, other)
            yield _missing(absent, _("%(field)s is needed where %(present)s is given."), present=present)


def _missing(name: str, template: str, *, example: str = "", **params: object) -> Finding:
    return make_finding("E15", name, template, expected=_("a value"), example=example, **params)


def _check_evidence(values: Values, facts: Facts) -> Iterator[Finding]:
    """E1, E2: a document or witness record, and the words themselves unless the figure is never published."""
    if not facts.citations_known:
        return
    if not facts.document_known and not facts.document_is_witness_record:
        template = _("There is no document. Give %(expected)s.")
        yield make_finding(
            "E1",
            "document",
            template,
            expected=_("the document in which the figure was read, or a witness record"),
        )
    if not _has(values, "quote") and not _has(values, "restricted"):
        template = _("There is no quote. Copy the words that state the figure, in their own language.")
        yield make_finding("E2", "quote", template, expected=_("the exact words"), example="more than 800,000 people")


def _check_number(values: Values, facts: Facts) -> Iterator[Finding]:
    """E3, E4, E15, E19: the numbers that the qualifier asks for, in order, and no others."""
    qualifier = _text(values, "qualifier")
    given = [name for name in NUMBERS if values.get(name) is not None]
    if qualifier in CONSTRAINT_QUALIFIERS:
        yield from _check_constraint(values, qualifier, given)
    elif qualifier == Qualifier.BETWEEN:
        yield from _check_range(given)
    elif qualifier in set(Qualifier):
        yield from _check_single(values, qualifier, given)
    for name in given:
        yield from _check_size(values, name)
    yield from _check_order(values)


def _check_range(given: list[str]) -> Iterator[Finding]:
    for name in ("value_low", "value_high"):
        if name not in given:
            template = _("A range needs both its ends: value_low and value_high.")
            yield _missing(name, template, example="56,000")


def _check_single(values: Values, qualifier: str, given: list[str]) -> Iterator[Finding]:
    if "value" not in given:
        template = _("The qualifier %(qualifier)s needs a value.")
        yield _missing("value", template, qualifier=qualifier, example="800,000")
    for name in given:
        if name != "value":
            yield _misplaced(values, name, qualifier)


def _check_constraint(values: Values, qualifier: str, given: list[str]) -> Iterator[Finding]:
    for name in given:
        yield _misplaced(values, name, qualifier)
    if qualifier == Qualifier.MAGNITUDE and not _names_a_magnitude(values):
        template = _("The qualifier magnitude needs its word in value_text: %(expected)s.")
        yield make_finding(
            "E15", "value_text", template, found=_text(values, "value_text"),
            expected=", ".join(MAGNITUDES), example="hundreds",
        )  # fmt: skip
    if qualifier == Qualifier.DENIED and not _has(values, "contests"):
        yield _missing("contests", _("A denial names the figure that it contests."))


def _names_a_magnitude(values: Values) -> bool:
    return bool(_text(values, "magnitude") or wording.magnitude_in(_text(values, "value_text")))


def _misplaced(values: Values, name: str, qualifier: str) -> Finding:
    template = _("The qualifier %(qualifier)s takes no %(field)s, but %(found)s was given. Expected %(expected)s.")
    return make_finding(
        "E19", name, template, found=values.get(name), expected=_("an empty field"), qualifier=qualifier
    )


def _check_size(values: Values, name: str) -> Iterator[Finding]:
    number = _number(values, name)
    if number is None:
        return
    percent = values.get("unit") == Unit.PERCENT
    if number < 0:
        template = _("%(found)s is below zero. Expected %(expected)s.")
        yield make_finding("E3", name, template, found=number, expected=_("zero or more"), example="0")
    elif percent and number > 100:
        template = _("%(found)s per cent is more than everybody. Expected %(expected)s.")
        yield make_finding("E16", name, template, found=number, expected=_("a percentage from 0 to 100"), example="81")
    elif percent and number != round(number, 3):
        template = _("%(found)s has too many decimal places. Expected %(expected)s.")
        yield make_finding(
            "E3", name, template, found=number, expected=_("at most three decimal places"), example="51.7"
        )
    elif not percent and number != int(number):
        template = _("%(found)s is not a whole number. Expected %(expected)s.")
        yield make_finding(
            "E3",
            name,
            template,
            found=number,
            expected=_("whole people, households or dwellings"),
            example="1,200",
        )
    elif number > MOST_PEOPLE:
        template = _("%(found)s is more than all people alive. Expected %(expected)s.")
        yield make_finding("E3", name, template, found=number, expected=_("a smaller number"), example="1,200")


def _check_order(values: Values) -> Iterator[Finding]:
    low, best, high = (_number(values, name) for name in ("value_low", "value", "value_high"))
    template = _("%(found)s is above %(expected)s: a range runs from low to high, with the best value between them.")
    for at, lower, upper in (("value_low", low, best), ("value_high", best, high)):
        if lower is not None and upper is not None and lower > upper:
            yield make_finding(
                "E4", at, template, found=lower, expected=wording.digits(upper), example="56,000 to 80,000"
            )
    if low is not None and high is not None and best is None and low > high:
        yield make_finding(
            "E4", "value_low", template, found=low, expected=wording.digits(high), example="56,000 to 80,000"
        )


def _claimed(values: Values) -> dict[str, Number]:
    """The numbers that the claim states under its qualifier, by field."""
    qualifier = _text(values, "qualifier")
    names = NUMBERS if qualifier == Qualifier.BETWEEN else ("value",)
    numbers = {name: _number(values, name) for name in names if qualifier not in CONSTRAINT_QUALIFIERS}
    return {name: number for name, number in numbers.items() if number is not None}


def _check_words(values: Values, facts: Facts) -> Iterator[Finding]:
    """E16: `value_text` states the same numbers as the number fields."""
    words = _text(values, "value_text")
    stated = wording.numbers_in(words)
    unstated = [number for number in _claimed(values).values() if number not in stated]
    if stated and unstated:
        template = _("The words “%(found)s” do not state %(expected)s. Correct the one or the other.")
        number = wording.digits(unstated[0])
        yield make_finding("E16", "value_text", template, found=words, expected=number, example=number)


def _check_dates(values: Values, facts: Facts) -> Iterator[Finding]:
    """E5, E6, E7: time runs forwards, and nobody knows the future."""
    start, latest = _day(values, "reference_period_start"), _day(values, "reference_period_start_latest")
    end, as_of = _day(values, "reference_period_end"), _day(values, "as_of_date")
    last = "as_of_date" if values.get("basis") == Basis.CUMULATIVE else ""
    backwards = (
        ("reference_period_start_latest", start, latest),
        ("reference_period_end", latest or start, end),
        (last, latest or start, as_of if last else None),
    )
    for name, earlier, later in backwards:
        if earlier and later and later < earlier:
            template = _("%(found)s is before the start, %(start)s. Expected %(expected)s.")
            yield make_finding(
                "E5",
                name,
                template,
                found=later,
                expected=_("the start or a later day"),
                start=earlier.isoformat(),
            )
    yield from _check_future(values, facts.today)
    published = facts.document_published
    if published and as_of and published < as_of:
        template = _(
            "The document was published on %(published)s, before the as-of date %(found)s. Expected %(expected)s."
        )
        yield make_finding(
            "E7", "as_of_date", template, found=as_of,
            expected=_("an as-of date on or before publication"), published=published.isoformat(),
        )  # fmt: skip


def _check_future(values: Values, today: date) -> Iterator[Finding]:
    for name in ("statement_date", "as_of_date"):
        day = _day(values, name)
        if day and day > today:
            template = _("%(found)s is in the future. Expected %(expected)s.")
            expected = _("today or an earlier day")
            yield make_finding("E6", name, template, found=day, expected=expected, example=today.isoformat())


def _check_place(values: Values, facts: Facts) -> Iterator[Finding]:
    """E8: inside the area of the crisis, unless somebody says why not."""
    if _has(values, "place_code") and not facts.place_in_crisis and not facts.place_confirmed:
        template = _("%(found)s lies outside the area of the crisis. Expected %(expected)s.")
        expected = _("a place of the crisis, or a reason")
        yield make_finding("E8", "place_code", template, found=values.get("place_code"), expected=expected)


_UNITS_OF_PEOPLE = (Unit.PERSON, Unit.HOUSEHOLD)


def _check_combinations(values: Values, facts: Facts) -> Iterator[Finding]:
    """E16: basis, unit and qualifier fit the measure and one another."""
    measure = MEASURES.get(_text(values, "measure"))
    basis, unit = _text(values, "basis"), _text(values, "unit")
    if measure and basis in set(Basis) and basis not in measure.bases:
        template = _("%(measure)s cannot have the basis %(found)s. Expected one of: %(expected)s.")
        yield _combination("basis", template, basis, ", ".join(measure.bases), measure=measure.code)
    if measure and unit in set(Unit) and basis in set(Basis):
        fitting = _fitting_units(measure.unit, basis)
        if unit not in fitting:
            template = _("%(measure)s with the basis %(basis)s cannot be counted in %(found)s. Expected: %(expected)s.")
            yield _combination("unit", template, unit, ", ".join(fitting), measure=measure.code, basis=basis)
    if values.get("household_size") is not None and unit != Unit.HOUSEHOLD:
        template = _("A household size of %(found)s belongs to figures counted in %(expected)s.")
        yield _combination("household_size", template, values.get("household_size"), Unit.HOUSEHOLD.value)
    if values.get("qualifier") == Qualifier.MAJORITY and basis in set(Basis) and basis != Basis.SHARE:
        template = _("“Most of” is a %(expected)s, not a number with the basis %(found)s.")
        yield _combination("qualifier", template, basis, Basis.SHARE.value)
    if _has(values, "share_of") and basis in set(Basis) and basis != Basis.SHARE:
        template = _("share_of names the base of a %(expected)s, but the basis is %(found)s.")
        yield _combination("share_of", template, basis, Basis.SHARE.value)


def _fitting_units(unit: Unit, basis: str) -> tuple[str, ...]:
    if basis == Basis.SHARE:
        return (Unit.PERCENT.value,)
    if unit != Unit.PERSON:
        return (unit.value,)
    rate = (Unit.PERSON_PER_DAY,) if basis == Basis.PERIOD else ()
    return tuple(fitting.value for fitting in (*_UNITS_OF_PEOPLE, *rate))


def _combination(at: str, template: str, found: object, expected: str, **params: object) -> Finding:
    example = expected.split(", ")[0]
    return make_finding("E16", at, template, found=found, expected=expected, example=example, **params)


def _check_judgements(values: Values, facts: Facts) -> Iterator[Finding]:
    """E17: an editor's override says why."""
    for name, neutral, why in (("role", Role.NONE.value, "role_reason"), ("grade", "", "grade_reason")):
        judgement = _text(values, name) or neutral
        if judgement != neutral and not _text(values, why).strip():
            template = _("The %(judged)s “%(found)s” is a judgement. Give its reason in %(field)s.")
            yield make_finding("E17", why, template, found=judgement, expected=_("a reason"), judged=name)


def _check_whole(values: Values, facts: Facts) -> Iterator[Finding]:
    """E18, W5: parts of one partition against their total (METHOD R10)."""
    if facts.parts_sum is None or facts.whole_value is None:
        return
    found, whole = facts.parts_sum, wording.digits(facts.whole_value)
    if facts.parts_sum > facts.whole_value and not facts.whole_open:
        template = _("The parts add up to %(found)s, more than their total of %(whole)s. Expected %(expected)s.")
        yield make_finding("E18", "value", template, found=found, expected=_("parts within the total"), whole=whole)
    elif facts.parts_sum > facts.whole_value:
        template = _("The parts add up to %(found)s, more than the least their total can be, %(whole)s. Is that so?")
        yield make_finding("W5", "value", template, found=found, expected=_("parts that fit it"), whole=whole)
    elif facts.parts_sum < facts.whole_value and facts.parts_complete:
        template = _("The parts add up to %(found)s, less than their total of %(whole)s. Is a part missing?")
        yield make_finding("W5", "value", template, found=found, expected=_("parts that fit it"), whole=whole)


# Warnings: what may be true, but somebody should look again and say why.


def _check_quote(values: Values, facts: Facts) -> Iterator[Finding]:
    """W1: the number stands in the quote, or in its translation, in digits or words."""
    quotes = [_text(values, "quote"), _text(values, "quote_translation")]
    stated = {number for quote in quotes for number in wording.numbers_in(quote)}
    unstated = [number for number in _claimed(values).values() if number not in stated]
    if quotes[0] and unstated:
        template = _("The quote does not state %(expected)s, neither in digits nor in words.")
        found = ", ".join(wording.digits(one) for one in sorted(stated))
        yield make_finding("W1", "quote", template, found=found, expected=wording.digits(unstated[0]))


def _best(values: Values) -> Number | None:
    """The number that a claim is compared by: its value, else the low end of its range."""
    number = _number(values, "value")
    return number if number is not None else _number(values, "value_low")


def _check_history(values: Values, facts: Facts) -> Iterator[Finding]:
    """W2, W3, W9: against what was said before."""
    best = _best(values)
    earlier, last = facts.earlier_by_speaker, facts.last_of_series
    if best is not None and earlier is not None and best < earlier and values.get("basis") == Basis.CUMULATIVE:
        template = _(
            "%(found)s is lower than the same source said before, %(expected)s. Is it a correction, or another scope?"
        )
        yield make_finding("W2", "value", template, found=best, expected=wording.digits(earlier))
    if best is not None and last and (best > 3 * last or 3 * best < last):
        template = _(
            "%(found)s is far from the last value of this series, %(expected)s. Is a digit missing, or one too many?"
        )
        yield make_finding("W3", "value", template, found=best, expected=wording.digits(last))
    as_of = _day(values, "as_of_date")
    if as_of and facts.newer_as_of and as_of < facts.newer_as_of:
        template = _("The as-of date %(found)s is older than the newest of this series, %(expected)s.")
        yield make_finding("W9", "as_of_date", template, found=as_of, expected=facts.newer_as_of.isoformat())


def _check_scale(values: Values, facts: Facts) -> Iterator[Finding]:
    """W4, W6, W14: against the people who live there and the places inside."""
    best, unit = _best(values), values.get("unit")
    size = values.get("household_size")
    if unit == Unit.HOUSEHOLD and size is None:
        template = _("Households without a size stay off the chart of people. Give the size that the source uses.")
        yield make_finding("W14", "household_size", template, expected=_("people in a household"), example="5.3")
    if best is None or unit not in _UNITS_OF_PEOPLE:
        return
    people = best * (size if unit == Unit.HOUSEHOLD and isinstance(size, int | Decimal) else 1)
    if facts.place_population is not None and people > facts.place_population:
        template = _("%(found)s is more than the population of the place, %(expected)s.")
        yield make_finding("W4", "value", template, found=people, expected=wording.digits(facts.place_population))
    if facts.part_places_sum is not None and facts.part_places_sum > best:
        template = _("The places inside add up to %(expected)s, more than %(found)s for the whole place.")
        yield make_finding("W6", "value", template, found=best, expected=wording.digits(facts.part_places_sum))


def _check_repeats(values: Values, facts: Facts) -> Iterator[Finding]:
    """W7, W8: recorded already, or the same statement carried by another publisher."""
    if facts.likely_duplicates:
        template = _("This looks like a figure already recorded: %(found)s. Open it, or say why this is another.")
        yield make_finding("W7", "value", template, found=_listed(facts.likely_duplicates))
    if facts.same_statement:
        template = _(
            "Another publisher carried the same statement: %(found)s. Add this document there, so that it counts once."
        )
        yield make_finding("W8", "document", template, found=_listed(facts.same_statement))


def _listed(ids: tuple[int, ...]) -> str:
    return ", ".join(f"F-{figure}" for figure in ids)


_FINENESS = {"country": 0, "adm1": 1, "adm2": 2, "adm3": 3, "near": 4, "point": 4, "site": 4}


def _check_precision(values: Values, facts: Facts) -> Iterator[Finding]:
    """W10: the place is as narrow as the source makes it."""
    if facts.finer_places_in_quote:
        template = _("The quote names %(found)s, which is narrower than the place given.")
        yield make_finding("W10", "place_code", template, found=", ".join(facts.finer_places_in_quote))
        return
    stated, given = _FINENESS.get(_text(values, "place_precision")), _FINENESS.get(facts.place_level)
    if stated is not None and given is not None and stated > given and values.get("latitude") is None:
        template = _("The source places this at %(expected)s, but the place given is a %(found)s.")
        expected = _text(values, "place_precision")
        yield make_finding("W10", "place_code", template, found=facts.place_level, expected=expected)


def _check_source(values: Values, facts: Facts) -> Iterator[Finding]:
    """W11, W12: a stake without a second voice, and evidence that may vanish."""
    if values.get("party") == Party.INTERESTED and not facts.second_source:
        template = _("The source is a party with a stake in this number, and nobody else gives one.")
        yield make_finding("W11", "party", template, found=Party.INTERESTED.value, expected=_("a second source"))
    if facts.document_known and facts.link_dead:
        template = _("The link to the document no longer works. Expected %(expected)s.")
        yield make_finding("W12", "document", template, expected=_("a working link or an archived copy"))
    elif facts.document_known and not facts.document_archived:
        template = _("There is no archived copy of the document. Expected %(expected)s.")
        yield make_finding("W12", "document", template, expected=_("an archived copy"))


_NAME = r"[A-ZÀ-Þ][\w'’-]+"
_PRIVATE_WORDS = re.compile(
    r"(?:\b(?:named|called|identified as|his name|her name|mother of|father of|son of|daughter of|wife of|"
    r"husband of|brother of|sister of|nommée?|prénommée?|fils de|fille de|llamad[oa]|hij[oa] de)\s+"
    rf"(?:(?:as|is)\s+)?(?P<name>{_NAME}(?:\s+(?:al-|el-|de |bin |ibn |abu )?{_NAME})*)"
    rf"|(?P<aged>{_NAME}(?:\s+{_NAME})+),?\s+(?:aged\s+)?\d{{1,2}}(?:\s*,|\s+years|-year))"
)


def _check_names(values: Values, facts: Facts) -> Iterator[Finding]:
    """W13: notes that may name a private person. Looks for few patterns only; docs/rules.md says which."""
    seen = _PRIVATE_WORDS.search(_text(values, "notes"))
    if seen:
        template = _("The notes seem to name a private person, “%(found)s”. Notes are public: write %(expected)s.")
        name = seen["name"] or seen["aged"]
        expected = _("a description instead of the name")
        yield make_finding("W13", "notes", template, found=name, expected=expected, example=_("a mother of three"))


_ERROR_CHECKS: tuple[Callable[[Values, Facts], Iterator[Finding]], ...] = (
    _check_required,
    _check_fields,
    _check_evidence,
    _check_number,
    _check_words,
    _check_dates,
    _check_place,
    _check_combinations,
    _check_judgements,
    _check_whole,
)
_WARNING_CHECKS: tuple[Callable[[Values, Facts], Iterator[Finding]], ...] = (
    _check_quote,
    _check_history,
    _check_scale,
    _check_repeats,
    _check_precision,
    _check_source,
    _check_names,
)
