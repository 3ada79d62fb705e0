"""A plain spreadsheet: what its columns hold is suggested from their names in four languages, and decided by a person.

`suggest` gives a field for each column it knows; the page shows and corrects them; `rows` reads the table under what
was decided, with what is the same for every row (`fixed`: measure, basis, organisation, country, ...) beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from tracker.intake.readers.header_words import COUNT_WORDS, FIELD_WORDS, SEX_WORDS
from tracker.intake.readers.mapped import COUNT, FIELDS, Meaning, mapped_rows
from tracker.intake.readers.opening import Source
from tracker.intake.readers.rows import SourceRow
from tracker.intake.readers.sheets import Head
from tracker.vocabulary import MEASURES
from tracker.vocabulary import gettext_noop as _
from tracker.wording.folding import fold

NAME = "spreadsheet"
DESCRIPTION = _("a plain spreadsheet, its columns mapped by hand")
BECOMES: Mapping[str, str] = {
    "columns named in English, French, Spanish or Arabic": "the field that is suggested, and that a person confirms",
    "columns that count people, with their sex or age": "a claim each; parts of the column that counts everybody",
    "other columns": "left aside until somebody gives them a field",
}

CHOICES: tuple[str, ...] = (*FIELDS, *(f"{COUNT}{measure}" for measure in MEASURES))
"""Everything that a person can say a column holds."""

_ALMOST = 91
"""Likeness out of 100 at which a misspelt name is still taken: "Governrate" is, "Status" for "State" is not."""


def _key(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))))


_BY_NAME: dict[str, str] = {
    **{_key(word): name for name, words in FIELD_WORDS.items() for word in words.split("|")},
    **{_key(word): f"{COUNT}{measure}" for measure, words in COUNT_WORDS.items() for word in words.split("|")},
}
_BY_SEX = {_key(word): sex for sex, words in SEX_WORDS.items() for word in words.split("|")}
_SINGLE = frozenset({"value", "measure", "country", "admin1", "admin2", "admin3", "external_id", "organisation"})
"""Fields that only the first column of that name is suggested for."""


def suggest(headers: Sequence[str]) -> dict[str, str]:
    """Column -> what it seems to hold, "" where nothing is known; one of `CHOICES`, or a count of one sex."""
    found: dict[str, str] = {}
    for header in headers:
        name = _suggested(_key(header))
        if name in found.values() and (name in _SINGLE or name.startswith(COUNT)):
            name = ""
        found[header] = name
    counted = [name for name in found.values() if name.startswith(COUNT)]
    if len(counted) == 1 and counted[0].count(":") == 1:
        # "Women" beside the only number is that of the women.
        found |= {header: f"{counted[0]}:{sex}" for header, sex in _sexes(headers) if not found[header]}
    if counted:
        # Beside columns that count something named, "Total" is no measure of its own.
        found = {header: "" if name in ("value", "measure") else name for header, name in found.items()}
    return found


def _sexes(headers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The columns that name one sex and nothing else."""
    for header in headers:
        words = [word for word in _key(header).split() if word not in _FILLING]
        sexes = {_BY_SEX.get(word, "") for word in words}
        if len(sexes) == 1 and (sex := sexes.pop()):
            yield header, sex


def _suggested(key: str) -> str:
    if not key:
        return ""
    if key in _BY_NAME:
        return _BY_NAME[key]
    words = key.split()
    sexes = {_BY_SEX[word] for word in words if word in _BY_SEX}
    rest = " ".join(word for word in words if word not in _BY_SEX and word not in _FILLING)
    if len(sexes) == 1 and (name := _BY_NAME.get(rest, "")).startswith(COUNT):
        return f"{name}:{sexes.pop()}"
    plain = " ".join(word for word in words if word not in _FILLING)
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    near = process.extractOne(key, list(_BY_NAME), scorer=fuzz.ratio, score_cutoff=_ALMOST) if len(key) > 4 else None
    return _BY_NAME[near[0]] if near else ""


_FILLING = frozenset(
    {
        "number", "of", "no", "total", "nombre", "de", "numero", "the", "people", "persons", "personnes", "personas",
        "individuals", "ind", "عدد", "الاشخاص", "اجمالي",
    }
)  # fmt: skip
"""Words that change nothing about what a column counts. "Civilian" is none of them."""


def recognises(head: Head) -> bool:
    """Any table that has a header: a person says what its columns hold."""
    return bool(head.columns)


def rows(
    source: Source, mapping: Mapping[str, str] | None = None, fixed: Mapping[str, Any] | None = None
) -> Iterator[SourceRow]:
    """The rows under a mapping of columns, by default that of the options, else the one suggested."""
    given = source.options.mapping if mapping is None else mapping
    same = source.options.fixed if fixed is None else fixed
    for sheet in source.sheets:
        meaning = Meaning.of(given or suggest(sheet.head.columns), same)
        yield from mapped_rows(source, sheet, meaning)
