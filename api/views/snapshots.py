"""snapshots/: what stood at a ledger sequence, as files that never change, each with its checksum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import FileResponse, Http404, HttpResponseBase
from rest_framework.request import Request

from api.addresses import ROOT, absolute
from api.caching import mark, not_modified
from api.errors import FileWithdrawn
from api.parameters import FORMAT, PAGING, read_parameters
from api.schema import rows as shapes
from api.schema.operations import Operation
from api.views.reading import DetailView, ListView, ReadView
from tracker.selectors import snapshots
from tracker.selectors.reading import Reading
from tracker.selectors.refusals import QueryError
from tracker.selectors.snapshots import SnapshotView

OF_FILES = ("name", "format", "rows", "bytes", "sha256")
KINDS = {"gz": "application/gzip", "json": "application/json"}


def _row(view: SnapshotView) -> dict[str, Any]:
    row = snapshots.snapshot_row(view)
    here = f"{ROOT}snapshots/{view.snapshot.name}/"
    row["files"] = [
        {name: one[name] for name in OF_FILES} | {"address": absolute(f"{here}{one['name']}")} for one in row["files"]
    ]
    return row


class SnapshotList(ListView):
    """Snapshots, the newest first."""

    controls: ClassVar[frozenset[str]] = FORMAT | PAGING | {"count"}
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("Snapshots, the newest first", shapes.SNAPSHOT, many=True)
    }

    def queryset(self, _request: Request, _reading: Reading, /, **_path: Any) -> list[SnapshotView]:
        """Every snapshot; there are as many as somebody made by hand."""
        return snapshots.snapshots()

    def rows(self, page: list[SnapshotView], _reading: Reading) -> list[dict[str, Any]]:
        """Snapshots with their files."""
        return [_row(view) for view in page]


class SnapshotDetail(DetailView):
    """One snapshot: its sequence, its files with checksums, and how to cite it."""

    controls: ClassVar[frozenset[str]] = FORMAT
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("One snapshot: its sequence, its files, how to cite it", shapes.SNAPSHOT)
    }

    def find(self, _reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The snapshot of a name."""
        view = snapshots.snapshot_view(path["name"])
        return None if view is None else _row(view)


class SnapshotFile(ReadView):
    """A file of a snapshot, byte for byte; its ETag is its checksum."""

    controls: ClassVar[frozenset[str]] = frozenset()
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation(
            "A file of a snapshot, byte for byte",
            {"type": "string", "format": "binary"},
            bare=True,
            types=tuple(KINDS.values()),
            problems=("file-withdrawn",),
        )
    }

    def get(self, request: Request, suffix: str = "", **path: Any) -> HttpResponseBase:
        """The file, 304 for a client that holds it, 410 with the reason where it was withdrawn."""
        _, problems = read_parameters(request.GET, known=self.controls)
        if problems:
            raise QueryError(*problems)
        view = snapshots.snapshot_view(path["name"])
        file = snapshots.file_of(view, path["file"]) if view else None
        if view is None or file is None:
            raise _missing(view, path["name"], path["file"])
        tag = f'"{file.sha256}"'
        response = not_modified(request, tag) or _whole(file)
        # Pinned is not for ever: that it was withdrawn must reach every cache.
        mark(response, tag, pinned=True)
        return response


def _whole(file: snapshots.File) -> HttpResponseBase:
    try:
        content = file.path.open("rb")
    except FileNotFoundError as error:
        raise Http404(f"{file.path.name} is not on this machine; its checksum is {file.sha256}.") from error
    response = FileResponse(content, content_type=KINDS[file.path.suffix.removeprefix(".")])
    named = f"{file.path.parent.name}-{file.path.name}"
    response["Content-Disposition"] = f'attachment; filename="{named}"'
    return response


def _missing(view: SnapshotView | None, name: str, file: str) -> Exception:
    withdrawal = snapshots.withdrawal_of(view, file) if view else None
    if withdrawal is not None:
        return FileWithdrawn(name, file, figure=withdrawal["figure"], reason=withdrawal["reason"])
    return Http404(f"There is no file {file} of a snapshot {name} here.")
