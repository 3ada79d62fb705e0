"""Keeping copies of documents: the bytes under their hash in DATA_DIR/documents, a row for each document they are of.

The file is written before its row and removed after it, one copy at a time, so that a row never names bytes that are
not there; bytes without a row are left by a crash alone, are nobody's and harmless.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tracker.ledger import permissions, sources
from tracker.ledger.acts import DOCUMENT, note_act
from tracker.ledger.errors import Refused
from tracker.models import Document, StoredCopy, User
from tracker.vocabulary import gettext_noop as _

LARGEST = 32 * 1024**2
_BLOCK = 1024**2
_ZIP = b"PK\x03\x04"
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".webp": ("image/webp", (b"RIFF",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (_ZIP,)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (_ZIP,)),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (_ZIP,)),
    ".odt": ("application/vnd.oasis.opendocument.text", (_ZIP,)),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", (_ZIP,)),
    ".html": ("text/html", ()),
    ".htm": ("text/html", ()),
    ".mhtml": ("multipart/related", ()),
    ".eml": ("message/rfc822", ()),
    ".txt": ("text/plain", ()),
    ".csv": ("text/csv", ()),
}
"""The end of a file's name -> what it is, and how its bytes begin where that is fixed."""

EMPTY = _("The file is empty.")
TOO_LARGE = _("The file is too large: 32 MB at most.")
NOT_KEPT = _("Files of this kind are not kept. Send a PDF, a picture, an office document, a saved page or plain text.")
NOT_WHAT_IT_SAYS = _("The file is not what the end of its name says.")
REMOVED = _("This copy was removed already.")
WHY_REMOVED = _("Say why the copy is removed.")


@dataclass(frozen=True, slots=True)
class Checked:
    """Copies whose bytes were read again, and what is wrong with some, in sentences."""

    copies: int
    problems: list[str]


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return Path(settings.DATA_DIR) / "documents" / sha256[:2] / sha256


def keep_copy(document: Document, content: Path, *, name: str, actor: User, key: str) -> StoredCopy:
    """Keep a file as a copy of a document. The same file once more, or the same form, gives the copy that is there.

    Raises Refused: "role", or E19 at "file" for what is empty, too large, of no kind that is kept, or no such file.
    """
    with _stored(content, name=name, actor=actor) as (sha256, media_type):
        return _kept_as(document, sha256, media_type, name=name, actor=actor, key=key)


def _kept_as(document: Document, sha256: str, media_type: str, *, name: str, actor: User, key: str) -> StoredCopy:
    """The row of bytes that are stored: of this document, or of the one that it was merged into meanwhile."""
    with transaction.atomic():
        # Whoever adds a copy to this document waits here: the same file twice at one moment is kept once.
        document = _standing_for(Document.objects.select_for_update(no_key=True).get(pk=document.pk))
        held = StoredCopy.objects.filter(key=key).first() or standing(document).filter(sha256=sha256).first()
        if held is not None:
            return held
        at = timezone.now()
        copy = StoredCopy.objects.create(
            document=document,
            sha256=sha256,
            size=path_of(sha256).stat().st_size,
            name=shown_name(name),
            media_type=media_type,
            key=key,
            added_by=actor,
            added_at=at,
        )
        note_act(DOCUMENT, document.pk, "copy_kept", actor=actor, at=at, changes={"sha256": [None, sha256]})
    return copy


def keep_document(
    content: Path, *, name: str, actor: User, key: str, title: str, url: str = "", **details: Any
) -> StoredCopy:
    """Keep a file together with the document that it is a copy of, found or made as `sources.get_document` does.

    Both or neither. Raises as `keep_copy` does, and ValidationError for what no document can be.
    """
    with _stored(content, name=name, actor=actor) as (sha256, media_type), transaction.atomic():
        document = sources.get_document(title, url, **details)
        return _kept_as(document, sha256, media_type, name=name, actor=actor, key=key)


def _standing_for(document: Document) -> Document:
    while document.merged_into_id is not None:
        document = Document.objects.select_for_update(no_key=True).get(pk=document.merged_into_id)
    return document


