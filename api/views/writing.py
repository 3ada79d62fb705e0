"""What partners write: figures as drafts, their working copies, further citations, and the way to publication.

No rule stands here. A body is read (bodies.py), understood like any row (tracker/intake/resolve.py), and handed to the
ledger, which asks the owner's role and whether it is their own draft; what it refuses becomes a problem document.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.request import Request

from api.bodies import only, raw_body, read_object, reasons_in, text_in
from api.idempotency import once
from api.permissions import require_scope
from api.schema import bodies
from api.schema.operations import CHANGING, Operation
from api.schema.shapes import Shape
from api.views.figures import CitationList, FigureList, FigureView
from api.views.reading import OwnView
from api.working import find_working, version_named, working_answer
from tracker.intake.corrections import cite
from tracker.intake.references import Known
from tracker.intake.resolve import differs, edit_resolved, edit_row, record_row, resolve, standing_figures
from tracker.ledger import doors, keys
from tracker.ledger.publish import publish_figure
from tracker.ledger.retract import retract_figure
from tracker.ledger.returning import return_figure
from tracker.ledger.submit import submit_figure
from tracker.models import Figure, User
from tracker.rules import InvalidFigure

WRITING = ["get", "head", "options", "post"]
PATCHED = ["get", "head", "options", "patch"]


def owner_of(request: Request) -> User:
    """The person whose key this is; asked for after the scope was."""
    user: Any = request.user
    return user


def through_the_key(request: Request) -> Any:
    """Everything inside is kept as having come in through this key."""
    key: Any = request.auth
    return doors.through(doors.API, key.pk)


class Figures(FigureList):
    """Figures to read, and to send: a row becomes a draft."""

    http_method_names = WRITING
    scopes: ClassVar[Mapping[str, str]] = {"POST": keys.WRITE}
    operations: ClassVar[Mapping[str, Operation]] = {
        **FigureList.operations,
        "POST": Operation(
            "Send a row, which becomes a draft",
            bodies.WORKING,
            about="201 with the working copy of a new draft; 200 for a record that is here already, changed or not.",
            statuses=(200, 201),
            body=bodies.FIGURE_SENT,
        ),
    }

    def post(self, request: Request) -> HttpResponse:
        """201 with the working copy of a new draft; 200 for a record that is here already, changed or not."""
        raw_body(request)
        return once(request, partial(self._record, request))

    def _record(self, request: Request) -> HttpResponse:
        row = read_object(request)
        reason = text_in(row, "reason")
        row.pop("reason", None)
        with through_the_key(request):
            figure, is_new = record_or_edit(row, actor=owner_of(request), reason=reason)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return working_answer(figure.pk, request, code=code)


def record_or_edit(row: Mapping[str, Any], *, actor: User, reason: str) -> tuple[Figure, bool]:
    """The draft of a row, and whether it is new. A row that names a record held here changes it, or nothing."""
    for _ in range(2):
        standing = _record_named(row)
        if standing is not None:
            return _edit_as(row, standing, actor=actor, reason=reason), False
        try:
            return record_row(row, actor=actor, door=doors.current()), True
        except InvalidFigure as refused:
            if not _was_taken(refused):
                raise
            taken = refused
    raise taken


def _was_taken(refused: InvalidFigure) -> bool:
    """Whether somebody else recorded the very record meanwhile: then it is there to be changed."""
    return [(one.code, one.field) for one in refused.findings] == [("E16", "external_id")]


def _record_named(row: Mapping[str, Any]) -> Figure | None:
    system, record = (row.get(name) for name in ("source_system", "external_id"))
    if not isinstance(record, str | int) or not isinstance(system, str | None) or "\x00" in f"{system}{record}":
        return None
    word = str(record).strip()
    if not word:
        return None
    # The second condition shows SQLite that its index of identifiers holds every such row.
    named = standing_figures().filter(source_system=(system or "").strip(), external_id=word).exclude(external_id="")
    return named.first()


def _edit_as(row: Mapping[str, Any], standing: Figure, *, actor: User, reason: str) -> Figure:
    resolved = resolve(row, Known.around([row]), standing=standing)
    if not resolved.findings and not differs(standing, resolved):
        return standing
    return edit_resolved(standing.pk, resolved, actor=actor, reason=reason)


CHANGE = Operation(
    "Change the fields that are sent",
    bodies.WORKING,
    about="Of a published figure this opens a correction: the public version stands until another person publishes it.",
    body=bodies.FIGURE_SENT,
    problems=CHANGING,
    match_due=True,
)


class Working(OwnView):
    """The working copy: what stands at the desk, whether or not anything of it is public."""

    http_method_names = PATCHED
    needs: ClassVar[Mapping[str, tuple[str, ...]]] = {"GET": (keys.WRITE, keys.PUBLISH), "PATCH": (keys.WRITE,)}
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation(
            "The working copy, for keys that may write or publish", bodies.WORKING, problems=("forbidden",)
        ),
        "PATCH": CHANGE,
    }

    def get(self, request: Request, figure_id: int) -> HttpResponse:
        """The working copy, for keys that may write or review; for all others there is nothing here."""
        _may_see(request)
        return working_answer(figure_id, request)

    def patch(self, request: Request, figure_id: int) -> HttpResponse:
        """Change the fields that are sent."""
        return change(request, figure_id)


class OneFigure(FigureView):
    """One figure to read, and to change: what changes is its working copy."""

    http_method_names = PATCHED
    needs: ClassVar[Mapping[str, tuple[str, ...]]] = {"PATCH": (keys.WRITE,)}
    operations: ClassVar[Mapping[str, Operation]] = {**FigureView.operations, "PATCH": CHANGE}

    def patch(self, request: Request, figure_id: int) -> HttpResponse:
        """Change the fields that are sent; of a published figure this opens a correction."""
        return change(request, figure_id)


def _may_see(request: Request) -> None:
    key: Any = request.auth
    if key is None:
        raise NotAuthenticated("Working copies are for keys that may write or publish.")
    if not {keys.WRITE, keys.PUBLISH}.intersection(keys.scopes_of(key)):
        raise PermissionDenied("Working copies are for keys that may write or publish.")


def change(request: Request, figure_id: int) -> HttpResponse:
    """Change a working copy that If-Match names; where nothing differs nothing happens."""
    require_scope(request, keys.WRITE)
    row = read_object(request)
    version = version_named(request, find_working(figure_id))
    reason = text_in(row, "reason")
    row.pop("reason", None)
    with through_the_key(request):
        edit_row(figure_id, row, actor=owner_of(request), reason=reason, expected_version=version)
    return working_answer(figure_id, request)


class Citations(CitationList):
    """The outlets that carried a statement, to read and to add to."""

    http_method_names = WRITING
    scopes: ClassVar[Mapping[str, str]] = {"POST": keys.WRITE}
    FIELDS = ("document", "quote", "quote_language", "quote_translation", "document_page", "hops", "reason")
    operations: ClassVar[Mapping[str, Operation]] = {
        **CitationList.operations,
        "POST": Operation(
            "Attach a document that carries the same statement",
            bodies.WORKING,
            about="Of a published figure this is a correction.",
            statuses=(201,),
            body=bodies.CITATION_SENT,
        ),
    }

    def post(self, request: Request, figure_id: int) -> HttpResponse:
        """Attach a document that carries the same statement; of a published figure this is a correction."""
        raw_body(request)
        return once(request, partial(self._attach, request, figure_id))

    def _attach(self, request: Request, figure_id: int) -> HttpResponse:
        row = read_object(request)
        only(row, *self.FIELDS)
        reason = text_in(row, "reason")
        row.pop("reason", None)
        find_working(figure_id)
        with through_the_key(request):
            cite(figure_id, row, actor=owner_of(request), reason=reason)
        return working_answer(figure_id, request, code=status.HTTP_201_CREATED)


def _step(summary: str, body: Shape, *, due: bool = False) -> Mapping[str, Operation]:
    """The declaration of a step."""
    stale = ("precondition-failed", "precondition-required")
    return {"POST": Operation(summary, bodies.WORKING, body=body, body_due=due, problems=stale)}


class Act(OwnView):
    """One step of a figure on its way, by POST; the answer is the working copy after it."""

    http_method_names = ["post", "options"]
    scopes: ClassVar[Mapping[str, str]] = {"POST": keys.PUBLISH}
    members: ClassVar[tuple[str, ...]] = ("reason",)

    def post(self, request: Request, figure_id: int) -> HttpResponse:
        """Carry it out; If-Match, where it is sent, names the version that was looked at."""
        raw_body(request)
        return once(request, partial(self._carry_out, request, figure_id))

    def _carry_out(self, request: Request, figure_id: int) -> HttpResponse:
        body = read_object(request, optional=True)
        only(body, *self.members)
        figure = find_working(figure_id)
        version = version_named(request, figure) if "If-Match" in request.headers else None
        with through_the_key(request):
            self.act(figure, body, actor=owner_of(request), version=version)
        return working_answer(figure_id, request)

    def act(self, figure: Figure, body: Mapping[str, Any], *, actor: User, version: int | None) -> None:
        """The step itself."""
        raise NotImplementedError


class Submit(Act):
    """Hand a draft to the reviewers; `confirm` says why for each warning."""

    operations = _step("Hand a draft to the reviewers", bodies.SUBMITTED)

    scopes: ClassVar[Mapping[str, str]] = {"POST": keys.WRITE}
    members: ClassVar[tuple[str, ...]] = ("confirm",)

    def act(self, figure: Figure, body: Mapping[str, Any], *, actor: User, version: int | None) -> None:
        """Submit."""
        submit_figure(figure.pk, actor=actor, confirm=reasons_in(body))


class Publish(Act):
    """Publish a submitted figure, as another person than those who entered or changed it."""

    operations = _step("Publish, as another person than those who entered or changed it", bodies.REASONED)

    def act(self, figure: Figure, body: Mapping[str, Any], *, actor: User, version: int | None) -> None:
        """Publish."""
        publish_figure(figure.pk, actor=actor, reason=text_in(body, "reason"), expected_version=version)


class Return(Act):
    """Hand a submitted figure back, with the reason."""

    operations = _step("Hand a submitted figure back, with the reason", bodies.DUE_REASON, due=True)

    def act(self, figure: Figure, body: Mapping[str, Any], *, actor: User, version: int | None) -> None:
        """Return."""
        return_figure(figure.pk, actor=actor, reason=text_in(body, "reason"), expected_version=version)


class Retract(Act):
    """Withdraw a published figure, with a reason that is public."""

    operations = _step("Withdraw a published figure, with a reason that is public", bodies.DUE_REASON, due=True)

    def act(self, figure: Figure, body: Mapping[str, Any], *, actor: User, version: int | None) -> None:
        """Retract."""
        retract_figure(figure.pk, actor=actor, reason=text_in(body, "reason"))
