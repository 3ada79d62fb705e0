"""The drawing: what must be there, what must never be there, and that words lie on nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings as settings_of_site
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.web.charts import bars, ranges
from tracker.web.charts import trend as drawing
from tracker.web.charts.labels import Box, Paper, text_width, wrapped
from tracker.web.charts.marks import NARROW, WIDE, Frame, Mark, Note, Trend, Words
from tracker.web.charts.picture import _embedded
from tracker.web.charts.scales import month_starts, nice_ticks, time_ticks
from tracker.web.charts.spark import spark

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    value=lambda value: f"{value:,.0f}",
    month=lambda day, with_year: day.strftime("%b %Y" if with_year else "%b"),
    day=lambda day: day.strftime("%d %b"),
    as_of=lambda day: f"as of {day}",
)


def read(svg: str) -> ElementTree.Element:
    """The drawing as a tree; it is our own text."""
    return ElementTree.fromstring(svg)  # noqa: S314


def mark(day: date, best: float, **details: object) -> Mark:
    """A claim; its words are its number."""
    return Mark(day=day, best=best, **{"words": f"{best:,.0f}", "title": "said", "href": "/figures/1/", **details})


def trend(points: list[Mark], **details: object) -> Trend:
    """A trend of displacement carried by OCHA."""
    given_details = {"key": "t", "title": "Displaced", "description": "d", "line_name": "OCHA", **details}
    return Trend(measure="displaced", words=WORDS, points=points, **given_details)


def swanson() -> list[Mark]:
    """OCHA's counts of METHOD example E05."""
    return [
        mark(date(2020, 1, 29), 390_000, low=380_000, high=390_000),
        mark(date(2020, 2, 2), 586_000, low=585_500, high=586_500),
        mark(date(2020, 2, 12), 800_000, low=800_000, open_top=True),
        mark(date(2020, 2, 20), 900_000, low=800_000, high=900_000),
        mark(date(2020, 2, 23), 948_000, low=947_500, high=948_500),
    ]


def draw(drawn: Trend) -> str:
    """The picture for a wide screen."""
    return drawing.draw(drawn, WIDE)


def parts(svg: str, kind: str) -> list[ElementTree.Element]:
    """Elements of a class."""
    return [one for one in read(svg).iter() if kind in one.get("class", "").split()]


