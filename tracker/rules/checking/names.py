"""Notes that may name a private person (W13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tracker.rules.checking.values import Values, text_of
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import gettext_noop

_ = gettext_noop

_NAME = r"[A-ZÀ-Þ][\w'’-]+"
_PRIVATE_WORDS = re.compile(
    r"(?:\b(?:named|called|identified as|his name|her name|mother of|father of|son of|daughter of|wife of|"
    r"husband of|brother of|sister of|nommée?|prénommée?|fils de|fille de|llamad[oa]|hij[oa] de)\s+"
    rf"(?:(?:as|is)\s+)?(?P<name>{_NAME}(?:\s+(?:al-|el-|de |bin |ibn |abu )?{_NAME})*)"
    rf"|(?P<aged>{_NAME}(?:\s+{_NAME})+),?\s+(?:aged\s+)?\d{{1,2}}(?:\s*,|\s+years|-year))"
)


def check_names(values: Values, facts: Facts) -> Iterator[Finding]:
    """W13: notes that may name a private person. Looks for few patterns only; docs/rules.md says which."""
    seen = _looked_through(text_of(values, "notes"))
    if seen:
        template = _("The notes seem to name a private person, “%(found)s”. Notes are public: write %(expected)s.")
        name = seen["name"] or seen["aged"]
        expected = _("a description instead of the name")
        yield make_finding("W13", "notes", template, found=name, expected=expected, example=_("a mother of three"))


@lru_cache(maxsize=1_000)
def _looked_through(notes: str) -> re.Match[str] | None:
    """Where notes name somebody; those of a dataset come again and again."""
    return _PRIVATE_WORDS.search(notes)
