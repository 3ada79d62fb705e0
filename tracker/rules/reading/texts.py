"""Free text within its length, and the texts that follow a pattern: groups, ages, languages."""

from __future__ import annotations

import re

from tracker import wording
from tracker.rules.fields import TEXTS
from tracker.rules.findings import Finding, InvalidFigure, make_finding
from tracker.rules.suggestions import code_form
from tracker.vocabulary import ALL_AGES, POPULATION_GROUPS, gettext_noop

_ = gettext_noop


def read_text(name: str, given: object) -> str:
    """The text without spaces around it, "" for none. Raises InvalidFigure (E3, E19)."""
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


def read_group(name: str, given: object) -> str:
    """A known population group as its code, any other as it was written."""
    text = read_text(name, given)
    return code_form(text) if code_form(text) in POPULATION_GROUPS else text


_AGES = re.compile(r"all|\d{1,3}\+|(\d{1,3})-(\d{1,3})")


def read_ages(name: str, given: object) -> str:
    """An age range: "0-4", "60+", or "all" for an empty cell. Raises InvalidFigure (E12)."""
    text = wording.western_digits(read_text(name, given)).casefold()
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


def read_language(name: str, given: object) -> str:
    """A language code as browsers know it. Raises InvalidFigure (E12)."""
    text = read_text(name, given).replace("_", "-")
    if problem := _language_problem(name, text):
        raise InvalidFigure(problem)
    return text


def _language_problem(name: str, text: str) -> Finding | None:
    if not text or _LANGUAGE.fullmatch(text):
        return None
    template = _("“%(found)s” is not a language code. Expected %(expected)s, for example %(example)s.")
    return make_finding("E12", name, template, found=text, expected=_("two or three letters"), example="ar")
