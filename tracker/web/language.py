"""Chooses the language of an answer: `?lang=` first, then what the browser asks for, then English.

At the desk the choice of who is signed in stays in the session. Elsewhere no cookie and no address prefix: an address
without `lang` may be answered in any language (Vary says so), with `lang` it always reads the same and can be shared.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tracker.web import words
from tracker.web.stack import is_page

LANGUAGE_KEY = "language"
"""In the session: the language that somebody who is signed in chose last."""
Handler = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Middleware: activates the reader's language for pages and says it in the headers.

    Answers of the API choose their words by `lang` alone, and say so themselves.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_page(request.path):
            with translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        code = chosen_language(request)
        request.LANGUAGE_CODE = code
        with words.speaking(code):
            response = self.get_response(request)
        if request.GET.get("lang") == code and request.path.startswith("/desk/") and request.user.is_authenticated:
            request.session[LANGUAGE_KEY] = code
        response.headers.setdefault("Content-Language", code)
        if "lang" not in request.GET:
            patch_vary_headers(response, ("Accept-Language",))
        return response


def chosen_language(request: HttpRequest) -> str:
    """The code of the language to answer in; an unknown `lang` falls back to what the browser asks for."""
    wanted = request.GET.get("lang", "").split("-")[0].lower()
    if wanted in dict(settings.LANGUAGES):
        return wanted
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        chosen = request.session.get(LANGUAGE_KEY, "")
        if chosen in dict(settings.LANGUAGES):
            return str(chosen)
    return translation.get_language_from_request(request)
