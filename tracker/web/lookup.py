"""Looking things up by name: as a small JSON answer while somebody types, and as a page for those without scripts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.ledger.sources import normalised_url
from tracker.models import Crisis, Document, Figure
from tracker.selectors import lookup, search
from tracker.selectors.reading import open_reading
from tracker.web import words
from tracker.web.naming import Choice, choices_of
from tracker.web.pages import show
from tracker.web.sentences import figure_sentence
from tracker.web.working import sentence_row

KINDS: dict[str, Any] = {
    "document": _("Document"),
    "organisation": _("Organisation"),
    "speaker": _("Speaker"),
    "place": _("Place"),
    "crisis": _("Crisis"),
    "event": _("Event"),
    "figure": _("Figure"),
}
SHORTEST = 2
"""Signs from which names are looked for; in scripts whose words are one sign, one is enough."""
LONGEST = 300
FIGURES = 8


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The names that fit `q` among things of a `kind`; events within `crisis`. JSON where that is asked for."""
    kind = request.GET.get("kind", "place")
    kind = kind if kind in KINDS else "place"
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    crisis = request.GET.get("crisis", "").replace("\x00", "")
    found = looked_up(kind, text, crisis=crisis)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"choices": [one.as_json() for one in found]})
    near = choices_of(kind, lookup.nearest(kind, text)) if text and not found and kind in lookup.KINDS else []
    crises = Crisis.objects.order_by("name").values_list("slug", "name") if kind == "event" else ()
    context = {
        "kinds": KINDS.items(), "kind": kind, "text": text, "found": found, "near": near,
        "crises": crises, "crisis": crisis, "title": KINDS[kind],
    }  # fmt: skip
    return show(request, "desk/lookup.html", context, reading=open_reading(), section="desk")


def looked_up(kind: str, text: str, *, crisis: str = "") -> list[Choice]:
    """What fits, the best first; a question of one Latin letter finds nothing."""
    if len(text) < SHORTEST and text.isascii() and not text.isdecimal():
        return []
    if kind == "figure":
        return _figures(text)
    if kind == "document" and (found := documents_at(text)) is not None:
        return choices_of("document", found)
    if kind == "event":
        held = Crisis.objects.filter(slug=crisis).first()
        return choices_of("event", lookup.find("event", text, within=held.pk)) if held else []
    return choices_of(kind, lookup.find(kind, text))


def documents_at(text: str) -> list[int] | None:
    """Documents whose address begins like this, also without its scheme; None where it is no address."""
    address = _address(text)
    return _at_address(address) if address else None


def _address(text: str) -> str:
    if " " in text or not ("/" in text or "." in text):
        return ""
    try:
        return normalised_url(text if "://" in text else f"https://{text}")
    except ValueError:
        return ""


def _at_address(begins: str) -> list[int]:
    """Documents whose address begins so; a range of the index of addresses."""
    within = Document.objects.filter(normalised_url__gte=begins, normalised_url__lt=begins + lookup.END)
    return list(within.order_by("normalised_url").values_list("pk", flat=True)[: lookup.OFFERED])


def _figures(text: str) -> list[Choice]:
    """A figure by its number, or public ones by the words of their quotes, the newest first."""
    number = text.upper().removeprefix("F-")
    if number.isascii() and number.isdecimal() and len(number) < 18:
        ids = [int(number)]
    else:
        ids = search.figures_with(text, limit=FIGURES)
    found = Figure.objects.select_related("crisis", "event", "place__parent__parent__parent", "origin_place", "speaker",
                                          "organisation", "originator", "series").in_bulk(ids)  # fmt: skip
    return [_figure(found[pk]) for pk in ids if pk in found]


def _figure(one: Figure) -> Choice:
    row = sentence_row(one)
    said = figure_sentence(row) if row else ""
    return Choice(str(one.pk), f"F-{one.pk}", said or words.measure_label(one.measure))
