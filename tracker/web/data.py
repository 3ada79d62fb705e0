"""Method and data: why the numbers may be trusted or doubted, and how to take them away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.selectors import snapshots
from tracker.selectors.crises import crises
from tracker.selectors.reading import Reading
from tracker.vocabulary import MEASURES
from tracker.web import errors, sentences, words
from tracker.web.addresses import link_to
from tracker.web.manual import method_pages
from tracker.web.pages import public_page, show
from tracker.web.viewing import Viewing, viewing_of

CRISES_SHOWN = 50


@public_page
def methodology(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The decisions in short, the measures, and the page of each rule."""
    context = {
        "pages": method_pages(),
        "measures": [
            {
                "code": measure.code,
                "label": words.measure_label(measure.code),
                "counts": _(measure.counts),
                "does_not_count": _(measure.does_not_count),
            }
            for measure in MEASURES.values()
        ],
    }
    return show(request, "data/methodology.html", context, reading=reading, section="methodology")


@public_page
def method(request: HttpRequest, reading: Reading, name: str) -> HttpResponse:
    """The page of one rule, with its worked example."""
    page = next((page for page in method_pages() if page.name == name), None)
    if page is None:
        return errors.missing(request, _("There is no method page “%(name)s”.") % {"name": name})
    return show(request, "data/method.html", {"page": page}, reading=reading, section="methodology")


@public_page
def data(request: HttpRequest, reading: Reading) -> HttpResponse:
    """What can be taken away today, and what the ledger is."""
    context = {
        "full": reading,
        "files": _files(reading, viewing_of(request, reading)),
        "base": request.build_absolute_uri("/")[:-1],
        "snapshots": [
            {
                "name": one.snapshot.name,
                "sequence": one.snapshot.sequence,
                "made_at": one.snapshot.made_at,
                "figures": (one.manifest or {}).get("figures"),
                "files": one.files,
                "withdrawals": one.withdrawals,
            }
            for one in snapshots.snapshots()
        ],
    }
    return show(request, "data/data.html", context, reading=reading, section="data")


def _files(reading: Reading, viewing: Viewing) -> list[dict[str, Any]]:
    """Every figure as files: of the whole site, and of each crisis, with how many rows they have."""
    found = [one for one in crises(reading) if one.figure_count]
    moment = viewing.pairs(leave_out="lang")
    whole = {"name": _("Everything"), "figures": sum(one.figure_count for one in found), "query": urlencode(moment)}
    of_crises = [
        {
            "name": sentences.local_name(one.crisis),
            "figures": one.figure_count,
            "query": urlencode([("crisis", one.crisis.slug), *moment]),
            "archive": link_to("crisis-zip", one.crisis.slug) + viewing.query(),
        }
        for one in found[:CRISES_SHOWN]
    ]
    return [whole, *of_crises]
