"""The names by which places, sources and crises are found while somebody types.

One row for every word at which a name begins or goes on, so that "syria" finds "Northwest Syria" by one range of an
index, on either engine. Written by `tracker/ledger/names.py` together with what is named; never public by itself.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField


class KnownName(models.Model):
    """A name from one of its words on, in the one spelling of `tracker.wording` (small letters, no accents).

    `within` is the crisis of an event, else 0; `rank` is smaller for what is larger (a country before a village);
    `whole` tells a name from its first word on, uncut, from the rest of one.
    """

    kind = CodeField(max_length=12)
    target = models.BigIntegerField()
    within = models.BigIntegerField(default=0)
    rank = models.SmallIntegerField(default=0)
    words = CodeField(max_length=60)
    whole = models.BooleanField(default=False)

    class Meta:
        db_table = "known_name"
        verbose_name = _("known name")
        verbose_name_plural = _("known names")
        indexes: ClassVar = [
            models.Index(fields=["kind", "within", "rank", "words"], name="known_name_words"),
            models.Index(fields=["kind", "target"], name="known_name_target"),
        ]
