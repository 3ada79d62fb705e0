"""Addresses of the pages; names are those that templates and tests use."""

from __future__ import annotations

from django.urls import include, path, register_converter

from tracker.web import account, dashboard, data, desk, embed, feeds, figure, files, source
from tracker.web.addresses import Number

register_converter(Number, "number")

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("crises/<str:slug>/", dashboard.crisis, name="crisis"),
    path("places/<str:code>/", dashboard.place, name="place"),
    path("series/<number:series_id>/", dashboard.series, name="series"),
    path("series/<number:series_id>.csv", files.series_csv, name="series-csv"),
    path("series/<number:series_id>.json", files.series_json, name="series-json"),
    path("series/<number:series_id>.svg", files.series_svg, name="series-svg"),
    path("series/<number:series_id>.png", files.series_png, name="series-png"),
    path("series/<number:series_id>.bib", files.series_bib, name="series-bib"),
    path("series/<number:series_id>.ris", files.series_ris, name="series-ris"),
    path("series/<number:series_id>.atom", feeds.series, name="series-feed"),
    path("crises/<str:slug>.atom", feeds.crisis, name="crisis-feed"),
    path("changes.atom", feeds.site, name="feed"),
    path("embed/series/<number:series_id>/", embed.series, name="embed-series"),
    path("figures/<number:figure_id>/", figure.figure, name="figure"),
    path("organisations/<number:organisation_id>/", source.organisation, name="organisation"),
    path("documents/", source.documents, name="documents"),
    path("documents/<number:document_id>/", source.document, name="document"),
    path("methodology/", data.methodology, name="methodology"),
    path("methodology/<slug:name>/", data.method, name="method"),
    path("data/", data.data, name="data"),
    path("changes/", data.changes, name="changes"),
    path("accounts/login/", account.sign_in, name="login"),
    path("accounts/logout/", account.sign_out, name="logout"),
    path("accounts/", account.account, name="account"),
    path("accounts/reset/", account.reset, name="password-reset"),
    path("accounts/password/<str:where>/<str:token>/", account.set_password, name="password-set"),
    path("desk/", desk.start, name="desk"),
    path("desk/", include("tracker.web.desk_urls")),
]
