"""Addresses of the pages; names are those that templates and tests use."""

from __future__ import annotations

from django.urls import include, path, register_converter

from tracker.web import (
    account,
    bundle,
    changed_view,
    crisis,
    data,
    desk,
    dictionary,
    embed,
    feeds,
    figure,
    files,
    home,
    notices,
    place,
    series,
    source,
)  # fmt: skip
from tracker.web.addresses import Ending, Number

register_converter(Number, "number")
register_converter(Ending, "ending")

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("crises/<str:slug>/", crisis.crisis, name="crisis"),
    path("crises/<str:slug>/figures/", crisis.figures, name="crisis-figures"),
    path("crises/<str:slug>/series/", crisis.counts, name="crisis-series"),
    path("crises/<str:slug>/changes/", changed_view.crisis_changes, name="crisis-changes"),
    path("crises/<str:slug>/map/<slug:measure>.<ending:ending>", crisis.map_file, name="crisis-map-file"),
    path("crises/<str:slug>/sources/<slug:measure>.<ending:ending>", crisis.sources_file, name="crisis-sources-file"),
    path("places/<str:code>/", place.place, name="place"),
    path("places/<str:code>/map/<slug:measure>.<ending:ending>", place.map_file, name="place-map-file"),
    path("places/<str:code>/months/<slug:measure>.<ending:ending>", place.months_file, name="place-months-file"),
    path("places/<str:code>/months/<slug:measure>/<str:month>/", place.events, name="place-events"),
    path("series/<number:series_id>/", series.series, name="series"),
    path("series/<number:series_id>.csv", files.series_csv, name="series-csv"),
    path("series/<number:series_id>.xlsx", files.series_xlsx, name="series-xlsx"),
    path("series/<number:series_id>.json", files.series_json, name="series-json"),
    path("series/<number:series_id>.svg", files.series_svg, name="series-svg"),
    path("series/<number:series_id>.png", files.series_png, name="series-png"),
    path("series/<number:series_id>.bib", files.series_bib, name="series-bib"),
    path("series/<number:series_id>.ris", files.series_ris, name="series-ris"),
    path("series/<number:series_id>.atom", feeds.series, name="series-feed"),
    path("crises/<str:slug>.atom", feeds.crisis, name="crisis-feed"),
    path("crises/<str:slug>.zip", bundle.crisis_zip, name="crisis-zip"),
    path("changes.atom", feeds.site, name="feed"),
    path("embed/series/<number:series_id>/", embed.series, name="embed-series"),
    path("figures/<number:figure_id>/", figure.figure, name="figure"),
    path(
        "figures/<number:figure_id>/parts/<slug:partition>.<ending:ending>", figure.parts_file, name="figure-parts-file"
    ),
    path("organisations/<number:organisation_id>/", source.organisation, name="organisation"),
    path("documents/", source.documents, name="documents"),
    path("documents/<number:document_id>/", source.document, name="document"),
    path("methodology/", data.methodology, name="methodology"),
    path("methodology/<slug:name>/", data.method, name="method"),
    path("data/", data.data, name="data"),
    path("data/dictionary/", dictionary.dictionary, name="dictionary"),
    path("data/dictionary.csv", dictionary.dictionary_csv, name="dictionary-csv"),
    path("changes/", changed_view.changes, name="changes"),
    path("accounts/login/", account.sign_in, name="login"),
    path("accounts/logout/", account.sign_out, name="logout"),
    path("accounts/", account.account, name="account"),
    path("accounts/reset/", account.reset, name="password-reset"),
    path("accounts/password/<str:where>/<str:token>/", account.set_password, name="password-set"),
    path("accounts/notices/stop/<str:token>/", notices.stop, name="notices-stop"),
    path("desk/", desk.start, name="desk"),
    path("desk/", include("tracker.web.desk_urls")),
]
