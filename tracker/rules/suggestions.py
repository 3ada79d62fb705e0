"""Unknown codes and fields, with the nearest that exist: "did you mean"."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

from tracker.rules.fields import WRITABLE_FIELDS
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import gettext_noop

_ = gettext_noop


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
    return _nearest(code_form(word), tuple(choices))


@lru_cache(maxsize=256)  # a file that is wrong is wrong in the same way in every row
def _nearest(word: str, choices: tuple[str, ...]) -> str:
    close = get_close_matches(word, [choice for choice in choices if choice], n=1, cutoff=0.6)
    return close[0] if close else ""


_GAPS = re.compile(r"[\s\-]+")


def code_form(text: str) -> str:
    """A word as codes are written: small letters, underscores between."""
    return _GAPS.sub("_", text.strip()).casefold()
