"""The address of whoever asks: what the connection says, or what our own proxies saw."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's address; IPv6 as the /64 that a household has to itself.

    Behind TRUSTED_PROXIES proxies it is that many from the end of X-Forwarded-For: each proxy adds the address it saw,
    and what stands further to the front is whatever the visitor wrote there.
    """
    given = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES:
        seen = request.headers.get("X-Forwarded-For", "").split(",")
        given = seen[max(0, len(seen) - settings.TRUSTED_PROXIES)].strip() or given
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        return given[:60]
    return str(found) if found.version == 4 else str(ipaddress.ip_network(f"{found}/64", strict=False))
