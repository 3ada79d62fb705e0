"""What search engines read of a series: schema.org's Dataset, as JSON-LD.

A data block is not a script: browsers do not run it, and the content security policy does not concern it.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tracker.selectors.reading import Reading
from tracker.selectors.series import SeriesView
from tracker.web import sentences, words
from tracker.web.viewing import permanent_address

SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
"""A name with "</script>" in it must not end the block."""


def of_series(request: HttpRequest, view: SeriesView, reading: Reading) -> SafeString:
    """The data block of a series at the reading."""
    series, number = view.series, view.series.pk
    kinds = {"series-csv": "text/csv", "series-json": "application/json", "series-png": "image/png"}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": sentences.series_title(series),
        "description": _("Figures as they were said, each with its source; points of %(who)s, in order of their days.")
        % {"who": view.spine_name or _("no single source")},
        "url": permanent_address(request, reverse("series", args=[number]), reading),
        "variableMeasured": words.measure_label(series.measure),
        "spatialCoverage": sentences.local_name(series.place),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": _("Displacement Tracker")},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": _address(request, page, number, reading)}
            for page, kind in kinds.items()
        ],
    }
    if view.points:
        data["temporalCoverage"] = f"{view.points[0].date}/{view.points[-1].date}"
    text = json.dumps(data, ensure_ascii=False).translate(SAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  the signs of HTML are escaped


def _address(request: HttpRequest, page: str, number: int, reading: Reading) -> str:
    return permanent_address(request, reverse(page, args=[number]), reading)
