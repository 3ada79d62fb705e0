"""What an act about many figures would do to each, before anything is done; and what keeps it from one of them.

The rules are asked for all of them in one go, so that a preview costs a fixed number of questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from tracker import rules
from tracker.ledger import permissions, setting_aside
from tracker.ledger.drafts import NewCitation, apply, fill_in
from tracker.ledger.errors import REDACTED_FOR_GOOD, Refusal, Refused
from tracker.ledger.record import RELATED, judge
from tracker.ledger.submit import why_not_submitted
from tracker.models import Citation, Crisis, DraftEdit, Figure, Place, RedactionRequest, User, WindowOrigin
from tracker.rules import Finding, InvalidFigure
from tracker.vocabulary import Basis, PlacePrecision, PublicState
from tracker.vocabulary import gettext_noop as _

MOVE, PLACE, SUBMIT, WITHDRAW = "move", "place", "submit", "withdraw"
KINDS = (MOVE, PLACE, SUBMIT, WITHDRAW)
EDITS = (MOVE, PLACE)
"""Acts that change what a figure says; on a public one each opens a correction."""
MOST_FIGURES = 100
OUTSIDE = "E8"

WITHDRAWN = _("This figure is withdrawn; what is still true is recorded anew, or changed on its own page.")
OF_EVENT = _("It is about an event of its crisis. Take the event out on its page first.")
HAS_POINT = _("It has coordinates of its own. Change the place on its page, with them.")
BELONGS = _("It is a part or share of figure %(found)s, which would stay where it is. Take both.")
HOLDS = _("Figure %(found)s is a part or share of it, and would stay where it is. Take both.")
GONE = _("There is no such figure any more.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be done: the kind of act, its target, and whether its reason answers E8."""

    kind: str
    crisis: Crisis | None = None
    place: Place | None = None
    outside: bool = False
    reason: str = ""

    def values_for(self, figure: Figure) -> dict[str, Any]:
        """The attributes that an edit sets on this figure."""
        if self.kind == MOVE:
            return {"crisis": self.crisis}
        values: dict[str, Any] = {"place": self.place}
        precise = self.place is not None and self.place.level in tuple(PlacePrecision)
        if precise and figure.place_precision == figure.place.level:
            values["place_precision"] = str(self.place.level) if self.place else ""
        return values

    def confirms(self, figure: Figure) -> dict[str, str]:
        """The reasons that its warnings have, and the one for a place outside the area where it was given."""
        given = {OUTSIDE: self.reason} if self.outside and self.reason.strip() else {}
        return {**given, **figure.reasons}


@dataclass(slots=True)
class Planned:
    """One figure of a preview: `refused` says why it would be left out, `asked` what it will need a reason for."""

    figure: Figure
    is_public: bool
    is_same: bool = False
    refused: list[Finding] = field(default_factory=list)
    asked: list[Finding] = field(default_factory=list)


def finding_of(refused: Refused | Refusal) -> Finding:
    """A refusal of the ledger as a finding, so that both are kept and shown in one way."""
    return Finding(refused.code, refused.field, refused.message, template=refused.message)


def plan(ids: Sequence[int], wanted: Wanted, *, actor: User) -> list[Planned]:
    """What the act would do to each of these figures, in their order; those that are gone are left out."""
    permissions.require(actor, "record")
    figures = _read(ids)
    planned = [Planned(one, one.public_state != PublicState.NONE) for one in figures]
    for one, problems in zip(planned, problems_of(figures, wanted, actor=actor, together=set(ids)), strict=True):
        one.refused = problems
    if wanted.kind in EDITS:
        _judge([one for one in planned if not one.refused], wanted)
    return planned


def _read(ids: Iterable[int]) -> list[Figure]:
    found = Figure.objects.select_related(*RELATED, "window_origin").in_bulk(set(ids))
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def problems_of(figures: Sequence[Figure], wanted: Wanted, *, actor: User, together: set[int]) -> list[list[Finding]]:
    """What keeps the act from each of these figures, beside what the rules say of the changed claim.

    `together` are all figures of the act: parts and their totals move with each other.
    """
    if wanted.kind == SUBMIT:
        return [_not_submitted(one) for one in figures]
    ids = [one.pk for one in figures]
    if wanted.kind == WITHDRAW:
        own = set(
            DraftEdit.objects.filter(figure__in=ids, user=actor, sequence__isnull=True).values_list("figure", flat=True)
        )
        refused = [setting_aside.why_not_withdrawn(one, is_own=one.pk in own) for one in figures]
        return [[finding_of(one)] if one else [] for one in refused]
    redacted = set(
        RedactionRequest.objects.filter(figure_id__in=ids, sequence__isnull=False).values_list("figure_id", flat=True)
    )
    apart = _apart(figures, wanted, together) if wanted.kind == MOVE else {}
    return [_not_edited(one, wanted, redacted, apart) for one in figures]


def _not_submitted(figure: Figure) -> list[Finding]:
    problem = why_not_submitted(figure.pk, figure.draft_state, deepcopy(figure.warnings))
    if problem is None:
        return []
    return list(problem.findings) if isinstance(problem, InvalidFigure) else [finding_of(problem)]


