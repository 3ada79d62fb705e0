"""Series at the desk: which need somebody, and how each is drawn, with a reason that everybody reads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tracker.ledger import settings
from tracker.ledger.errors import Refused
from tracker.models import Series
from tracker.selectors import series_lists
from tracker.selectors.reading import open_reading
from tracker.web import sentences, words
from tracker.web.pages import show
from tracker.web.source_desk import allowed

CONCERNS: dict[str, Any] = {
    "without_line": gettext_lazy("Without a headline: figures, and none that can stand on a line"),
    "chosen_silent": gettext_lazy("The chosen source does not carry the line"),
    "decided_by_name": gettext_lazy("Sources that are equals: the alphabet decided which one leads"),
    "stale": gettext_lazy("Without a fresh statement"),
}
MOST_DAYS = 36_500


@never_cache
@login_required
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """Series that need an editor, by what is the matter."""
    allowed(request, "set_series")
    today = timezone.now().date()
    parts = [
        {"name": name, "title": CONCERNS[name], "series": series_lists.needing(name, today)}
        for name in series_lists.CONCERNS
    ]
    context = {"parts": parts, "shown": series_lists.SHOWN}
    return show(request, "desk/series_list.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: HttpRequest, number: int) -> HttpResponse:
    """How one series is drawn: who carries it, over which gaps it is joined, when it is stale; and why."""
    person = allowed(request, "set_series")
    held = Series.objects.select_related(*series_lists.BESIDE).filter(pk=number).first()
    if held is None:
        raise Http404
    speaking = series_lists.originators_of(held)
    problems: dict[str, str] = {}
    typed = _typed(request, held)
    if request.method == "POST":
        chosen, problems = _read(typed, {str(one.pk): one for one, _count in speaking}, held)
        if not problems:
            try:
                settings.set_series(held.pk, actor=person, reason=typed["reason"], **chosen)
            except Refused as refused:
                problems[refused.field] = _(refused.message)
            else:
                messages.success(request, _("The settings are saved and public."))
                return redirect("desk-series", held.pk)
    history = f"{reverse('desk-history')}?{urlencode({'object': f'series:{held.pk}'})}"
    context = {
        "series": held,
        "title": sentences.series_title(held),
        "why": words.code_words(words.SPINE_WORDS, held.spine_reason),
        "speaking": [(str(one.pk), one.name, words.number(count)) for one, count in speaking],
        "typed": typed,
        "problems": problems,
        "history": history,
    }
    status = 400 if problems else 200
    return show(request, "desk/series.html", context, reading=open_reading(), section="desk", status=status)


def _typed(request: HttpRequest, held: Series) -> dict[str, str]:
    if request.method == "POST":
        return {name: request.POST.get(name, "").strip() for name in ("spine", "max_gap", "stale_after", "reason")}
    return {
        "spine": str(held.spine_choice_id or ""),
        "max_gap": str(held.max_gap or ""),
        "stale_after": str(held.stale_after),
        "reason": "",
    }


def _read(typed: dict[str, str], speaking: dict[str, Any], held: Series) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form sets, and what is wrong with it by field."""
    chosen: dict[str, Any] = {}
    problems: dict[str, str] = {}
    spine = typed["spine"]
    if spine and spine not in speaking and spine != str(held.spine_choice_id):
        problems["spine"] = _(settings.NOT_IN_SERIES)
    elif spine != str(held.spine_choice_id or ""):
        chosen["spine"] = speaking.get(spine)
    for name in ("max_gap", "stale_after"):
        text = typed[name]
        fits = text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= MOST_DAYS
        if not fits and (text or name == "stale_after"):
            problems[name] = _("“%(found)s” is no number of days. Expected a whole number from 1 to 36,500.") % {
                "found": text
            }
        else:
            chosen[name] = int(text) if text else None
    return chosen, problems
