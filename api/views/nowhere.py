"""Addresses below /api/ that lead nowhere: a problem document, not a page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from api.views.reading import OwnFormats


class Nowhere(APIView):
    """404 for every method."""

    content_negotiation_class = OwnFormats

    def initial(self, request: Request, *_args: Any, **_path: Any) -> None:
        """Refuse before anything else is looked at."""
        raise Http404(f"There is nothing at {request.path}; /api/v1/ lists what there is.")

    def get(self, _request: Request, **_path: Any) -> HttpResponse:
        """Never reached: `initial` has refused."""
        raise Http404
