"""Crises and events at the desk: made, described, and what leads on the cards of a crisis."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tracker.intake.corrections import relate
from tracker.ledger import crises, settings, sources, stated
from tracker.ledger.errors import CHANGED_MEANWHILE, Refused
from tracker.models import Crisis, Event, Figure, User
from tracker.rules import InvalidFigure
from tracker.selectors import headline, series_lists, source_lists
from tracker.selectors.leading import best_ranked
from tracker.selectors.reading import open_reading
from tracker.selectors.series import series_views
from tracker.vocabulary import MEASURES
from tracker.web import sentences, words
from tracker.web.findings import message_of
from tracker.web.merging import started
from tracker.web.pages import show
from tracker.web.source_desk import allowed, asked_of, at_fields, counted, labelled, turning
from tracker.web.source_forms import ChangeForm, CrisisForm, EventForm, NewCrisisForm, NewEventForm, state_of

NO_SERIES = 0
"""What was typed for the number of a series and is none: refused as the number of another crisis's series is."""

MOST_ATTACHED = 100


@never_cache
@login_required
@require_safe
def crises_page(request: HttpRequest) -> HttpResponse:
    """Every crisis."""
    allowed(request, "manage_crises")
    asked, page = asked_of(request)
    found = source_lists.listed("crisis", text=asked, page=page)
    rows = [
        {
            "name": one.name,
            "address": reverse("desk-crisis", args=[one.pk]),
            "cells": [one.slug, str(one.place or "")],
        }
        for one in found.rows
    ]
    columns = [_("Code"), _("Place")]
    context = {
        "heading": _("Crises"),
        "columns": columns,
        "rows": labelled(columns, rows),
        "new_address": reverse("desk-crisis-new"),
        **turning(asked, page, found.has_more),
    }
    return show(request, "desk/things.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_crisis(request: HttpRequest) -> HttpResponse:
    """Make a crisis."""
    person = allowed(request, "manage_crises")
    form = NewCrisisForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = sources.create_crisis(form.cleaned_data["slug"], actor=person, **form.changes())
        except ValidationError as refused:
            at_fields(form, refused)
        else:
            messages.success(request, _("The crisis is made, and public from now on."))
            return redirect("desk-crisis", made.pk)
    return _new(request, form, _("A new crisis"), _("Crises"), reverse("desk-crises"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def crisis(request: HttpRequest, number: int) -> HttpResponse:
    """One crisis: its description, and ways to its cards, series and starts."""
    person = allowed(request, "manage_crises")
    held = Crisis.objects.select_related("place").filter(pk=number).first()
    if held is None:
        raise Http404
    form: ChangeForm = CrisisForm.of(held, request.POST or None)
    status = 200
    if request.method == "POST":
        status = _changed(request, form, held, stated.stated_crisis(held), person)
        if status == 200:
            messages.success(request, _("Saved."))
            return redirect("desk-crisis", held.pk)
        held.refresh_from_db()
    about = f"{reverse('desk-history')}?{urlencode({'object': f'crisis:{held.pk}'})}"
    context = {
        "heading": held.name,
        "form": form,
        "state": request.POST.get("state") if status == 400 else state_of(stated.stated_crisis(held)),
        "crumbs": [(_("Crises"), reverse("desk-crises"))],
        "notices": [_("Its code is %(code)s and stays, because addresses hold it.") % {"code": held.slug}],
        "links": [
            (_("What stands on its cards"), reverse("desk-leads", args=[held.pk])),
            (_("Starts of its counts"), reverse("desk-starts", args=[held.pk])),
            (_("Its events"), f"{reverse('desk-events')}?{urlencode({'crisis': held.slug})}"),
            (_("Its history"), about),
            (_("Its public page"), reverse("crisis", args=[held.slug])),
        ],
    }
    return show(request, "desk/change.html", context, reading=open_reading(), section="desk", status=status)


def _changed(request: HttpRequest, form: ChangeForm, held: Any, now: dict[str, Any], person: User) -> int:
    """Change a crisis as its form says; the status of the answer."""
    if not form.is_valid():
        return 400
    if request.POST.get("state") != state_of(now):
        if all(getattr(held, name) == value for name, value in form.changes().items()):
            return 200
        form.add_error(None, _(CHANGED_MEANWHILE))
        return 409
    try:
        crises.change_crisis(held, form.changes(), actor=person, reason=form.cleaned_data["reason"])
    except (Refused, ValidationError) as refused:
        at_fields(form, refused)
        return 400
    return 200


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leads(request: HttpRequest, number: int) -> HttpResponse:
    """What stands on the card of each measure and why; choose one, or leave it to the rule, without touching others."""
    person = allowed(request, "set_leads")
    held = Crisis.objects.filter(pk=number).first()
    if held is None:
        raise Http404
    problem: Refused | None = None
    measure = request.POST.get("measure", "")
    if request.method == "POST":
        chosen = request.POST.get("other", "").strip() or request.POST.get("series", "")
        is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 19
        series = None if not chosen else int(chosen) if is_number else NO_SERIES
        try:
            settings.set_leads(held, {measure: series}, actor=person, reason=request.POST.get("reason", ""))
        except Refused as refused:
            problem = refused
            held.refresh_from_db()
        else:
            messages.success(
                request, _("The card of “%(measure)s” is set.") % {"measure": words.measure_label(measure)}
            )
            return redirect("desk-leads", held.pk)
    reading = open_reading()
    offered, counts = best_ranked(held, reading)
    views = series_views(Q(pk__in=offered), reading)
    cards = {card.measure: card for card in headline.cards(held, reading, views=views, compared=False)}
    measures = [one for one in MEASURES if any(view.series.measure == one for view in views)]
    context = {
        "crisis": held,
        "problem": _(problem.message) if problem else "",
        "problem_at": measure,
        "reason": request.POST.get("reason", "") if problem else "",
        "other": request.POST.get("other", "") if problem else "",
        "parts": [_part(one, cards.get(one), views, held, counts[one]) for one in measures],
    }
    return show(request, "desk/leads.html", context, reading=reading, section="desk", status=400 if problem else 200)


def _part(measure: str, card: Any, views: Any, held: Crisis, count: int) -> dict[str, Any]:
    mine = [view for view in views if view.series.measure == measure]
    return {
        "measure": measure,
        "card": card,
        "lead": held.leads.get(measure),
        "series": mine,
        "count": count,
        "choices": [
            (view.series.pk, f"{sentences.series_title(view.series)} · {view.spine_name or '—'} · {len(view.points)}")
            for view in mine
            if view.points
        ],
    }


@never_cache
@login_required
@require_safe
def starts(request: HttpRequest, number: int) -> HttpResponse:
    """From when the cumulative counts of a crisis run, and which starts may be one: an editor decides (rule R0)."""
    allowed(request, "merge")
    held = Crisis.objects.filter(pk=number).first()
    if held is None:
        raise Http404
    context = {"crisis": held, "starts": series_lists.starts_of(held)}
    return show(request, "desk/starts.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Events, the latest first, or those whose name or code fits."""
    allowed(request, "manage_crises")
    asked, page = asked_of(request)
    crisis_code = request.GET.get("crisis", "")[:60].replace("\x00", "")
    found = source_lists.listed("event", text=asked, page=page, crisis=crisis_code)
    rows = [
        {
            "name": f"{one.name} ({one.code})",
            "address": reverse("desk-event", args=[one.pk]),
            "cells": [
                one.crisis.name,
                words.day(one.start),
                str(one.place or ""),
                counted(found.counts.get(one.pk, 0)),
            ],
        }
        for one in found.rows
    ]
    columns = [_("Crisis"), _("From"), _("Place"), _("Public figures")]
    context = {
        "heading": _("Events"),
        "columns": columns,
        "rows": labelled(columns, rows),
        "new_address": reverse("desk-event-new") + (f"?{urlencode({'crisis': crisis_code})}" if crisis_code else ""),
        **turning(asked, page, found.has_more, crisis=crisis_code),
    }
    return show(request, "desk/things.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: HttpRequest) -> HttpResponse:
    """Make an event."""
    person = allowed(request, "manage_crises")
    initial = {"crisis": request.GET.get("crisis", ""), "date_precision": "day", "attribution": "not_stated"}
    form = NewEventForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.changes()
        try:
            made = sources.create_event(form.cleaned_data["crisis"], data.pop("code"), actor=person, **data)
        except ValidationError as refused:
            at_fields(form, refused)
        else:
            messages.success(request, _("The event is made, and public from now on."))
            return redirect("desk-event", made.pk)
    return _new(request, form, _("A new event"), _("Events"), reverse("desk-events"))


def _new(request: HttpRequest, form: ChangeForm, heading: str, above: str, address: str) -> HttpResponse:
    context = {"heading": heading, "form": form, "crumbs": [(above, address)], "state": ""}
    status = 400 if form.errors else 200
    return show(request, "desk/change.html", context, reading=open_reading(), section="desk", status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, number: int) -> HttpResponse:
    """One event: its description, and figures to be attached to it."""
    person = allowed(request, "manage_crises")
    held = Event.objects.select_related("crisis", "place__parent__parent__parent").filter(pk=number).first()
    if held is None:
        raise Http404
    if held.merged_into_id is not None:
        return redirect("desk-event", held.merged_into_id)
    if request.method == "POST" and "attach" in request.POST:
        return _attach(request, held, person)
    if request.method != "POST":
        return _event(request, held, EventForm.of(held))
    return _change_event(request, held, person)


def _change_event(request: HttpRequest, held: Event, person: User) -> HttpResponse:
    form: ChangeForm = EventForm.of(held, request.POST)
    if not form.is_valid():
        return _event(request, held, form, status=400)
    if request.POST.get("state") != state_of(stated.stated_event(held)):
        form.add_error(None, _(CHANGED_MEANWHILE))
        return _event(request, held, form, status=409)
    try:
        work = crises.edit_event(held, form.changes(), actor=person, reason=form.cleaned_data["reason"])
    except (Refused, ValidationError) as refused:
        at_fields(form, refused)
        return _event(request, Event.objects.get(pk=held.pk), form, status=400)
    if work is not None:
        return started(request, work)
    messages.success(request, _("Saved."))
    return redirect("desk-event", held.pk)


def _event(
    request: HttpRequest, held: Event, form: ChangeForm, *, status: int = 200, problems: list[str] | None = None
) -> HttpResponse:
    count = source_lists.figure_counts("event", [held.pk])[held.pk]
    about = f"{reverse('desk-history')}?{urlencode({'object': f'event:{held.pk}'})}"
    context = {
        "heading": held.name,
        "form": form,
        "state": request.POST.get("state") if status == 400 and not problems else state_of(stated.stated_event(held)),
        "crumbs": [(_("Events"), reverse("desk-events"))],
        "notices": [
            _("Public figures about it: %(n)s. Its days and place decide in which month and area their sum counts.")
            % {"n": counted(count)},
            _("The public sees no closer place than the unit around it."),
        ],
        "links": [
            (_("Merge it into another record"), reverse("desk-merge", args=["event", held.pk])),
            (_("Its history"), about),
        ],
        "alike": [
            (f"{one.name} ({one.code})", reverse("desk-merge", args=["event", held.pk]) + f"?into={one.pk}")
            for one in source_lists.alike("event", held)
        ],
        "works": source_lists.changes_of("event", held.pk),
        "problems": problems or [],
        "attached": {name: request.POST.get(name, "") if problems else "" for name in ("figures", "why")},
    }
    return show(request, "desk/event.html", context, reading=open_reading(), section="desk", status=status)


def _attach(request: HttpRequest, held: Event, person: User) -> HttpResponse:
    """Each figure is changed as from its own page: a public one goes to the reviewers as a correction."""
    numbers = [int(one) for one in re.findall(r"\d{1,15}", request.POST.get("figures", ""))][:MOST_ATTACHED]
    known = set(Figure.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    problems, done, why = [], 0, request.POST.get("why", "")
    if not numbers:
        problems.append(_("Say which figures, by their numbers."))
    for number in dict.fromkeys(numbers):
        if number not in known:
            problems.append(_("There is no figure %(id)s here.") % {"id": number})
            continue
        try:
            relate(number, {"event": held.code}, actor=person, reason=why, expected_version=None)
            done += 1
        except InvalidFigure as invalid:
            problems += [f"{number}: {message_of(one)}" for one in invalid.findings]
        except Refused as refused:
            problems.append(f"{number}: {_(refused.message)}")
    if done:
        messages.success(request, _("Figures handed over to the reviewers: %(n)s.") % {"n": words.number(done)})
    if problems:
        return _event(request, held, EventForm.of(held), status=400, problems=problems)
    return redirect("desk-event", held.pk)
