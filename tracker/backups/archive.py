"""The file of a backup: a zip of a manifest, the database, and the folders of DATA_DIR that hold evidence.

    manifest.json                         what is in it, as of which ledger entry, every file with its SHA-256
    database.sqlite3 | database.dump      the database, as its engine writes it
    documents/…  imports/…  snapshots/…   files as they lie in DATA_DIR

Not in it: the secret, sessions, counts, the queue, collected static files, the demonstration's passwords.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

FORMAT = 1
MANIFEST = "manifest.json"
FOLDERS = ("documents", "imports", "snapshots")
_PIECE = 1024 * 1024


class BadBackup(Exception):
    """A backup that cannot be made or used, in one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `counts` are rows by table; `files` SHA-256 by name, the database among them."""

    engine: str
    release: str
    made_at: str
    ledger_id: str
    sequence: int
    sha: str
    counts: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def write_file(archive: zipfile.ZipFile, path: Path, name: str) -> str:
    """Add a file under a name, piece by piece; its SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while piece := source.read(_PIECE):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Add the manifest, last: it knows all hashes."""
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))


def open_backup(path: Path) -> tuple[zipfile.ZipFile, Manifest]:
    """The archive and what it says of itself. Raises BadBackup for what is none, or of another format."""
    try:
        archive = zipfile.ZipFile(path)
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    except OSError as error:
        raise BadBackup(f"{path} cannot be read: {error.strerror}.") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise BadBackup(f"{path} is no backup of the tracker, or it is damaged.") from error
    if manifest.format != FORMAT:
        raise BadBackup(f"{path} has format {manifest.format}; this release reads {FORMAT}.")
    return archive, manifest


def extract(archive: zipfile.ZipFile, manifest: Manifest, folder: Path, *, only: str = "") -> None:
    """Write the files of the manifest below a folder, each with the hash that the manifest gives; `only` one of them.

    Raises BadBackup for a missing or damaged file, and for a name that leads out of the folder.
    """
    for name, expected in manifest.files.items():
        if only and name != only:
            continue
        target = folder / _safe(name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with archive.open(name) as source, target.open("wb") as written:
                shutil.copyfileobj(source, written, _PIECE)
        except (zipfile.BadZipFile, KeyError) as error:
            raise BadBackup(f"{name} is missing from the backup or damaged.") from error
        if sha_of(target) != expected:
            raise BadBackup(f"{name} is not what the manifest says: the backup was changed.")


def sha_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    is_known = len(path.parts) == 1 or path.parts[0] in FOLDERS
    if path.is_absolute() or ".." in path.parts or "\\" in name or not is_known:
        raise BadBackup(f"The backup names a file that is none of ours: {name}.")
    return path
