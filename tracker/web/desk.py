"""The start page of the desk: who is signed in, and what can be done today."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from tracker.selectors.reading import open_reading
from tracker.web.pages import show

PARTS = (
    ("figure-new", _("Add a figure"), _("One statement with its quote, its source and its document.")),
    ("desk-figures", _("Your figures"), _("Drafts, what was returned to you, and what waits for review.")),
    ("review", _("Review"), _("What others submitted: publish it, or return it with a reason.")),
)
"""Pages of the desk by the name of their address."""


@never_cache
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """What is there for the person who signed in."""
    parts = [{"title": title, "text": text, "address": reverse(name)} for name, title, text in PARTS]
    return show(request, "desk/start.html", {"parts": parts}, reading=open_reading(), section="desk")
