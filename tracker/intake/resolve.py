"""Raw rows become working copies: the one way in for forms, the API, files and the command line.

A row has the names of the API ("Writing"); its values may be text or typed, its references codes, ids, names or
objects. It is stored whole or not at all: an organisation, speaker or document that it brings along is made in the
transaction that records the figure, and goes with it when the figure is refused. Everything wrong with a row comes
back at once, with the codes of the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, Prefetch, QuerySet

from tracker import rules
from tracker.intake.naming import read_as
from tracker.intake.reading import changed_cells, is_blank
from tracker.intake.references import (
    DESCRIPTIONS,
    DOCUMENT_FIELDS,
    FIGURE_FIELDS,
    Known,
    Makings,
    New,
    NewEvent,
    NewOrganisation,
    NewSpeaker,
    Row,
)
from tracker.ledger.content import ordered
from tracker.ledger.drafts import NewCitation, NewFigure, apply, fill_in
from tracker.ledger.preview import NOT_STORED, Preview, preview
from tracker.ledger.record import edit_figure, held_citations, record_figures
from tracker.models import Citation, Document, Figure, Organisation, Speaker, User
from tracker.models.figures import OWN_FIELDS, REFERENCES
from tracker.rules import Finding, InvalidFigure

Done = TypeVar("Done")

CITED = ("quote", "quote_language", "quote_translation", "document_page", "hops")
"""Fields that belong to the citation, not to the figure."""
_NAMED_BY_FIGURES = ("organisation", "originator", "speaker", "event")
"""Attributes whose value may have to be made with the figure."""


@dataclass(slots=True)
class Resolved:
    """A row as far as it could be understood: what to store, and everything that could not be read."""

    values: dict[str, Any] = field(default_factory=dict)
    """Figure attributes; what has to be made stands here as its description."""
    document: Any = None
    cited: dict[str, Any] = field(default_factory=dict)
    further: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    """Other documents that carry the statement, each with its words."""
    confirm: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def new_figure(self, makings: Makings, **more: Any) -> NewFigure:
        """The claim to record, with what it brings along made; inside the recording transaction only."""
        made = {name: makings.make(value) for name in _NAMED_BY_FIGURES if (value := self.values.get(name)) is not None}
        return NewFigure(
            values={**self.values, **made}, citations=self.citations(makings), confirm=self.confirm, **more
        )

    @property
    def brings(self) -> list[Any]:
        """What has to be made with the figure; making it raises InvalidFigure for what cannot be kept."""
        named = map(self.values.get, _NAMED_BY_FIGURES)
        cited = (self.document, *(document for document, _ in self.further))
        return [one for one in (*named, *cited) if type(one) in DESCRIPTIONS]

    def citations(self, makings: Makings) -> list[NewCitation]:
        """The document with its words; empty when no document was named."""
        if self.document is None:
            return []
        first = NewCitation(document=makings.make(self.document), **self.cited)
        further = {made.id: NewCitation(document=made, **cited) for made, cited in self._further(makings)}
        further.pop(first.document.id, None)
        return [first, *further.values()]

    def _further(self, makings: Makings) -> list[tuple[Any, dict[str, Any]]]:
        # A copy is a step further from who said it than the document that the row cites first.
        hops = (self.cited.get("hops") or 1) + 1
        return [(makings.make(document), {"hops": hops, **cited}) for document, cited in self.further]


def record_row(raw: Row, *, actor: User, door: str, confirm: Mapping[str, str] | None = None) -> Figure:
    """Store one row as a draft; raises InvalidFigure with all that is wrong with it, and then stores nothing."""
    resolved = resolve(raw, Known.around([raw]), confirm=confirm)
    return once_more(partial(_record, resolved, actor=actor, door=door))


def _record(resolved: Resolved, *, actor: User, door: str) -> Figure:
    with transaction.atomic():
        recorded = record_figures([resolved.new_figure(Makings())], actor=actor, door=door)
        refused = [finding for one in recorded.refused for finding in one.findings]
        findings = together(resolved, refused)
        if findings:
            raise InvalidFigure(*findings)
    return recorded.figures[0]


def once_more(act: Callable[[], Done]) -> Done:
    """Do it; once more where somebody else made the same organisation or document at that moment."""
    try:
        return act()
    except IntegrityError:
        return act()


def all_or_nothing(act: Callable[[], Done], *, keep: Callable[[Done], bool]) -> tuple[Done, bool]:
    """Do it in one transaction, taken back unless `keep` says otherwise of what was done; and whether it was kept."""
    with transaction.atomic():
        done = act()
        kept = keep(done)
        transaction.set_rollback(not kept)
    return done, kept


def check_row(raw: Row, *, actor: User, door: str, confirm: Mapping[str, str] | None = None) -> list[Finding]:
    """Everything wrong with a row and every warning about it; stores nothing, whatever the answer."""
    with transaction.atomic():
        try:
            figure = record_row(raw, actor=actor, door=door, confirm=confirm)
        except InvalidFigure as refused:
            return list(refused.findings)
        found = [Finding(one["code"], one["field"], one["message"]) for one in figure.warnings if not one["reason"]]
        transaction.set_rollback(True)
    return found


class Unstored(Makings):
    """Describes instead of making: rows with keys under which nothing is found, for a preview."""

    def _new(self, wanted: New) -> Model:
        key = NOT_STORED - len(self._made)
        if isinstance(wanted, NewOrganisation):
            return Organisation(pk=key, name=wanted.name, code=wanted.code, kind=wanted.kind)
        if isinstance(wanted, NewSpeaker):
            return Speaker(pk=key, name=wanted.name, title=wanted.title, organisation=self.make(wanted.organisation))
        if isinstance(wanted, NewEvent):
            event = wanted.row()
            event.pk = key
            return event
        details = {name: getattr(wanted, name) for name in DOCUMENT_FIELDS if name not in ("id", "publisher")}
        return Document(pk=key, publisher=self.make(wanted.publisher), **details)


def preview_row(
    raw: Row, *, actor: User, confirm: Mapping[str, str] | None = None, standing: Figure | None = None
) -> Preview:
    """What recording this row, or changing the `standing` figure by it, would say and find. Writes nothing."""
    resolved = resolve(raw, Known.around([raw]), confirm=confirm, standing=standing)
    makings = Unstored()
    values = {name: makings.make(value) for name, value in resolved.values.items()}
    if standing is None:
        citations: Sequence[NewCitation] = resolved.citations(makings)
    else:
        changed = _edited_citations(standing.pk, resolved, makings)
        citations = changed if changed is not None else held_citations(standing)
    found = preview(values, citations, actor=actor, standing=standing)
    found.findings = together(resolved, found.findings)
    return found


def edit_row(
    figure_id: int,
    raw: Row,
    *,
    actor: User,
    reason: str = "",
    expected_version: int | None = None,
    confirm: Mapping[str, str] | None = None,
) -> Figure:
    """Change the fields that a row gives on a working copy; the others stay.

    Nothing happens where nothing differs: whoever only looks at a figure may still publish it. On a published figure a
    change opens a correction and needs a reason. Raises InvalidFigure, or the ledger's Refused
    (E11, "changed"); then nothing is stored.
    """
    standing, resolved = _beside(figure_id, raw, confirm)
    if not resolved.findings and not differs(standing, resolved):
        return standing
    return edit_resolved(figure_id, resolved, actor=actor, reason=reason, expected_version=expected_version)


def says_something_else(figure_id: int, raw: Row, *, confirm: Mapping[str, str] | None = None) -> bool:
    """Whether `edit_row` would change anything about this working copy, or refuse the row."""
    standing, resolved = _beside(figure_id, raw, confirm)
    return bool(resolved.findings) or differs(standing, resolved)


def _beside(figure_id: int, raw: Row, confirm: Mapping[str, str] | None) -> tuple[Figure, Resolved]:
    """The working copy, and the row as a change of it."""
    standing = standing_figures().get(pk=figure_id)
    return standing, resolve(raw, Known.around([raw]), confirm=confirm, standing=standing)


def standing_figures() -> QuerySet[Figure]:
    """Figures with what is read beside one that a row may change."""
    related = ("crisis", "place", "organisation", "originator", "speaker")
    cited = Prefetch("citations", Citation.objects.select_related("document"))
    return Figure.objects.select_related(*related).prefetch_related(cited)


def edit_resolved(
    figure_id: int, resolved: Resolved, *, actor: User, reason: str = "", expected_version: int | None = None
) -> Figure:
    """Change a working copy as an understood row says; raises as `edit_row` does."""
    act = partial(_edit, figure_id, resolved, actor=actor, reason=reason, expected_version=expected_version)
    return once_more(act)


def _edit(figure_id: int, resolved: Resolved, *, actor: User, reason: str, expected_version: int | None) -> Figure:
    with transaction.atomic():
        makings = Makings()
        refused: Sequence[Finding] = ()
        try:
            figure = edit_figure(
                figure_id,
                {name: makings.make(value) for name, value in resolved.values.items()},
                citations=_edited_citations(figure_id, resolved, makings),
                actor=actor,
                reason=reason,
                expected_version=expected_version,
                confirm=resolved.confirm,
            )
        except InvalidFigure as invalid:
            refused = invalid.findings
        findings = together(resolved, refused)
        if findings:
            raise InvalidFigure(*findings)
    return figure


def together(resolved: Resolved, refused: Sequence[Finding]) -> list[Finding]:
    """What could not be read and what the ledger refused, without the echoes of the former in the latter."""
    unread = {finding.field for finding in resolved.findings}
    echoes = set()
    if any(name.startswith("document") for name in unread):
        echoes.add(("E1", "document"))
    if unread & {"speaker", "originator", "document_publisher"}:
        echoes.add(("E15", "organisation"))
    if resolved.document is None and resolved.cited.get("quote"):
        echoes.add(("E2", "quote"))  # there is a quote, it only has no document to stand in
    return rules.combined(resolved.findings, [one for one in refused if (one.code, one.field) not in echoes])


def differs(figure: Figure, resolved: Resolved) -> bool:
    """Whether the row says anything else than the working copy does."""
    if any(type(value) in DESCRIPTIONS for value in (*resolved.values.values(), resolved.document)):
        return True
    reasons = {warning["code"]: warning["reason"] for warning in figure.warnings}  # one that is still missing too
    if any(reasons.get(code, reason) != reason for code, reason in resolved.confirm.items()):
        return True
    changed = copy(figure)
    apply(changed, resolved.values)
    fill_in(changed)
    return changed.as_values() != figure.as_values() or _cites_otherwise(figure, resolved)


def _cites_otherwise(figure: Figure, resolved: Resolved) -> bool:
    held = ordered(list(figure.citations.all()))
    if not held:
        return resolved.document is not None
    other_document = resolved.document is not None and resolved.document.pk != held[0].document_id
    return other_document or any(getattr(held[0], name) != given for name, given in resolved.cited.items())


# --- one row, understood ---


def resolve(
    raw: Row, known: Known, *, confirm: Mapping[str, str] | None = None, standing: Figure | None = None
) -> Resolved:
    """A raw row as figure attributes, its references found or described.

    A new figure has the usual value where its row has an empty cell or none. With a `standing` figure only what the
    row gives is touched, and an empty cell empties the field.
    """
    values, findings = known.reading.read(raw)
    confirmed: Any = values.pop("confirm", {})
    held = standing.reasons if standing else {}
    resolved = Resolved(findings=findings, confirm=held)
    _take_reasons(resolved, {**confirmed, **(confirm or {})})
    if standing is not None:
        emptied = {name: None for name in raw if name in _EMPTIED and is_blank(raw[name])}
        values = {**emptied, **values}
    else:
        values.setdefault("unit", "")  # a column has a usual value; nobody may guess what was counted
    _take_own_values(resolved, values)
    _take_citation(resolved, values)
    _take_references(resolved, values, known, standing)
    _name_organisation(resolved, standing)
    return resolved


def resolve_beside(raw: Row, other: Row, understood: Resolved) -> Resolved | None:
    """What `resolve` would make of a row, from what it made of another that names the same things.

    A part and its total share nearly all: only the cells in which they differ are read, and those of its number. None
    where they differ in more than a part may, or where the other is not understood.
    """
    if understood.findings or not understood.values:
        return None
    changed = changed_cells(raw, other).keys() | (other.keys() - raw.keys())
    if not changed <= _OF_A_PART:
        return None
    changed |= _AMOUNT
    said = {name: cell for name, cell in raw.items() if name in changed and not is_blank(cell)}
    values, findings = rules.read_figure(said)
    values.setdefault("unit", "")
    resolved = Resolved(
        values={name: value for name, value in understood.values.items() if name not in changed},
        document=understood.document,
        cited={name: value for name, value in understood.cited.items() if name not in changed},
        confirm=dict(understood.confirm),
        findings=findings,
    )
    _take_own_values(resolved, values)
    _take_citation(resolved, values)
    return resolved


_AMOUNT = frozenset({"unit", "qualifier", "value", "value_low", "value_high", "value_text", "magnitude"})
"""Cells that are read together."""
_OF_A_PART = _AMOUNT | {
    "external_id", "people_status", "population_group", "gender", "age_range", "partition", "notes", "quote",
    "quote_language", "quote_translation", "document_page",
}  # fmt: skip
"""Cells of a row that say nothing about what it names."""


_EMPTIED = frozenset(rules.WRITABLE_FIELDS) - {"confirm"}
"""Fields that an empty cell empties."""


def _take_reasons(resolved: Resolved, reasons: Mapping[str, str]) -> None:
    for code, reason in reasons.items():
        kept, problems = read_as("notes", reason, at="confirm")
        resolved.findings += problems
        if not problems:
            resolved.confirm[code] = kept


def _take_own_values(resolved: Resolved, values: Mapping[str, Any]) -> None:
    own = {name: value for name, value in values.items() if name in _OWN}
    for name in _STORED_OTHERWISE:
        if name in own:
            own[name] = _stored(name, own[name])
    resolved.values |= own
    if "qualifier" in values or "value_text" in values:
        # Reading the words finds the magnitude; other words, or another qualifier, end the one that stood.
        resolved.values["magnitude"] = values.get("magnitude") or ""


_OWN = frozenset(OWN_FIELDS)
_STORED_OTHERWISE = ("latitude", "longitude", "unit")


def _stored(name: str, value: Any) -> Any:
    if name == "unit":
        return value or ""
    return float(value) if isinstance(value, Decimal) else value


def _take_citation(resolved: Resolved, values: Mapping[str, Any]) -> None:
    for name in CITED:
        if name in values and (name != "hops" or values[name] is not None):
            resolved.cited[name] = values[name] or ""


def _take_references(resolved: Resolved, values: Mapping[str, Any], known: Known, standing: Figure | None) -> None:
    """Find every row that is named; a name that cannot be used becomes a finding and leaves the field empty."""
    named = {name: values[name] for name in _NAMES if name in values}
    found = known.found_before(named) if standing is None else None
    if found is None:
        found, findings = _find(named, known, standing)
        resolved.findings += findings
        if standing is None and not findings:
            known.remember(named, found)
    resolved.document = found.get("document")
    resolved.values |= {REFERENCES[name]: value for name, value in found.items() if name != "document"}


_NAMES = (*REFERENCES, "document")
"""Fields of a row that name something else."""


def _find(named: Mapping[str, Any], known: Known, standing: Figure | None) -> tuple[dict[str, Any], list[Finding]]:
    """What these fields name, by field, and what is wrong with the names."""
    found: dict[str, Any] = {}
    findings: list[Finding] = []

    def look(name: str, find: Callable[[Any], Any]) -> None:
        if name not in named:
            return
        try:
            found[name] = find(named[name])
        except InvalidFigure as refused:
            found[name] = None
            findings.extend(refused.findings)

    look("crisis", known.crisis)
    for name in ("place_code", "origin_location_code"):
        look(name, partial(known.place, at=name))
    for name in ("organisation", "originator"):
        look(name, partial(known.organisation, at=name))
    look("document", known.document)
    speaks_for = found.get("organisation") or found.get("originator") or getattr(standing, "organisation", None)
    look("speaker", partial(known.speaker, organisation=speaks_for))
    crisis = found["crisis"] if "crisis" in found else getattr(standing, "crisis", None)
    look("event", partial(known.event, crisis=crisis))
    for name in FIGURE_FIELDS:
        look(name, partial(known.figure, at=name))
    return found, findings


def _name_organisation(resolved: Resolved, standing: Figure | None) -> None:
    """Who says so where no organisation is named: the speaker's, else the originator, else the publisher."""
    if standing is not None and "organisation" not in resolved.values:
        return
    if resolved.values.get("organisation") is None:
        speaker = resolved.values.get("speaker") or getattr(standing, "speaker", None)
        originator = resolved.values.get("originator") or getattr(standing, "originator", None)
        publisher = getattr(resolved.document, "publisher", None)
        resolved.values["organisation"] = getattr(speaker, "organisation", None) or originator or publisher


def _edited_citations(figure_id: int, resolved: Resolved, makings: Makings) -> list[NewCitation] | None:
    """The citations after an edit: the primary one changed as the row says, the others as they were."""
    if resolved.document is None and not resolved.cited:
        return None
    held = ordered(list(Citation.objects.filter(figure_id=figure_id).select_related("document__publisher")))
    cited: dict[str, Any] = {}
    if held:
        cited = {name: getattr(held[0], name) for name in CITED} | {"chain": tuple(held[0].chain)}
        document = makings.make(resolved.document) or held[0].document
    elif resolved.document is None:
        return None
    else:
        document = makings.make(resolved.document)
    first = NewCitation(document=document, **{**cited, **resolved.cited})
    others = [
        NewCitation(document=one.document, chain=tuple(one.chain), **{name: getattr(one, name) for name in CITED})
        for one in held[1:]
        if one.document_id != document.pk
    ]
    known = {document.pk, *(one.document.pk for one in others)}
    added = [one for one in resolved.citations(makings)[1:] if one.document.pk not in known]
    return [first, *others, *added]
