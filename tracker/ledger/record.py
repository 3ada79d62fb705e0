"""A claim becomes a working copy at the desk, or a working copy changes. Nothing public happens here.

What is stored is always a whole, valid claim: the rules are asked before anything is written, and refuses with the
same codes whichever door the claim came through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tracker import rules
from tracker.ledger import bulk, doors, permissions
from tracker.ledger.content import as_count, converted_interval
from tracker.ledger.drafts import CITATION_COLUMNS, NewCitation, NewFigure, RefusedDraft, apply, fill_in
from tracker.ledger.errors import (
    CHANGED_MEANWHILE,
    DOCUMENT_TWICE,
    IDENTIFIER_TAKEN,
    PUBLIC_ALREADY,
    REDACTED_FOR_GOOD,
    Refused,
)
from tracker.ledger.facts import HELD_BACK, Identifier, facts_of, identifiers_taken
from tracker.ledger.merged import present
from tracker.models import Citation, DraftEdit, Figure, RedactionRequest, ReviewAssignment, User, WindowOrigin
from tracker.rules import Finding, InvalidFigure
from tracker.vocabulary import Basis, DraftState, PublicState, Unit


@dataclass(slots=True)
class Recorded:
    """What a bulk recording stored, and what it left out; `asked` are the warnings of each, by its position."""

    figures: list[Figure] = field(default_factory=list)
    refused: list[RefusedDraft] = field(default_factory=list)
    asked: dict[int, list[Finding]] = field(default_factory=dict)


def record_figure(
    values: Mapping[str, Any],
    *,
    citations: Sequence[NewCitation] = (),
    actor: User,
    reason: str = "",
    door: str = "form",
    confirm: Mapping[str, str] | None = None,
) -> Figure:
    """Store a claim as a draft; raises InvalidFigure with every error found, and then stores nothing."""
    new = NewFigure(values=values, citations=citations, confirm=confirm or {})
    with transaction.atomic():
        recorded = record_figures([new], actor=actor, reason=reason, door=door)
        if recorded.refused:
            raise InvalidFigure(*recorded.refused[0].findings)
    return recorded.figures[0]


def record_figures(drafts: Sequence[NewFigure], *, actor: User, reason: str = "", door: str = "import") -> Recorded:
    """Store the valid ones of these claims as drafts, in one transaction; the others come back with their errors."""
    permissions.require(actor, "record")
    said = permissions.optional_reason(reason)
    now = timezone.now()
    figures = [new_figure(draft, actor=actor, reason=said, door=door, at=now) for draft in drafts]
    with transaction.atomic():
        _attach_targets(figures, drafts)
        _attach_origins(figures)
        judged = judge(list(zip(figures, (draft.citations for draft in drafts), strict=True)))
        recorded = Recorded()
        accepted: list[tuple[Figure, NewFigure]] = []
        errors = [rules.stopping(found, draft.confirm) for found, draft in zip(judged, drafts, strict=True)]
        fallen = _fallen(drafts, errors)
        for index, (figure, draft, findings) in enumerate(zip(figures, drafts, judged, strict=True)):
            if errors[index]:
                recorded.refused.append(RefusedDraft(index, tuple(errors[index])))
            elif index not in fallen:
                figure.warnings = _with_reasons(findings, draft.confirm)
                recorded.asked[index] = list(rules.asking(findings))
                accepted.append((figure, draft))
        recorded.figures = _store_new(accepted, actor=actor)
    return recorded


def _fallen(drafts: Sequence[NewFigure], errors: Sequence[Sequence[Finding]]) -> set[int]:
    """Positions of claims that cannot be stored: themselves refused, of a group with one, or pointing to one."""
    fallen = {index for index, stops in enumerate(errors) if stops}
    while fallen:
        groups = {drafts[index].group for index in fallen} - {None}
        more = {
            index
            for index, draft in enumerate(drafts)
            if draft.group in groups or any(target in fallen for target in draft.refers.values())
        }
        if more <= fallen:
            break
        fallen |= more
    return fallen


def edit_figure(
    figure_id: int,
    values: Mapping[str, Any],
    *,
    citations: Sequence[NewCitation] | None = None,
    actor: User,
    reason: str = "",
    expected_version: int | None = None,
    confirm: Mapping[str, str] | None = None,
) -> Figure:
    """Change a working copy; on a published figure this opens a correction, and then a reason is due.

    The public version stands until another person publishes the change. `citations`, when given, replace those of the
    working copy. Raises InvalidFigure, or Refused: E11 without a reason, "changed" when `expected_version` is not the
    present one.
    """
    permissions.require(actor, "record")
    with transaction.atomic():
        figure = Figure.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=figure_id)
        check_version(figure, expected_version)
        if RedactionRequest.objects.filter(figure_id=figure_id, sequence__isnull=False).exists():
            raise Refused("redacted", "figure", REDACTED_FOR_GOOD)
        due = figure.public_state != PublicState.NONE
        reason = permissions.require_reason(reason) if due else permissions.optional_reason(reason)
        before = figure.as_values()
        apply(figure, values)
        if figure.restricted and figure.public_state == PublicState.PUBLISHED:
            raise Refused("restricted", "restricted", PUBLIC_ALREADY)
        if "value_text" not in values and _AMOUNT.intersection(values):
            figure.value_text = ""  # other numbers need other words
        fill_in(figure)
        _attach_origins([figure])
        held = list(citations) if citations is not None else held_citations(figure)
        findings = judge([(figure, held)])[0]
        errors = rules.stopping(findings, confirm or {})
        if errors:
            raise InvalidFigure(*errors)
        figure.warnings = _with_reasons(findings, confirm or {})
        _store_change(figure, before, citations, actor=actor, reason=reason)
    return figure


def add_citation(figure_id: int, citation: NewCitation, *, actor: User, reason: str = "") -> Figure:
    """Attach another document that carries the statement; on a published figure this is a correction."""
    with transaction.atomic():
        # Locked before its citations are read: one that another person adds meanwhile must not be lost.
        figure = Figure.objects.select_for_update(of=("self",)).get(pk=figure_id)
        held = held_citations(figure)
        if any(one.document.pk == citation.document.pk for one in held):
            return figure
        # The claim itself stays as it was, and so do the reasons given for its warnings.
        given = figure.reasons
        return edit_figure(figure_id, {}, citations=[*held, citation], actor=actor, reason=reason, confirm=given)


_AMOUNT = frozenset({"qualifier", "value", "value_low", "value_high", "magnitude"})
RELATED = (
    "crisis__place",
    "event",
    "place__parent__parent__parent",
    "origin_place",
    "speaker",
    "organisation",
    "originator",
    "part_of",
    "share_of",
    "series",
    "author",
)
"""What the ledger reads beside a working copy, in one query."""


def new_figure(draft: NewFigure, *, actor: User, at: datetime, reason: str = "", door: str = "form") -> Figure:
    """A claim as a working copy that is not stored yet, with what follows from the rest filled in."""
    figure = bulk.new_row(Figure, {"reason": reason, "door": door, "recorded_at": at, "changed_at": at})
    bulk.relate(figure, "author", actor)
    apply(figure, draft.values)
    if "source_reliability" not in draft.values and figure.organisation_id:
        figure.source_reliability = figure.organisation.reliability
    fill_in(figure)
    if draft.held_back:
        figure.warnings = [{"code": HELD_BACK, "field": "notes", "message": draft.held_back, "reason": ""}]
    return figure


def _attach_targets(figures: Sequence[Figure], drafts: Sequence[NewFigure]) -> None:
    """Let claims point to others that are recorded with them: all get their numbers before anything is judged."""
    if not any(draft.refers for draft in drafts):
        return
    bulk.assign_keys(Figure, figures)
    for figure, draft in zip(figures, drafts, strict=True):
        for relation, target in draft.refers.items():
            bulk.relate(figure, relation, figures[target])


def _attach_origins(figures: Iterable[Figure]) -> None:
    """Give each cumulative claim the row of its starting interval, made where it is new (METHOD R0)."""
    known: dict[tuple[int, date, date], WindowOrigin] = {}
    for figure in figures:
        start = figure.reference_period_start
        if figure.basis != Basis.CUMULATIVE or start is None or figure.crisis_id is None:
            bulk.relate(figure, "window_origin", None)
            continue
        latest = figure.reference_period_start_latest or start
        if latest < start:
            continue
        place = (figure.crisis_id, start, latest)
        if place not in known:
            known[place] = WindowOrigin.objects.get_or_create(
                crisis_id=figure.crisis_id, earliest=start, latest=latest
            )[0]
        bulk.relate(figure, "window_origin", present(known[place]))


def judge(drafts: Sequence[tuple[Figure, Sequence[NewCitation]]]) -> list[list[Finding]]:
    """Everything the rules find in each of these claims; bounds are derived on the way where the claim allows it."""
    for figure, _ in drafts:
        _derive(figure)
    today = timezone.now().date()
    taken = identifiers_taken([figure for figure, _ in drafts])
    values = [_values(figure, citations) for figure, citations in drafts]
    found = rules.check_figures(list(zip(values, facts_of(drafts, today=today), strict=True)))
    return [
        [*findings, *_clashes(figure, citations, taken)]
        for (figure, citations), findings in zip(drafts, found, strict=True)
    ]


def _clashes(figure: Figure, citations: Sequence[NewCitation], taken: dict[Identifier, Figure]) -> Iterator[Finding]:
    """What the tables hold once only: an identifier of a source system, and a document among the citations."""
    identifier = (figure.source_system, figure.external_id)
    if figure.external_id:
        holder = taken.setdefault(identifier, figure)
        if holder is not figure and (holder.id is None or holder.id != figure.id):
            yield rules.make_finding("E16", "external_id", IDENTIFIER_TAKEN, found=figure.external_id)
    documents = [present(citation.document).id for citation in citations]
    if len(set(documents)) < len(documents):
        yield rules.make_finding("E16", "document", DOCUMENT_TWICE)


def _derive(figure: Figure) -> None:
    try:
        bounds, _ = converted_interval(figure)
    except ValueError:
        bounds = None  # the rules say what is wrong with the number
    counted = bounds if figure.unit != Unit.PERCENT else None
    figure.derived_low = as_count(counted.low) if counted else None
    figure.derived_best = as_count(counted.best) if counted else None
    figure.derived_high = as_count(counted.high) if counted else None
    figure.high_open = bool(bounds and bounds.high_open)
    figure.bounds_basis = str(bounds.bounds_basis) if bounds else ""


def _values(figure: Figure, citations: Sequence[NewCitation]) -> dict[str, object]:
    values = figure.as_values()
    if citations:
        first = citations[0]
        values |= {
            "document": first.document.id,
            "quote": first.quote,
            "quote_language": first.quote_language,
            "quote_translation": first.quote_translation,
            "document_page": first.document_page,
            "hops": first.hops,
        }
    return values


def _with_reasons(findings: Iterable[Finding], confirm: Mapping[str, str]) -> list[dict[str, Any]]:
    return [rules.kept_finding(one, reason=confirm.get(one.code, "").strip()) for one in rules.asking(findings)]


def _store_new(accepted: Sequence[tuple[Figure, NewFigure]], *, actor: User) -> list[Figure]:
    figures = [figure for figure, _ in accepted]
    bulk.insert(figures)
    cited = [
        (figure.id, present(one.document).id, *one.said()) for figure, draft in accepted for one in draft.citations
    ]
    bulk.insert_values(Citation, ("figure", "document", *CITATION_COLUMNS), cited)
    user, changes = actor.pk, dict[str, Any]()
    edits = [(one.id, user, one.recorded_at, one.door, changes) for one in figures]
    bulk.insert_values(DraftEdit, ("figure", "user", "at", "door", "changes"), edits)
    return figures


def check_version(figure: Figure, expected: int | None) -> None:
    """Raise Refused "changed" when a draft is not the version somebody looked at; None asks for no certain one."""
    if expected is not None and expected != figure.draft_version:
        raise Refused("changed", "draft_version", CHANGED_MEANWHILE)


def held_citations(figure: Figure) -> list[NewCitation]:
    """The citations of a working copy, as a door hands them over."""
    return [
        NewCitation(
            document=one.document,
            quote=one.quote,
            quote_language=one.quote_language,
            quote_translation=one.quote_translation,
            document_page=one.document_page,
            chain=tuple(one.chain),
            hops=one.hops,
        )
        for one in figure.citations.select_related("document__publisher")
    ]


def _store_change(
    figure: Figure,
    before: Mapping[str, object],
    citations: Sequence[NewCitation] | None,
    *,
    actor: User,
    reason: str,
) -> None:
    now = timezone.now()
    after = figure.as_values()
    changes = {name: [shown(before[name]), shown(after[name])] for name in after if before[name] != after[name]}
    if citations is not None:
        figure.citations.all().delete()
        Citation.objects.bulk_create(citation.on(figure) for citation in citations)
        changes["citations"] = [None, [citation.document.pk for citation in citations]]
    figure.draft_state = DraftState.DRAFT
    figure.draft_version += 1
    figure.return_reason = ""
    figure.reason = reason
    figure.changed_at = now
    figure.save()
    ReviewAssignment.objects.filter(figure=figure, reviewer=actor).delete()  # who changes it reviews it no more
    DraftEdit.objects.create(figure=figure, user=actor, at=now, changes=changes, door=doors.current())


def shown(value: object) -> object:
    """A value as an edit keeps it."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
