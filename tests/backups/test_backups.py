"""Backups: whole or not at all, rehearsed beside the site, restored where nothing is, refused when damaged."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import makers
from tests.ledger.test_processes import ROOT, address
from tracker.backups import archive, engines, making, restoring
from tracker.backups.archive import BadBackup
from tracker.ledger.sequence import head
from tracker.models import DeskSession, Figure

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(settings: Any, tmp_path: Path) -> Path:
    """A data folder with a document and a snapshot in it, beside a published figure and a draft."""
    settings.DATA_DIR = tmp_path / "data"
    for name in ("documents/2020/report.pdf", "snapshots/march/figures.csv.gz"):
        (settings.DATA_DIR / name).parent.mkdir(parents=True)
        (settings.DATA_DIR / name).write_bytes(name.encode() * 1000)
    (settings.DATA_DIR / "secret_key").write_text("the secret")
    makers.make_figure()
    makers.make_draft(value=7, value_text="")
    return Path(settings.DATA_DIR)


@pytest.fixture
def backup(site: Path, tmp_path: Path) -> Path:
    making.make_backup(tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as held:
        found: dict[str, Any] = json.loads(held.read("manifest.json"))
        return found


def rewritten(path: Path, target: Path, *, manifest: dict[str, Any] | None = None, **files: bytes) -> Path:
    """The backup with another manifest, or with other files."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as changed:
        for name in source.namelist():
            content = files.get(Path(name).stem, source.read(name))
            changed.writestr(name, json.dumps(manifest) if name == "manifest.json" and manifest else content)
    return target


def test_a_backup_says_what_is_in_it_and_leaves_the_secret_out(site: Path, tmp_path: Path) -> None:
    path, said = tmp_path / "backup.zip", StringIO()
    call_command("backup", str(path), stdout=said)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    held = manifest_of(path)
    assert (held["engine"], held["sequence"], held["sha"]) == (connection.vendor, head().sequence, head().sha)
    assert (held["counts"]["tracker_figure"], held["counts"]["published_figure"]) == (2, 1)
    assert not {"desk_session", "key_use"} & set(held["counts"])
    name = engines.NAMES[connection.vendor]
    assert set(held["files"]) == {name, "documents/2020/report.pdf", "snapshots/march/figures.csv.gz"}
    with zipfile.ZipFile(path) as found:
        assert set(found.namelist()) == {*held["files"], "manifest.json"}
    assert f"as of entry {head().sequence} of the ledger" in said.getvalue()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["backup.zip", "data"]


def test_a_backup_never_replaces_another_and_leaves_no_half(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old.zip").write_text("kept")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(tmp_path / "old.zip"))
    assert (tmp_path / "old.zip").read_text() == "kept"
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(tmp_path / "nowhere" / "new.zip"))

    def full(*_args: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "write_file", full)
    with pytest.raises(CommandError, match="cannot be written: No space left on device"):
        call_command("backup", str(tmp_path / "new.zip"))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "old.zip"]


@pytest.mark.slow
def test_a_rehearsal_restores_elsewhere_and_touches_nothing(backup: Path, tmp_path: Path) -> None:
    before, said = head(), StringIO()
    makers.make_draft(value=8, value_text="")
    call_command("restore", str(backup), "--verify", stdout=said)
    assert "can be restored" in said.getvalue()
    assert "its ledger holds" in said.getvalue()
    assert (head(), Figure.objects.count()) == (before, 3)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["backup.zip", "data"]
    wrong = manifest_of(backup)
    wrong["counts"]["tracker_figure"] = 5
    with pytest.raises(BadBackup, match="tracker_figure: 2 instead of 5"):
        restoring.rehearse(rewritten(backup, tmp_path / "wrong.zip", manifest=wrong))


