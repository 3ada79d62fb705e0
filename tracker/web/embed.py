"""A chart for other people's pages: light, without cookies, and with a source line that cannot be left out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tracker.selectors.reading import Reading
from tracker.selectors.series import SeriesView
from tracker.web import sentences, trend_view
from tracker.web.files import of_series
from tracker.web.happenings import events_of
from tracker.web.pages import show
from tracker.web.viewing import permanent_address, viewing_of


@of_series(with_rows=True)
def series(request: HttpRequest, reading: Reading, view: SeriesView) -> HttpResponse:
    """The trend of a series to put into a frame: live, or frozen where the address names a revision."""
    context = {
        "view": view,
        "title": sentences.series_title(view.series),
        "trend": trend_view.picture(view, events_of(view.series.crisis.slug, reading), viewing_of(request, reading)),
        "permanent": permanent_address(request, reverse("series", args=[view.series.pk]), reading),
    }
    response = show(request, "dashboard/embed.html", context, reading=reading)
    response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    response.xframe_options_exempt = True
    return response
