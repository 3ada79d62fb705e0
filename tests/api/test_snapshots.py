"""snapshots/ and snapshot=: files byte for byte with their checksums, and a name wherever a revision may stand."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.api.asking import answered, ask, refused
from tracker.ledger import redact, retract, snapshots

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def fetched(path: str) -> bytes:
    response = ask(path)
    assert response.status_code == 200
    return b"".join(response)


def test_a_snapshot_lists_its_files_and_each_is_what_it_says() -> None:
    figure = makers.make_figure()
    made = snapshots.make_snapshot("2026-11")
    [listed] = answered("snapshots/")["data"]
    one = answered("snapshots/2026-11/")["data"]
    assert listed == one
    assert (one["name"], one["sequence"], one["figures"]) == ("2026-11", made.sequence, 1)
    assert str(made.sequence) in one["citation"]
    assert [file["name"] for file in one["files"]] == ["figures.csv.gz", "figures.ndjson.gz", "manifest.json"]
    for file in one["files"]:
        content = fetched(file["address"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
    rows = gzip.decompress(fetched("snapshots/2026-11/figures.ndjson.gz"))
    assert rows == b"".join(ask("figures.ndjson", snapshot="2026-11"))
    assert f'"id":{figure.pk}'.encode() in rows


def test_a_file_has_its_checksum_as_etag_and_answers_304() -> None:
    snapshots.make_snapshot("2026-11")
    response = ask("snapshots/2026-11/figures.csv.gz")
    tag = response["ETag"]
    assert tag == f'"{hashlib.sha256(b"".join(response)).hexdigest()}"'
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/gzip", "public, max-age=3600")
    assert "Content-Encoding" not in response
    assert response["Content-Disposition"] == 'attachment; filename="2026-11-figures.csv.gz"'
    again = ask("snapshots/2026-11/figures.csv.gz", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("snapshots/nowhere/", 404),
        ("snapshots/2026-11/other.csv.gz", 404),
        ("snapshots/2026-11/..%2F..%2Fsecret_key", 404),
        ("snapshots/2026-11/%00", 404),
        ("snapshots/nowhere/figures.csv.gz", 404),
        ("snapshots/2026-11/figures.csv.gz?limit=1", 400),
        ("snapshots/?revision=1", 400),
    ],
)
def test_what_is_not_there_is_a_problem(path: str, status: int) -> None:
    snapshots.make_snapshot("2026-11")
    refused(f"/api/v1/{path}", status)


def test_a_file_lost_from_the_disk_is_said_to_be_lost(tmp_path: Path) -> None:
    snapshots.make_snapshot("2026-11")
    (tmp_path / "snapshots/2026-11/figures.csv.gz").unlink()
    assert "not on this machine" in refused("snapshots/2026-11/figures.csv.gz", 404)["detail"]


READ = (
    "figures/", "figures.csv", "figures.ndjson", "series/", "series/{series}/",
    "series/{series}/explain/?date=2020-02-13",
    "tallies/?measure=killed", "crises/", "events/", "places/?level=adm1", "organisations/", "documents/", "speakers/",
    "figures/{figure}/", "figures/{figure}/revisions/", "places/SYR/",
)  # fmt: skip


def test_the_name_reads_what_the_sequence_reads_on_every_resource() -> None:
    figure = makers.make_figure(speaker=makers.make_speaker())
    made = snapshots.make_snapshot("2026-11")
    makers.correct(figure, value=900_000, value_text="more than 900,000")
    for path in READ:
        path = path.format(figure=figure.pk, series=figure.series_id)
        join = "&" if "?" in path else "?"
        by_name, by_number = (ask(f"/api/v1/{path}{join}{how}") for how in (
            "snapshot=2026-11", f"revision={made.sequence}"))  # fmt: skip
        assert (by_name.status_code, by_number.status_code) == (200, 200), path
        if by_name["Content-Type"] != "application/json":
            assert b"".join(by_name) == b"".join(by_number), path
            continue
        one, other = by_name.json(), by_number.json()
        assert (one["data"], one["meta"]) == (other["data"], other["meta"]), path
        assert one["links"]["cite_as"] == other["links"]["cite_as"], path
        assert by_name["Cache-Control"] == "public, max-age=3600"
    assert answered("figures/", snapshot="2026-11")["data"][0]["value"] == 800_000
    assert answered("figures/")["data"][0]["value"] == 900_000


def test_pages_read_a_snapshot_too(client: Client) -> None:
    figure = makers.make_figure()
    snapshots.make_snapshot("2026-11")
    makers.correct(figure, value=900_000, value_text="more than 900,000")
    page = client.get(f"/figures/{figure.pk}/?snapshot=2026-11").content.decode()
    assert "more than 800,000" in page
    assert client.get("/?snapshot=nowhere").status_code == 400
    assert client.get("/?snapshot=2026-11&revision=1").status_code == 400
    assert client.get(f"/series/{figure.series_id}.csv?snapshot=2026-11").content.count(b"800000") > 0


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"snapshot": "nowhere"}, "invalid_code"),
        ({"snapshot": ""}, "invalid_code"),
        ({"snapshot": "2026-11", "revision": "1"}, "conflict"),
        ({"snapshot": "a\x00b"}, "invalid_code"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(asked: dict[str, str], code: str) -> None:
    makers.make_figure()
    snapshots.make_snapshot("2026-11")
    for path in ("figures/", "series/", "figures.csv", "tallies/?measure=killed"):
        join = "&" if "?" in path else ""
        address = f"{path}{join}" if join else path
        [error] = refused(address, 400, **asked)["errors"] if not join else refused(
            "tallies/", 400, measure="killed", **asked)["errors"]  # fmt: skip
        assert (error["parameter"], error["code"]) == ("snapshot", code)


def test_a_later_page_of_a_snapshot_is_of_the_snapshot() -> None:
    ids = [makers.make_figure(value=100 + one, value_text=f"more than {100 + one}").pk for one in range(3)]
    snapshots.make_snapshot("2026-11")
    makers.make_figure(value=999, value_text="more than 999")
    first = answered("figures/", snapshot="2026-11", limit=2)
    second = answered(first["links"]["next"])
    assert [row["id"] for row in first["data"] + second["data"]] == ids
    assert second["links"]["next"] is None


def test_the_old_snapshot_keeps_a_retracted_figure() -> None:
    figure = makers.make_figure()
    snapshots.make_snapshot("2026-11")
    before = fetched("figures.csv?snapshot=2026-11"), fetched("snapshots/2026-11/figures.csv.gz")
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="Second-hand.")
    assert (fetched("figures.csv?snapshot=2026-11"), fetched("snapshots/2026-11/figures.csv.gz")) == before


def test_files_with_a_redacted_figure_are_gone_and_their_successors_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = makers.make_figure()
    snapshots.make_snapshot("2026-11")
    asked = redact.request_redaction(
        figure.pk, actor=makers.make_user("admin", role="administrator"), reason="It put people at risk."
    )
    with monkeypatch.context() as patched:
        patched.setattr(snapshots.queue, "enqueue", lambda *_: None)
        redact.confirm_redaction(asked.pk, actor=makers.reviewer())
    for file in ("figures.csv.gz", "figures.ndjson.gz", "manifest.json"):
        problem = refused(f"snapshots/2026-11/{file}", 410)
        assert (problem["reason"], problem["figure"]) == ("It put people at risk.", figure.pk)
    between = answered("snapshots/2026-11/")["data"]
    assert (between["files"], between["edition"]) == ([], None)
    snapshots.reissue_withdrawn()
    after = answered("snapshots/2026-11/")["data"]
    assert (after["edition"], after["figures"], after["sequence"]) == (2, 0, between["sequence"])
    assert gzip.decompress(fetched(after["files"][1]["address"])) == b""
    refused("snapshots/2026-11/figures.csv.gz", 410)
    [note] = after["withdrawals"]
    assert note == {
        "edition": 1, "figure": figure.pk, "reason": "It put people at risk.",
        "withdrawn": ["figures.csv.gz", "figures.ndjson.gz", "manifest.json"],
    }  # fmt: skip
    feed = answered("changes/", type="snapshot.withdrawn,snapshot.reissued")["data"]
    assert [entry["reason"] for entry in feed] == ["It put people at risk."] * 2


def test_the_data_page_names_snapshots_with_checksum_and_size(client: Client) -> None:
    assert "None has been made yet." in client.get("/data/").content.decode()
    snapshots.make_snapshot("2026-11")
    page = client.get("/data/").content.decode()
    [one] = answered("snapshots/")["data"]
    for file in one["files"]:
        assert file["sha256"] in page
        assert f'href="{file["address"]}"' in page


def test_lists_take_the_same_number_of_statements_with_many() -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path).status_code == 200
        return len(queries)

    paths = ("/api/v1/snapshots/", "/data/")
    snapshots.make_snapshot("first")
    few = [statements(path) for path in paths]
    for number in range(8):
        snapshots.make_snapshot(f"s{number}")
    assert [statements(path) for path in paths] == few
