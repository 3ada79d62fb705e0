"""tallies/: sums over distinct events, or over the operations of a provider, for a place and all it contains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from rest_framework.request import Request

from api.declared import Parameter, by_name, code, words
from api.envelope import Meta, answer, dumps, links_of
from api.files import Rows, stream
from api.parameters import FILE, FORMAT, MOMENT, Asked
from api.schema import rows as shapes
from api.schema.operations import Operation
from api.tables import FILES, TALLIES
from api.views.reading import ReadView
from tracker.selectors import parsing, stocks, tallies
from tracker.selectors.filters import single
from tracker.selectors.places import points_of, within
from tracker.selectors.reading import Reading
from tracker.selectors.refusals import Problem, QueryError
from tracker.selectors.sources import sources_of
from tracker.selectors.tallies import SPANS, SPLITS, TallyQuery
from tracker.vocabulary import MEASURES, Basis

APART = "Sources that count everybody are in the sum without a split alone; statuses need not add up to it."
PLACED = "Events placed no closer than the country are in the country's own sum alone."


def _place(_name: str, text: str) -> Any:
    return tallies.place_of_sums(text)


class TallyList(ReadView):
    """Sums by month or year, each with the number of events; or stocks by place."""

    controls: ClassVar[frozenset[str]] = MOMENT | FORMAT | FILE
    filters: ClassVar[Mapping[str, Parameter]] = by_name(
        code("measure", "what to sum", MEASURES, example="killed", required=True),
        words("place_code", "the place and all it contains", _place, example="SYR"),
        code("basis", "sums of events, or stocks by operation; the measure decides without it", tallies.BASES),
        code("by", "sums of events: the span of a row", SPANS),
        code("split", "a row for each part", SPLITS),
    )
    formats: ClassVar[tuple[str, ...]] = FILES
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("Sums by month or year, or stocks by place", shapes.TALLY, many=True, problems=("unsafe-sum",))
    }
    shows_age = True

    def read(self, request: Request, reading: Reading, asked: Asked, /, **_path: Any) -> HttpResponse:
        """The rows of the question, by their first day."""
        basis, query = question(request)
        rows = _rows(basis, query, reading)
        warnings = {"people_status": [APART], "admin1": [PLACED]}.get(query.split, [])
        return answer(dumps(rows), Meta(reading, count=len(rows), warnings=warnings), links_of(request, reading))

    def file(self, request: Request, reading: Reading, asked: Asked, /, **_path: Any) -> HttpResponseBase:
        """The rows as a file, each where its place is."""
        basis, query = question(request)
        found = _rows(basis, query, reading)
        points = points_of({row["place_code"] for row in found})
        rows = Rows(
            objects=lambda: found,
            cells=lambda: found,
            sources=lambda: sources_of(_summed(basis, query), reading),
            position=lambda row: points.get(row["place_code"], (None, None)),
        )
        return stream(TALLIES, rows, asked, reading, request)


def _rows(basis: str, query: TallyQuery, reading: Reading) -> list[dict[str, Any]]:
    if basis == Basis.STOCK:
        return [_stock(query, row) for row in stocks.stock_rows(query, reading)]
    return [_flow(query, row) for row in tallies.tally_rows(query, reading)]


def _summed(basis: str, query: TallyQuery) -> Q:
    """Versions whose documents stand behind the sums."""
    kind = Q(operation__gt="") if basis == Basis.STOCK else Q(event_id__isnull=False)
    return kind & Q(measure=query.measure) & (within(query.place) if query.place else Q())


def question(request: Request) -> tuple[str, TallyQuery]:
    """What is to be summed, and how; refused where the sum would be none."""
    filters = TallyList.filters
    given = {name: one.read(name, single(request.GET, name)) for name, one in filters.items() if name in request.GET}
    if "measure" not in given:
        raise parsing.refuse("measure", "required", "Say what to sum: measure=killed.")
    measure = given["measure"]
    basis = given.get("basis", Basis.STOCK if Basis.STOCK in MEASURES[measure].bases else Basis.PERIOD)
    tallies.check_summable(measure, basis)
    split = given.get("split", "none")
    if basis == Basis.STOCK:
        _check_stock(given, split)
    query = TallyQuery(
        measure=measure,
        place=given.get("place_code"),
        by=given.get("by", "month"),
        split=split,
    )
    tallies.check_split(query)
    return basis, query


def _check_stock(given: Mapping[str, Any], split: str) -> None:
    if "by" in given:
        raise QueryError(Problem("by", "not_applicable", "A stock is of a moment; it is not summed by month or year."))
    if split == "people_status":
        raise QueryError(Problem("split", "not_applicable", "Stocks by operation are not split by status."))


def _flow(query: TallyQuery, row: tallies.TallyRow) -> dict[str, Any]:
    found = {"measure": query.measure, "basis": Basis.PERIOD, **row._asdict(), "operations": None}
    return {name: found[name] for name in TALLIES.names}


def _stock(query: TallyQuery, row: stocks.StockRow) -> dict[str, Any]:
    found = {
        "measure": query.measure, "basis": Basis.STOCK, "people_status": "all", "events": None, "without_best": None,
        **asdict(row),
    }  # fmt: skip
    return {name: found[name] for name in (*TALLIES.names, "figures")}
