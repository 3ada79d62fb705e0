"""tallies/: sums over distinct events, or over the operations of a provider, for a place and all it contains."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseBase
from rest_framework.request import Request

from api.caching import etag, mark, not_modified
from api.envelope import Meta, answer, dumps, links_of
from api.parameters import FORMAT, MEDIA_TYPES, MOMENT, Asked
from api.views.reading import ReadView, code_in
from tracker.selectors import parsing, stocks, tallies
from tracker.selectors.filters import single
from tracker.selectors.reading import Reading, open_reading
from tracker.selectors.refusals import Problem, QueryError
from tracker.selectors.tallies import SPANS, SPLITS, TallyQuery
from tracker.vocabulary import MEASURES, Basis

APART = "Sources that count everybody are in the sum without a split alone; statuses need not add up to it."
PLACED = "Events placed no closer than the country are in the country's own sum alone."
COLUMNS = (
    "measure", "basis", "period_start", "period_end", "place_code", "people_status", "value_low", "value_best",
    "value_high", "high_open", "events", "without_best", "operations", "flags",
)  # fmt: skip


class TallyList(ReadView):
    """Sums by month or year, each with the number of events; or stocks by place."""

    controls: ClassVar[frozenset[str]] = MOMENT | FORMAT
    filters: ClassVar[frozenset[str]] = frozenset({"measure", "place_code", "basis", "by", "split"})
    shows_age = True

    def get(self, request: Request, suffix: str = "", **path: Any) -> HttpResponseBase:
        """The sums, or 304 after one look at the head of the ledger."""
        asked = self.asked(request, formats=("json", "csv"), suffix=suffix)
        reading = open_reading(asked.moment.known_on, asked.moment.revision)
        tag = etag(request, reading, asked, shows_age=self.shows_age)
        response = not_modified(request, tag) or self.read(request, reading, asked, **path)
        mark(response, tag, pinned=reading.is_pinned)
        return response

    def read(self, request: Request, reading: Reading, asked: Asked, /, **_path: Any) -> HttpResponse:
        """The rows of the question, by their first day."""
        basis, query = question(request)
        if basis == Basis.STOCK:
            rows = [_stock(query, row) for row in stocks.stock_rows(query, reading)]
        else:
            rows = [_flow(query, row) for row in tallies.tally_rows(query, reading)]
        if asked.format == "csv":
            return _file(rows, reading)
        warnings = {"people_status": [APART], "admin1": [PLACED]}.get(query.split, [])
        return answer(dumps(rows), Meta(reading, count=len(rows), warnings=warnings), links_of(request, reading))


def question(request: Request) -> tuple[str, TallyQuery]:
    """What is to be summed, and how; refused where the sum would be none."""
    given = {name: single(request.GET, name) for name in TallyList.filters if name in request.GET}
    if "measure" not in given:
        raise parsing.refuse("measure", "required", "Say what to sum: measure=killed.")
    measure = code_in(tuple(MEASURES))("measure", given["measure"])
    usual = Basis.STOCK if Basis.STOCK in MEASURES[measure].bases else Basis.PERIOD
    basis = code_in(tallies.BASES)("basis", given.get("basis", usual))
    tallies.check_summable(measure, basis)
    split = code_in(SPLITS)("split", given.get("split", "none"))
    if basis == Basis.STOCK:
        _check_stock(given, split)
    query = TallyQuery(
        measure=measure,
        place=tallies.place_of_sums(given["place_code"]) if "place_code" in given else None,
        by=code_in(SPANS)("by", given.get("by", "month")),
        split=split,
    )
    tallies.check_split(query)
    return basis, query


def _check_stock(given: dict[str, str], split: str) -> None:
    if "by" in given:
        raise QueryError(Problem("by", "not_applicable", "A stock is of a moment; it is not summed by month or year."))
    if split == "people_status":
        raise QueryError(Problem("split", "not_applicable", "Stocks by operation are not split by status."))


def _flow(query: TallyQuery, row: tallies.TallyRow) -> dict[str, Any]:
    found = {"measure": query.measure, "basis": Basis.PERIOD, **row._asdict(), "operations": None}
    return {name: found[name] for name in COLUMNS}


def _stock(query: TallyQuery, row: stocks.StockRow) -> dict[str, Any]:
    found = {
        "measure": query.measure, "basis": Basis.STOCK, "people_status": "all", "events": None, "without_best": None,
        **asdict(row),
    }  # fmt: skip
    return {name: found[name] for name in (*COLUMNS, "figures")}


def _file(rows: list[dict[str, Any]], reading: Reading) -> HttpResponse:
    """The rows as CSV: the header even without rows, lists with spaces between, nothing for what is unknown."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
    response = HttpResponse(buffer.getvalue(), content_type=MEDIA_TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="tallies-{reading.at}.csv"'
    return response


def _cell(value: Any) -> Any:
    if isinstance(value, tuple | list):
        text = " ".join(str(one) for one in value)
        # A name that starts like a formula would be executed by a spreadsheet.
        return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
    return str(value).lower() if isinstance(value, bool) else value
