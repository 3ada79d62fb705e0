"""What somebody at the desk is likely to name: the places of the crises, and those who are known to speak."""

from __future__ import annotations

from tracker.models import Crisis, Organisation, Place, Speaker
from tracker.vocabulary import PlaceLevel

MOST = {"crisis": 200, "organisation": 1_000, "speaker": 1_000, "place": 1_500}
"""How many of each kind are worth keeping on a device."""
_LEVELS = (PlaceLevel.COUNTRY, PlaceLevel.ADM1, PlaceLevel.AREA, PlaceLevel.ADM2)


def names_to_keep() -> dict[str, list[int]]:
    """Ids by kind, the likelier first: newer crises, sources that were used last, larger places. Seven questions."""
    crises = list(Crisis.objects.order_by("-pk").values_list("pk", "place__iso3")[: MOST["crisis"]])
    countries = sorted({iso3 for _pk, iso3 in crises if iso3})
    places: list[int] = []
    for level in _LEVELS:
        found = Place.objects.filter(iso3__in=countries, level=level).order_by("code").values_list("pk", flat=True)
        places += found[: MOST["place"] - len(places)]
    sources = {
        "organisation": Organisation.objects.filter(merged_into__isnull=True),
        "speaker": Speaker.objects.filter(merged_into__isnull=True),
    }
    latest = {
        kind: list(rows.order_by("-pk").values_list("pk", flat=True)[: MOST[kind]]) for kind, rows in sources.items()
    }
    return {"crisis": [pk for pk, _iso3 in crises], **latest, "place": places}
