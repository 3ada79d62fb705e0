"""openapi.json: the document of these addresses (api/schema/), which depends on the release alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from api.caching import mark, not_modified
from api.parameters import MEDIA_TYPES
from api.schema.document import document
from api.schema.operations import Operation
from api.views.reading import ReadView


class OpenApi(ReadView):
    """The document itself."""

    controls: ClassVar[frozenset[str]] = frozenset()
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("This document: every address, parameter and answer", {"type": "object"}, bare=True)
    }

    def get(self, request: Request, suffix: str = "", **_path: Any) -> HttpResponse:
        """The document, or 304; no database is asked."""
        self.asked(request)
        found = document()
        tag = f'"{hashlib.sha256(found).hexdigest()[:32]}"'
        response = not_modified(request, tag) or HttpResponse(found, content_type=MEDIA_TYPES["json"])
        mark(response, tag, pinned=False)
        return response
