"""figures/batch/: one act on many figures. Each item gets its own outcome, in the order it was sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from api.addresses import ROOT, absolute
from api.bodies import MANY, only, raw_body, read_object, reasons_in, text_in
from api.envelope import Links, Meta, answer, dumps
from api.errors import findings_as_errors, problem, refused_as_error
from api.idempotency import once
from api.permissions import require_scope
from api.schema import bodies
from api.schema import rows as shapes
from api.schema.operations import Operation
from api.views.reading import OwnView
from api.views.writing import owner_of, through_the_key
from tracker.intake.imports import import_table
from tracker.intake.readers.table import FileRow, Table
from tracker.intake.resolve import all_or_nothing
from tracker.ledger import keys
from tracker.ledger.publish import chunks, publish_figures
from tracker.ledger.retract import retract_figures
from tracker.ledger.submit import submit_each
from tracker.models import Figure, User
from tracker.rules import InvalidFigure, make_finding
from tracker.selectors.reading import open_reading
from tracker.vocabulary import RowState

MOST, MOST_TOGETHER = 1_000, 500
SCOPE_OF = {"create": keys.WRITE, "submit": keys.WRITE, "publish": keys.PUBLISH, "retract": keys.PUBLISH}
LARGEST_ID = 10**18


@dataclass(slots=True)
class Outcome:
    """What became of one item."""

    index: int
    status: str
    id: int | None = None
    revision: int | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Batch:
    """What was asked for."""

    action: str
    items: list[Any]
    together: bool
    dry_run: bool
    reason: str
    actor: User
    name: str = ""


class FigureBatch(OwnView):
    """Create, submit, publish or retract many figures."""

    http_method_names = ["post", "options"]
    needs: ClassVar[Mapping[str, tuple[str, ...]]] = {"POST": (keys.WRITE, keys.PUBLISH)}
    operations: ClassVar[Mapping[str, Operation]] = {
        "POST": Operation(
            "Create, submit, publish or retract many figures",
            shapes.OUTCOME,
            many=True,
            about="Each item has its outcome, in the order it was sent. create and submit need write:figures, publish "
            "and retract the scope publish.",
            meta=shapes.BATCH_META,
            body=bodies.BATCH_SENT,
        )
    }

    def post(self, request: Request) -> HttpResponse:
        """200 with an outcome for each item; with `atomic`, 409 and nothing stored when one of them is refused."""
        if request.auth is None:
            require_scope(request, keys.WRITE)  # says that a key is needed; which scope, the action says
        raw_body(request, most=MANY)
        return once(request, partial(self._carry_out, request))

    def _carry_out(self, request: Request) -> HttpResponse:
        batch = _asked(request)
        with through_the_key(request):
            outcomes, kept = _done(batch)
        _number(outcomes, kept=kept)
        refused = any(one.status == "rejected" for one in outcomes)
        rows = [_row(one) for one in outcomes]
        if batch.together and refused and not batch.dry_run:
            errors = [error for one in outcomes for error in one.errors]
            here = request.get_full_path()
            return problem(
                "conflict", "Nothing was stored: items were refused.", instance=here, errors=errors, data=rows
            )
        meta = Meta(open_reading(), count=len(rows), extra=_counts(batch, outcomes))
        response = answer(dumps(rows), meta, Links(here=absolute(f"{ROOT}figures/batch/")))
        response["Cache-Control"] = "private, no-store"
        response["Content-Language"] = "en"
        return response


def _done(batch: Batch) -> tuple[list[Outcome], bool]:
    """What became of the items, and whether it was kept: not in a trial, nor where one of all was refused."""
    act = partial(ACTIONS[batch.action], batch)
    if not batch.together and not batch.dry_run:
        return act(), True
    return all_or_nothing(act, keep=lambda outcomes: not batch.dry_run and _all_good(outcomes))


def _all_good(outcomes: Sequence[Outcome]) -> bool:
    return all(one.status != "rejected" for one in outcomes)


def _asked(request: Request) -> Batch:
    body = read_object(request, most=MANY)
    only(body, "action", "items", "atomic", "dry_run", "reason")
    action = text_in(body, "action")
    if action not in SCOPE_OF:
        template = "“%(found)s” cannot be used here. Expected one of: %(expected)s."
        raise InvalidFigure(make_finding("E12", "action", template, found=action, expected=", ".join(SCOPE_OF)))
    require_scope(request, SCOPE_OF[action])
    together, dry_run = _flag(body, "atomic"), _flag(body, "dry_run")
    items, most = body.get("items"), MOST_TOGETHER if together else MOST
    if not isinstance(items, list) or not 1 <= len(items) <= most:
        template = "“items” cannot be read. Expected %(expected)s."
        expected = f"a list of 1 to {most:,} items"
        raise InvalidFigure(make_finding("E3", "items", template, found=str(type(items).__name__), expected=expected))
    reason = text_in(body, "reason")
    return Batch(action, items, together, dry_run, reason, owner_of(request), uuid.uuid4().hex[:12])


def _flag(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        template = "“%(found)s” cannot be read. Expected %(expected)s."
        raise InvalidFigure(make_finding("E3", name, template, found=str(value), expected="true or false"))
    return bool(value)


# --- the acts ---


def _create(batch: Batch) -> list[Outcome]:
    """Rows become drafts, or change the records they name, as the rows of a file do."""
    table = Table("api")
    outcomes = []
    for index, item in enumerate(batch.items):
        if isinstance(item, Mapping):
            table.rows.append(FileRow(index, dict(item)))
        else:
            outcomes.append(_rejected(index, _not_read(item, "an object with the names of a figure")))
    report = import_table(table, actor=batch.actor, reason=batch.reason)
    words = {RowState.RECORDED: "created", RowState.UNCHANGED: "unchanged", RowState.REVISED: "revised"}
    for one in report.outcomes:
        errors = findings_as_errors(one.findings, at=f"#/items/{one.row}")
        outcomes.append(Outcome(one.row, words.get(one.state, "rejected"), one.figure, errors=errors))
    return sorted(outcomes, key=lambda one: one.index)


def _submit(batch: Batch) -> list[Outcome]:
    """Drafts are handed over in chunks, each with its own reasons."""
    outcomes = _figures_named(batch.items)
    confirms: dict[int, Mapping[str, str]] = {}
    for index, (item, found) in enumerate(zip(batch.items, outcomes, strict=True)):
        if isinstance(found, Outcome):
            continue
        try:
            confirms[found] = reasons_in(item) if isinstance(item, Mapping) else {}
        except InvalidFigure as error:
            outcomes[index] = Outcome(index, "rejected", found, errors=findings_as_errors(error.findings, _at(index)))
    refused: dict[int, Any] = {}
    for chunk in chunks(confirms):
        refused |= submit_each({pk: confirms[pk] for pk in chunk}, actor=batch.actor, reason=batch.reason)
    return [
        found if isinstance(found, Outcome) else _submitted(index, found, refused.get(found))
        for index, found in enumerate(outcomes)
    ]


def _submitted(index: int, figure: int, refused: Any) -> Outcome:
    if refused is None:
        return Outcome(index, "submitted", figure)
    if isinstance(refused, InvalidFigure):
        errors = findings_as_errors(refused.findings, _at(index))
    else:
        errors = [refused_as_error(refused, _at(index))]
    return Outcome(index, "rejected", figure, errors=errors)


def _publish(batch: Batch) -> list[Outcome]:
    def act(ids: Sequence[int]) -> Sequence[Any]:
        return publish_figures(ids, actor=batch.actor, reason=batch.reason, batch=batch.name).refused

    return _in_bulk(batch, "published", act)


def _retract(batch: Batch) -> list[Outcome]:
    def act(ids: Sequence[int]) -> Sequence[Any]:
        return retract_figures(ids, actor=batch.actor, reason=batch.reason, batch=batch.name).refused

    return _in_bulk(batch, "retracted", act)


def _in_bulk(batch: Batch, done: str, act: Callable[[Sequence[int]], Sequence[Any]]) -> list[Outcome]:
    """Carry an act out on all the figures that are named, at once."""
    found = _figures_named(batch.items)
    ids = [one for one in found if isinstance(one, int)]
    refused = {one.figure: one for one in act(list(dict.fromkeys(ids)))}
    return [
        one
        if isinstance(one, Outcome)
        else Outcome(index, "rejected", one, errors=[refused_as_error(refused[one], _at(index))])
        if one in refused
        else Outcome(index, done, one)
        for index, one in enumerate(found)
    ]


ACTIONS: dict[str, Callable[[Batch], list[Outcome]]] = {
    "create": _create,
    "submit": _submit,
    "publish": _publish,
    "retract": _retract,
}


# --- items and outcomes ---


def _figures_named(items: Sequence[Any]) -> list[int | Outcome]:
    """Per item the number of a figure that is there, else the outcome that says what is wrong; one look for all."""
    read = [_number_in(index, item) for index, item in enumerate(items)]
    asked = {one for one in read if isinstance(one, int)}
    there = set(Figure.objects.filter(pk__in=asked).values_list("pk", flat=True))
    return [_absent(index, one) if isinstance(one, int) and one not in there else one for index, one in enumerate(read)]


def _absent(index: int, number: int) -> Outcome:
    detail = f"There is no figure {number} here."
    return Outcome(index, "rejected", errors=[{"pointer": _at(index), "code": "not_found", "detail": detail}])


def _number_in(index: int, item: Any) -> int | Outcome:
    """The number of a figure, given alone or as {"id": …}; else the outcome that says what is wrong."""
    number = item.get("id") if isinstance(item, Mapping) else item
    if isinstance(item, Mapping) and set(item) - {"id", "confirm"}:
        return _rejected(index, _not_read(item, "the number of a figure, or an object with id and confirm"))
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < LARGEST_ID:
        return _rejected(index, _not_read(item, "the number of a figure"))
    return number


def _not_read(item: Any, expected: str) -> Any:
    template = "“%(found)s” cannot be read. Expected %(expected)s."
    return make_finding("E3", "", template, found=str(item)[:60], expected=expected)


def _rejected(index: int, finding: Any) -> Outcome:
    errors = [error | {"pointer": _at(index)} for error in findings_as_errors([finding])]
    return Outcome(index, "rejected", errors=errors)


def _at(index: int) -> str:
    return f"#/items/{index}"


def _number(outcomes: Sequence[Outcome], *, kept: bool) -> None:
    """Fill in the revisions; what was not kept has no number of its own."""
    held = dict(Figure.objects.filter(pk__in=[one.id for one in outcomes if one.id]).values_list("pk", "revision"))
    for one in outcomes:
        if not kept and one.id not in held:
            one.id = None
        one.revision = held.get(one.id) if one.id else None


def _row(one: Outcome) -> dict[str, Any]:
    return {"index": one.index, "status": one.status, "id": one.id, "revision": one.revision, "errors": one.errors}


def _counts(batch: Batch, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    words = sorted({one.status for one in outcomes})
    counts = {word: sum(one.status == word for one in outcomes) for word in words}
    return {"batch": batch.name, "dry_run": batch.dry_run, "counts": counts}
