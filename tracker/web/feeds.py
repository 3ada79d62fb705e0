"""Atom feeds of what was published, corrected and withdrawn: of the site, of a crisis, of a series."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.selectors.changes import Change, recent_changes
from tracker.selectors.crises import crisis_view
from tracker.selectors.reading import Reading
from tracker.selectors.series import SeriesView
from tracker.web import errors, sentences, words
from tracker.web.files import of_series
from tracker.web.pages import public_page

ENTRIES = 50


@public_page
def site(request: HttpRequest, reading: Reading) -> HttpResponse:
    """What changed on the site, the newest first."""
    return _feed(request, _("Displacement Tracker"), reverse("home"), recent_changes(reading, limit=ENTRIES))


@public_page
def crisis(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """What changed in one crisis."""
    found = crisis_view(slug, reading)
    if found is None:
        return errors.missing(request, _("There is no crisis “%(slug)s” here.") % {"slug": slug})
    slug = found.crisis.slug
    changes = recent_changes(reading, crisis=slug, limit=ENTRIES)
    return _feed(request, sentences.local_name(found.crisis), reverse("crisis", args=[slug]), changes)


@of_series()
def series(request: HttpRequest, reading: Reading, view: SeriesView) -> HttpResponse:
    """What changed in one series."""
    changes = recent_changes(reading, series=view.series.pk, limit=ENTRIES)
    return _feed(request, sentences.series_title(view.series), reverse("series", args=[view.series.pk]), changes)


def _feed(request: HttpRequest, title: str, path: str, changes: list[Change]) -> HttpResponse:
    base = settings.PUBLIC_URL or request.build_absolute_uri("/")[:-1]
    feed = Atom1Feed(
        title=title,
        link=f"{base}{path}",
        description=_("Displacement and casualty figures, each with who said it, when and in which words."),
        language=get_language(),
        feed_url=f"{base}{request.path}",
    )
    for change in changes:
        address = f"{base}{reverse('figure', args=[change.object_id])}?revision={change.sequence}"
        feed.add_item(
            title=_title(change),
            link=address,
            description=" ".join(filter(None, [_sentence(change), change.reason])),
            unique_id=address,
            updateddate=change.at,
            pubdate=change.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _title(change: Change) -> str:
    action = words.code_words(words.ACTION_WORDS, change.type.rpartition(".")[2])
    return _("%(action)s: figure %(id)s") % {"action": action, "id": change.object_id}


def _sentence(change: Change) -> str:
    row: Mapping[str, Any] | None = json.loads(change.data)
    return sentences.figure_sentence(row) if row and "qualifier" in row else ""
