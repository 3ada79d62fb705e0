"""What a key may do: an act needs its scope. The owner's role is asked by the ledger, at every act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tracker.ledger import keys

if TYPE_CHECKING:  # the framework reads this class while it makes its own views
    from rest_framework.views import APIView


class HasScope(BasePermission):
    """The view's `scopes` name what each method needs; methods it does not name are open to all."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True, or an exception that says what is missing: a key (401), or a scope of it (403)."""
        needed: str | None = getattr(view, "scopes", {}).get(request.method)
        if needed is not None:
            require_scope(request, needed)
        return True


def require_scope(request: Request, needed: str) -> None:
    """Raise NotAuthenticated without a key, PermissionDenied for a key without the scope."""
    if request.auth is None:
        raise NotAuthenticated(f"This needs a key with the scope {needed}.")
    key: Any = request.auth
    granted = keys.scopes_of(key)
    if needed not in granted:
        raise PermissionDenied(f"This needs a key with the scope {needed}; yours has {', '.join(granted)}.")