def texts(svg: str) -> list[str]:
    """Every text of the drawing."""
    return [one.text or "" for one in read(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (948_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
        (0, [0, 1]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (81, [0, 20, 40, 60, 80, 100]),
        (20_000_000, [0, 4_000_000 * 1.25, 10_000_000, 15_000_000, 20_000_000]),
    ],
)
def test_ticks_start_at_zero_are_round_and_reach_the_highest(highest: float, ticks: list[float]) -> None:
    assert nice_ticks(highest) == ticks


@given(st.integers(min_value=1, max_value=10**10))
def test_ticks_hold_for_any_size(highest: int) -> None:
    ticks = nice_ticks(highest)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert 2 <= len(ticks) <= 12
    assert all(tick == int(tick) for tick in ticks)


def test_months_are_thinned_but_never_gone() -> None:
    first, last = date(2019, 12, 1), date(2022, 3, 10)
    assert len(month_starts(first, last)) == 28
    assert time_ticks(first, last, most=8) == [date(2020, 1, 1), date(2020, 7, 1), date(2021, 1, 1), date(2021, 7, 1),
                                               date(2022, 1, 1)]  # fmt: skip
    assert time_ticks(date(2020, 2, 3), date(2020, 2, 20), most=4) == [date(2020, 2, 3)]


def test_one_dot_for_each_claim_and_nothing_between() -> None:
    svg = draw(trend(swanson()))
    assert len(parts(svg, "dot")) == 5
    (steps,), (stand,) = parts(svg, "step"), parts(svg, "stand")
    assert [re.sub("[^A-Z]", "", part.get("d", "")) for part in (steps, stand)] == ["MH" * 4, "MH"]


def test_a_missing_stretch_is_a_gap_with_words() -> None:
    points = [mark(date(2019, 8, 1), 450), mark(date(2020, 1, 15), 1506, break_before=True)]
    svg = draw(trend(points))
    assert parts(svg, "step") == []
    assert parts(svg, "rise") == []
    assert "no report" in texts(svg)


def test_an_open_top_fades_and_a_closed_one_does_not() -> None:
    svg = draw(trend(swanson()))
    assert len(parts(svg, "open")) == 1
    assert parts(svg, "open")[0].get("fill") == "url(#t-wide-fade)"
    assert parts(draw(trend(swanson()[:2])), "open") == []


def test_other_sources_stand_alone_and_the_withdrawn_are_struck() -> None:
    others = [
        mark(date(2020, 2, 10), 700_000, by="UNICEF"),
        mark(date(2020, 2, 11), 690_000, by="OCHA", superseded=True),
    ]
    svg = draw(trend(swanson(), loose=others))
    assert len(parts(svg, "loose")) == 1
    assert len(parts(svg, "gone")) == 1
    assert len(parts(svg, "dot")) == 5


def test_disagreement_and_falls_have_a_shape_of_their_own() -> None:
    points = [mark(date(2020, 1, 1), 1622), mark(date(2020, 2, 1), 1421, fall="corrected", disagree=True)]
    svg = draw(trend(points))
    assert len(parts(svg, "ring")) == 1
    assert len(parts(svg, "down")) == 1
    assert "corrected" in texts(svg)


def test_the_flow_of_a_period_is_as_wide_as_its_window_and_not_joined() -> None:
    points = [mark(date(2020, 1, 31), 100, start=date(2020, 1, 1)), mark(date(2020, 2, 10), 40, start=date(2020, 2, 1))]
    svg = draw(trend(points, joined=False))
    first, second = (float(part.get("width", "0")) for part in parts(svg, "window"))
    assert first == pytest.approx(second * 30 / 9, rel=0.05)
    assert parts(svg, "step") == []
    assert parts(svg, "stand") == []


def test_screen_readers_get_a_name_and_a_description() -> None:
    svg = read(drawing.draw(trend(swanson()), NARROW))
    assert svg.get("role") == "img"
    named = {one.get("id"): one.text for one in svg.iter()}
    assert [named[name] for name in svg.get("aria-labelledby", "").split()] == ["Displaced", "d"]


def test_a_picture_holds_nothing_to_press_and_its_targets_lie_over_it() -> None:
    for drawn in read(f"<div>{drawing.both(trend(swanson()))}</div>"):
        picture, targets = drawn
        assert [one for one in picture.iter() if one.tag.rpartition("}")[2] == "a"] == []
        assert targets.get("aria-hidden") == "true"
        links = [one for one in targets.iter() if one.tag.rpartition("}")[2] == "a"]
        assert len(links) == 5
        assert {one.get("tabindex") for one in links} == {"-1"}


def test_the_wide_drawing_says_what_its_marks_are_and_the_narrow_one_has_the_same_marks() -> None:
    """A phone has no pointer that rests; the script takes the words of the wide one by the order of the marks."""
    wide, narrow = ([one for one in drawn.iter() if one.get("href")]
                    for drawn in read(f"<div>{drawing.both(trend(swanson()))}</div>"))  # fmt: skip
    assert [one.get("href") for one in wide] == [one.get("href") for one in narrow]
    assert [len(one.findall("title")) for one in wide] == [1] * 5
    assert [len(one.findall("title")) for one in narrow] == [0] * 5


def test_what_sources_say_is_escaped() -> None:
    note = Note(day=date(2020, 2, 1), number="1", title="<script>alert(1)</script>")
    points = [mark(date(2020, 1, 1), 5, words="<b>5</b>", title='" onload="x', by="&")]
    svg = draw(trend(points, title="<i>", notes=[note]))
    assert "<script" not in svg
    assert "<b>" not in svg
    assert read(svg) is not None


def test_right_to_left_words_keep_their_order() -> None:
    svg = draw(trend([mark(date(2020, 1, 1), 5, words="أكثر من 5")]))
    assert "\u2067أكثر من 5\u2069" in texts(svg)


def test_the_numbers_of_notes_never_touch() -> None:
    """Three days in a row on a phone: two rows have no room for them, so one stands a little to the side."""
    notes = [Note(day=date(2020, 1, day), number=str(day), title="n") for day in range(1, 8)]
    found = read(drawing.draw(trend(swanson(), notes=notes), NARROW))
    badges = [part.find(f"{SVG}circle") for part in found.iter(f"{SVG}g") if part.get("class") == "note"]
    places = [(float(one.get("cx", "")), float(one.get("cy", ""))) for one in badges if one is not None]
    assert len(places) == 7
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert (x - other_x) ** 2 + (y - other_y) ** 2 > (2 * drawing.BADGE) ** 2


@pytest.mark.parametrize("points", [[], swanson()[:1], [mark(date(2020, 1, 1), 0)], [mark(date(2020, 1, 1), 2e7)]])
@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_odd_series_are_drawn_inside_their_paper(points: list[Mark], frame: Frame) -> None:
    svg = drawing.draw(trend(points), frame)
    assert "nan" not in svg
    for dot in parts(svg, "dot"):
        assert 0 < float(dot.get("cx", "-1")) < frame.width
        assert 0 < float(dot.get("cy", "-1")) < frame.height


values = st.integers(min_value=0, max_value=3_000_000)
days = st.integers(min_value=0, max_value=200).map(lambda offset: date(2019, 12, 1) + timedelta(days=offset))


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(days, values, max_size=18), st.dictionaries(days, values, max_size=8))
def test_labels_never_lie_on_labels(line: dict[date, int], beside: dict[date, int]) -> None:
    points = [mark(day, value, open_top=value % 2 == 0) for day, value in sorted(line.items())]
    loose = [mark(day, value, by="Somebody else") for day, value in beside.items()]
    for frame in (WIDE, NARROW):
        boxes = label_boxes(drawing.draw(trend(points, loose=loose), frame))
        for one, other in combinations(boxes, 2):
            assert not meet(one, other)


def meet(one: Box, other: Box) -> bool:
    """Whether both cover some area."""
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def label_boxes(svg: str) -> list[Box]:
    """Where the lines of labels stand, narrower and lower than the placement assumed."""
    boxes = []
    for line in parts(svg, "label"):
        x, y, width = float(line.get("x", "0")), float(line.get("y", "0")), 5.0 * len(line.text or "")
        left = {"end": x - width, "middle": x - width / 2}.get(line.get("text-anchor", ""), x)
        boxes.append(Box(left, y - 8, left + width, y))
    return boxes


def test_a_full_paper_takes_no_further_label() -> None:
    paper = Paper(Box(0, 0, 100, 100))
    assert paper.place(50, 50, 30, 10) is not None
    paper.block(Box(0, 0, 100, 100))
    assert paper.place(50, 50, 30, 10) is None


def test_the_rasteriser_is_told_which_way_words_run() -> None:
    """It takes every line for one of English and knows no isolates, which browsers follow."""
    name, arabic = "\u2068OCHA\u2069", "\u2068سوريا\u2069"
    assert _embedded(f"<text>\u2067{name}، {arabic}\u2069</text>") == (
        "<text>\u202b\u202aOCHA\u202c، \u202bسوريا\u202c\u202c</text>"
    )


def test_a_spark_needs_two_points() -> None:
    assert spark([(date(2020, 1, 1), 5)], measure="displaced") == ""
    svg = spark([(date(2020, 1, 1), 5), (date(2020, 1, 9), 7)], measure="displaced")
    assert read(svg).get("aria-hidden") == "true"


def test_no_leader_runs_through_words_or_another_leader() -> None:
    paper = Paper(Box(0, 0, 400, 200))
    paper.take(Box(0, 60, 400, 80))
    paper.leaders.append((0, 120, 400, 120))
    paper.block(Box(0, 82, 400, 119))
    assert paper.place(150, 90, 60, 12) is None
    free = Paper(Box(0, 0, 400, 200))
    assert free.place(150, 90, 60, 12) is not None


def test_the_dark_colours_are_the_same_by_device_and_by_choice() -> None:
    style = Path(settings_of_site.BASE_DIR, "static", "css", "site.css").read_text()
    by_device = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\}', style, re.DOTALL)
    by_choice = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', style, re.DOTALL)
    assert by_device
    assert by_choice
    assert by_device[1].split() == by_choice[1].split()


