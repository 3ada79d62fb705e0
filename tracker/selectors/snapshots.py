"""Snapshots as readers see them: which there are, their files with checksums, and what became of withdrawn ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from tracker.ledger import snapshots as written
from tracker.models import ObjectVersion, Snapshot

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """A snapshot: the manifest that stands (none while its files are being made again) and every withdrawal."""

    snapshot: Snapshot
    manifest: Content | None
    withdrawals: list[Content] = field(default_factory=list)

    @property
    def files(self) -> list[Content]:
        """The files that stand, the manifest among them; the manifest is written down byte for byte in the ledger."""
        if self.manifest is None:
            return []
        text = written.manifest_bytes(self.manifest)
        name = written.manifest_name(self.manifest["edition"])
        described = {
            "name": name,
            "format": "json",
            "rows": None,
            "bytes": len(text),
            "sha256": hashlib.sha256(text).hexdigest(),
        }
        return [*self.manifest["files"], described]


def snapshots() -> list[SnapshotView]:
    """Every snapshot, the newest first; two statements."""
    return _views(Snapshot.objects.order_by("-sequence", "-pk"))


def snapshot_view(name: str) -> SnapshotView | None:
    """The snapshot of a name, which matches exactly; None where there is none."""
    found = _views(Snapshot.objects.filter(name=name)) if "\x00" not in name else []
    return found[0] if found else None


def _views(found: Iterable[Snapshot]) -> list[SnapshotView]:
    rows = list(found)
    versions = ObjectVersion.objects.filter(object_type=written.SNAPSHOT, object_id__in=[one.pk for one in rows])
    views = {one.pk: SnapshotView(one, None) for one in rows}
    for pk, content in versions.order_by("sequence").values_list("object_id", "content"):
        view, said = views[pk], orjson.loads(content)
        if said.get("files"):
            views[pk] = SnapshotView(view.snapshot, said, view.withdrawals)
        else:
            views[pk] = SnapshotView(view.snapshot, None, [*view.withdrawals, said])
    return list(views.values())


@dataclass(frozen=True, slots=True)
class File:
    """A file of a snapshot that stands, where it is and what it must be."""

    path: Path
    bytes: int
    sha256: str


def file_of(view: SnapshotView, name: str) -> File | None:
    """The file of this name, None where none stands."""
    for one in view.files:
        if one["name"] == name and view.manifest is not None:
            path = written.path_of(view.snapshot.name, view.manifest["edition"], name)
            return File(path, one["bytes"], one["sha256"])
    return None


def withdrawal_of(view: SnapshotView, name: str) -> Content | None:
    """What the ledger says of a file that was withdrawn, None where none of this name was."""
    return next((one for one in view.withdrawals if name in one["withdrawn"]), None)


def snapshot_row(view: SnapshotView) -> Content:
    """A snapshot as the API shows it; addresses of files are the API's own business."""
    manifest = view.manifest or {}
    return {
        "name": view.snapshot.name,
        "sequence": view.snapshot.sequence,
        "made_at": view.snapshot.made_at,
        "edition": manifest.get("edition"),
        "figures": manifest.get("figures"),
        "ledger_id": manifest.get("ledger_id"),
        "head_sha": manifest.get("head_sha"),
        "release": manifest.get("release"),
        "citation": manifest.get("citation"),
        "files": view.files,
        "withdrawals": list(_notes(view)),
    }


def _notes(view: SnapshotView) -> Iterator[Content]:
    for one in view.withdrawals:
        yield {name: one[name] for name in ("edition", "figure", "reason", "withdrawn")}
