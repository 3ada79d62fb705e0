"""What a reader made of a row is kept as text until somebody confirms it, and comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tracker.intake.keeping import claims_as_text, claims_in, fingerprint, fingerprints
from tracker.intake.readers.rows import Claim, EventHint, PlaceHint

PLACE = PlaceHint(codes=("SYR",), country="SYR", names=("Idlib", ""), latitude=35.9, longitude=36.0)
OTHER = PlaceHint(country="TUR")
EVENT = EventHint("EV-7", "An attack", "2020-02-14", "2020-02-15", "days", place=PLACE)
SHARED = {
    "measure": "killed", "document": {"title": "Events", "kind": "dataset", "url": "https://example.org/1"},
    "latitude": 35.0, "value": 12, "quote": "best: 12", "note": None,
}  # fmt: skip
CITED = ({"document": {"title": "Report 1"}, "quote": "twelve"},)
TOTAL = Claim(SHARED, place=PLACE, event=EVENT, citations=CITED, columns={"value": "best", "place_code": "adm_1"})
PARTS = (
    Claim({**SHARED, "value": 5, "partition": "side"}, "a", "", PLACE, event=EVENT, columns={"value": "deaths_a"}),
    Claim({"measure": "killed", "value": 7}, "b", "", OTHER, OTHER, held_back="Not finished.", known_as="9"),
    Claim({**SHARED, "latitude": 35}, "c", "a", columns={"value": "best", "place_code": "adm_1"}),
)


@pytest.mark.parametrize("claims", [(), (TOTAL,), (TOTAL, *PARTS), PARTS, (TOTAL, TOTAL)])
def test_claims_come_back_as_they_were(claims: tuple[Claim, ...]) -> None:
    back = claims_in(claims_as_text(claims))
    assert back == claims
    assert fingerprints(back) == fingerprints(claims) == [fingerprint(one) for one in claims]


def test_of_a_part_only_what_differs_is_kept() -> None:
    total, part = json.loads(claims_as_text((TOTAL, PARTS[0])))
    assert total["fields"] == SHARED
    assert part == {
        "like": ["place", "origin", "event"], "part": "a", "part_of": "", "fields": {"value": 5, "partition": "side"},
        "columns": {"value": "deaths_a"}, "gone": [], "gone_columns": ["place_code"],
    }  # fmt: skip


def test_what_claims_of_a_row_have_in_common_is_one_object_again() -> None:
    total, part = claims_in(claims_as_text((TOTAL, PARTS[0])))
    assert part.place is total.place
    assert part.event is total.event
    assert part.fields["document"] is total.fields["document"]


def test_rows_that_were_kept_whole_can_still_be_read() -> None:
    whole: list[dict[str, Any]] = [
        {"fields": SHARED, "place": PLACE._asdict(), "event": {**EVENT._asdict(), "place": PLACE._asdict()},
         "citations": list(CITED), "columns": dict(TOTAL.columns)},
        {"fields": dict(PARTS[0].fields), "part": "a", "part_of": "", "place": PLACE._asdict(),
         "event": {**EVENT._asdict(), "place": PLACE._asdict()}, "columns": dict(PARTS[0].columns)},
    ]  # fmt: skip
    assert claims_in(json.dumps(whole)) == (TOTAL, PARTS[0])
    assert claims_in("") == ()


def test_a_fingerprint_is_of_what_is_said_and_not_of_the_edition() -> None:
    newer = {**SHARED, "document": {**SHARED["document"], "title": "Events, version 2"}}  # type: ignore[dict-item]
    assert fingerprint(TOTAL._replace(fields=newer)) == fingerprint(TOTAL)
    for other in (
        TOTAL._replace(place=OTHER),
        TOTAL._replace(event=None),
        TOTAL._replace(fields={**SHARED, "value": 13}),
    ):
        assert fingerprint(other) != fingerprint(TOTAL)
    assert fingerprint(PARTS[2]) != fingerprint(PARTS[2]._replace(fields=dict(SHARED)))  # 35 and 35.0 are two texts