@pytest.fixture
def empty_place(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a site with nothing in it, on the engine of this run."""
    if connection.vendor == "sqlite":
        place = tmp_path / "other"
        place.mkdir()
        yield {**os.environ, "DATA_DIR": str(place), "DATABASE_URL": f"sqlite:///{place / 'tracker.sqlite3'}"}
        return
    name = f"{connection.settings_dict['NAME']}_other"
    account = engines._account(connection.settings_dict)
    subprocess.run([engines.find_program("createdb"), "--template=template0", name], env=account, check=True)
    url = address().rpartition("/")[0] + f"/{name}"
    try:
        yield {**os.environ, "DATA_DIR": str(tmp_path / "other"), "DATABASE_URL": url}
    finally:
        subprocess.run([engines.find_program("dropdb"), "--force", name], env=account, check=True)


def manage(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)


@pytest.mark.slow
def test_a_restored_site_has_everything_and_a_ledger_of_another_id(backup: Path, empty_place: dict[str, str]) -> None:
    done = manage(empty_place, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "Restored the backup" in done.stdout
    data_dir = Path(empty_place["DATA_DIR"])
    assert (data_dir / "documents/2020/report.pdf").read_bytes() == b"documents/2020/report.pdf" * 1000
    told = manage(empty_place, "verify_ledger").stdout
    assert f"Head {head().sequence} {head().sha}" in told
    question = (
        "from tracker.models import *; h = LedgerHead.objects.get(); "
        "print(h.ledger_id, Figure.objects.count(), DeskSession.objects.count())"
    )
    ledger_id, figures, sessions = manage(empty_place, "shell", "--no-imports", "-c", question).stdout.split()
    assert ledger_id != head().ledger_id
    assert (figures, sessions) == ("2", "0")
    assert DeskSession.objects.count() == 0
    again = manage(empty_place, "restore", str(backup))
    assert (again.returncode, "overwrites nothing" in again.stderr) == (1, True)


def test_a_site_that_holds_something_is_not_overwritten(backup: Path) -> None:
    with pytest.raises(BadBackup, match="is not empty"):
        restoring.restore(backup)
    assert Figure.objects.count() == 2


def test_a_damaged_or_strange_file_is_refused_with_a_sentence(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(BadBackup, match="cannot be read: No such file"):
        restoring.rehearse(tmp_path / "none.zip")
    (tmp_path / "text.zip").write_text("no zip")
    with pytest.raises(BadBackup, match="is no backup"):
        restoring.rehearse(tmp_path / "text.zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(backup.read_bytes()[:-2000])
    with pytest.raises(BadBackup, match="is no backup"):
        restoring.rehearse(cut)
    changed = rewritten(backup, tmp_path / "changed.zip", report=b"another text")
    with pytest.raises(BadBackup, match=r"report\.pdf is not what the manifest says"):
        restoring.rehearse(changed)
    held = manifest_of(backup)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    with pytest.raises(BadBackup, match="no way from one engine to the other"):
        restoring.rehearse(rewritten(backup, tmp_path / "engine.zip", manifest={**held, "engine": other}))
    with pytest.raises(BadBackup, match="has format 9"):
        restoring.rehearse(rewritten(backup, tmp_path / "format.zip", manifest={**held, "format": 9}))


@pytest.mark.parametrize(
    "name", ["../out", "/etc/out", "documents/../../out", "secret_place/out", "documents\\..\\out"]
)
def test_no_file_is_written_outside_of_the_folder(backup: Path, tmp_path: Path, name: str) -> None:
    held = manifest_of(backup)
    manifest = archive.Manifest(**{**held, "files": {name: "0" * 64}})
    with zipfile.ZipFile(backup) as source, pytest.raises(BadBackup, match="none of ours"):
        archive.extract(source, manifest, tmp_path / "deep" / "place")
    assert not list(tmp_path.rglob("out"))


@pytest.mark.postgres_only
def test_without_the_programs_of_postgresql_the_sentence_names_them(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(Path, "glob", lambda *_args: iter(()))
    with pytest.raises(BadBackup, match="pg_dump is not on this machine: install PostgreSQL's client programs"):
        making.make_backup(tmp_path / "backup.zip")
