"""Pages for what cannot be shown: each says what happened and where to go on, in the design of the site.

Django calls the four handlers; views call `refused`, `gone` and `missing` where they can say more.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.selectors.figures import Tombstone
from tracker.selectors.refusals import Problem, QueryError
from tracker.web import sorting, words
from tracker.web.viewing import language_links, viewing_of, without

SENTENCES = {
    "invalid_date": gettext_lazy("“%(value)s” is no day. Write one like 2020-02-13."),
    "future_date": gettext_lazy("%(value)s has not come yet; nobody knows what will be said."),
    "not_a_number": gettext_lazy("“%(value)s” is no whole number."),
    "beyond_last_revision": gettext_lazy("The ledger has no entry %(value)s yet."),
    "invalid_code": gettext_lazy("There is nothing here that is called “%(value)s”."),
    "conflict": gettext_lazy("An entry and a snapshot both say which state is asked for: leave one of them out."),
}
"""What people read of a moment or an order that there is not, by its code."""
MOMENTS = ("known_on", "revision", "snapshot")


def refused(request: HttpRequest, refusal: QueryError) -> HttpResponse:
    """400 for parameters that name no moment or no such thing, each with its sentence."""
    return _page(
        request,
        400,
        title=_("This address asks for something that cannot be shown"),
        sentences=[_sentence(request, problem) for problem in refusal.problems],
        details=[f"{problem.parameter}: {problem.code}" for problem in refusal.problems],
        instead=without(request, {problem.parameter for problem in refusal.problems}),
    )


def _sentence(request: HttpRequest, problem: Problem) -> str:
    """What is wrong with a parameter; of the moment and the order that a page shows in the reader's language."""
    in_words = problem.parameter in MOMENTS or problem.parameter in sorting.PARAMETERS
    told = SENTENCES.get(problem.code) if in_words else None
    return str(told) % {"value": request.GET.get(problem.parameter, "")[:60]} if told else problem.detail


def missing(request: HttpRequest, sentence: str) -> HttpResponse:
    """404 with a sentence that names what was looked for."""
    return _page(request, 404, title=_("Not found"), sentences=[sentence])


def moved(request: HttpRequest, path: str) -> HttpResponse:
    """301 to where something goes on that was merged, with the moment and language asked for; kept for a minute.

    Not for ever: a merge can be undone, and a browser that was told so once would never ask again.
    """
    query = request.GET.urlencode()
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def gone(request: HttpRequest, tombstone: Tombstone) -> HttpResponse:
    """410 for a figure that was withdrawn: since when, why, and the address of its last public state."""
    if tombstone.kind == "redacted":
        title = _("Figure %(id)s was redacted") % {"id": tombstone.figure_id}
    else:
        title = _("Figure %(id)s was withdrawn") % {"id": tombstone.figure_id}
    facts = {"date": words.day(tombstone.at.date()), "entry": tombstone.sequence}
    return _page(
        request,
        410,
        title=title,
        sentences=[_("Withdrawn on %(date)s, entry %(entry)s of the ledger.") % facts],
        reason=tombstone.reason,
        before="" if tombstone.kind == "redacted" else f"{request.path}?revision={tombstone.sequence - 1}",
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for a request that Django itself refused."""
    return _page(request, 400, title=_("This request cannot be understood"), sentences=[])


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not for this."""
    sentence = _("Your account does not open this page. Ask an administrator of this site for the role it needs.")
    return _page(request, 403, title=_("Not for this account"), sentences=[sentence])


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from this site, or from a page opened before signing in or out."""
    sentence = _("This form was opened before you signed in or out, or on another site. Open the page again, please.")
    return _page(request, 403, title=_("This form is too old to be sent"), sentences=[sentence])


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 for an address that leads nowhere."""
    return missing(request, _("There is no page at this address. It may have been mistyped or shortened."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without the database and without a word about the inside."""
    sentence = _("The site failed to put this page together. Nothing was changed. Please try again in a minute.")
    context = {"status": 500, "title": _("Something went wrong on our side"), "sentences": [sentence]}
    # Without the request: asking who is signed in would ask the database, which may be what failed.
    return HttpResponse(render_to_string("error.html", context), status=500)


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    around = {"reading": viewing_of(request, None), "languages": language_links(request), "status": status}
    return render(request, "error.html", {**around, **context}, status=status)
