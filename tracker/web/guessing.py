"""Limits against guessing passwords: by account and address together, by address, and by account.

Nobody is locked out: after some failures each further attempt has to wait, longer every time, up to a quarter of an
hour. Failures of others do not count against a person at their own address; a browser in which they signed in before
is let through even while somebody guesses at their account from everywhere (a device cookie). Counts live in the
cache `limits`, which all server processes share, and are counted before the password is looked at.
"""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from tracker.models import User
from tracker.volatile.visitors import address_of

KEPT_SECONDS = 3600
LONGEST_WAIT = 900
DEVICE_COOKIE = "desk_device"
DEVICE_SECONDS = 180 * 24 * 3600
_SALT = "tracker.device"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures are free, and the longest wait after that, in seconds."""

    free: int
    longest: int


PAIR, ADDRESS, ACCOUNT = Limit(5, LONGEST_WAIT), Limit(30, LONGEST_WAIT), Limit(50, 60)


def attempt(request: HttpRequest, name: str, *, purpose: str = "sign_in") -> int:
    """Count an attempt; seconds to wait before one is allowed, 0 when it may go on now."""
    store, now = caches["limits"], time.time()
    waits = []
    for key, limit in _keys(request, name, purpose):
        count, last = store.get(key, (0, 0.0))
        waits.append(_wait(count, last, limit, now))
    wait = max(waits)
    if wait == 0:
        for key, _limit in _keys(request, name, purpose):
            count, _last = store.get(key, (0, 0.0))
            store.set(key, (count + 1, now), KEPT_SECONDS)
    return wait


def succeeded(request: HttpRequest, response: HttpResponse, name: str, user: User) -> None:
    """Forget the failures of this person at this address, and know the browser again."""
    store = caches["limits"]
    for key, limit in _keys(request, name, "sign_in"):
        if limit is PAIR:
            store.delete(key)
        else:  # the attempt itself was no failure
            count, last = store.get(key, (1, 0.0))
            store.set(key, (max(0, count - 1), last), KEPT_SECONDS)
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(user.pk, salt=_SALT),
        max_age=DEVICE_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        path="/accounts/",
    )


def _wait(count: int, last: float, limit: Limit, now: float) -> int:
    over = count - limit.free
    if over < 0:
        return 0
    due = min(limit.longest, 2 ** min(over + 1, 20))
    return max(0, math.ceil(last + due - now))


def _keys(request: HttpRequest, name: str, purpose: str) -> list[tuple[str, Limit]]:
    account, address = name.strip().casefold(), address_of(request)
    known = _knows(request, account)
    place = f"device {request.COOKIES.get(DEVICE_COOKIE, '')}" if known else address
    found = [(_key(purpose, account, place), PAIR), (_key(purpose, "", address), ADDRESS)]
    return found if known else [*found, (_key(purpose, account, ""), ACCOUNT)]


def _key(*parts: str) -> str:
    return "guess:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def _knows(request: HttpRequest, account: str) -> bool:
    """Whether this browser carries the mark of having signed in to that account before."""
    mark = request.COOKIES.get(DEVICE_COOKIE, "")
    if not mark:
        return False
    try:
        owner = signing.loads(mark, salt=_SALT, max_age=DEVICE_SECONDS)
    except signing.BadSignature:
        return False
    held = User.objects.filter(pk=owner).values_list("username", "email").first()
    return held is not None and account in {one.casefold() for one in held if one}
