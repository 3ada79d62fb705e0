"""The way back from a backup: into an empty place for good, or into a scratch place to see that it works."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from tracker.backups import engines
from tracker.backups.archive import FOLDERS, BadBackup, Manifest, extract, open_backup
from tracker.ledger.sequence import renew_ledger
from tracker.ledger.verify import verify
from tracker.volatile.router import VOLATILE


def restore(path: Path) -> Manifest:
    """Put the backup in the place of this site's empty database and folders; what the backup says of itself.

    The ledger gets a new id, so that mirrors and caches start again: numbers after the backup may be given twice.
    Raises BadBackup where anything stands in the way, and where what came back is not what was kept.
    """
    archive, manifest = _opened(path)
    with archive:
        _refuse_to_overwrite()
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as folder:
            extract(archive, manifest, Path(folder))
            engines.load(Path(folder) / engines.NAMES[manifest.engine])
            for top in FOLDERS:
                if (Path(folder) / top).is_dir():
                    _put_folder(Path(folder) / top, Path(settings.DATA_DIR) / top)
    _compare(manifest, engines.rows_now(manifest.counts))
    _forget_the_volatile()
    call_command("migrate", interactive=False, verbosity=0)
    found = verify()
    if not found.holds:
        raise BadBackup("The ledger that was restored does not hold: " + " ".join(found.problems))
    renew_ledger()
    return manifest


def rehearse(path: Path) -> Manifest:
    """Restore into a scratch place, compare the counts and verify the ledger there; this site is not touched."""
    archive, manifest = _opened(path)
    with archive, tempfile.TemporaryDirectory(prefix=".rehearsal-", dir=path.resolve().parent) as name:
        folder = Path(name)
        extract(archive, manifest, folder)
        source = folder / engines.NAMES[manifest.engine]
        with engines.scratch_database(source) as (address, fetch):
            _compare(manifest, engines.counts(fetch, manifest.counts))
            environ = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(folder), "SECRET_KEY": "rehearsal" * 8}
            _run_in(environ, ["migrate", "--verbosity=0"])
            _run_in(environ, ["verify_ledger"])
    return manifest


def _opened(path: Path) -> tuple[zipfile.ZipFile, Manifest]:
    archive, manifest = open_backup(path)
    if manifest.engine != connection.vendor:
        archive.close()
        raise BadBackup(
            f"This backup is of {manifest.engine}, and the site is on {connection.vendor}: "
            "there is no way from one engine to the other."
        )
    return archive, manifest


def _refuse_to_overwrite() -> None:
    if not engines.is_empty():
        raise BadBackup(
            "The database of this site is not empty, and a restore overwrites nothing: "
            "choose another DATA_DIR or DATABASE_URL, or set the present one aside."
        )
    for top in FOLDERS:
        if any(one.is_file() for one in (Path(settings.DATA_DIR) / top).rglob("*")):
            raise BadBackup(f"{Path(settings.DATA_DIR) / top} is not empty, and a restore overwrites nothing.")


def _put_folder(source: Path, target: Path) -> None:
    """Move a folder to where there is none with files in it."""
    for empty in sorted((one for one in target.rglob("*") if one.is_dir()), reverse=True):
        empty.rmdir()
    if target.is_dir():
        target.rmdir()
    source.replace(target)


def _compare(manifest: Manifest, rows: dict[str, int]) -> None:
    kept = manifest.counts
    wrong = [f"{table}: {rows[table]} instead of {kept[table]}" for table in kept if rows[table] != kept[table]]
    if wrong:
        raise BadBackup("Rows are missing or too many. " + "; ".join(wrong) + ".")


def _forget_the_volatile() -> None:
    """Sessions and counts of another database mean nothing to this one."""
    if VOLATILE in connections:
        place = Path(connections[VOLATILE].settings_dict["NAME"])
        connections[VOLATILE].close()
        for ending in ("", "-wal", "-shm"):
            Path(f"{place}{ending}").unlink(missing_ok=True)


def _run_in(environ: dict[str, str], command: list[str]) -> None:
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    done = subprocess.run(manage, env=environ, capture_output=True, text=True)  # noqa: S603 - our own commands
    if done.returncode:
        raise BadBackup(" ".join(done.stderr.split())[-1000:].removeprefix("CommandError: "))
