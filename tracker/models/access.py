"""Keys with which programs of partners use the API: whose each is, what it may do, and until when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField


class ApiKey(models.Model):
    """A key of one person. Its secret is shown once and kept as a hash; `prefix` tells people which key it is.

    Every key reads. A key never does what its owner's role does not allow, and ends with its owner's account.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_keys")
    label = models.CharField(_("what it is for"), max_length=80)
    prefix = CodeField(max_length=16, unique=True)
    secret_sha = CodeField(max_length=64)
    writes = models.BooleanField(_("may write drafts"), default=False)
    publishes = models.BooleanField(_("may publish, return and retract"), default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_key"
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(label=""), name="api_key_has_label"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_key_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"


class KeyUse(models.Model):
    """How often a key asked for a resource on a day, and when last. Counted in memory and written now and then.

    `key_id` is no foreign key: these rows live in the volatile file.
    """

    key_id = models.BigIntegerField()
    day = models.DateField()
    resource = CodeField(max_length=40)
    requests = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "key_use"
        verbose_name = _("use of a key")
        verbose_name_plural = _("uses of keys")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key_id", "day", "resource"], name="key_use_once")]
