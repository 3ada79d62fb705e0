"""The second pair of eyes: what others submitted, oldest first, and the two decisions: publish it, or return it.

Own work is left out of the queue, and the ledger refuses it besides. A decision is about the version that was on the
screen: when the working copy changed meanwhile, it is shown again instead.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tracker.ledger import permissions
from tracker.ledger.content import ordered
from tracker.ledger.errors import CHANGED_MEANWHILE, Refused
from tracker.ledger.publish import publish_figure
from tracker.ledger.returning import return_figure
from tracker.models import Figure, User
from tracker.selectors.reading import open_reading
from tracker.vocabulary import DraftState
from tracker.web.entry import as_finding, find_figure
from tracker.web.forms import FigureForm
from tracker.web.pages import show
from tracker.web.working import changes_of, sentence_row

QUEUE_SHOWN = 100


@never_cache
@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this reviewer."""
    reviewer = _reviewer(request)
    waiting = waiting_for(reviewer)
    context = {
        "waiting": waiting.select_related("crisis", "place", "organisation", "author")[:QUEUE_SHOWN],
        "count": waiting.count(),
    }
    return show(request, "desk/review.html", context, reading=open_reading(), section="desk")


def waiting_for(reviewer: User) -> QuerySet[Figure]:
    """Submitted working copies that this person had no part in, those longest unchanged first."""
    own = Figure.objects.filter(edits__user=reviewer, edits__sequence__isnull=True).values("pk")
    return Figure.objects.filter(draft_state=DraftState.SUBMITTED).exclude(pk__in=own).order_by("changed_at", "pk")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, figure_id: int) -> HttpResponse:
    """One submitted figure beside its quote, and the decision about it."""
    reviewer = _reviewer(request)
    held = find_figure(figure_id)
    if request.method != "POST":
        return _page(request, held, reviewer)
    try:
        message = _decide(request, held, reviewer)
    except Refused as refused:
        return _page(request, find_figure(figure_id), reviewer, refused=refused)
    messages.success(request, message % {"id": held.pk})
    return redirect("review")


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


def _page(request: HttpRequest, held: Figure, reviewer: User, *, refused: Refused | None = None) -> HttpResponse:
    citations = ordered(list(held.citations.select_related("document__publisher")))
    form = FigureForm.of_figure(held, citations[0] if citations else None)
    if refused is not None:
        form.findings = [as_finding(refused)]
    own = held.edits.filter(user=reviewer, sequence__isnull=True).exists()
    context = {
        "figure": held,
        "form": form,
        "filled": [one for group in form.groups for one in (*group.fields, *group.more) if one.value],
        "citations": citations,
        "row": sentence_row(held),
        "changes": changes_of(held),
        "own": own,
        "open": held.draft_state == DraftState.SUBMITTED and not own,
        "reason": request.POST.get("reason", ""),
    }
    status = 200 if refused is None else 409 if refused.code == "changed" else 400
    return show(request, "desk/review_figure.html", context, reading=open_reading(), section="desk", status=status)


def _reviewer(request: HttpRequest) -> User:
    """Who is signed in, if they may review; 403 otherwise."""
    user = request.user
    if not (isinstance(user, User) and permissions.allows(user, "publish")):
        raise PermissionDenied
    return user