def test_a_row_of_ranges_ends_inside_its_paper_however_great_the_number() -> None:
    rows = [
        ranges.Range(name="إدلب", words="1", best=1, low=1, high=1, title="t"),
        ranges.Range(name="A name that is far too long for the margin of any paper at all, and then some more of it",
                     words="more than 20,000,000", best=2e7, low=2e7, open_top=True, title="t", kind="lead"),
        ranges.Range(name="nobody", words="cannot be worked out", best=None, title="t", kind="rest"),
    ]  # fmt: skip
    drawn = ranges.Ranges(key="r", title="t", description="d", measure="killed", rows=rows, value=str, as_bars=False)
    for frame in (WIDE, NARROW):
        svg = ranges.draw(drawn, ranges.paper(drawn, frame))
        width = float(read(svg).get("width", ""))
        marks = [part for part in read(svg).iter() if part.get("class") in ("open", "tally", "span")]
        assert all(float(part.get("x", 0)) + float(part.get("width", 0)) <= width for part in marks)
        assert len(parts(svg, "dot")) == len(parts(svg, "loose")) == 1


def test_a_bar_without_a_best_number_is_outlined_and_a_month_without_events_is_none() -> None:
    months = [(date(2020, month, 1), str(month)) for month in (1, 2, 3)]
    drawn = bars.Bars(
        key="b", title="t", description="d", measure="killed", slots=months, value=str,
        bars=[
            bars.Bar(start=months[0][0], name="1", low=3, best=5, high=9, open_top=False, words="5", events="2",
                     title="t"),
            bars.Bar(start=months[2][0], name="3", low=4, best=None, high=None, open_top=True, words="4", events="1",
                     title="t"),
        ],
    )  # fmt: skip
    svg = bars.alone(drawn).svg
    assert len(parts(svg, "tally")) == 2
    assert len(parts(svg, "at-least")) == len(parts(svg, "open")) == len(parts(svg, "whisker")) == 1
    first, second = (float(part.get("x", 0)) for part in parts(svg, "tally"))
    assert second - first > 2 * 200  # the empty month keeps its room


