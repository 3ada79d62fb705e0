"""Copies of documents as the desk lists them, and what is known of a file by its hash."""

from __future__ import annotations

from tracker.models import Document, StoredCopy


def copies_of(document: Document) -> list[StoredCopy]:
    """The copies of a document, those that were removed among them, the newest first. One question."""
    held = StoredCopy.objects.filter(document=document).select_related("added_by", "removed_by")
    return list(held.order_by("-pk"))


def copy_of(number: int) -> StoredCopy | None:
    """A copy that is kept, with its document."""
    return StoredCopy.objects.select_related("document").filter(pk=number, removed_at__isnull=True).first()


def documents_of_file(sha256: str) -> list[Document]:
    """The documents of which these bytes are kept as a copy, the first kept first."""
    held = StoredCopy.objects.filter(sha256=sha256, removed_at__isnull=True).select_related("document").order_by("pk")
    return list({one.document_id: one.document for one in held}.values())
