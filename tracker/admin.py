"""The tables as administrators may look at them: nothing is added, changed or deleted here, and no secret is shown.

What changes goes through the ledger's own pages. Every table is listed by itself, new ones included; names, numbers
and times are columns, long texts stay on the page of a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tracker.ledger import permissions
from tracker.models import DeskSession, User

SECRET = frozenset(
    {"password", "nonce", "sha256", "secret", "secret_sha", "key_hash", "hash", "session_data", "session_key"}
)
"""Columns that nobody is shown, in whatever table they stand; `Document.sha256` and the chain's hashes are public."""
PUBLIC_HASHES = {"Document": frozenset({"sha256"})}
LEFT_OUT = (DeskSession,)
MOST_COLUMNS = 8


class Inspection(AdminSite):
    """Django's admin without its acts, for administrators who signed in on the site's own page."""

    site_header = _("Inspection")
    site_title = _("Inspection")
    index_title = _("Tables, to be read only")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person is an administrator."""
        return isinstance(request.user, User) and permissions.allows(request.user, "manage_accounts")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site's own sign-in, which limits guessing."""
        return redirect_to_login(request.get_full_path())


if TYPE_CHECKING:
    TableAdmin = ModelAdmin[models.Model]
else:
    TableAdmin = ModelAdmin  # Django's own class takes no parameters while it runs


class ReadOnly(TableAdmin):
    """A table to look at."""

    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The first columns that fit a line."""
        short = [one.name for one in self._columns() if not isinstance(one, models.TextField | models.JSONField)]
        return short[:MOST_COLUMNS]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Every column that is no secret."""
        return [one.name for one in self._columns()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """All of them."""
        return self.get_fields(request, obj)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[models.Model]:
        """Rows with what they refer to, read together."""
        related = [one.name for one in self._columns() if isinstance(one, models.ForeignKey)]
        return super().get_queryset(request).select_related(*related) if related else super().get_queryset(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may enter may look."""
        return site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Likewise for the list of tables."""
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False

    def _columns(self) -> list[models.Field[Any, Any]]:
        hidden = SECRET - PUBLIC_HASHES.get(self.model.__name__, frozenset())
        return [one for one in self.model._meta.concrete_fields if one.name not in hidden]


site = Inspection(name="admin")
for model in apps.get_app_config("tracker").get_models():
    if model not in LEFT_OUT:
        site.register(model, ReadOnly)
