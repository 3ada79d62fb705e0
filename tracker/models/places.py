"""Places: countries, their official units, sites, and named areas made of other places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField, choices, one_of
from tracker.vocabulary import PlaceLevel


@dataclass(frozen=True, slots=True)
class Lineage:
    """The official units a place lies in, as codes and names; empty where the place is coarser or fuzzy."""

    location_code: str = ""
    location_name: str = ""
    admin1_code: str = ""
    admin1_name: str = ""
    admin2_code: str = ""
    admin2_name: str = ""


class Place(models.Model):
    """A place figures can be about.

    `code` is the official p-code, ISO 3166-1 alpha-3 for a country, or a code of our own for sites and areas. An area
    ("Greater Idlib") is named by people, has `members`, overlaps official units, and is never summed with them.
    """

    code = CodeField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    names = models.JSONField(_("names by language"), default=dict, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=choices(PlaceLevel))
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("within"),
    )
    members = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="areas", verbose_name=_("made of")
    )
    iso3 = CodeField(_("country"), max_length=3, blank=True, db_index=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    outline = models.JSONField(_("outline"), null=True, blank=True)
    population = models.BigIntegerField(_("population"), null=True, blank=True)
    edition = models.CharField(_("edition of the code list"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("code",)
        constraints: ClassVar = [
            one_of("level", PlaceLevel, name="place_level_known"),
            models.CheckConstraint(
                condition=~models.Q(level=PlaceLevel.COUNTRY) | models.Q(parent__isnull=True),
                name="place_country_has_no_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True) | models.Q(latitude__range=(-90, 90)),
                name="place_latitude_range",
            ),
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True) | models.Q(longitude__range=(-180, 180)),
                name="place_longitude_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def admin_level(self) -> int | None:
        """0 for a country to 3; none for a site or an area."""
        return {"country": 0, "adm1": 1, "adm2": 2, "adm3": 3}.get(self.level)

    def lineage(self) -> Lineage:
        """The country, first and second level unit this place lies in, itself included; walks at most four parents."""
        found: dict[str, str] = {}
        place: Place | None = self
        while place is not None:
            prefix = {"country": "location", "adm1": "admin1", "adm2": "admin2"}.get(place.level)
            if prefix:
                found[f"{prefix}_code"], found[f"{prefix}_name"] = place.code, place.name
            place = place.parent
        return Lineage(**found)
