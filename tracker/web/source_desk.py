"""Organisations, speakers and documents at the desk: found, read, and changed by editors with a reason.

What a change will do to public figures stands beside the form before it is sent; what it did, and how far the figures
are published again, on the page that follows (merging.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tracker.ledger import permissions, relabel
from tracker.ledger.errors import CHANGED_MEANWHILE, Refused
from tracker.ledger.merged import present
from tracker.models import Document, Organisation, Speaker, User
from tracker.selectors import source_lists
from tracker.selectors.reading import open_reading
from tracker.web import words
from tracker.web.merging import started
from tracker.web.pages import show
from tracker.web.source_forms import FORMS, ChangeForm, state_of

MODELS: dict[str, Any] = {"organisation": Organisation, "speaker": Speaker, "document": Document}
HEADINGS: dict[str, Any] = {
    "organisation": gettext_lazy("Organisations"),
    "speaker": gettext_lazy("Speakers"),
    "document": gettext_lazy("Documents"),
}
COLUMNS: dict[str, list[Any]] = {
    "organisation": [gettext_lazy("Kind"), gettext_lazy("Reliability")],
    "speaker": [gettext_lazy("Office or role"), gettext_lazy("Speaks for")],
    "document": [gettext_lazy("Publisher"), gettext_lazy("Published on")],
}


@never_cache
@login_required
@require_safe
def sources(request: HttpRequest, kind: str) -> HttpResponse:
    """Sources of a kind, found by what was typed, with how many public figures name each."""
    allowed(request, "rename")
    if kind not in MODELS:
        raise Http404
    asked, page = asked_of(request)
    found = source_lists.listed(kind, text=asked, page=page)
    columns = [*COLUMNS[kind], _("Public figures")]
    context = {
        "heading": HEADINGS[kind],
        "kinds": [(code, HEADINGS[code], reverse("desk-sources", args=[code])) for code in HEADINGS],
        "kind": kind,
        "columns": columns,
        "rows": labelled(columns, (_row(kind, one, found.counts) for one in found.rows)),
        **turning(asked, page, found.has_more),
    }
    return show(request, "desk/things.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One source: the form that changes it, what that does, and what else can be done."""
    person = allowed(request, "rename")
    held = MODELS[kind].objects.filter(pk=number).first() if kind in MODELS else None
    if held is None:
        raise Http404
    if held.merged_into_id is not None:
        messages.info(request, _("“%(name)s” was merged into this record.") % {"name": held})
        return redirect("desk-source", kind, present(held).pk)
    if request.method != "POST":
        return _page(request, kind, held, FORMS[type(held)].of(held))
    form = FORMS[type(held)].of(held, request.POST)
    if not form.is_valid():
        return _page(request, kind, held, form, status=400)
    stated = relabel.stated(held)
    if request.POST.get("state") != state_of(stated) and _would_change(form, held):
        form.add_error(None, _(CHANGED_MEANWHILE))
        return _page(request, kind, held, form, status=409)
    try:
        done = relabel.edit(held, form.changes(), actor=person, reason=form.cleaned_data["reason"])
    except (Refused, ValidationError) as refused:
        at_fields(form, refused)
        return _page(request, kind, MODELS[kind].objects.get(pk=number), form, status=400)
    if done.work is not None:
        return started(request, done.work)
    messages.success(request, _("Saved.") if done.changed else _("Nothing was different; nothing was changed."))
    return redirect("desk-source", kind, held.pk)


def _would_change(form: ChangeForm, held: Any) -> bool:
    return any(getattr(held, name) != value for name, value in form.changes().items())


def _page(request: HttpRequest, kind: str, held: Any, form: ChangeForm, *, status: int = 200) -> HttpResponse:
    count = source_lists.showing_count(held)
    public = relabel.is_public(held)
    context = {
        "heading": str(held),
        "form": form,
        "state": request.POST.get("state") if status == 400 else state_of(relabel.stated(held)),
        "crumbs": [(HEADINGS[kind], reverse("desk-sources", args=[kind]))],
        "notices": [_stands_in(kind, count)] if public else [_("Nothing public names it yet.")],
        "links": _links(kind, held, public),
        "alike": [(str(one), reverse("desk-merge", args=[kind, held.pk]) + f"?into={one.pk}") for one in _alike(held)],
        "beside": [(str(one), reverse("desk-source", args=[kind, one.pk]), _span(one)) for one in _offices(held)],
        "works": source_lists.changes_of(kind, held.pk),
        "meanwhile": _meanwhile(form, held) if status == 409 else [],
    }
    return show(request, "desk/change.html", context, reading=open_reading(), section="desk", status=status)