def test_a_crowded_line_has_words_at_its_end_on_a_phone() -> None:
    """At the edge, under a line that rises all over the paper, words have room only where they are moved along."""
    points = [mark(date(2015, 1, 1) + timedelta(days=30 * at), 10_000 + 500 * at, open_top=True) for at in range(100)]
    assert parts(drawing.draw(trend(points, line_name="A source with a long name"), NARROW), "name")


LONG_NAMES = (
    "Office of the United Nations High Commissioner for Human Rights, field office",
    "مكتب الأمم المتحدة لتنسيق الشؤون الإنسانية في الجمهورية العربية السورية",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
)


@pytest.mark.parametrize("name", LONG_NAMES)
@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_a_long_name_is_wrapped_and_stays_on_the_paper(name: str, frame: Frame) -> None:
    """In the margin of a large screen, and on a phone where it finds a place; low on the paper as well as high."""
    for points in (swanson(), [mark(date(2020, 1, 5), 900_000), mark(date(2020, 2, 5), 1)]):
        svg = drawing.draw(trend(points, line_name=name), frame)
        for one in parts(svg, "label"):
            x, width = float(one.get("x", 0)), text_width((one.text or "").strip("\u2067\u2069"), frame.size)
            left = {"end": x - width, "middle": x - width / 2}.get(one.get("text-anchor", ""), x)
            assert left >= 0
            assert left + width <= frame.width
            assert float(one.get("y", 0)) <= frame.height
        if frame is WIDE:
            first, *_ = [one.text or "" for one in parts(svg, "name")]
            assert name.startswith(first.strip("\u2067\u2069…"))


def test_words_are_wrapped_between_words_and_end_in_an_ellipsis() -> None:
    assert wrapped("OCHA", 16, 166) == ["OCHA"]
    assert wrapped("UN Office for Human Rights", 16, 120) == ["UN Office for", "Human Rights"]
    assert wrapped("UN Office for Human Rights", 16, 120, most=1) == ["UN Office for…"]
