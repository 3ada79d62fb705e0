"""Many figures at once: choose them, look at what would happen to each, confirm once, and take it back if need be.

Nothing is kept before the confirmation: what is chosen stands in the address. The form that confirms has a key, so that
it is carried out once however often it is sent; what was refused stands on the page of the act, with its reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tracker.ledger import bulk_acts, permissions
from tracker.ledger.bulk_rules import EDITS, MOST_FIGURES, MOVE, OUTSIDE, PLACE, SUBMIT, WITHDRAW, Planned, Wanted, plan
from tracker.ledger.errors import Refused
from tracker.models import BulkAct, BulkLine, Crisis, Figure, Place, User
from tracker.rules import Finding, read_kept
from tracker.selectors import bulk, lookup
from tracker.selectors.inbox import IN_HAND, SHOWN
from tracker.selectors.reading import open_reading
from tracker.vocabulary import DraftState, PublicState
from tracker.web.entry import key_of
from tracker.web.findings import message_of
from tracker.web.naming import Choice, choices_of
from tracker.web.pages import show
from tracker.web.sentences import local_name

KINDS: dict[str, Any] = {
    SUBMIT: gettext_lazy("Hand over for review"),
    MOVE: gettext_lazy("Move to another crisis"),
    PLACE: gettext_lazy("Set the place"),
    WITHDRAW: gettext_lazy("Withdraw the draft"),
}
"""Acts about many figures, as a list offers them."""

STATES: dict[str, Any] = {
    DraftState.DRAFT: gettext_lazy("drafts"),
    DraftState.RETURNED: gettext_lazy("returned"),
    DraftState.SUBMITTED: gettext_lazy("waiting for review"),
    bulk.PUBLIC: gettext_lazy("public"),
}
PLACEHOLDER = "-"
"""Stands for a reason that is typed later: whether it answers what is asked, not its words, decides a preview."""
ACTS_SHOWN = 100


@dataclass(slots=True)
class Asked:
    """What an address, or a form that confirms, asks for."""

    kind: str
    figures: list[int]
    versions: dict[int, int]
    more: int = 0
    """Figures that were ticked beyond the most that are done at once."""
    crisis: Crisis | None = None
    place: Place | None = None
    place_text: str = ""
    places: list[Choice] = field(default_factory=list)
    outside: bool = False
    submits: bool = False
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the target is known, where one is due."""
        return self.kind not in EDITS or (self.crisis if self.kind == MOVE else self.place) is not None

    def wanted(self, *, reason: str) -> Wanted:
        """The act in the ledger's terms."""
        move, place = self.kind == MOVE, self.kind == PLACE
        outside = self.outside and self.kind in EDITS
        return Wanted(self.kind, self.crisis if move else None, self.place if place else None, outside, reason)

    @property
    def address(self) -> str:
        """The address of the same choice."""
        pairs: list[tuple[str, object]] = [("act", self.kind), *(("figure", pk) for pk in self.figures)]
        return f"{reverse('desk-bulk')}?{urlencode(pairs)}"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What would happen to the chosen figures, and the form that confirms it."""
    asked = _asked(request.POST if request.method == "POST" else request.GET)
    if request.method != "POST" or not asked.is_whole:
        return _page(request, asked)
    wanted = asked.wanted(reason=asked.reason)
    key = key_of(request.POST.get("form_key", ""))
    try:
        act = bulk_acts.begin(key, wanted, asked.versions, actor=_user(request), submits=asked.submits)
    except Refused as refused:
        if refused.code == "role":
            raise PermissionDenied from refused
        return _page(request, asked, key=key, refused=refused)
    bulk_acts.carry_on(act)
    return redirect("desk-bulk-act", act.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: int) -> HttpResponse:
    """What was done, what was refused and why; goes on where it was stopped, and takes it back."""
    person = _user(request)
    held = bulk.acts_of(None).filter(pk=number).first()
    if held is None:
        raise Http404
    if request.method == "POST":
        try:
            if "undo" in request.POST:
                bulk_acts.undo(held, actor=person)
            elif held.actor_id == person.pk and held.undone_by_id is None:
                bulk_acts.carry_on(held)
        except Refused as refused:
            raise PermissionDenied from refused
        return redirect("desk-bulk-act", held.pk)
    return _act_page(request, held)


@never_cache
@login_required
@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """Acts about many figures, the latest first: one's own, and for reviewers those of everybody."""
    person = _user(request)
    everybody = permissions.allows(person, "publish")
    rows = list(bulk.acts_of(None if everybody else person)[:ACTS_SHOWN])
    counts = bulk.tallied(rows)
    lines = [
        {"act": one, "title": title_of(one), "counts": counts[one.pk], "n": sum(counts[one.pk].values())}
        for one in rows
    ]
    context = {"lines": lines, "everybody": everybody}
    return show(request, "desk/bulk_acts.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Figures of a crisis, by words or by number, drafts and public ones, to choose from."""
    wanted = bulk.FigureFilter.of(request.GET.dict())
    found = bulk.chosen_by(wanted)
    pairs = wanted.pairs()
    context = {
        "asked": wanted,
        "figures": found[:SHOWN],
        "is_cut": len(found) > SHOWN,
        "shown": SHOWN,
        "crises": crisis_choices(),
        "states": STATES.items(),
        "filtered": bool(pairs),
        **picking(request, pairs),
    }
    return show(request, "desk/find.html", context, reading=open_reading(), section="desk")


def picking(request: HttpRequest, pairs: Sequence[tuple[str, str]], *, kinds: Iterable[str] = KINDS) -> dict[str, Any]:
    """What a list of figures needs to be chosen from: the acts that are offered, and the address that ticks all."""
    ticked = request.GET.get("tick") == "all"
    others = pairs if ticked else [*pairs, ("tick", "all")]
    return {
        "pick": True,
        "ticked": ticked,
        "tick_address": f"?{urlencode(others)}",
        "bulk_kinds": [(kind, KINDS[kind]) for kind in kinds],
        "most_figures": MOST_FIGURES,
    }


def crisis_choices() -> list[tuple[str, str]]:
    """Every crisis by its name."""
    return sorted(((one.slug, local_name(one)) for one in Crisis.objects.all()), key=lambda one: one[1].casefold())


def title_of(one: BulkAct) -> str:
    """An act in words, with its target."""
    target = one.crisis or one.place
    if target is None:
        return str(KINDS[one.kind])
    return _("%(act)s: %(target)s") % {"act": KINDS[one.kind], "target": local_name(target)}


def _asked(given: Any) -> Asked:
    """What the address or the form says; whatever it cannot mean is left out."""
    kind = given.get("act", "")
    versions = _versions(given)
    figures = list(versions)
    asked = Asked(
        kind=kind if kind in KINDS else "",
        figures=figures[:MOST_FIGURES],
        versions={pk: versions[pk] for pk in figures[:MOST_FIGURES]},
        more=max(0, len(figures) - MOST_FIGURES),
        outside="outside" in given,
        submits="submits" in given,
        reason=given.get("reason", ""),
    )
    if asked.kind == MOVE:
        asked.crisis = Crisis.objects.filter(slug=given.get("crisis", "")[:150].replace("\x00", "")).first()
    if asked.kind == PLACE:
        _find_place(asked, given.get("place", "")[: lookup.LONGEST].replace("\x00", "").strip())
    return asked


def _versions(given: Any) -> dict[int, int]:
    """Numbers of figures, each with the version of its draft that was looked at; 0 before anything was."""
    found: dict[int, int] = {}
    for one in [*given.getlist("figure"), *given.getlist("seen")]:
        number, _colon, version = one.partition(":")
        if _is_number(number):
            found[int(number)] = int(version) if _is_number(version) else 0
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18


def _find_place(asked: Asked, text: str) -> None:
    """The place of this code or only name; else those that may be meant."""
    asked.place_text = text
    if not text:
        return
    place = Place.objects.filter(code=text).first()
    exact = [] if place else lookup.exact("place", text)
    if len(exact) == 1:
        place = Place.objects.filter(pk=exact[0]).first()
    if place is None:
        asked.places = choices_of("place", exact or lookup.find("place", text) or lookup.nearest("place", text))
        return
    asked.place, asked.place_text = place, place.code


def _page(request: HttpRequest, asked: Asked, *, key: str = "", refused: Refused | None = None) -> HttpResponse:
    planned: list[Planned] = []
    if asked.is_whole and asked.kind:
        planned = plan(asked.figures, asked.wanted(reason=PLACEHOLDER), actor=_user(request))
    rows = [_row(one, asked) for one in planned]
    doing = [row for row in rows if not row["refused"] and not row["same"]]
    context = {
        "asked": asked,
        "kinds": KINDS.items(),
        "title": KINDS.get(asked.kind, ""),
        "is_edit": asked.kind in EDITS,
        "figures": asked.figures,
        "most": MOST_FIGURES,
        "crises": crisis_choices() if asked.kind == MOVE else [],
        "is_planned": bool(planned),
        "doing": doing,
        "same": [row for row in rows if row["same"]],
        "left_out": [row for row in rows if row["refused"]],
        "count": len(rows),
        "public": sum(row["public"] for row in rows),
        "needs_reason": asked.outside or (asked.kind in EDITS and any(row["public"] for row in doing)),
        "has_outside": any(finding.code == OUTSIDE for one in planned for finding in one.refused) or asked.outside,
        "leaves_queue": sum(row["leaves_queue"] for row in doing),
        "form_key": key_of(key),
        "problem": _(refused.message) if refused else "",
        "problem_at": "reason" if refused and refused.field == "reason" else "",
    }
    status = 400 if refused else 200
    return show(request, "desk/bulk.html", context, reading=open_reading(), section="desk", status=status)


def _row(one: Planned, asked: Asked) -> dict[str, Any]:
    figure = one.figure
    old, new = _old_and_new(figure, asked)
    return {
        "figure": figure,
        "old": old,
        "new": new,
        "public": one.is_public,
        "same": one.is_same,
        "refused": [(each.code, message_of(each)) for each in one.refused],
        "asked": [(each.code, message_of(each)) for each in one.asked],
        "leaves_queue": asked.kind in EDITS and figure.draft_state == DraftState.SUBMITTED,
    }


def _old_and_new(figure: Figure, asked: Asked) -> tuple[str, str]:
    """What the act changes of a figure, in words."""
    if asked.kind == MOVE:
        return local_name(figure.crisis), local_name(asked.crisis)
    if asked.kind == PLACE:
        return local_name(figure.place), local_name(asked.place)
    new = _("waits for review") if asked.kind == SUBMIT else _("withdrawn draft")
    return state_words(figure), new


def state_words(figure: Figure) -> str:
    """Where a working copy stands, in words."""
    if figure.draft_state in IN_HAND:
        return str(
            {
                DraftState.DRAFT: _("draft"),
                DraftState.RETURNED: _("returned to its author"),
                DraftState.SUBMITTED: _("waits for review"),
            }[DraftState(figure.draft_state)]
        )
    if figure.public_state == PublicState.NONE:
        return _("withdrawn draft")
    return _("public") if figure.public_state == PublicState.PUBLISHED else _("withdrawn")


def _act_page(request: HttpRequest, held: BulkAct) -> HttpResponse:
    person = _user(request)
    rows = [_line(line, figure) for line, figure in bulk.lines_of(held)]
    parts: Mapping[str, list[dict[str, Any]]] = {
        name: [row for row in rows if row["line"].did == name]
        for name in (bulk_acts.DONE, bulk_acts.REFUSED, bulk_acts.SAME, "")
    }
    done = parts[bulk_acts.DONE]
    drafts = [row["line"].figure_id for row in done if row["figure"] and row["figure"].draft_state in OPEN]
    context = {
        "act": held,
        "title": title_of(held),
        "count": len(rows),
        "done": done,
        "left_out": parts[bulk_acts.REFUSED],
        "same": parts[bulk_acts.SAME],
        "waiting": parts[""],
        "restored": sum(row["line"].undone == bulk_acts.RESTORED for row in done),
        "kept": sum(row["line"].undone == bulk_acts.KEPT for row in done),
        "half_undone": bool(held.undone_by_id) and any(not row["line"].undone for row in done),
        "can_undo": bool(done) and held.undone_by_id is None and bulk_acts.may_undo(held, person),
        "may_undo": bulk_acts.may_undo(held, person),
        "is_own": held.actor_id == person.pk,
        "history": f"{reverse('desk-history')}?{urlencode({'door': f'bulk:{held.pk}'})}",
        "submit": _address(SUBMIT, drafts) if held.kind in EDITS and held.undone_by_id is None and drafts else "",
        "again": _address(held.kind, [row["line"].figure_id for row in parts[bulk_acts.REFUSED]]),
    }
    return show(request, "desk/bulk_act.html", context, reading=open_reading(), section="desk")


OPEN = (DraftState.DRAFT, DraftState.RETURNED)


def _address(kind: str, figures: Iterable[int]) -> str:
    return f"{reverse('desk-bulk')}?{urlencode([('act', kind), *(('figure', pk) for pk in figures)])}"


def _line(line: BulkLine, figure: Figure | None) -> dict[str, Any]:
    return {
        "line": line,
        "figure": figure,
        "state": state_words(figure) if figure else "",
        "findings": [(one.code, message_of(one)) for one in _kept(line)],
    }


def _kept(line: BulkLine) -> list[Finding]:
    return [read_kept(one) for one in line.findings]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    return request.user
