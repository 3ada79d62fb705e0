"""The one Django app. Everything the ledger needs in the database is put there after each migration."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class TrackerConfig(AppConfig):
    """Displacement tracker."""

    name = "tracker"
    label = "tracker"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tracker.ledger import foundation, guards
        from tracker.models.days import remember_days

        remember_days()
        post_migrate.connect(foundation.lay, sender=self, dispatch_uid="tracker.ledger.foundation")
        register(guards.check_guards, Tags.database)
