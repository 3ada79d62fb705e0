"""The session engine: Django's database sessions, with whose each is, in which browser and since when."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tracker.models import DeskSession

CLIENT, STARTED = "client", "started"
"""Keys of a session that its row shows to its owner."""

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


class SessionStore(DatabaseSessions):
    """Sessions in the table of DeskSession."""

    @classmethod
    def get_model_class(cls) -> type[DeskSession]:
        """The table."""
        return DeskSession

    def create_model_instance(self, data: dict[str, Any]) -> DeskSession:
        """The row of this session, with its owner beside the data."""
        row = super().create_model_instance(data)
        assert isinstance(row, DeskSession)  # noqa: S101 - of get_model_class
        owner = data.get(SESSION_KEY)
        row.user_id = int(owner) if owner else None
        row.client = str(data.get(CLIENT, ""))[:80]
        row.started_at = parse_datetime(str(data.get(STARTED, "")))
        row.seen_on = timezone.now().date()
        return row


def client_name(agent: str) -> str:
    """A browser as its owner knows it: "Firefox, Linux"; empty where nothing is recognised."""
    found = [next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name)
