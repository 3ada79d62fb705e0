"""A chart for other people's pages: light, without cookies, and with a source line that cannot be left out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tracker.selectors.reading import Reading
from tracker.selectors.series import series_view
from tracker.web import sentences, trend_view
from tracker.web.files import no_series
from tracker.web.happenings import events_of
from tracker.web.pages import public_page, show
from tracker.web.viewing import permanent_address, viewing_of


@public_page
def series(request: HttpRequest, reading: Reading, series_id: int) -> HttpResponse:
    """The trend of a series to put into a frame: live, or frozen where the address names a revision."""
    view = series_view(series_id, reading, with_rows=True)
    if view is None:
        return no_series(request, series_id)
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
