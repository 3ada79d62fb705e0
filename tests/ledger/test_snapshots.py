"""Snapshots: written once, whole or not at all, the same bytes from the same state, withdrawn with what does harm."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from tests import makers
from tests.ledger import state
from tracker.ledger import redact, retract, snapshots
from tracker.ledger.errors import Refused
from tracker.ledger.row import FIELD_NAMES
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import Figure, LedgerEntry, PublishedFigure, Snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    """Snapshots of a test go into its own folder."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "snapshots"


def rows(place: Path, file: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in gzip.decompress((place / file).read_bytes()).splitlines()]


def redacted(figure: Figure) -> None:
    asked = redact.request_redaction(
        figure.pk, actor=makers.make_user("admin", role="administrator"), reason="It put people at risk."
    )
    redact.confirm_redaction(asked.pk, actor=makers.reviewer())


def test_a_snapshot_holds_what_stood_and_the_manifest_says_so(place: Path) -> None:
    first = makers.make_figure()
    gone = makers.make_figure(measure="killed", value=7, value_text="more than 7")
    makers.correct(first, value=900_000, value_text="more than 900,000")
    retract.retract_figure(gone.pk, actor=makers.editor(), reason="Second-hand.")
    before = head()
    made = snapshots.make_snapshot("2026-11")
    assert (made.name, made.sequence) == ("2026-11", before.sequence)
    assert sorted(path.name for path in (place / "2026-11").iterdir()) == [
        "figures.csv.gz", "figures.ndjson.gz", "manifest.json",
    ]  # fmt: skip
    [row] = rows(place, "2026-11/figures.ndjson.gz")
    assert (row["id"], row["value"], row["revision"]) == (first.pk, 900_000, 2)
    text = gzip.decompress((place / "2026-11/figures.csv.gz").read_bytes()).decode()
    header, *cells = csv.reader(io.StringIO(text, newline=""))
    assert tuple(header) == FIELD_NAMES
    assert [line[0] for line in cells] == [str(first.pk)]
    manifest = orjson.loads((place / "2026-11/manifest.json").read_bytes())
    assert (manifest["ledger_id"], manifest["sequence"], manifest["head_sha"]) == (
        before.ledger_id, before.sequence, before.sha,
    )  # fmt: skip
    assert (manifest["figures"], manifest["release"]) == (1, "0.1.0")
    assert before.sha in manifest["citation"]
    for file in manifest["files"]:
        content = (place / "2026-11" / file["name"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["bytes"])
    entry = LedgerEntry.objects.get(type="snapshot.created")
    assert entry.data == manifest
    assert verify().problems == []


def test_the_same_state_gives_the_same_bytes_whatever_was_published_since(settings: Any, tmp_path: Path) -> None:
    makers.make_figure()
    makers.make_figure(measure="killed", value=7, value_text="more than 7")
    made = []
    for folder in ("one", "other"):
        settings.DATA_DIR = tmp_path / folder
        with transaction.atomic():
            snapshots.make_snapshot("2026-11")
            transaction.set_rollback(True)
        files = sorted((tmp_path / folder / "snapshots" / "2026-11").iterdir())
        made.append({file.name: file.read_bytes() for file in files})
    assert made[0] == made[1]
    assert len(made[0]) == 3


def test_a_snapshot_of_nothing_is_a_header() -> None:
    before = head().sequence
    manifest = snapshots.standing_of(snapshots.make_snapshot("empty").pk)
    assert (manifest["figures"], manifest["sequence"]) == (0, before)
    assert head().sequence == before + 1


def test_rows_of_an_older_rendering_are_rendered_by_this_release(place: Path) -> None:
    figure = makers.make_figure()
    PublishedFigure.objects.filter(figure_id=figure.pk).update(render=0, body="{}", line="of-long-ago")
    snapshots.make_snapshot("new")
    assert rows(place, "new/figures.ndjson.gz")[0]["id"] == figure.pk
    assert b"of-long-ago" not in gzip.decompress((place / "new/figures.csv.gz").read_bytes())


def test_many_figures_are_read_in_batches(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "_BATCH", 2)
    ids = [makers.make_figure(value=100 + one, value_text=f"more than {100 + one}").pk for one in range(5)]
    snapshots.make_snapshot("five")
    assert [row["id"] for row in rows(place, "five/figures.ndjson.gz")] == ids


@pytest.mark.parametrize("name", ["", "a b", "../x", "a/b", "a.2", ".hidden", "-x", "x" * 61, "é", "a\n"])
def test_a_name_that_is_none_is_refused(name: str, place: Path) -> None:
    with state.refused("E3", "name"):
        snapshots.make_snapshot(name)
    assert not place.exists() or not list(place.iterdir())


@pytest.mark.parametrize("again", ["2026-11a", "2026-11A"])
def test_a_name_is_given_once(again: str, place: Path) -> None:
    snapshots.make_snapshot("2026-11a")
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    with state.refused("E16", "name"):
        snapshots.make_snapshot(again)
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


class Died(BaseException):
    """Stands for the end of the process."""


def dying(real: Callable[..., Any], *, at: int) -> Callable[..., Any]:
    """A function that ends the process at its call of this number."""
    calls = iter(range(1_000))

    def call(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == at:
            raise Died
        return real(*args, **kwargs)

    return call


STEPS = [
    *((os, "fsync", at) for at in range(5)),
    (Path, "rename", 0),
    (snapshots, "publish_object", 0),
    (snapshots.Chain, "store", 0),
]


@pytest.mark.parametrize(("owner", "step", "at"), STEPS)
def test_a_process_that_dies_leaves_no_name_and_the_next_one_makes_it(
    owner: Any, step: str, at: int, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = makers.make_figure()
    before = state.everything()
    with monkeypatch.context() as patched:
        patched.setattr(owner, step, dying(getattr(owner, step), at=at))
        # What a process did not come to do when it died: remove what it had begun.
        patched.setattr(snapshots.shutil, "rmtree", lambda *_args, **_more: None)
        with pytest.raises(Died), transaction.atomic():
            snapshots.make_snapshot("2026-11")
    assert state.everything() == before
    assert not Snapshot.objects.exists()
    snapshots.make_snapshot("2026-11")
    assert [row["id"] for row in rows(place, "2026-11/figures.ndjson.gz")] == [figure.pk]
    assert verify().problems == []


def test_what_died_long_ago_is_cleared_away_and_what_works_now_is_not(place: Path) -> None:
    old, new = place / ".making-a-1", place / ".making-b-2"
    for folder in (old, new):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    snapshots.make_snapshot("now")
    assert (old.exists(), new.exists()) == (False, True)


def test_a_redaction_in_the_middle_starts_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    harm, other = makers.make_figure(), makers.make_figure(measure="killed", value=7, value_text="more than 7")
    real, calls = snapshots._write, []

    def slow(*args: Any) -> Any:
        made = real(*args)
        if not calls:
            redacted(harm)
        calls.append(made["figures"])
        return made

    monkeypatch.setattr(snapshots, "_write", slow)
    snapshots.make_snapshot("2026-11")
    assert calls == [2, 1]
    assert [row["id"] for row in rows(place, "2026-11/figures.ndjson.gz")] == [other.pk]


def test_a_redaction_withdraws_and_makes_again_the_files_that_held_the_figure(place: Path) -> None:
    snapshots.make_snapshot("before")
    harm, other = makers.make_figure(), makers.make_figure(measure="killed", value=7, value_text="more than 7")
    held = snapshots.make_snapshot("held")
    untouched = (place / "before/figures.csv.gz").read_bytes()
    redacted(harm)
    assert not (place / "held").exists()
    assert [row["id"] for row in rows(place, "held.2/figures-2.ndjson.gz")] == [other.pk]
    manifest = snapshots.standing_of(held.pk)
    assert (manifest["edition"], manifest["sequence"], manifest["figures"]) == (2, held.sequence, 1)
    assert (place / "before/figures.csv.gz").read_bytes() == untouched
    types = LedgerEntry.objects.filter(object_type="snapshot").order_by("sequence").values_list("type", "reason")
    assert list(types)[2:] == [
        ("snapshot.withdrawn", "It put people at risk."),
        ("snapshot.reissued", "It put people at risk."),
    ]
    assert verify().problems == []
    assert snapshots.reissue_withdrawn() == []


def test_a_retraction_leaves_the_files_as_they_are(place: Path) -> None:
    figure = makers.make_figure()
    snapshots.make_snapshot("held")
    before = (place / "held/figures.csv.gz").read_bytes()
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="Second-hand.")
    assert (place / "held/figures.csv.gz").read_bytes() == before


def test_files_that_a_crash_kept_from_being_made_again_are_found_and_made_later(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = makers.make_figure()
    held = snapshots.make_snapshot("held")
    assert snapshots.withdrawn() == []
    with monkeypatch.context() as patched:
        patched.setattr(snapshots.queue, "enqueue", lambda *_: None)
        redacted(figure)
    assert snapshots.withdrawn() == [(held.pk,)]
    out = StringIO()
    call_command("snapshot", "--reissue", stdout=out)
    assert "Made again: held." in out.getvalue()
    assert rows(place, "held.2/figures-2.ndjson.gz") == []
    call_command("snapshot", "--reissue", stdout=out)
    assert "The files of every snapshot stand." in out.getvalue()


def test_a_moved_name_is_found_by_the_proof() -> None:
    made = snapshots.make_snapshot("2026-11")
    Snapshot.objects.filter(pk=made.pk).update(sequence=made.sequence + 1)
    assert [problem for problem in verify().problems if "2026-11" in problem]


def test_the_command_says_what_it_made_and_what_it_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    makers.make_figure()
    out = StringIO()
    call_command("snapshot", "2026-11", stdout=out)
    assert "1 figures as of entry" in out.getvalue()
    digest = hashlib.sha256((place / "2026-11/figures.csv.gz").read_bytes()).hexdigest()
    assert f"{digest}  figures.csv.gz" in out.getvalue()
    for arguments, said in ((("2026-11",), "already"), ((), "Give a name"), (("a b",), "letters")):
        with pytest.raises(CommandError, match=said):
            call_command("snapshot", *arguments, stdout=out)

    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshots.os, "fsync", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("snapshot", "2026-12", stdout=out)
    assert [path.name for path in place.iterdir()] == ["2026-11"]
    assert list(Snapshot.objects.values_list("name", flat=True)) == ["2026-11"]


def test_refusals_are_of_the_ledger() -> None:
    with pytest.raises(Refused):
        snapshots.make_snapshot("a.b")
