"""What makes a claim valid: every error and warning, and how raw text becomes typed values.

Every door (form, API, file, ledger) calls `read_figure` to turn what it was given into typed values and
`check_figure` to judge them, so all doors refuse the same rows with the same codes. What a rule must know beyond the
row itself (today's date, other figures, the document) arrives as `Facts`; nothing here reads a clock or a database.

    catalogue.py     every code with its title, as docs/rules.md explains it
    findings.py      one error or warning about one field, and the exception that carries them
    suggestions.py   "did you mean": unknown codes and fields, with the nearest that exist
    fields.py        every field of a row: its codes, its limits, its kind
    reading/         raw text to typed values, a file per kind of field
    facts.py         what a row cannot know of itself
    checking/        the checks, a file per question asked of a claim
    confirming.py    what stops a save, what stops a submit, and which reasons lift it

Pure: imports only the vocabulary, the wording of numbers and the standard library.
"""

from tracker.rules.catalogue import CONFIRMABLE_ERRORS, RULES, Rule
from tracker.rules.checking import Values, check_figure, check_figures, no_document
from tracker.rules.confirming import asking, combined, is_lifted_by_a_reason, stopping
from tracker.rules.facts import Facts
from tracker.rules.fields import (
    CODES,
    NUMBERS,
    REFERENCES,
    TEXTS,
    WRITABLE_FIELDS,
)
from tracker.rules.findings import Finding, InvalidFigure, kept_finding, make_finding, read_kept
from tracker.rules.reading import SHORT, read_fields, read_figure, read_together
from tracker.rules.suggestions import nearest

__all__ = [
    "CODES",
    "CONFIRMABLE_ERRORS",
    "NUMBERS",
    "REFERENCES",
    "RULES",
    "SHORT",
    "TEXTS",
    "WRITABLE_FIELDS",
    "Facts",
    "Finding",
    "InvalidFigure",
    "Rule",
    "Values",
    "asking",
    "check_figure",
    "check_figures",
    "combined",
    "is_lifted_by_a_reason",
    "kept_finding",
    "make_finding",
    "nearest",
    "no_document",
    "read_fields",
    "read_figure",
    "read_kept",
    "read_together",
    "stopping",
]
