"""The pages of one crisis: how bad it is, who says so, since when; and its figures, counts and drawings in full.

The first page shows a bounded part of everything, however large the crisis is, and leads to the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.models import Crisis, Event
from tracker.selectors import headline, parsing
from tracker.selectors.breakdowns import breakdowns
from tracker.selectors.changed import changed
from tracker.selectors.crises import CrisisView, crisis_view
from tracker.selectors.events import event_view
from tracker.selectors.leading import may_lead
from tracker.selectors.reading import Reading
from tracker.selectors.said import FIRST as STATEMENTS_SHOWN
from tracker.selectors.said import count_said, said
from tracker.selectors.series import SeriesView, count_series, first_of_crisis, page_of_series, views_of, with_figures
from tracker.selectors.sources import organisation_view
from tracker.vocabulary import MEASURES
from tracker.web import breakdown_view, cards, comparison, errors, map_view, sentences, tally_view, trend_view, words
from tracker.web.changed_view import told
from tracker.web.documents_used import documents_used, last_approved
from tracker.web.happenings import events_of
from tracker.web.pages import public_page, show
from tracker.web.plates import Plate, plate_file
from tracker.web.sorting import COUNTS, PLACES, SOURCES, sorting
from tracker.web.viewing import Chip, Viewing, asked_page, chips, permanent_address, viewing_of

Row = dict[str, Any]

COUNTS_SHOWN = 10
CHANGES_SHOWN = 6
BREAKDOWNS_SHOWN = 2
POINTS_SHOWN = 24
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """The crisis, its cards, and the one whose measure the page is about; `card` None where it has no number.

    `others` are its first counts beside the one that is drawn, where the page lists them; `counts` is how many it has.
    """

    found: CrisisView
    cards: list[headline.Card]
    card: headline.Card | None
    others: list[SeriesView]
    counts: int

    @property
    def crisis(self) -> Crisis:
        """The crisis itself."""
        return self.found.crisis

    @property
    def measure(self) -> str:
        """The measure of the page; empty where the crisis has no number."""
        return self.card.measure if self.card else ""


def _chosen(
    request: HttpRequest, reading: Reading, slug: str, measure: str = "", *, others: int = 0
) -> Chosen | HttpResponse:
    """What the address names, or the page that says why it cannot be shown; with so many `others`."""
    found = crisis_view(slug, reading)
    if found is None:
        return errors.missing(request, _("There is no crisis “%(slug)s” here.") % {"slug": slug[:100]})
    # What may lead and what is listed are read together: most of it is the same, and it is half of the page's reading.
    leading = may_lead([found.crisis], reading)
    listed, counts = first_of_crisis(found.crisis.pk, reading, limit=others + 1) if others else ([], 0)
    read = views_of({*leading, *listed}, reading, newest_alone={*listed}.difference(leading))
    views = {view.series.pk: view for view in read}
    chosen = headline.cards(found.crisis, reading, views=[views[one] for one in leading if one in views])
    asked = measure or request.GET.get("measure", "")
    card = next((card for card in chosen if card.measure == asked), chosen[0] if chosen and not asked else None)
    if asked and card is None:
        sentence = _("No number of this kind had been said of this crisis: “%(measure)s”.")
        return errors.missing(request, sentence % {"measure": asked[:60]})
    drawn = card.view.series.pk if card else None
    beside = [views[one] for one in listed if one in views and one != drawn]
    return Chosen(found, chosen, card, beside[:others], counts)


@public_page
def crisis(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """Headlines, the trend, sums by month, where, who the people are, who said what, what changed, documents."""
    chosen = _chosen(request, reading, slug, others=COUNTS_SHOWN)
    if isinstance(chosen, HttpResponse):
        return chosen
    viewing, by_place, by_source = viewing_of(request, reading), sorting(request, PLACES), sorting(request, SOURCES)
    slug, measure, leading = chosen.crisis.slug, chosen.measure, chosen.card
    lead = with_figures(leading.view, reading) if leading else None
    newest = cards.rows_for(chosen.others, reading, and_figures=cards.other_figures(chosen.cards))
    happened = events_of(slug, reading)
    latest = said(reading, crisis=slug, limit=STATEMENTS_SHOWN)
    mapped = map_view.map_of_crisis(chosen.crisis, reading, viewing, measure) if measure else None
    compared = comparison.picture(leading, newest, viewing) if leading else None
    context = {
        "crisis": chosen.crisis,
        "found": chosen.found,
        "measure": measure,
        "cards": cards.pictures(chosen.cards, newest),
        "lead": lead,
        "points": lead.points[-POINTS_SHOWN:] if lead else (),
        "tabs": _tabs(request.path, chosen, viewing),
        "trend": trend_view.picture(lead, happened, viewing) if lead else None,
        "months": tally_view.tallies_of(chosen.crisis.place, measure, reading, viewing),
        "map": mapped.sorted(by_place) if mapped else None,
        "breakdowns": _breakdowns(chosen, reading, viewing),
        "compared": compared.sorted(by_source) if compared else None,
        "image": permanent_address(request, reverse("series-png", args=[lead.series.pk]), reading) if lead else "",
        "rows": latest.rows,
        "others": cards.lines(chosen.others, newest),
        "other_counts": max(0, chosen.counts - (1 if lead else 0)),
        "events": happened,
        "changes": told(changed(reading, crisis=slug, limit=CHANGES_SHOWN)),
        **documents_used([*(lead.figures if lead else ()), *latest.rows, *newest.values()]),
    }
    last = chosen.found.last_said
    return show(request, "dashboard/crisis.html", context, reading=reading, section="crises", latest=last)


def _tabs(path: str, chosen: Chosen, viewing: Viewing) -> list[Row]:
    """A link for each measure that has a headline, where there are several."""
    if len(chosen.cards) < 2:
        return []
    return [
        {
            "label": words.measure_label(card.measure),
            "address": f"{path}?{urlencode([*viewing.pairs(), ('measure', card.measure)])}",
            "current": card is chosen.card,
        }
        for card in chosen.cards
    ]


def _breakdowns(chosen: Chosen, reading: Reading, viewing: Viewing) -> list[breakdown_view.BreakdownPicture]:
    if not chosen.measure:
        return []
    found = breakdowns(reading, crisis=chosen.crisis.slug, measure=chosen.measure, limit=BREAKDOWNS_SHOWN)
    return [breakdown_view.picture(one, viewing) for one in found]


@public_page
def figures(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """Every figure of a crisis, the one said last first, narrowed by measure or by who said it."""
    found = crisis_view(slug, reading)
    if found is None:
        return errors.missing(request, _("There is no crisis “%(slug)s” here.") % {"slug": slug[:100]})
    measure = request.GET.get("measure", "")
    page, who, event = asked_page(request), _organisation(request, reading), _event(request, reading)
    if measure and measure not in MEASURES:
        return errors.missing(request, _("Nothing is counted here as “%(measure)s”.") % {"measure": measure[:60]})
    about: dict[str, Any] = {
        "crisis": found.crisis.slug, "measure": measure, "organisation": who.pk if who else None,
        "event": event.pk if event else None,
    }  # fmt: skip
    listed = said(reading, **about, limit=ON_A_PAGE, offset=(page - 1) * ON_A_PAGE)
    narrowed = bool(measure or who or event)
    context = {
        "crisis": found.crisis,
        "rows": listed.rows,
        "has_more": listed.has_more,
        "page": page,
        "total": count_said(reading, **about) if narrowed else found.figure_count,
        "chips": chips(request, _chips(measure, sentences.local_name(who) if who else "", event.name if event else "")),
        "measures": _measures(measure),
        "file": urlencode([("crisis", found.crisis.slug), *([("measure", measure)] if measure else []),
                           *([("originator", str(who.pk))] if who else []),
                           *([("event", str(event.pk))] if event else []),
                           *viewing_of(request, reading).pairs(leave_out="lang")]),
        "approved": last_approved(listed.rows),
    }  # fmt: skip
    return show(request, "dashboard/figures.html", context, reading=reading, section="crises", latest=found.last_said)


def _organisation(request: HttpRequest, reading: Reading) -> Any:
    """The organisation a list is narrowed to. Raises QueryError for one that said nothing here."""
    asked = request.GET.get("organisation", "")
    if not asked:
        return None
    found = organisation_view(parsing.whole("organisation", asked[:18]), reading)
    if found is None:
        raise parsing.refuse(
            "organisation", "invalid_code", f"There is no organisation {asked[:18]} in anything published here."
        )
    return found.source


def _event(request: HttpRequest, reading: Reading) -> Event | None:
    """The event a list is narrowed to. Raises QueryError for one that is not public."""
    asked = request.GET.get("event", "")
    if not asked:
        return None
    found = event_view(parsing.whole("event", asked[:18]), reading)
    if found is None:
        raise parsing.refuse("event", "invalid_code", f"There is no event {asked[:18]} here.")
    return found.event


def _measures(chosen: str) -> list[Row]:
    return [{"code": code, "label": words.measure_label(code), "current": code == chosen} for code in MEASURES]


def _chips(measure: str, who: str = "", event: str = "") -> list[Chip]:
    found = []
    if measure:
        found.append(Chip("measure", words.measure_label(measure)))
    if who:
        found.append(Chip("organisation", who))
    if event:
        found.append(Chip("event", event))
    return found


@public_page
def counts(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """Every count of a crisis, each by itself: its newest number and who says so."""
    found = crisis_view(slug, reading)
    if found is None:
        return errors.missing(request, _("There is no crisis “%(slug)s” here.") % {"slug": slug[:100]})
    measure = request.GET.get("measure", "")
    if measure and measure not in MEASURES:
        return errors.missing(request, _("Nothing is counted here as “%(measure)s”.") % {"measure": measure[:60]})
    page, by = asked_page(request), sorting(request, COUNTS)
    if not (by.is_usual or reading.is_live):  # the order is kept for the present alone
        raise parsing.refuse(COUNTS.parameter, "invalid_code", "Counts are sorted in the present alone.")
    about = Q(crisis=found.crisis, measure=measure) if measure else Q(crisis=found.crisis)
    views = page_of_series(reading, about, limit=ON_A_PAGE + 1, offset=(page - 1) * ON_A_PAGE, order=by.chosen)
    shown = views[:ON_A_PAGE]
    context = {
        "crisis": found.crisis,
        "lines": cards.lines(shown, cards.rows_for(shown, reading)),
        "has_more": len(views) > ON_A_PAGE,
        "page": page,
        "total": count_series(reading, about),
        "sorting": by if reading.is_live and len(shown) > 1 else None,
        "chips": chips(request, _chips(measure)),
        "measures": _measures(measure),
    }
    return show(request, "dashboard/counts.html", context, reading=reading, section="crises", latest=found.last_said)


@public_page
def map_file(request: HttpRequest, reading: Reading, slug: str, measure: str, ending: str) -> HttpResponse:
    """The map of a crisis as a file."""
    found = crisis_view(slug, reading)
    if found is None:
        return errors.missing(request, _("There is no crisis “%(slug)s” here.") % {"slug": slug[:100]})
    shown = map_view.map_of_crisis(found.crisis, reading, viewing_of(request, reading), measure)
    return _file(request, reading, shown.plate if shown else None, ending)


@public_page
def sources_file(request: HttpRequest, reading: Reading, slug: str, measure: str, ending: str) -> HttpResponse:
    """The comparison of sources as a file."""
    chosen = _chosen(request, reading, slug, measure)
    if isinstance(chosen, HttpResponse):
        return chosen
    newest = cards.rows_for([], reading, and_figures=cards.other_figures(chosen.cards))
    shown = comparison.picture(chosen.card, newest, viewing_of(request, reading)) if chosen.card else None
    return _file(request, reading, shown.plate if shown else None, ending)


def _file(request: HttpRequest, reading: Reading, plate: Plate | None, ending: str) -> HttpResponse:
    if plate is None:
        return errors.missing(request, _("Nothing had been said that this could be drawn from."))
    return plate_file(request, reading, plate, ending)
