"""Every address of the site: pages at the root, the partner API below /api/v1/."""

from __future__ import annotations

from django.urls import include, path, re_path

from api.views.nowhere import Nowhere
from tracker import admin
from tracker.web import errors, health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("api/v1/", include("api.urls")),
    re_path(r"^api(/.*)?$", Nowhere.as_view()),
    path("admin/", admin.site.urls),
    path("", include("tracker.web.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
