"""What the team looks after, whoever entered it: counts that lead to lists, for whoever may do something about them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.ledger import permissions
from tracker.models import User
from tracker.selectors import inbox, quality
from tracker.selectors.reading import open_reading
from tracker.web.bulk_desk import picking
from tracker.web.pages import show

COPIES, NOTES, WAITING = "copies", "notes", "waiting"
LISTS: dict[str, tuple[Any, str]] = {
    WAITING: (gettext_lazy("Waiting for review for too long"), "record"),
    NOTES: (gettext_lazy("With a question that is not settled"), "publish"),
    COPIES: (gettext_lazy("Documents whose words are lost if their link dies"), "record"),
}
"""Lists of this page, each with the act that whoever sees it may do."""
SERIES: dict[str, Any] = {
    "without_line": gettext_lazy("Series without a headline"),
    "decided_by_name": gettext_lazy("Series with two equal headlines, decided by the alphabet"),
    "stale": gettext_lazy("Series without a fresh statement"),
}
MOST_DAYS = 3_650


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All counts; or one of the lists, as the address says."""
    person = _user(request)
    wanted = request.GET.get("show", "")
    days = _days(request.GET.get("days", ""))
    if wanted not in LISTS:
        return show(
            request, "desk/checks.html", {"counts": _counts(person, days)}, reading=open_reading(), section="desk"
        )
    title, act = LISTS[wanted]
    if not permissions.allows(person, act):
        raise PermissionDenied
    found = _found(wanted, days)
    pairs = [("show", wanted), ("days", str(days))] if wanted == WAITING else [("show", wanted)]
    kept = found["figures"] or found["documents"]
    context = {
        **found,
        "title": title,
        "wanted": wanted,
        "days": days,
        "is_cut": len(kept) > inbox.SHOWN or found.get("count", 0) > inbox.SHOWN,
        "shown": inbox.SHOWN,
        "figures": found["figures"][: inbox.SHOWN],
        "documents": found["documents"][: inbox.SHOWN],
        "is_none": not kept,
        **picking(request, pairs),
    }
    return show(request, "desk/checks_list.html", context, reading=open_reading(), section="desk")


def _found(wanted: str, days: int) -> dict[str, Any]:
    if wanted == COPIES:
        return {"figures": [], "documents": quality.without_copy()}
    if wanted == NOTES:
        return {"figures": quality.with_open_notes(), "documents": []}
    rows = quality.waiting_since(timezone.now(), days)
    return {"figures": inbox.first_of(rows, inbox.SHOWN), "documents": [], "count": inbox.counted(rows)}


def _counts(person: User, days: int) -> list[dict[str, Any]]:
    """Each list with its count, in words where there are more than are counted."""
    counts = []
    for name, (title, act) in LISTS.items():
        if permissions.allows(person, act):
            found = _found(name, days)
            count = found.get("count", len(found["figures"]) + len(found["documents"]))
            most = inbox.MOST_COUNTED if name == WAITING else inbox.SHOWN
            counts.append(_count(title, f"{reverse('desk-checks')}?show={name}", count, most))
    if permissions.allows(person, "set_series"):
        for name, series in quality.series_needing(timezone.now().date()).items():
            counts.append(_count(SERIES[name], f"{reverse('desk-series-list')}#{name}", len(series), inbox.SHOWN))
    return counts


def _count(title: Any, address: str, count: int, most: int) -> dict[str, Any]:
    return {"title": title, "address": address, "count": min(count, most), "is_more": count > most}


def _days(text: str) -> int:
    fits = text.isascii() and text.isdecimal() and len(text) < 5 and int(text) <= MOST_DAYS
    return int(text) if fits else quality.PATIENCE


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    return request.user
