"""Rows of an import as its pages show them: what a row says, what was found in it and in which cell, and its form.

The form shows the fields that the reader made of the row, whatever the layout of the file: what a person types there is
kept beside the cells, which stay as they stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from tracker.intake.asking import words_of
from tracker.intake.flat import DOCUMENT_PARTS
from tracker.intake.keeping import EDITED_CELLS, claims_in
from tracker.intake.readers.rows import Claim
from tracker.ledger.imports import kind_of
from tracker.models import ImportedFigure, ImportRow, ImportRun
from tracker.rules import RULES, WRITABLE_FIELDS, is_lifted_by_a_reason
from tracker.selectors import imports as reading
from tracker.vocabulary import RowState
from tracker.web import words
from tracker.web.choices import choices
from tracker.web.figure_fields import LOOKED_UP, SPECS
from tracker.web.findings import filled
from tracker.web.forms import Option

STATES: dict[str, Any] = {
    RowState.READ: gettext_lazy("not checked yet"),
    RowState.OK: gettext_lazy("good"),
    RowState.WARNING: gettext_lazy("good, with a question"),
    RowState.ERROR: gettext_lazy("with an error"),
    RowState.REVISES: gettext_lazy("changes a figure"),
    RowState.SAME: gettext_lazy("here already"),
    RowState.RECORDED: gettext_lazy("recorded"),
    RowState.REVISED: gettext_lazy("revised"),
    RowState.UNCHANGED: gettext_lazy("unchanged"),
    RowState.REJECTED: gettext_lazy("rejected"),
    RowState.SKIPPED: gettext_lazy("passed over"),
}
MARKS = {RowState.ERROR: "warn", RowState.REJECTED: "warn", RowState.WARNING: "warn", RowState.RECORDED: "good"}
NEVER_EDITED = frozenset({"source_system", "external_id", "crisis", "confirm", "restricted"})
ALWAYS_SHOWN = ("place_code",)
REASON = "confirm-"
"""Stands before the code of a rule in the name of the field for its reason."""
LONGEST_LINE = 80
"""Characters of a cell beyond which it is shown on several lines."""
LONG = frozenset({"quote", "quote_translation", "notes"})


@dataclass(frozen=True, slots=True)
class Said:
    """One thing found in a row: in the reader's language, with the cell it is about."""

    code: str
    message: str
    column: str
    cell: str
    field: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    row: ImportRow
    state: Any
    mark: str
    says: str
    where: str
    parts: int
    said: tuple[Said, ...]
    figures: tuple[ImportedFigure, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding in the rows of a file: its rule, and what it says in the first row that has it."""

    key: str
    rows: int
    code: str
    column: str
    title: str
    example: str
    first: ImportRow


@dataclass(frozen=True, slots=True)
class Control:
    """One field of a row's form."""

    name: str
    label: str | Promise
    kind: str
    value: str
    column: str
    cell: str
    options: tuple[Option, ...]
    errors: tuple[Said, ...]

    looked_up: str = ""

    @property
    def id(self) -> str:
        """The id of its control."""
        return f"id_{self.name}"

    @property
    def described_by(self) -> str:
        """The ids of what is said about it."""
        said = (("help", self.column), ("errors", self.errors))
        return " ".join(f"{self.id}_{part}" for part, there in said if there)


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of one claim of a row: those with a fault, the others, and the reasons that lift a fault."""

    part: str
    title: str
    asked: tuple[Control, ...]
    rest: tuple[Control, ...]
    reasons: tuple[Control, ...]


def line_of(row: ImportRow, figures: Sequence[ImportedFigure] = ()) -> Line:
    """A row as the list shows it."""
    claims = claims_in(row.claims)
    return Line(
        row=row,
        state=STATES[RowState(row.state)],
        mark=MARKS.get(RowState(row.state), ""),
        says=_says(claims[0], row.edited.get("", {})) if claims else "",
        where=_where(claims[0], row.edited.get("", {})) if claims else "",
        parts=len(claims) - 1,
        said=shown_once(said_in(row)),
        figures=tuple(figures),
    )


def said_in(row: ImportRow) -> tuple[Said, ...]:
    """Everything found in a row, in the reader's language."""
    cells = row.by_column
    found = (
        Said(
            code=one["code"],
            message=message_of(one),
            column=one.get("column", ""),
            cell=str(cells.get(one.get("column", ""), "")),
            field=one.get("field", ""),
            part=str(one.get("params", {}).get("part", "")),
        )
        for one in row.findings
    )
    return tuple(dict.fromkeys(found))


def found_in(run: ImportRun) -> list[Kind]:
    """What was found in the rows of a run, each with how many rows it is in, errors first."""
    counted = reading.kinds_of(run)
    firsts = reading.rows_at(run, {kind.first for kind in counted})
    found = (_kind(kind, firsts[kind.first]) for kind in counted)
    return sorted(found, key=lambda kind: MARKS.get(RowState(kind.first.state), "") != "warn")


def _kind(kind: reading.Kind, row: ImportRow) -> Kind:
    finding = next(one for one in row.findings if kind_of(one) == kind.key)
    rule = RULES.get(finding["code"])
    return Kind(
        key=kind.key,
        rows=kind.rows,
        code=finding["code"],
        column=finding.get("column", ""),
        title=gettext(rule.title) if rule else message_of(finding),
        example=message_of(finding) if rule else "",
        first=row,
    )


def shown_once(said: Sequence[Said]) -> tuple[Said, ...]:
    """What was found in a row, without what each of its parts says again."""
    first: dict[tuple[str, str, str], Said] = {}
    for one in said:
        first.setdefault((one.code, one.column, one.message), one)
    return tuple(first.values())


def message_of(finding: Mapping[str, Any]) -> str:
    """A kept finding in the reader's language."""
    spec = SPECS.get(finding.get("field", ""))
    field = finding.get("column") or (str(spec.label) if spec else finding.get("field", ""))
    template = finding.get("template", "")
    return filled(template, finding.get("params", {}), field=field, message=finding["message"])


def _says(claim: Claim, edits: Mapping[str, str]) -> str:
    """The number and what it counts, in a few words."""
    fields = {**claim.fields, **edits}
    number = str(fields.get("value_text") or "").strip()
    if not number:
        ends = [fields.get(name) for name in ("value_low", "value", "value_high")]
        low, best, high = (_number(end) for end in ends)
        number = f"{best} ({low}-{high})" if best and low and high else best or "-".join(filter(None, (low, high)))
    measure = str(fields.get("measure") or "")
    return f"{number} {words.measure_people(measure)}".strip() if measure else number


def _number(value: Any) -> str:
    text = str(value if value is not None else "").strip()
    return words.number(int(text)) if text.isdecimal() and text.isascii() and len(text) < 16 else text


def _where(claim: Claim, edits: Mapping[str, str]) -> str:
    fields = {**claim.fields, **edits}
    place = str(fields.get("place_code") or "") or (words_of(claim.place) if claim.place else "")
    days = [str(fields.get(name) or "")[:10] for name in ("reference_period_start", "reference_period_end")]
    when = str(fields.get("as_of_date") or "")[:10] or " - ".join(dict.fromkeys(filter(None, days)))
    return ", ".join(filter(None, (place, when)))


# --- the form of one row ---


def form_of(row: ImportRow) -> list[Part]:
    """The fields of each claim of a row, with what a person typed already."""
    said, offered = said_in(row), choices()
    return [
        _part(at, claim, row, [one for one in said if one.part == claim.part], offered)
        for at, claim in enumerate(claims_in(row.claims))
    ]


Offered = Mapping[str, list[tuple[str, str]]]


def _part(at: int, claim: Claim, row: ImportRow, said: Sequence[Said], offered: Offered) -> Part:
    typed = {**_typed(claim), **row.edited.get(claim.part, {})}
    reasons = typed.pop("confirm", {})
    title = claim.part or (gettext("The row's own figure") if at == 0 else "")
    shown = [name for name in typed if typed[name] or any(one.field == name for one in said)]
    missing = [one.field for one in said if one.field in WRITABLE_FIELDS and one.field not in shown]
    names = dict.fromkeys([*shown, *missing, *ALWAYS_SHOWN])
    controls = []
    for name in names:
        value = typed.get(name, "")
        options = tuple(Option(code, str(label), code == value) for code, label in offered.get(name, ()))
        controls.append(_control(at, name, value, claim, row, said, options))
    asked = [one for one in controls if one.errors]
    rest = [one for one in controls if not one.errors]
    return Part(claim.part, title, tuple(asked), tuple(rest), tuple(_reasons(at, reasons, said)))


def _reasons(at: int, given: Mapping[str, str], said: Sequence[Said]) -> Iterator[Control]:
    """A field for the reason of each finding that one lifts, and of those that were lifted so."""
    for code in dict.fromkeys([*given, *(one.code for one in said if is_lifted_by_a_reason(one.code))]):
        yield Control(
            name=f"{at}-{REASON}{code}",
            label=gettext("Why it is right nevertheless (%(code)s)") % {"code": code},
            kind="text",
            value=given.get(code, ""),
            column="",
            cell="",
            options=(),
            errors=(),
        )


def _control(
    at: int,
    name: str,
    value: str,
    claim: Claim,
    row: ImportRow,
    said: Sequence[Said],
    options: tuple[Option, ...],
) -> Control:
    spec = SPECS.get(name)
    column = claim.columns.get(name, "")
    if options and value not in {one.value for one in options}:
        options = (*options, Option(value, value, chosen=True))
    return Control(
        name=f"{at}-{name}",
        label=spec.label if spec else name,
        kind="choice" if options else "long" if name in LONG else "text",
        value=value,
        column=column,
        cell=str(row.by_column.get(column, "")),
        options=options,
        errors=tuple(one for one in said if one.field == name),
        looked_up=spec.kind if spec and spec.kind in LOOKED_UP else "",
    )


def _typed(claim: Claim) -> dict[str, str]:
    """The fields of a claim as they would be typed."""
    typed = {
        name: "" if value is None else str(value)
        for name, value in claim.fields.items()
        if name not in NEVER_EDITED and not isinstance(value, Mapping | list)
    }
    document = claim.fields.get("document")
    if isinstance(document, Mapping):
        parts = {flat: document.get(part) for flat, part in DOCUMENT_PARTS.items()}
        typed |= {flat: str(value) for flat, value in parts.items() if value and not isinstance(value, Mapping)}
    for name in ("organisation", "originator", "speaker"):
        value = claim.fields.get(name)
        if isinstance(value, Mapping) and value.get("name"):
            typed[name] = str(value["name"])
    return typed


def cell_form(row: ImportRow, posted: Mapping[str, str]) -> list[Control]:
    """The cells of a row that could not be read, each to be corrected; none for a row that was read."""
    if row.state not in (RowState.ERROR, RowState.READ) or claims_in(row.claims):
        return []
    said, cells = said_in(row), cells_in(row, posted)
    return [
        Control(
            name=f"cell-{at}",
            label=column,
            kind="long" if len(cells[column]) > LONGEST_LINE else "text",
            value=cells[column],
            column="",
            cell="",
            options=(),
            errors=tuple(one for one in said if one.column == column),
        )
        for at, column in enumerate(row.by_column)
        if column
    ]


def cells_in(row: ImportRow, posted: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row as they were typed, else as they were typed before, else as they stand in the file."""
    held = row.by_column | row.edited.get(EDITED_CELLS, {})
    return {column: posted.get(f"cell-{at}", str(held[column])).strip() for at, column in enumerate(row.by_column)}


def edits_in(row: ImportRow, posted: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What was typed that differs from what the reader made of the row, by part and field."""
    edited: dict[str, dict[str, Any]] = {name: typed for name, typed in row.edited.items() if name == EDITED_CELLS}
    for at, claim in enumerate(claims_in(row.claims)):
        usual = _typed(claim)
        for name in (*WRITABLE_FIELDS, *DOCUMENT_PARTS, "speaker_title"):
            given = posted.get(f"{at}-{name}")
            if given is not None and name not in NEVER_EDITED and given.strip() != usual.get(name, "").strip():
                edited.setdefault(claim.part, {})[name] = given.strip()
        reasons = {code: given.strip() for code in RULES if (given := posted.get(f"{at}-{REASON}{code}", "")).strip()}
        if reasons:
            edited.setdefault(claim.part, {})["confirm"] = reasons
    return edited