def _not_edited(figure: Figure, wanted: Wanted, redacted: set[int], apart: Mapping[int, Finding]) -> list[Finding]:
    if figure.pk in redacted:
        return [finding_of(Refused("redacted", "figure", REDACTED_FOR_GOOD))]
    if figure.public_state == PublicState.RETRACTED:
        return [finding_of(Refused("withdrawn", "public_state", WITHDRAWN))]
    if wanted.kind == PLACE:
        has_point = figure.latitude is not None and figure.place_id != (wanted.place.pk if wanted.place else None)
        return [finding_of(Refused("point", "place_code", HAS_POINT))] if has_point else []
    moves = wanted.crisis is not None and figure.crisis_id != wanted.crisis.pk
    if moves and figure.event_id is not None:
        return [finding_of(Refused("event", "event", OF_EVENT))]
    return [apart[figure.pk]] if figure.pk in apart else []


def _apart(figures: Sequence[Figure], wanted: Wanted, together: set[int]) -> dict[int, Finding]:
    """Figures that would be torn from their total, or from their parts."""
    crisis = wanted.crisis.pk if wanted.crisis else 0
    ids = {one.pk for one in figures if one.crisis_id != crisis}
    totals = {target for one in figures if one.pk in ids for target in (one.part_of_id, one.share_of_id) if target}
    there = set(Figure.objects.filter(pk__in=totals - together, crisis=crisis).values_list("pk", flat=True))
    found: dict[int, Finding] = {}
    for one in figures:
        for target in (one.part_of_id, one.share_of_id):
            if one.pk in ids and target and target not in together and target not in there:
                found[one.pk] = _torn(BELONGS, target)
    parts = Figure.objects.filter(Q(part_of__in=ids) | Q(share_of__in=ids)).exclude(crisis=crisis)
    for part, *targets in parts.order_by("-pk").values_list("pk", "part_of", "share_of"):
        for target in targets:
            if target in ids and part not in together:
                found.setdefault(target, _torn(HOLDS, part))
    return found


def _torn(template: str, number: int) -> Finding:
    params = {"found": str(number)}
    return Finding("apart", "part_of", template % params, found=str(number), template=template, params=params)


def _judge(planned: Sequence[Planned], wanted: Wanted) -> None:
    """Ask the rules about every claim as it would stand; they say what stops it, and what asks for a reason."""
    cited = _citations([one.figure.pk for one in planned])
    origins = _origins(planned, wanted)
    drafts: list[tuple[Figure, Sequence[NewCitation]]] = []
    for one in planned:
        one.is_same = stands_there(one.figure, wanted)
        drafts.append((_changed(one.figure, wanted, origins), cited.get(one.figure.pk, ())))
    for one, found in zip(planned, judge(drafts), strict=True):
        if one.is_same:
            continue
        given = wanted.confirms(one.figure)
        one.refused = rules.stopping(found, given)
        one.asked = [] if one.refused else [each for each in rules.asking(found) if not given.get(each.code)]


def stands_there(figure: Figure, wanted: Wanted) -> bool:
    """Whether an edit would change nothing about this figure."""
    target = wanted.crisis if wanted.kind == MOVE else wanted.place
    held = figure.crisis_id if wanted.kind == MOVE else figure.place_id
    return target is not None and held == target.pk


def _changed(figure: Figure, wanted: Wanted, origins: Mapping[Any, WindowOrigin]) -> Figure:
    changed = copy(figure)
    changed._state = copy(figure._state)
    changed._state.fields_cache = dict(figure._state.fields_cache)
    apply(changed, wanted.values_for(figure))
    fill_in(changed)
    if changed.basis == Basis.CUMULATIVE and wanted.kind == MOVE:
        start = changed.reference_period_start
        latest = changed.reference_period_start_latest or start
        changed.window_origin = origins.get((start, latest))
    return changed


def _origins(planned: Sequence[Planned], wanted: Wanted) -> dict[Any, WindowOrigin]:
    """The starts of counts that the crisis has, among those of these figures."""
    starts = {start for one in planned if (start := one.figure.reference_period_start)}
    if wanted.kind != MOVE or not starts:
        return {}
    held = WindowOrigin.objects.filter(crisis=wanted.crisis, earliest__in=starts)
    return {(one.earliest, one.latest): one for one in held}


def _citations(ids: Sequence[int]) -> dict[int, list[NewCitation]]:
    found: dict[int, list[NewCitation]] = {}
    for one in Citation.objects.filter(figure__in=ids).select_related("document__publisher").order_by("hops", "pk"):
        said = {name: getattr(one, name) for name in ("quote", "quote_language", "quote_translation", "document_page")}
        cited = NewCitation(document=one.document, chain=tuple(one.chain), hops=one.hops, **said)
        found.setdefault(one.figure_id, []).append(cited)
    return found


def due(figures: Iterable[Figure], wanted: Wanted) -> bool:
    """Whether a reason is required: a public figure would be corrected."""
    return wanted.kind in EDITS and any(one.public_state != PublicState.NONE for one in figures)
