"""The second pair of eyes: what others submitted, oldest first, and the two decisions: publish it, or return it.

Own work is left out of the queue, and the ledger refuses it besides. A decision is about the version that was on the
screen: when the working copy changed meanwhile, it is shown again instead. Between reading and deciding stand notes:
questions at a field, which the author sees and answers.
"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.ledger import notes, permissions
from tracker.ledger.assign import assign_review
from tracker.ledger.bulk_rules import EDITS
from tracker.ledger.content import ordered
from tracker.ledger.errors import CHANGED_MEANWHILE, Refused
from tracker.ledger.publish import publish_figure
from tracker.ledger.returning import return_figure
from tracker.models import Figure, ReviewNote, User
from tracker.rules import RULES, read_kept
from tracker.selectors import inbox
from tracker.selectors.inbox import QueueFilter
from tracker.selectors.reading import open_reading
from tracker.vocabulary import MEASURES, DraftState
from tracker.web import words
from tracker.web.bulk_desk import picking
from tracker.web.entry import as_finding, find_figure
from tracker.web.figure_fields import SPECS
from tracker.web.findings import message_of
from tracker.web.forms import Field, FigureForm
from tracker.web.noting import notes_context
from tracker.web.pages import show
from tracker.web.sentences import local_name
from tracker.web.working import changes_of, sentence_row


@never_cache
@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this reviewer, narrowed as the address says."""
    reviewer = _reviewer(request)
    wanted = QueueFilter.of(request.GET)
    waiting = inbox.waiting_for(reviewer, wanted)
    shown = inbox.first_of(waiting, inbox.SHOWN)
    context = {
        "waiting": shown,
        "count": len(shown) if len(shown) < inbox.SHOWN else inbox.counted(waiting),
        "most": inbox.MOST_COUNTED,
        "shown": inbox.SHOWN,
        "filters": _filters(wanted),
        "filtered": bool(wanted.pairs()),
        "query": _query(wanted),
        **picking(request, wanted.pairs(), kinds=EDITS),
    }
    return show(request, "desk/review.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, figure_id: int) -> HttpResponse:
    """One submitted figure beside its quote, and the decision about it."""
    reviewer = _reviewer(request)
    held = find_figure(figure_id)
    wanted = QueueFilter.of(request.GET)
    if request.method != "POST":
        return _page(request, held, reviewer, wanted)
    following = inbox.neighbours(held, reviewer, wanted)[1]
    try:
        message = _decide(request, held, reviewer)
    except Refused as refused:
        if _decided_already(request, held.pk):
            messages.info(request, _("Figure %(id)s was decided before; nothing was done twice.") % {"id": held.pk})
            return redirect(_next(following, wanted))
        return _page(request, find_figure(figure_id), reviewer, wanted, refused=refused)
    messages.success(request, message % {"id": held.pk})
    return redirect(_next(following, wanted))


@never_cache
@login_required
@require_POST
def note(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Keep a note on a figure, or settle one; then back to where it was written."""
    person = _person(request)
    held = find_figure(figure_id)
    back = _place_of_notes(request, held, person)
    try:
        if "settle" in request.POST:
            found = ReviewNote.objects.filter(pk=_number(request.POST["settle"]), figure=held).first()
            if found is None:
                raise Http404
            notes.settle_note(found.pk, actor=person)
        else:
            field = request.POST.get("field", "")
            key = request.POST.get("key", "")[:32] or uuid.uuid4().hex
            written = {"text": request.POST.get("text", ""), "field": field if field in SPECS else "", "key": key}
            notes.add_note(held.pk, actor=person, **written)
    except Refused as refused:
        if refused.code == "role":
            raise PermissionDenied from refused
        return _note_refused(request, held, person, refused)
    return redirect(f"{back}#notes")


@never_cache
@login_required
@require_POST
def assign(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Ask somebody to review a figure, or nobody any more; then back to it."""
    reviewer = _reviewer(request)
    held = find_figure(figure_id)
    wanted = QueueFilter.of(request.GET)
    asked = request.POST.get("reviewer", "")
    person = User.objects.filter(username=asked, is_active=True).first() if asked else None
    if asked and person is None:
        raise Http404
    try:
        assign_review(held.pk, person, actor=reviewer)
    except Refused as refused:
        return _page(request, held, reviewer, wanted, refused=refused)
    if person is not None:
        messages.success(request, _("%(name)s is asked to review it.") % {"name": person.get_username()})
    else:
        messages.success(request, _("Nobody is asked to review it any more."))
    return redirect(_address(held.pk, wanted))


def _decide(request: HttpRequest, held: Figure, reviewer: User) -> str:
    """Publish or return, as the button says; raises Refused."""
    if request.POST.get("draft_version", "") != str(held.draft_version):
        raise Refused("changed", "draft_version", CHANGED_MEANWHILE)
    # Asked once more by the ledger, under its lock: somebody may change the draft at this very moment.
    seen = held.draft_version
    if "publish" in request.POST:
        publish_figure(held.pk, actor=reviewer, expected_version=seen)
        return _("Figure %(id)s is published.")
    return_figure(held.pk, actor=reviewer, reason=request.POST.get("reason", ""), expected_version=seen)
    return _("Figure %(id)s is returned to its author.")


def _decided_already(request: HttpRequest, figure_id: int) -> bool:
    """Whether this very decision stands already: sent twice, or taken by another reviewer meanwhile."""
    now = Figure.objects.get(pk=figure_id)
    if request.POST.get("draft_version", "") != str(now.draft_version):
        return False
    if "publish" in request.POST:
        return now.draft_state == DraftState.NONE and now.public_state == "published"
    return now.draft_state == DraftState.RETURNED and now.return_reason == request.POST.get("reason", "").strip()


def _page(
    request: HttpRequest,
    held: Figure,
    reviewer: User,
    wanted: QueueFilter,
    *,
    refused: Refused | None = None,
) -> HttpResponse:
    citations = ordered(list(held.citations.select_related("document__publisher")))
    form = FigureForm.of_figure(held, citations[0] if citations else None)
    if refused is not None:
        form.findings = [as_finding(refused)]
    own = held.edits.filter(user=reviewer, sequence__isnull=True).exists()
    before, after = inbox.neighbours(held, reviewer, wanted)
    filled = [one for group in form.groups for one in (*group.fields, *group.new, *group.more) if one.value]
    context = {
        "figure": held,
        "form": form,
        "warned": _warned(held),
        "filled": [(one, _said(one, held)) for one in filled if one.differs],
        "usual": [(one, _said(one, held)) for one in filled if not one.differs],
        "citations": citations,
        "row": sentence_row(held),
        "changes": changes_of(held),
        "own": own,
        "open": held.draft_state == DraftState.SUBMITTED and not own,
        "assignment": inbox.assignment_of(held),
        "reviewers": inbox.reviewers_for(held) if held.draft_state == DraftState.SUBMITTED else [],
        "reason": request.POST.get("reason", "") if "return" in request.POST else "",
        "before": _address(before, wanted) if before else "",
        "after": _address(after, wanted) if after else "",
        "queue": reverse("review") + _query(wanted),
        "query": _query(wanted),
        **notes_context(request, held, reviewer),
    }
    status = 200 if refused is None else 409 if refused.code == "changed" else 400
    return show(request, "desk/review_figure.html", context, reading=open_reading(), section="desk", status=status)


def _warned(held: Figure) -> list[dict[str, str]]:
    """The warnings of the figure with their reasons. One whose words are English only says first what it is about."""
    native = get_language() == "en"
    warned = []
    for one in held.warnings:
        message = message_of(read_kept(one))
        title = "" if native or message != one["message"] else _(RULES[one["code"]].title)
        warned.append({"code": one["code"], "title": title, "message": message, "reason": one["reason"]})
    return warned


def _said(field: Field, held: Figure) -> tuple[str, str]:
    """What a field of the figure holds, in words, and the code behind a name where a colleague may want it."""
    places = {"place_code": held.place, "origin_location_code": held.origin_place}
    if field.spec.name == "crisis":
        return local_name(held.crisis), ""
    if field.spec.name in places:
        return local_name(places[field.spec.name]), field.value
    if field.spec.name == "event" and held.event is not None:
        return held.event.name, field.value
    if field.spec.kind == "tick":
        return _("yes"), ""
    if field.spec.kind == "date":
        return words.day(field.value), ""
    return next((str(one.label) for one in field.options if one.chosen), field.value), ""


def _note_refused(request: HttpRequest, held: Figure, person: User, refused: Refused) -> HttpResponse:
    context = {
        "figure": held,
        "problem": _(refused.message),
        "back": _place_of_notes(request, held, person),
        **notes_context(request, held, person),
    }
    return show(request, "desk/notes.html", context, reading=open_reading(), section="desk", status=400)


def _place_of_notes(request: HttpRequest, held: Figure, person: User) -> str:
    if permissions.allows(person, "publish") and request.POST.get("from") == "review":
        return reverse("review-figure", args=[held.pk]) + _query(QueueFilter.of(request.GET))
    return reverse("desk-figure", args=[held.pk])


def _filters(wanted: QueueFilter) -> list[dict[str, Any]]:
    """The fields by which the queue is narrowed, each with its choices."""
    offered = inbox.queue_choices() | {
        "measure": [(code, words.measure_label(code)) for code in MEASURES],
        "kind": [("new", _("new figures")), ("correction", _("corrections"))],
        "warnings": [("with", _("with warnings")), ("without", _("without warnings"))],
        "assigned": [("me", _("asked of you")), ("nobody", _("asked of nobody"))],
    }
    labels = {
        "crisis": _("Crisis"),
        "measure": _("What is counted"),
        "author": _("Author"),
        "kind": _("Kind"),
        "warnings": _("Warnings"),
        "assigned": _("Who is asked to review"),
    }
    return [
        {"name": name, "label": label, "value": getattr(wanted, name), "choices": offered[name]}
        for name, label in labels.items()
    ]


def _query(wanted: QueueFilter) -> str:
    return f"?{urlencode(wanted.pairs())}" if wanted.pairs() else ""


def _address(figure_id: int, wanted: QueueFilter) -> str:
    return reverse("review-figure", args=[figure_id]) + _query(wanted)


def _next(figure_id: int | None, wanted: QueueFilter) -> str:
    return _address(figure_id, wanted) if figure_id else reverse("review") + _query(wanted)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    return request.user


def _reviewer(request: HttpRequest) -> User:
    """Who is signed in, if they may review; 403 otherwise."""
    user = _person(request)
    if not permissions.allows(user, "publish"):
        raise PermissionDenied
    return user