def _alike(held: Any) -> list[Any]:
    return source_lists.alike(type(held).__name__.lower(), held)


def _offices(held: Any) -> list[Speaker]:
    return source_lists.other_offices(held) if isinstance(held, Speaker) else []


def _span(speaker: Speaker) -> str:
    days = [words.day(day) if day else "…" for day in (speaker.since, speaker.until)]
    return " – ".join(days) if speaker.since or speaker.until else ""


def _meanwhile(form: ChangeForm, held: Any) -> list[tuple[str, Any, Any]]:
    """Fields in which what was typed is not what stands now."""
    now = type(form).of(held)
    return [
        (str(field.label), now[field.name].initial, field.value())
        for field in form
        if field.name != "reason" and str(now[field.name].initial or "") != str(field.value() or "")
    ]


def _stands_in(kind: str, count: int) -> str:
    if count > source_lists.MOST_COUNTED:
        number = words.number(source_lists.MOST_COUNTED)
        return _("It stands in more than %(n)s public figures.") % {"n": number} + " " + _what_follows(kind)
    sentence = ngettext("It stands in %(n)s public figure.", "It stands in %(n)s public figures.", count)
    return sentence % {"n": words.number(count)} + (" " + _what_follows(kind) if count else "")


def _what_follows(kind: str) -> str:
    if kind == "organisation":
        return _("Changing its name or short name publishes each of them again under the new one, as “Renamed”.")
    if kind == "speaker":
        return _("Changing name or office publishes each of them again under the new one, as “Renamed”.")
    return _("Changing title, address, publisher, day, licence or archived copy publishes each again, as “Renamed”.")


def _links(kind: str, held: Any, public: bool) -> list[tuple[str, str]]:
    links = [(_("Merge it into another record"), reverse("desk-merge", args=[kind, held.pk]))]
    links.append((_("Its history"), f"{reverse('desk-history')}?{urlencode({'object': f'{kind}:{held.pk}'})}"))
    if kind == "document":
        links.append((_("Copies at the desk"), reverse("desk-copies", args=[held.pk])))
    if public and kind != "speaker":
        links.append((_("Its public page"), reverse(kind, args=[held.pk])))
    return links


def _row(kind: str, one: Any, counts: dict[int, int]) -> dict[str, Any]:
    if kind == "organisation":
        judged = words.code_words(words.RELIABILITY_WORDS, one.reliability)
        cells = [words.code_words(words.ORGANISATION_WORDS, one.kind), judged]
    elif kind == "speaker":
        cells = [one.title, str(one.organisation)]
    else:
        cells = [str(one.publisher or ""), words.day(one.published_date) if one.published_date else ""]
    name = one.name or one.title if kind == "speaker" else str(one)
    return {
        "name": name,
        "address": reverse("desk-source", args=[kind, one.pk]),
        "cells": [*cells, counted(counts.get(one.pk, 0))],
    }


def labelled(columns: Sequence[Any], rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a list whose cells stand with the names of their columns, which a phone shows beside them."""
    return [{**row, "cells": list(zip(columns, row["cells"], strict=True))} for row in rows]


def counted(count: int) -> str:
    """A count, or that there are more than are counted."""
    if count > source_lists.MOST_COUNTED:
        return _("more than %(n)s") % {"n": words.number(source_lists.MOST_COUNTED)}
    return words.number(count)


def asked_of(request: HttpRequest) -> tuple[str, int]:
    """What is looked for in a list, and which page of it."""
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    return request.GET.get("q", "")[:200].replace("\x00", ""), max(number, 1)


def turning(asked: str, page: int, has_more: bool, **kept: str) -> dict[str, Any]:
    """What a list needs to be searched and turned; `kept` stays in its addresses."""
    pairs = [(name, value) for name, value in kept.items() if value]
    return {
        "asked": asked,
        "kept": pairs,
        "before": f"?{urlencode([*pairs, ('page', page - 1)])}" if page > 1 and not asked else "",
        "following": f"?{urlencode([*pairs, ('page', page + 1)])}" if has_more else "",
    }


def at_fields(form: ChangeForm, refused: Refused | ValidationError) -> None:
    """Show what the ledger refuses at the fields it is about."""
    if isinstance(refused, Refused):
        form.refuse(refused.field, _(refused.message))
        return
    for name, errors in getattr(refused, "error_dict", {"": [refused]}).items():
        for error in errors:
            for message in error.messages:
                form.refuse(name, message)


def allowed(request: HttpRequest, act: str) -> User:
    """Who is signed in, if their role allows the act; 403 otherwise."""
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    if not permissions.allows(request.user, act):
        raise PermissionDenied
    return request.user
