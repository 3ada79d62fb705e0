"""How a row names things: words, numbers and objects as they were sent, and the findings where they name nothing.

Read by references.py, which knows what there is to be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, Model

from tracker import rules
from tracker.rules import Finding, InvalidFigure, make_finding
from tracker.vocabulary import gettext_noop as _


def read_as(name: str, given: Any, *, at: str) -> tuple[Any, list[Finding]]:
    """A cell read like the figure's field `name`, its findings placed at the field `at`."""
    if type(given) is str and len(given) <= rules.SHORT:
        value, findings = _read_short(name, given)
    else:
        value, findings = _read(name, given)
    return value, [replace(finding, field=at) for finding in findings] if findings else []


def _read(name: str, given: Any) -> tuple[Any, tuple[Finding, ...]]:
    values, findings = rules.read_figure({name: given})
    return values.get(name), tuple(findings)


_read_short = lru_cache(maxsize=20_000)(_read)
"""Documents of one file share publishers, days and kinds; what is read of a text cannot be changed."""


def word_of(given: Any) -> str:
    """The text of a cell without the spaces around it; empty for none, and for what is no single value."""
    if type(given) is str:  # as nearly every cell is
        return given.strip()
    if given is None or isinstance(given, Mapping | list):
        return ""
    return str(given).strip()


_UNASKABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def askable(words: Iterable[str]) -> set[str]:
    """Those that a database can be asked for: no empty ones, no characters that it cannot hold."""
    return {word for word in words if word and not _UNASKABLE.search(word)}


def folded(name: str) -> str:
    """A name as it is compared: whatever its case and its spaces."""
    return " ".join(name.split()).casefold()


def identifier(given: Any) -> int | None:
    """A row number, when that is what was given."""
    word = word_of(given)
    return int(word) if not isinstance(given, bool) and re.fullmatch(r"[1-9][0-9]{0,17}", word) else None


def figure_id(word: str) -> int | None:
    """The number of a figure, written "12" or "F-12"."""
    return identifier(word.upper().removeprefix("F-"))


def check_columns(model: type[Model], values: Mapping[str, Any], places: Mapping[str, str]) -> None:
    """Raise InvalidFigure for what the columns of a new row cannot keep; `places` gives each column's field."""
    texts = {column: text for column in places if isinstance(text := values[column], str) and text}
    problems = [one for column, text in texts.items() for one in read_as("notes", text, at=places[column])[1]]
    if problems:
        raise InvalidFigure(*problems)
    check_kept(model, values, places)


def check_kept(model: type[Model], values: Mapping[str, Any], places: Mapping[str, str]) -> None:
    """The same for values that were read already."""
    refused: list[Finding] = []
    for column, at in places.items():
        value = values[column]
        longest = _longest(model, column)
        if longest and type(value) is str and 0 < len(value) <= longest:
            continue
        try:
            _keep(model, column, value)
        except ValidationError as why:
            refused.append(unkeepable(at, value, " ".join(why.messages)))
    if refused:
        raise InvalidFigure(*refused)


@cache
def _longest(model: type[Model], column: str) -> int:
    """The characters that a column of text holds, where that is all it asks of a text; else 0."""
    field: Any = model._meta.get_field(column)
    plain = type(field) is CharField and not field.choices and len(field.validators) == 1
    return int(field.max_length or 0) if plain else 0


@lru_cache(maxsize=20_000)
def _keep(model: type[Model], column: str, value: Any) -> None:
    """Raise ValidationError for a value that a column cannot keep, as `Model.clean_fields` would.

    What can be kept is remembered: the documents of one file share all but their titles and addresses.
    """
    field: Any = model._meta.get_field(column)
    if not (field.blank and value in field.empty_values):
        field.clean(value, None)


def unkeepable(at: str, found: Any, why: str) -> Finding:
    """E19 for what a column refuses, in the column's own words."""
    template = _("“%(found)s” cannot be kept here: %(why)s")
    return make_finding("E19", at, template, found=found, expected=_("a text that fits the field"), why=why)


_OBJECTS = ("publisher", "organisation")
"""Parts that may be objects themselves."""


def named(given: Any, keys: tuple[str, ...], *, at: str) -> str:
    """The word by which a thing is named: the value itself, or the first of these parts of an object."""
    if isinstance(given, Mapping):
        check_parts(given, keys, at=at)
        return next((word for key in keys if (word := word_of(given.get(key)))), "")
    if given is not None and (isinstance(given, bool) or not isinstance(given, str | int)):
        raise InvalidFigure(_no_name(at, given))
    return word_of(given)


def check_parts(stated: Mapping[str, Any], allowed: tuple[str, ...], *, at: str) -> None:
    """Raise E14 or E3 for parts that nobody reads: a slip of the pen must not pass in silence."""
    strange = [name for name in stated if name not in allowed]
    if strange:
        raise InvalidFigure(*(_unknown_part(at, name, allowed) for name in strange))
    nested = [part for name, part in stated.items() if type(part) is not str and _is_nested(name, part)]
    if nested:
        raise InvalidFigure(*(_no_name(at, part) for part in nested))


def _is_nested(name: str, part: Any) -> bool:
    return name not in _OBJECTS and isinstance(part, Mapping | list)


def _no_name(at: str, given: Any) -> Finding:
    template = _("“%(found)s” cannot be read. Expected %(expected)s.")
    return make_finding("E3", at, template, found=given, expected=_("a code, a number or a name"))


def _unknown_part(at: str, name: str, allowed: tuple[str, ...]) -> Finding:
    near = rules.nearest(str(name), allowed)
    if near:
        template = _("%(field)s has no part “%(found)s”. Did you mean “%(example)s”?")
    else:
        template = _("%(field)s has no part “%(found)s”. Expected one of: %(expected)s.")
    return make_finding("E14", at, template, found=name, expected=", ".join(allowed), example=near)


def unknown(at: str, found: str, choices: Iterable[str], expected: str) -> Finding:
    """E12 for a name that nobody knows, with the nearest of those that are known."""
    spelt = {folded(choice): choice for choice in choices}
    near = get_close_matches(folded(found), list(spelt), n=1, cutoff=0.6)
    template = _("“%(found)s” is not known here. Expected %(expected)s.")
    if near:
        template = _("“%(found)s” is not known here. Did you mean “%(example)s”?")
    example = spelt[near[0]] if near else ""
    return make_finding("E12", at, template, found=found, expected=expected, example=example)


def no_such_id(at: str, found: object, expected: str) -> Finding:
    """E12 for a number under which nothing is kept."""
    template = _("“%(found)s” is not known here. Expected %(expected)s.")
    return make_finding("E12", at, template, found=str(found), expected=expected)
