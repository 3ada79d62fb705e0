"""What the row before gave as well is not read again, and nothing comes of that."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tracker import rules
from tracker.intake.reading import Reading, is_blank

CELLS = {
    "value": [1, True, "1", 1.0, "many", "", " ", None],
    "value_text": ["about 5", "between 3 and 7", "", "5"],
    "qualifier": ["exact", "about", "nonsense", ""],
    "unit": ["person", "percent", ""],
    "place_safe": [True, 1, "no", ""],
    "as_of_date": ["2020-02-14", "14/02/2020", ""],
    "document": [{"title": "One"}, {"title": ""}, "One", {}],
    "confirm": [{"W1": "It says so."}, {}],
}
ROWS = st.fixed_dictionaries({}, optional={name: st.sampled_from(cells) for name, cells in CELLS.items()})


def said(row: dict[str, Any]) -> dict[str, Any]:
    return {name: cell for name, cell in row.items() if not is_blank(cell)}


@given(st.lists(ROWS, max_size=6))
def test_rows_one_after_another_are_read_as_each_by_itself(rows: list[dict[str, Any]]) -> None:
    reading = Reading()
    for row in rows:
        values, findings = reading.read(row)
        alone, wrong = rules.read_figure(said(row))
        assert {name: (type(value), value) for name, value in values.items()} == {
            name: (type(value), value) for name, value in alone.items()
        }
        assert findings == wrong
        values.pop("confirm", None)  # as whoever reads a row does


def test_a_cell_that_was_refused_is_refused_again() -> None:
    reading = Reading()
    for _ in range(2):
        assert [one.field for one in reading.read({"measure": "killed", "value": "many"})[1]] == ["value"]
