"""A retracted figure leaves lists, sums and files; its address says why; the old snapshot returns it unchanged."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import makers
from tests.api.asking import answered, ask, refused
from tests.api.writing import data, key_of, post
from tracker.ledger import snapshots

pytestmark = pytest.mark.django_db


def test_a_retracted_figure_is_gone_and_its_past_is_not(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    figure = makers.make_figure(
        measure="killed", basis="period", qualifier="exact", value=7, value_text="", as_of_date=None,
        reference_period_start=date(2020, 2, 14), reference_period_end=date(2020, 2, 14), event=makers.make_event(),
    )  # fmt: skip
    kept = makers.make_figure()
    snapshots.make_snapshot("before")
    lists = ("figures/", f"figures/?series={figure.series_id}", "tallies/?measure=killed", f"figures/{figure.pk}/")
    files = ("figures.csv", "figures.ndjson", "figures.geojson", "tallies.csv?measure=killed", "series.csv")

    def pinned(path: str) -> bytes:
        response = ask(f"/api/v1/{path}{'&' if '?' in path else '?'}snapshot=before")
        assert response.status_code == 200
        return b"".join(response) if response.streaming else response.content

    before = {path: pinned(path) for path in lists + files}
    stored = b"".join(ask("snapshots/before/figures.ndjson.gz"))
    data(post(f"figures/{figure.pk}/retract/", {"reason": "The ministry took it back."}, key=key_of(makers.reviewer())))

    assert [row["id"] for row in answered("figures/")["data"]] == [kept.pk]
    assert answered("tallies/", measure="killed")["data"] == []
    refused(f"series/{figure.series_id}/", 404)
    for file in files[:3]:
        assert f'"id":{figure.pk},'.encode() not in b"".join(ask(file))
    assert len(b"".join(ask("figures.csv")).splitlines()) == 2
    problem = refused(f"figures/{figure.pk}/", 410)
    assert (problem["reason"], problem["last_public_revision"], problem["revision"]) == (
        "The ministry took it back.", 1, 2,
    )  # fmt: skip
    [_, last] = answered(f"figures/{figure.pk}/revisions/")["data"]
    assert (last["action"], last["revision"], last["reason"]) == ("retracted", 2, "The ministry took it back.")
    assert {path: pinned(path) for path in lists + files} == before
    assert b"".join(ask("snapshots/before/figures.ndjson.gz")) == stored
