"""Every address of the site: pages at the root, the partner API below /api/v1/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from api import outside
from api.addresses import is_api
from api.views.feed import Index
from api.views.nowhere import Nowhere
from tracker import admin
from tracker.web import api_docs, errors, health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("api/v1/docs/", api_docs.index, name="api-docs"),
    path("api/v1/docs", api_docs.index),
    path("api/v1/docs/<slug:name>/", api_docs.operation, name="api-operation"),
    path("api/v1/docs/<slug:name>/ask/", api_docs.ask, name="api-ask"),
    path("api/v1", Index.as_view()),
    path("api/v1/", include("api.urls")),
    re_path(r"^api(/[\s\S]*)?$", Nowhere.as_view()),
    path("admin/", admin.site.urls),
    path("", include("tracker.web.urls")),
]


def by_door(answer: Callable[..., HttpResponse], page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The handler of a failure: an answer of the API below /api/, a page elsewhere."""

    def handler(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        return (answer if is_api(request.path) else page)(request, *args, **named)

    return handler


handler400 = by_door(outside.bad_request, errors.bad_request)
handler403 = by_door(outside.forbidden, errors.forbidden)
handler404 = by_door(outside.not_found, errors.not_found)
handler500 = by_door(outside.server_error, errors.server_error)
