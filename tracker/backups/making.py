"""Making a backup: database and files into one archive, beside a site that goes on working."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from tracker.backups import engines
from tracker.backups.archive import FOLDERS, BadBackup, Manifest, write_file, write_manifest


def make_backup(path: Path) -> Manifest:
    """Write a backup, whole or not at all; what it says of itself. Raises BadBackup, also for a file that exists.

    Needs room for a copy of the database beside the file.
    """
    if path.exists():
        raise BadBackup(f"{path} exists already; a backup never replaces another.")
    if not path.parent.is_dir():
        raise BadBackup(f"There is no folder {path.parent}.")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
            written = Path(folder) / "backup.zip"
            manifest = _write(written, Path(folder))
            written.chmod(0o600)  # drafts and accounts are in it
            written.replace(path)
    except OSError as error:
        raise BadBackup(f"{path} cannot be written: {error.strerror}.") from error
    return manifest


def _write(path: Path, folder: Path) -> Manifest:
    name = engines.NAMES[connection.vendor]
    made_at = timezone.now().isoformat(timespec="seconds")
    rows, (ledger_id, sequence, sha) = engines.dump(folder / name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        files = {name: write_file(archive, folder / name, name)}
        data_dir = Path(settings.DATA_DIR)
        for found in (one for top in FOLDERS for one in sorted((data_dir / top).rglob("*")) if one.is_file()):
            if found.name.startswith("."):
                continue  # half a copy, which is being written at this moment
            inside = found.relative_to(data_dir).as_posix()
            files[inside] = write_file(archive, found, inside)
        manifest = Manifest(
            engine=connection.vendor,
            release=settings.RELEASE,
            made_at=made_at,
            ledger_id=ledger_id,
            sequence=sequence,
            sha=sha,
            counts=rows,
            files=files,
        )
        write_manifest(archive, manifest)
    return manifest
