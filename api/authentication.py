"""Who asks: the owner of the key in `Authorization: Bearer`, or nobody. A key that opens nothing is never ignored."""

from __future__ import annotations

from typing import NoReturn

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from api import limits, usage
from tracker.ledger import keys
from tracker.models import ApiKey, User
from tracker.selectors.refusals import Problem, QueryError

REALM = 'Bearer realm="api"'
IN_THE_ADDRESS = frozenset({"key", "api_key", "apikey", "api-key", "token", "access_token", "authorization"})
"""Names under which keys are put into addresses elsewhere; there they end in logs and histories."""

WHY = {
    "revoked": "This key was revoked.",
    "expired": "This key has expired.",
    "closed": "The account of this key's owner is closed.",
}


class KeyAuthentication(BaseAuthentication):
    """`request.user` is the key's owner and `request.auth` the key; both None without one."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """The owner and the key; None without the header. Raises for a key in the address, and for a dead one."""
        _refuse_in_address(request)
        words = get_authorization_header(request).split()
        if not words:
            return None
        if len(words) != 2 or words[0].lower() != b"bearer":
            _fail("malformed", "Authorization takes one form here: Bearer, a space, and the key.")
        key = keys.find_key(words[1].decode("latin-1"))
        if key is None:
            _fail("unknown", "There is no such key.")
        reason = keys.why_dead(key)
        if reason:
            _fail(reason, WHY[reason])
        limits.count_key(request, key)
        usage.count(key.pk, request.path)
        return key.owner, key

    def authenticate_header(self, _request: Request) -> str:
        """The challenge that goes with 401."""
        return REALM


class NoSuchKey(AuthenticationFailed):
    """A key that opens nothing; `code` says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.at = ({"parameter": "Authorization", "code": code},)


def _fail(code: str, detail: str) -> NoReturn:
    raise NoSuchKey(code, detail)


def _refuse_in_address(request: Request) -> None:
    found = [name for name in request.GET if name.casefold() in IN_THE_ADDRESS]
    if found:
        detail = "A key in an address ends in logs and histories. Revoke it, and send the next one as Authorization."
        raise QueryError(*(Problem(name, "key_in_address", detail) for name in found))
