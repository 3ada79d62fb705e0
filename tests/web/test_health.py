"""What supervisors are told: ready, or in one word why not, and nothing of the inside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests import makers
from tracker.volatile.router import home
from tracker.web import health

pytestmark = pytest.mark.django_db


def answer(client: Client, status: int) -> dict[str, Any]:
    response = client.get("/readyz")
    assert response.status_code == status
    assert "no-store" in response["Cache-Control"]
    found: dict[str, Any] = response.json()
    return found


def test_ready_tells_the_sequence_and_nothing_else(client: Client) -> None:
    makers.make_figure()
    assert answer(client, 200) == {"ready": True, "sequence": client.get("/api/v1/status/").json()["data"]["sequence"]}


@pytest.mark.parametrize("alias", ["default", "volatile"])
def test_a_database_behind_the_code_is_not_ready(client: Client, alias: str) -> None:
    held = MigrationRecorder(connections[alias if alias in connections else home()])
    last = held.migration_qs.filter(app="tracker").order_by("-name").first()
    held.record_unapplied("tracker", last.name)
    assert answer(client, 503) == {"ready": False, "reason": "migrations"}


@pytest.mark.parametrize("alias", ["default", "volatile"])
def test_a_database_that_does_not_answer_is_not_ready(
    client: Client, alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = alias if alias in connections else home()
    real = MigrationRecorder.applied_migrations

    def applied(self: MigrationRecorder) -> Any:
        if self.connection.alias == wanted:
            raise DatabaseError("no such host db.internal")
        return real(self)

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", applied)
    assert answer(client, 503) == {"ready": False, "reason": "database"}


def test_a_disk_that_takes_no_more_is_not_ready(
    client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(health, "LEAST_FREE", 10**18)
        assert answer(client, 503) == {"ready": False, "reason": "disk"}
    settings.DATA_DIR = tmp_path / "gone"
    assert answer(client, 503) == {"ready": False, "reason": "disk"}


def test_only_reading_is_answered(client: Client) -> None:
    assert client.head("/healthz").status_code == 200
    assert client.post("/readyz").status_code == 405
