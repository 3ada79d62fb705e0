"""Two records become one: what would happen, the decision with its reason, how far it has come, and the way back."""

from __future__ import annotations

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

from tracker.ledger import merge, permissions, relabel, unfinished
from tracker.ledger.errors import Refused
from tracker.models import Crisis, Document, Event, Republication, User, WindowOrigin
from tracker.selectors import merging, source_lists
from tracker.selectors.reading import open_reading
from tracker.web.lookup import documents_at
from tracker.web.pages import show

SECONDS = 1.5
"""How long a request publishes again before it answers; the worker and the next request go on."""
MOST_LISTED = 100

COLUMNS: dict[str, Any] = {
    "figure.organisation": gettext_lazy("Figures that it said"),
    "figure.originator": gettext_lazy("Figures for which it is named as the one that knows"),
    "figure.speaker": gettext_lazy("Figures that quote it"),
    "figure.event": gettext_lazy("Figures about it"),
    "figure.window_origin": gettext_lazy("Figures that count from it"),
    "citation.document": gettext_lazy("Citations"),
    "speaker.organisation": gettext_lazy("Speakers"),
    "document.publisher": gettext_lazy("Documents it published"),
    "organisation.parent": gettext_lazy("Organisations that are part of it"),
}
ACTS: dict[str, Any] = {
    "rename": gettext_lazy("Changed"),
    "merge": gettext_lazy("Merged"),
    "split": gettext_lazy("Taken apart again"),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Choose the record that stays, look at what would happen, and merge."""
    person = _editor(request, "merge")
    if kind not in merge.MODELS:
        raise Http404
    rows = merge.MODELS[kind]._default_manager.filter(merged_into__isnull=True)
    old = rows.filter(pk=number).first()
    if old is None:
        raise Http404
    into = rows.filter(pk=_number(request.GET.get("into", ""))).exclude(pk=old.pk).first()
    if into is None or request.method != "POST":
        return _shown(request, kind, old, into)
    spines = {
        _number(name.removeprefix("spine_")): _number(str(value)) or None
        for name, value in request.POST.items()
        if name.startswith("spine_")
    }
    try:
        reason = request.POST.get("reason", "")
        work = merge.merge(kind, old.pk, into.pk, actor=person, reason=reason, spines=spines)
    except Refused as refused:
        return _shown(request, kind, rows.get(pk=old.pk), rows.get(pk=into.pk), refused)
    return started(request, work)


def started(request: HttpRequest, work: Republication) -> HttpResponse:
    """Do the first of what follows, and show how far it is."""
    unfinished.carry_on(work, seconds=SECONDS)
    if work.finished_at is None:
        unfinished.go_on_later(work)
    return redirect("desk-work", work.pk)


def _shown(
    request: HttpRequest,
    kind: str,
    old: Any,
    into: Any,
    refused: Refused | None = None,
) -> HttpResponse:
    asked = request.GET.get("q", "")[:200].replace("\x00", "")
    found = merging.preview(kind, old, into) if into else None
    context = {
        "kind": kind,
        "old": old,
        "into": into,
        "name": named(old),
        "into_name": named(into) if into else "",
        "asked": asked,
        "offered": [] if into else [_offer(kind, old, one) for one in _offered(kind, old, asked)],
        "preview": found,
        "moves": [(COLUMNS[name], count) for name, count in found.moves] if found else [],
        "turned": reverse("desk-merge", args=[kind, into.pk]) + f"?into={old.pk}" if into else "",
        "refused": _(refused.message) if refused else "",
        "field": refused.field if refused else "",
        "reason": request.POST.get("reason", ""),
        "crumbs": _crumbs(kind, old),
    }
    status = 400 if refused else 200
    return show(request, "desk/merge.html", context, reading=open_reading(), section="desk", status=status)


def _offered(kind: str, old: Any, asked: str) -> list[Any]:
    """Records it may be the same as: those found by what was typed, else those that look alike."""
    if isinstance(old, WindowOrigin):
        from tracker.ledger.joining import overlapping

        return overlapping(old)
    rows = _found(kind, old, asked) if asked else source_lists.alike(kind, old)
    same_crisis = [one for one in rows if not isinstance(one, Event) or one.crisis_id == old.crisis_id]
    return [one for one in same_crisis if one.pk != old.pk]


def _found(kind: str, old: Any, asked: str) -> list[Any]:
    """By any word of a name; a document also by its address, or its number as in "#12"."""
    if kind == "document" and (ids := _documents(asked.strip())) is not None:
        return list(Document.objects.filter(pk__in=ids, merged_into__isnull=True).defer("text"))
    crisis = old.crisis.slug if isinstance(old, Event) else ""
    return list(source_lists.listed(kind, text=asked, crisis=crisis).rows)


def _documents(asked: str) -> list[int] | None:
    return [_number(asked[1:])] if asked.startswith("#") else documents_at(asked)


def _offer(kind: str, old: Any, one: Any) -> tuple[str, str]:
    address = reverse("desk-merge", args=[kind, old.pk])
    return named(one), f"{address}?{urlencode({'into': one.pk})}"


def named(one: Any) -> str:
    """A record in a few words that tell it from others of its name."""
    if isinstance(one, Event):
        return f"{one.name} ({one.code})"
    if one.__class__.__name__ == "Speaker":
        return f"{one} · {one.organisation}"
    if one.__class__.__name__ == "Document":
        return f"{one.title} · {one.url}" if one.url else one.title
    return str(one)


def _crumbs(kind: str, old: Any) -> list[tuple[Any, str]]:
    if kind == "origin":
        return [(old.crisis.name, reverse("desk-crisis", args=[old.crisis_id]))]
    if kind == "event":
        return [(str(old), reverse("desk-event", args=[old.pk]))]
    return [(str(old), reverse("desk-source", args=[kind, old.pk]))]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, number: int) -> HttpResponse:
    """How far the figures of a change are; carries on, or undoes a merge."""
    person = _editor(request, "rename")
    held = Republication.objects.select_related("actor", "undone_by").filter(pk=number).first()
    if held is None:
        raise Http404
    if request.method == "POST" and "undo" in request.POST:
        try:
            return started(request, merge.split(held.pk, actor=person, reason=request.POST.get("reason", "")))
        except Refused as refused:
            return _work(request, held, refused)
    if request.method == "POST":
        unfinished.carry_on(held, seconds=SECONDS)
        return redirect("desk-work", held.pk)
    return _work(request, held)


def _work(request: HttpRequest, held: Republication, refused: Refused | None = None) -> HttpResponse:
    about = _record(held.object_type, held.object_id)
    target = _record(held.object_type, held.target_id) if held.target_id else None
    context = {
        "work": held,
        "done": min(held.done, held.total),
        "act": ACTS[held.kind],
        "about": named(about) if about else "",
        "about_address": address_of(held.object_type, about),
        "target": named(target) if target else "",
        "target_address": address_of(held.object_type, target),
        "can_undo": held.kind == "merge" and held.finished_at and held.undone_by_id is None,
        "refused": _(refused.message) if refused else "",
        "reason": request.POST.get("reason", ""),
        "history": f"{reverse('desk-history')}?{urlencode({'batch': held.batch})}",
    }
    status = 400 if refused else 200
    return show(request, "desk/work.html", context, reading=open_reading(), section="desk", status=status)


@never_cache
@login_required
@require_safe
def works(request: HttpRequest) -> HttpResponse:
    """Renames, merges and what was undone, those that are not finished first."""
    _editor(request, "rename")
    rows = list(Republication.objects.select_related("actor").order_by("-pk")[:MOST_LISTED])
    found: dict[str, dict[int, Any]] = {}
    for kind in {one.object_type for one in rows}:
        ids = {pk for one in rows if one.object_type == kind for pk in (one.object_id, one.target_id) if pk}
        found[kind] = _models(kind).in_bulk(ids)
    lines = [
        {
            "work": one,
            "done": min(one.done, one.total),
            "act": ACTS[one.kind],
            "about": named(found[one.object_type].get(one.object_id, "")),
            "target": named(found[one.object_type][one.target_id]) if one.target_id else "",
        }
        for one in sorted(rows, key=lambda one: one.finished_at is not None)
    ]
    return show(request, "desk/works.html", {"lines": lines}, reading=open_reading(), section="desk")


def _models(kind: str) -> Any:
    model: Any = merge.MODELS.get(kind) or relabel.MODELS[kind]
    rows = model.objects.select_related("organisation") if kind == "speaker" else model.objects
    return rows.defer("text") if kind == "document" else rows


def _record(kind: str, number: int | None) -> Any:
    return _models(kind).filter(pk=number).first()


def address_of(kind: str, one: Any) -> str:
    """The page of a record at the desk."""
    if one is None or kind == "place":
        return ""
    if isinstance(one, Event):
        return reverse("desk-event", args=[one.pk])
    if isinstance(one, WindowOrigin):
        return reverse("desk-starts", args=[one.crisis_id])
    if isinstance(one, Crisis):
        return reverse("desk-crisis", args=[one.pk])
    return reverse("desk-source", args=[kind, one.pk])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _editor(request: HttpRequest, act: str) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    if not permissions.allows(request.user, act):
        raise PermissionDenied
    return request.user
