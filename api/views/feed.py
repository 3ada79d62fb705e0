"""changes/, status/, the index and the problem pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from api.addresses import ROOT, absolute
from api.declared import Parameter, by_name, whole, words
from api.envelope import Links, Meta, answer, array, dumps, licences_in
from api.errors import PROBLEM_TYPES
from api.parameters import FORMAT, Asked
from api.schema import rows as shapes
from api.schema.operations import Operation
from api.views.reading import DetailView, ListView, ReadView
from tracker.ledger.rendering import RENDER
from tracker.selectors import changes, parsing, status
from tracker.selectors.changes import Change, Changes
from tracker.selectors.filters import nearest, single
from tracker.selectors.reading import Reading
from tracker.vocabulary import CHANGE_TYPES


class ChangeList(ReadView):
    """The ledger in order: what was published, corrected, withdrawn, renamed or set, and why."""

    controls: ClassVar[frozenset[str]] = FORMAT | {"limit"}
    filters: ClassVar[Mapping[str, Parameter]] = by_name(
        whole("since", "entries after this sequence", usual=0),
        words("type", "kinds of entries, with commas", example="figure.published,figure.retracted"),
        words("batch", "entries of one bulk action"),
    )
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation(
            "The ledger in order: what was published, corrected, withdrawn, renamed or set, and why",
            shapes.CHANGE,
            many=True,
            meta=shapes.FEED_META,
        )
    }

    def read(self, request: Request, reading: Reading, asked: Asked, /, **_path: Any) -> HttpResponse:
        """Entries after `since`, with the place to go on from."""
        since = parsing.whole("since", single(request.GET, "since")) if "since" in request.GET else 0
        if since > reading.head_sequence:
            detail = f"The last sequence is {reading.head_sequence}; was the ledger restored? Compare ledger_id."
            raise parsing.refuse("since", "beyond_last_revision", detail)
        types = _types(single(request.GET, "type")) if "type" in request.GET else []
        batch = single(request.GET, "batch") if "batch" in request.GET else ""
        found = changes.changes(reading, since=since, limit=asked.page_size, types=types, batch=batch)
        return answer(array(map(_row, found.entries)), _meta(found), _links(request, found))


def _types(text: str) -> list[str]:
    """Types of entries, refused where one is none: an empty feed would look like "nothing happened"."""
    asked = [one.lower() for one in parsing.parts(text)]
    for one in asked:
        if one not in CHANGE_TYPES:
            raise parsing.refuse("type", "invalid_code", f'"{one}" is no type of change.{nearest(one, CHANGE_TYPES)}')
    if not asked:
        raise parsing.refuse("type", "invalid_code", "type is empty; leave it out, or name one.")
    return asked


def _row(entry: Change) -> str:
    known = {
        "sequence": entry.sequence,
        "type": entry.type,
        "id": entry.object_id,
        "revision": entry.revision,
        "at": entry.at,
        "reason": entry.reason or None,
        "batch": entry.batch or None,
        "changed_fields": entry.changed_fields,
        "sha": entry.sha,
    }
    # What was published is JSON text already and is put in as it is.
    return f'{dumps(known).decode()[:-1]},"data":{entry.data}}}'


def _meta(found: Changes) -> Meta:
    extra = {
        "latest": found.latest,
        "next_since": found.next_since,
        "has_more": found.has_more,
        "head_sha": found.reading.head_sha,
        "ledger_id": found.reading.ledger_id,
    }
    licences = licences_in(entry.data for entry in found.entries)
    return Meta(found.reading, count=len(found.entries), licences=licences, extra=extra)


def _links(request: Request, found: Changes) -> Links:
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    following = [(name, value) for name, value in given if name != "since"]
    next_page = absolute(request.path, [*following, ("since", str(found.next_since))]) if found.has_more else None
    return Links(here=absolute(request.path, given), next=next_page)


class Status(ReadView):
    """How far the ledger has come, and what software answers."""

    operations: ClassVar[Mapping[str, Operation]] = {"GET": Operation("How far the ledger has come", shapes.STATUS)}

    controls: ClassVar[frozenset[str]] = FORMAT

    def read(self, request: Request, reading: Reading, _asked: Asked, /, **_path: Any) -> HttpResponse:
        """Sequence, counts, the last publication and the version."""
        data = {
            "ledger_id": reading.ledger_id,
            "sequence": reading.head_sequence,
            "head_sha": reading.head_sha,
            "figures": reading.live_count,
            **status.counts(reading),
            "version": settings.RELEASE,
            "render": RENDER,
        }
        return answer(dumps(data), Meta(reading), Links(here=absolute(request.path)))


RESOURCES = (
    "figures", "series", "tallies", "changes", "crises", "events", "places", "measures", "organisations", "speakers",
    "documents", "codelists", "snapshots", "status", "problems",
)  # fmt: skip


class Index(ReadView):
    """Where everything is."""

    operations: ClassVar[Mapping[str, Operation]] = {"GET": Operation("Where everything is", shapes.INDEX)}

    controls: ClassVar[frozenset[str]] = FORMAT

    def read(self, request: Request, reading: Reading, _asked: Asked, /, **_path: Any) -> HttpResponse:
        """The address of each resource."""
        data = {name: absolute(f"{ROOT}{name}/") for name in RESOURCES} | {
            "openapi": absolute(f"{ROOT}openapi.json"),
            "docs": absolute(f"{ROOT}docs/"),
        }
        return answer(dumps(data), Meta(reading), Links(here=absolute(request.path)))


class ProblemList(ListView):
    """Every kind of problem these addresses answer with."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("Every kind of problem", shapes.PROBLEM_TYPE, many=True)
    }

    controls: ClassVar[frozenset[str]] = FORMAT | {"limit", "cursor"}

    def queryset(self, _request: Request, _reading: Reading, /, **_path: Any) -> list[dict[str, Any]]:
        """The kinds, by status."""
        return [_problem(slug) for slug in PROBLEM_TYPES]

    def rows(self, page: list[dict[str, Any]], _reading: Reading) -> list[dict[str, Any]]:
        """They are rows already."""
        return page


class ProblemDetail(DetailView):
    """What one kind of problem means, and what to do about it: where `type` of a problem leads."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("What one kind of problem means, and what to do about it", shapes.PROBLEM_TYPE)
    }

    controls: ClassVar[frozenset[str]] = FORMAT

    def find(self, _reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The kind of this name."""
        return _problem(path["slug"]) if path["slug"] in PROBLEM_TYPES else None


def _problem(slug: str) -> dict[str, Any]:
    kind = PROBLEM_TYPES[slug]
    return {
        "type": absolute(f"{ROOT}problems/{slug}/"),
        "title": kind.title,
        "status": kind.status,
        "what_to_do": kind.advice,
    }
