"""Which tables live in the volatile file, where there is one. Django asks before every query and every migration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

VOLATILE = "volatile"

APPS = frozenset({"django_tasks_database"})
MODELS = frozenset({"desksession", "keyuse", "ratecount", "workersign"})
"""Models of the tracker, in Django's lower case."""


def home() -> str:
    """The database in which the volatile tables live."""
    return VOLATILE if VOLATILE in settings.DATABASES else DEFAULT_DB_ALIAS


class Router:
    """Sends the volatile tables to their file; has no opinion where there is none."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str | None:
        """Where rows of this model are read."""
        return home() if is_volatile(model._meta.app_label, model._meta.model_name) else None

    def db_for_write(self, model: type[Model], **_hints: Any) -> str | None:
        """Where rows of this model are written."""
        return self.db_for_read(model)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_hints: Any) -> bool:
        """Whether a step of a migration is for this database; a step that names no model is for its app's own."""
        return (db == home()) if is_volatile(app_label, model_name) else (db != VOLATILE)


def is_volatile(app_label: str, model_name: str | None) -> bool:
    """Whether a model's table is one of those that may be lost."""
    return app_label in APPS or (app_label == "tracker" and model_name in MODELS)
