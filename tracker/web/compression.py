"""Pages leave compressed: a crisis page weighs a ninth of its source, which is what a slow phone waits for.

Answers of the API are left as they are: their validators are strong, and a compressed body would weaken them.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from tracker.web import archives
from tracker.web.stack import is_page


class CompressedPages(GZipMiddleware):
    """Django's compression, which pads each answer by chance against guessing, for everything but the API."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The response, compressed where the client takes it and it is a page; an archive is compressed already."""
        if not is_page(request.path) or response.headers.get("Content-Type") == archives.MEDIA_TYPE:
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
