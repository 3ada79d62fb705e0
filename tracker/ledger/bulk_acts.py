"""Many figures at once: moved to another crisis, placed, handed over, withdrawn. Each in a transaction of its own.

An act is written down before anything is done, with a line for every figure, under the key of the form that confirmed
it. A line is dealt with once, whoever sends the form how often, and whatever ended in between; what is refused is kept
with its reasons, and the others are done. A public figure never changes by it: it gets a correction, as at its page.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from tracker import rules
from tracker.ledger import doors, permissions
from tracker.ledger.bulk_rules import (
    EDITS,
    GONE,
    KINDS,
    MOST_FIGURES,
    MOVE,
    SUBMIT,
    WITHDRAW,
    Wanted,
    due,
    finding_of,
    problems_of,
    stands_there,
)
from tracker.ledger.errors import NOT_ALLOWED, Refused
from tracker.ledger.record import RELATED, check_version, edit_figure
from tracker.ledger.revert import restore_copy, snapshot
from tracker.ledger.setting_aside import set_back, withdraw_draft
from tracker.ledger.submit import submit_each
from tracker.models import BulkAct, BulkLine, Figure, User
from tracker.rules import Finding, InvalidFigure
from tracker.vocabulary import DraftState
from tracker.vocabulary import gettext_noop as _

DONE, SAME, REFUSED = "done", "same", "refused"
"""What became of a line; empty while it waits."""
RESTORED, KEPT = "restored", "kept"
"""What an undo did about it."""

TAKEN_BACK = "undo"
"""What the door of an undo ends with: "bulk:12:undo"."""

NOTHING = _("No figure is chosen.")
TOO_MANY = _("At most 100 figures at once.")
NO_TARGET = _("Say where the figures belong.")
BAD_KEY = _("The form has no key of its own. Open a new one.")


def begin(
    key: str,
    wanted: Wanted,
    versions: Mapping[int, int],
    *,
    actor: User,
    submits: bool = False,
) -> BulkAct:
    """Write an act down with a line for each figure, at the version that was looked at; the same key again is that act.

    Raises Refused: "role", E11 where a public figure would be corrected without a reason, E15 without a target, E19.
    """
    permissions.require(actor, "submit" if wanted.kind == SUBMIT or submits else "record")
    held = BulkAct.objects.filter(key=key).first()
    if held is None:
        held = _first(key, wanted, versions, actor=actor, submits=submits)
    if held.actor_id != actor.pk:
        raise Refused("role", "actor", NOT_ALLOWED)
    return held


def _first(key: str, wanted: Wanted, versions: Mapping[int, int], *, actor: User, submits: bool) -> BulkAct:
    _check(key, wanted, versions)
    public = due(Figure.objects.filter(pk__in=versions).only("public_state"), wanted)
    answers = wanted.kind in EDITS and wanted.outside
    said = (permissions.require_reason if public or answers else permissions.optional_reason)(wanted.reason)
    act = BulkAct(
        key=key,
        kind=wanted.kind,
        crisis=wanted.crisis,
        place=wanted.place,
        outside=answers,
        submits=submits and wanted.kind in EDITS,
        reason=said,
        actor=actor,
        begun_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            act.save(force_insert=True)
            lines = [BulkLine(act=act, figure_id=pk, seen_version=seen) for pk, seen in versions.items()]
            BulkLine.objects.bulk_create(lines)
    except IntegrityError:
        return BulkAct.objects.get(key=key)  # the same form, sent twice at the same moment
    return act


def _check(key: str, wanted: Wanted, versions: Mapping[int, int]) -> None:
    if len(key) != 32:
        raise Refused("E19", "form_key", BAD_KEY)
    if not versions:
        raise Refused("E15", "figure", NOTHING)
    if len(versions) > MOST_FIGURES:
        raise Refused("E19", "figure", TOO_MANY)
    target = wanted.crisis if wanted.kind == MOVE else wanted.place
    if wanted.kind not in KINDS or (wanted.kind in EDITS and target is None):
        raise Refused("E15", "target", NO_TARGET)


def carry_on(act: BulkAct) -> None:
    """Deal with every line that still waits, each in its own transaction."""
    lines = list(act.lines.values_list("pk", "figure_id", "did"))
    together = {figure for _pk, figure, did in lines if did != REFUSED}
    belonging = Figure.objects.filter(pk__in=together).exclude(part_of=None, share_of=None)
    last = set(belonging.values_list("pk", flat=True))
    # A part follows its total, and stays where that stayed.
    for number, figure, _did in sorted((one for one in lines if not one[2]), key=lambda one: one[1] in last):
        with transaction.atomic(), doors.through(doors.BULK, act.pk):
            line = BulkLine.objects.select_for_update().get(pk=number)
            if not line.did:  # else the same form was sent twice
                _deal_with(act, line, together)
        if line.did == REFUSED:
            together.discard(figure)


def wanted_of(act: BulkAct) -> Wanted:
    """What an act shall do."""
    return Wanted(act.kind, act.crisis, act.place, act.outside, act.reason)


def _deal_with(act: BulkAct, line: BulkLine, together: set[int]) -> None:
    try:
        with transaction.atomic():
            figure = Figure.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=line.figure_id)
            _do(act, line, figure, together)
    except Figure.DoesNotExist:
        _refuse(line, finding_of(Refused("gone", "figure", GONE)))
    except InvalidFigure as refused:
        _refuse(line, *refused.findings)
    except Refused as refused:
        _refuse(line, finding_of(refused))
    line.save()


def _refuse(line: BulkLine, *findings: Finding) -> None:
    line.did, line.former = REFUSED, None
    line.findings = [rules.kept_finding(one) for one in findings]


def _do(act: BulkAct, line: BulkLine, figure: Figure, together: set[int]) -> None:
    wanted = wanted_of(act)
    line.did = SAME
    if stands_there(figure, wanted):
        return
    check_version(figure, line.seen_version)
    problems = problems_of([figure], wanted, actor=act.actor, together=together)[0]
    if problems:
        raise InvalidFigure(*problems)
    line.former = {"draft_state": str(figure.draft_state), "reasons": [figure.reason, figure.return_reason]}
    if wanted.kind in EDITS:
        line.former = snapshot(figure, figure.citations.all())
        values, given = wanted.values_for(figure), wanted.confirms(figure)
        in_hand = figure.draft_state != DraftState.NONE
        reason = _both_reasons(figure.reason if in_hand else "", act.reason)
        edit_figure(figure.pk, values, actor=act.actor, reason=reason, confirm=given)
    if wanted.kind == WITHDRAW:
        withdraw_draft(figure.pk, actor=act.actor, reason=act.reason)
    if wanted.kind == SUBMIT or act.submits:
        refused = submit_each({figure.pk: {}}, actor=act.actor).get(figure.pk)
        if refused is not None:
            found = refused.findings if isinstance(refused, InvalidFigure) else [finding_of(refused)]
            line.findings = [rules.kept_finding(one) for one in found]  # it stays a draft, and this is why
    figure.refresh_from_db(fields=["draft_version", "draft_state", "revision"])
    line.did = DONE
    line.draft_version, line.draft_state, line.revision = figure.draft_version, figure.draft_state, figure.revision


def _both_reasons(held: str, said: str) -> str:
    """The reason of a correction in hand stays, and the new one is added to it."""
    return "\n".join(dict.fromkeys(one for one in (held.strip(), said) if one))


def may_undo(act: BulkAct, person: User) -> bool:
    """Whoever did it, and editors."""
    return person.pk == act.actor_id or permissions.allows(person, "rename")


def undo(act: BulkAct, *, actor: User) -> None:
    """Take an act back: each draft becomes what it was, by an edit of its own, unless somebody worked on it since.

    Can be stopped, and called again. Raises Refused "role".
    """
    if not may_undo(act, actor):
        raise Refused("role", "actor", NOT_ALLOWED)
    with transaction.atomic():
        held = BulkAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
        # What has not been dealt with by now never will be.
        held.lines.filter(did="").update(did=REFUSED)
        if held.undone_by_id is None:
            held.undone_by, held.undone_at = actor, timezone.now()
            held.save(update_fields=["undone_by", "undone_at"])
    # The last first: a part goes back after its total was.
    left = act.lines.filter(did=DONE, undone="").order_by("-pk")
    for number in list(left.values_list("pk", flat=True)):
        with transaction.atomic(), doors.through(f"{doors.BULK}:{act.pk}:{TAKEN_BACK}"):
            line = BulkLine.objects.select_for_update().get(pk=number)
            if not line.undone:
                line.undone = _take_back(act, line, actor)
                line.save(update_fields=["undone"])


def _take_back(act: BulkAct, line: BulkLine, actor: User) -> str:
    figure = Figure.objects.select_for_update(of=("self",)).filter(pk=line.figure_id).first()
    stands = (line.draft_version, line.draft_state, line.revision)
    if figure is None or line.former is None or stands != (figure.draft_version, figure.draft_state, figure.revision):
        return KEPT
    if act.kind in EDITS:
        restore_copy(figure, line.former, actor=actor)
    else:
        set_back(figure, line.former["draft_state"], line.former["reasons"][1], actor=actor)
    return RESTORED


def blank_lines_of(figure_id: int) -> None:
    """Take out of the acts what a redacted figure held before."""
    BulkLine.objects.filter(figure_id=figure_id).update(former=None, findings=[])
