"""The addresses below /api/v1/, each with and without its slash, never by a redirect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path, register_converter
from rest_framework.views import APIView

from api.views import (
    batch,
    described,
    editing,
    feed,
    figures,
    nowhere,
    reference,
    series,
    snapshots,
    tallies,
    writing,
)


class NumberConverter:
    """A number of ours: as many digits as every database engine holds."""

    regex = "[0-9]{1,18}"

    def to_python(self, text: str) -> int:
        """The number."""
        return int(text)

    def to_url(self, number: int) -> str:
        """The digits."""
        return str(number)


class FormatConverter:
    """The ending of a file, which is the name of its format; one that is none is refused as a parameter would be."""

    regex = "[A-Za-z0-9]{1,12}"

    def to_python(self, text: str) -> str:
        """The name."""
        return text

    def to_url(self, name: str) -> str:
        """The ending."""
        return name


register_converter(NumberConverter, "api_number")
register_converter(FormatConverter, "api_format")

app_name = "api"


def both(route: str, view: type[APIView], name: str) -> list[URLPattern]:
    """The address with its slash and without."""
    served: Callable[..., HttpResponseBase] = view.as_view()
    return [path(f"{route}/", served, name=name), path(route, served)]


def routes(*found: tuple[str, type[APIView], str]) -> list[Any]:
    """Both forms of each."""
    return [pattern for route in found for pattern in both(*route)]


urlpatterns = [
    path("", feed.Index.as_view(), name="index"),
    path("openapi.json", described.OpenApi.as_view(), name="openapi"),
    path("figures.<api_format:suffix>", figures.FigureList.as_view(), name="figures_file"),
    path("tallies.<api_format:suffix>", tallies.TallyList.as_view(), name="tallies_file"),
    path("series.<api_format:suffix>", series.SeriesList.as_view(), name="series_list_file"),
    path("series/<api_number:series_id>.<api_format:suffix>", series.SeriesDetail.as_view(), name="series_file"),
    path("places.<api_format:suffix>", reference.PlaceList.as_view(), name="places_file"),
    *routes(
        ("figures", writing.Figures, "figures"),
        ("figures/batch", batch.FigureBatch, "batch"),
        ("figures/<api_number:figure_id>", writing.OneFigure, "figure"),
        ("figures/<api_number:figure_id>/working", writing.Working, "working"),
        ("figures/<api_number:figure_id>/citations", writing.Citations, "citations"),
        ("figures/<api_number:figure_id>/submit", writing.Submit, "submit"),
        ("figures/<api_number:figure_id>/publish", writing.Publish, "publish"),
        ("figures/<api_number:figure_id>/return", writing.Return, "return"),
        ("figures/<api_number:figure_id>/retract", writing.Retract, "retract"),
        ("figures/<api_number:figure_id>/revisions", figures.RevisionList, "revisions"),
        ("series", series.SeriesList, "series_list"),
        ("series/<api_number:series_id>", editing.OneSeries, "series"),
        ("series/<api_number:series_id>/explain", series.SeriesExplain, "explain"),
        ("series/<api_number:series_id>/total", series.SeriesTotal, "total"),
        ("tallies", tallies.TallyList, "tallies"),
        ("changes", feed.ChangeList, "changes"),
        ("crises", editing.Crises, "crises"),
        ("crises/<str:slug>", editing.OneCrisis, "crisis"),
        ("events", editing.Events, "events"),
        ("events/<api_number:event_id>", reference.EventDetail, "event"),
        ("places", reference.PlaceList, "places"),
        ("places/<str:code>", reference.PlaceDetail, "place"),
        ("places/<str:code>/children", reference.PlaceChildren, "children"),
        ("measures", reference.MeasureList, "measures"),
        ("measures/<str:code>", reference.MeasureDetail, "measure"),
        ("organisations", reference.OrganisationList, "organisations"),
        ("organisations/<api_number:organisation_id>", reference.OrganisationDetail, "organisation"),
        ("speakers", reference.SpeakerList, "speakers"),
        ("speakers/<api_number:speaker_id>", reference.SpeakerDetail, "speaker"),
        ("documents", reference.DocumentList, "documents"),
        ("documents/<api_number:document_id>", editing.OneDocument, "document"),
        ("codelists", reference.CodeListNames, "codelists"),
        ("codelists/<str:name>", reference.CodeList, "codelist"),
        ("snapshots", snapshots.SnapshotList, "snapshots"),
        ("snapshots/<str:name>", snapshots.SnapshotDetail, "snapshot"),
        ("status", feed.Status, "status"),
        ("problems", feed.ProblemList, "problems"),
        ("problems/<str:slug>", feed.ProblemDetail, "problem"),
    ),
    path("snapshots/<str:name>/<str:file>", snapshots.SnapshotFile.as_view(), name="snapshot_file"),
    re_path(r"^[\s\S]*$", nowhere.Nowhere.as_view(), name="nowhere"),
]
