"""Home and search: find the crisis or the place you came for."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tracker.selectors import headline
from tracker.selectors.changed import changed
from tracker.selectors.crises import CrisisView, crises
from tracker.selectors.finding import find
from tracker.selectors.leading import may_lead
from tracker.selectors.reading import Reading
from tracker.selectors.series import SeriesView, views_of
from tracker.web import cards, sentences
from tracker.web.changed_view import LATELY, told
from tracker.web.charts import world
from tracker.web.pages import public_page, show
from tracker.web.viewing import Viewing, days_before, viewing_of

CRISES_ON_HOME = 20
WITH_CARDS = 6
"""Crises shown with their numbers; those that follow are lines, so that the page stays light."""
CARDS_OF_A_CRISIS = 3
CHANGES_ON_HOME = 6


@public_page
def home(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The crises, the one published about last first, with their first headlines; where they are; what changed."""
    found = crises(reading)
    shown = found[:CRISES_ON_HOME]
    of_cards = shown[:WITH_CARDS]
    crisis_rows = [one.crisis for one in of_cards]
    views = views_of(may_lead(crisis_rows, reading), reading) if crisis_rows else []
    context = {
        "crises": [{"view": one, "cards": _cards(one, views, reading)} for one in of_cards],
        "further": shown[WITH_CARDS:],
        "left_out": max(0, len(found) - CRISES_ON_HOME),
        "world": _world(shown, viewing_of(request, reading)),
        "changes": told(changed(reading, since=days_before(reading.today(), LATELY), limit=CHANGES_ON_HOME)),
        "week": days_before(reading.today(), LATELY),
    }
    latest = max((one.last_said for one in shown if one.last_said), default=None)
    return show(request, "dashboard/home.html", context, reading=reading, section="crises", latest=latest)


def _cards(one: CrisisView, views: Sequence[SeriesView], reading: Reading) -> list[cards.CardPicture]:
    own = [view for view in views if view.series.crisis_id == one.crisis.pk]
    found = headline.cards(one.crisis, reading, views=own, compared=False) if own else []
    return cards.pictures(found[:CARDS_OF_A_CRISIS], {})


def _world(found: Sequence[CrisisView], viewing: Viewing) -> SafeString | None:
    """Where the crises are, numbered as the list; None where the place of none is known."""
    spots = [
        world.Spot(
            number=str(number),
            name=sentences.local_name(one.crisis),
            longitude=place.longitude,
            latitude=place.latitude,
            href=reverse("crisis", args=[one.crisis.slug]) + viewing.query(),
        )
        for number, one in enumerate(found, start=1)
        if (place := one.crisis.place) and place.longitude is not None and place.latitude is not None
    ]
    if not spots:
        return None
    title = _("Where the crises are")
    description = _("A numbered mark for each crisis on a map of the world, in the order of the list.")
    drawing = world.draw(spots, title=title, description=description)
    return mark_safe(drawing)  # noqa: S308  the renderer escapes


@public_page
def search(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Crises and places by name or code; works as an address, without a script."""
    asked = request.GET.get("q", "").strip()
    found = find(asked, reading)
    context = {"asked": asked[:100], "found": found, "number": len(found.crises) + len(found.places)}
    return show(request, "dashboard/search.html", context, reading=reading, section="crises")