@contextmanager
def _stored(content: Path, *, name: str, actor: User) -> Iterator[tuple[str, str]]:
    """Bytes under their hash, and what they are, while their row is written; gone again where no row comes of it."""
    permissions.require(actor, "record")
    media_type = kind_of(name, content)
    with _alone():
        sha256 = store(content)
        try:
            yield sha256, media_type
        finally:
            _forget_unnamed(sha256)


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time: whoever removes bytes and whoever keeps the same ones again wait for each other."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    with (Path(settings.DATA_DIR) / "documents.lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def remove_copy(copy: StoredCopy, *, actor: User, reason: str) -> None:
    """Remove a copy that should not be kept; its row stays with the reason, its bytes go with the last row naming them.

    Raises Refused: "role", E11 without a reason, E16 when it is removed already.
    """
    permissions.require(actor, "permit")
    said = permissions.require_reason(reason, due=WHY_REMOVED)
    at = timezone.now()
    with transaction.atomic():
        Document.objects.select_for_update(no_key=True).get(pk=copy.document_id)
        changed = StoredCopy.objects.filter(pk=copy.pk, removed_at__isnull=True).update(
            removed_at=at, removed_by=actor, removal_reason=said
        )
        if not changed:
            raise Refused("E16", "copy", REMOVED)
        changes = {"sha256": [copy.sha256, None]}
        note_act(DOCUMENT, copy.document_id, "copy_removed", actor=actor, at=at, changes=changes, reason=said)
        transaction.on_commit(lambda: _forget(copy.sha256))


def standing(document: Document) -> QuerySet[StoredCopy]:
    """The copies of a document that were not removed."""
    return StoredCopy.objects.filter(document=document, removed_at__isnull=True)


def kind_of(name: str, content: Path) -> str:
    """What a file is, by the end of its name and by how it begins. Raises Refused E19 at "file"."""
    size = content.stat().st_size
    if not size:
        raise Refused("E19", "file", EMPTY)
    if size > LARGEST:
        raise Refused("E19", "file", TOO_LARGE)
    media_type, beginnings = KINDS.get(PurePosixPath(name).suffix.casefold(), ("", ()))
    if not media_type:
        raise Refused("E19", "file", NOT_KEPT)
    with content.open("rb") as opened:
        begins = opened.read(16)
    if beginnings and not begins.startswith(beginnings):
        raise Refused("E19", "file", NOT_WHAT_IT_SAYS)
    return media_type


def shown_name(name: str) -> str:
    """The name of a file without its folders and without signs that no name needs."""
    plain = PurePosixPath(name.replace("\\", "/")).name
    return "".join(sign for sign in plain if sign.isprintable())[-200:] or "file"


def store(content: Path) -> str:
    """Put bytes under their hash, whole or not at all; returns the hash. The same bytes are kept once."""
    digest = hashlib.sha256()
    folder = Path(settings.DATA_DIR) / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".part-{os.getpid()}-{time.monotonic_ns()}"
    try:
        with content.open("rb") as source, part.open("wb") as target:
            while block := source.read(_BLOCK):
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        place = path_of(digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest()


def check_copies() -> Checked:
    """Read every copy that is kept and compare its hash."""
    problems: list[str] = []
    copies = 0
    for copy in _kept():
        copies += 1
        path = path_of(copy.sha256)
        if not path.exists():
            problems.append(f"Copy {copy.pk} of document {copy.document_id} is missing.")
        elif sha256_of(path) != copy.sha256:
            problems.append(f"Copy {copy.pk} of document {copy.document_id} was changed.")
    return Checked(copies, problems)


def _kept() -> Iterator[StoredCopy]:
    return StoredCopy.objects.filter(removed_at__isnull=True).order_by("pk").iterator()


def sha256_of(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _forget(sha256: str) -> None:
    with _alone():
        _forget_unnamed(sha256)


def _forget_unnamed(sha256: str) -> None:
    if not StoredCopy.objects.filter(sha256=sha256, removed_at__isnull=True).exists():
        path_of(sha256).unlink(missing_ok=True)
