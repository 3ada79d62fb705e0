"""Chooses the language of an answer: `?lang=` first, then what the browser asks for, then English.

No cookie and no address prefix: an address without `lang` may be answered in any language (Vary says
so), with `lang` it always reads the same and can be shared.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Middleware: activates the reader's language for pages and says it in the headers."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = chosen_language(request)
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        if "lang" not in request.GET:
            patch_vary_headers(response, ("Accept-Language",))
        return response


def chosen_language(request: HttpRequest) -> str:
    """The code of the language to answer in; an unknown `lang` falls back to what the browser asks for."""
    wanted = request.GET.get("lang", "").split("-")[0].lower()
    if wanted in dict(settings.LANGUAGES):
        return wanted
    return translation.get_language_from_request(request)
