"""docs/api.md says what the API does: every resource, filter and kind of problem stands in it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from api.errors import PROBLEM_TYPES
from api.urls import urlpatterns
from tracker.selectors.filters import FILTERS, SORT_COLUMNS

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def table(name: str) -> list[list[str]]:
    """Rows of the table between two comments."""
    text = DOCS.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
    rows = [line.strip("|").split("|") for line in text.strip().splitlines()[2:]]
    return [[cell.strip() for cell in row] for row in rows]


def test_every_filter_is_described_in_its_own_words() -> None:
    assert table("filters") == [[f"`{one.name}`", one.about] for one in FILTERS.values()]


def test_every_kind_of_problem_is_described() -> None:
    assert table("problems") == [[f"`{kind.slug}`", str(kind.status), kind.title] for kind in PROBLEM_TYPES.values()]


def test_every_order_is_named() -> None:
    sentence = " ".join(DOCS.split()).partition("`sort=` takes")[2].partition(", each with")[0]
    assert re.findall(r"`(\w+)`", sentence) == list(SORT_COLUMNS)


def test_every_address_is_named() -> None:
    text = re.sub(r"\{\w+\}", "{}", DOCS)
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if route.endswith("/"):
            address = re.sub(r"<[^>]+>", "{}", route)
            assert f"`{address}" in text, address
