"""The pages in docs/methods: every rule has one, and every example on it comes out of the code.

An example is a fenced block marked `example`. Lines with an arrow are promises, `question -> answer`; lines without one
set the scene: claims, and what is asked of them. A claim is one line, read from left to right:

    #2 2020-03-29 Monitor B3 about 900,000 (interested, since 2019-12-01)

figure, as-of day, originator, reliability and credibility, the words, and remarks in brackets where there are any.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.estimates.makers import claim, exactly
from tracker.estimates.changes import change, changes_along, nested_check
from tracker.estimates.claims import Claim
from tracker.estimates.explain import explain
from tracker.estimates.flows import period_total
from tracker.estimates.households import persons_from_households
from tracker.estimates.intervals import without_backlog
from tracker.estimates.partitions import Part, divide, percentage
from tracker.estimates.places import PlaceCount, roll_up
from tracker.estimates.qualifiers import Interval, interval
from tracker.estimates.rounding import headline
from tracker.estimates.series_key import SeriesKey, WindowOrigin, same_origin, suggested_origins
from tracker.estimates.shares import derived_share
from tracker.estimates.stocks import Round, is_stale, sum_of_operations
from tracker.estimates.tallies import event_band, event_count, residual, tally
from tracker.estimates.trend import OffSpine, Trend, trend
from tracker.vocabulary import MAGNITUDES, MEASURES

PAGES = sorted((Path(__file__).parents[2] / "docs" / "methods").glob("R*.md"))

PHRASES = {
    "more than": "more_than",
    "at least": "at_least",
    "up to": "at_most",
    "fewer than": "fewer_than",
    "about": "about",
    "nearly": "nearly",
    "its crew": "unknown_number",
    "several": "unspecified_plural",
    "most": "majority",
    "denies": "denied",
}


@dataclass
class Scene:
    """What the lines above a promise have set: claims in order, and options."""

    claims: list[Claim] = field(default_factory=list)
    known_on: date | None = None
    max_gap: int | None = None
    rounds: list[Round] = field(default_factory=list)

    def line(self) -> Trend:
        return trend(self.claims, window_days=7, max_gap=self.max_gap, known_on=self.known_on)

    def claim(self, name: str) -> Claim:
        return next(one for one in self.claims if one.figure == int(name.lstrip("#")))


def number(text: str) -> int:
    return int(text.replace(",", ""))


def words(text: str, unit: str = "person") -> tuple[str, Interval]:
    """The qualifier and the interval of words such as "about 900,000"."""
    if text in MAGNITUDES:
        return "magnitude", interval("magnitude", magnitude=text)
    if found := re.fullmatch(r"between ([\d,]+) and ([\d,]+)", text):
        return "between", interval("between", value_low=number(found[1]), value_high=number(found[2]))
    phrase, amount = re.fullmatch(r"(\D*?) ?([\d,.]*)(?: %)?", text).groups()  # type: ignore[union-attr]
    qualifier = PHRASES[phrase] if phrase else "exact"
    if not amount:
        return qualifier, interval(qualifier, unit="percent" if qualifier == "majority" else unit)
    value = Decimal(amount.replace(",", "")) if unit == "percent" else number(amount)
    return qualifier, interval(qualifier, value=value, unit=unit)


def said(amount: Any) -> str:
    return "unknown" if amount is None else f"{amount:,}"


def show(numbers: Any) -> str:
    """Low / best / high as the pages write them."""
    prefix = "value_" if hasattr(numbers, "value_low") else ""
    low, best, high = (getattr(numbers, prefix + name) for name in ("low", "best", "high"))
    end = "open" if numbers.high_open and high is None else said(high)
    return f"{said(low)} / {said(best)} / {end}"


def listed(figures: Any) -> str:
    return ", ".join(f"#{one.figure} {one.reason}" if isinstance(one, OffSpine) else f"#{one}" for one in figures)


REMARKS: dict[str, Callable[[str], dict[str, Any]]] = {
    "interested": lambda _: {"party": "interested"},
    "admission": lambda _: {"party": "admission"},
    "triangulation": lambda _: {"role": "triangulation"},
    "recommended": lambda _: {"role": "recommended"},
    "hops": lambda value: {"hops": int(value)},
    "said": lambda value: {"said": date.fromisoformat(value)},
    "since": lambda value: {"period_start": date.fromisoformat(value)},
    "from": lambda value: {"period_start": date.fromisoformat(value)},
    "revises": lambda value: {"supersedes": int(value[1:]), "supersedes_kind": "revises"},
    "retracts": lambda value: {"supersedes": int(value[1:]), "supersedes_kind": "retracts"},
    "contests": lambda value: {"contests": int(value[1:])},
}


def claim_line(found: re.Match[str]) -> Claim:
    figure, day, name, reliability, credibility, text, remarks = found.groups()
    qualifier, stated = words(text.strip())
    as_of = date.fromisoformat(day)
    more: dict[str, Any] = {"said": as_of}
    for remark in filter(None, (remarks or "").split(", ")):
        word, _, value = remark.partition(" ")
        more |= REMARKS[word](value)
    return Claim(
        figure=int(figure),
        originator=sum(map(ord, name)),
        originator_name=name,
        as_of=as_of,
        qualifier=qualifier,
        interval=None if qualifier == "denied" else stated,
        reliability=reliability,
        credibility=int(credibility),
        **more,
    )


CLAIM = re.compile(r"#(\d+) (\S+) (\w+) ([A-F])([1-6]) ([^(]+?)(?: \((.+)\))?")


def set_scene(scene: Scene, line: str) -> None:
    if found := CLAIM.fullmatch(line):
        scene.claims.append(claim_line(found))
    elif found := re.fullmatch(r"known on (\S+)", line):
        scene.known_on = date.fromisoformat(found[1])
    elif found := re.fullmatch(r"break the line after (\d+) days", line):
        scene.max_gap = int(found[1])
    elif found := re.fullmatch(r"round: (\w+), (\S+), ([\d,]+)", line):
        day, count = date.fromisoformat(found[2]), exactly(number(found[3]))
        scene.rounds.append(
            Round(figure=len(scene.rounds), originator=1, operation=found[1], as_of=day, interval=count)
        )
    else:
        raise AssertionError(f"not understood: {line}")


def point_on(scene: Scene, day: str) -> str:
    point = next((point for point in scene.line().points if str(point.date) == day), None)
    if point is None:
        return "no report"
    conflict = f", sources disagree: {listed(point.conflicts)}" if point.conflicts else ""
    return f"{'break, ' if point.break_before else ''}{show(point)}{conflict}"


def spine_of(scene: Scene) -> str:
    line = scene.line()
    return f"{next(one.originator_name for one in scene.claims if one.originator == line.spine)} by {line.spine_reason}"


def change_between(scene: Scene, one: str, other: str) -> str:
    found = change(scene.claim(one), scene.claim(other))
    return found.flag if found.best is None else f"{show(found)}, {found.flag}"


def total_of(scene: Scene, first: str, last: str) -> str:
    found = period_total(scene.claims, start=date.fromisoformat(first), end=date.fromisoformat(last))
    if found.flag not in ("ok", "partial"):
        return f"no total: {found.flag}"
    return f"{show(found)}, {found.days_covered} of {found.days_in_span} days"


def events_of_a_month(scene: Scene) -> str:
    """Each claim of the scene is the only one of its event."""
    counts = [event_count(one.figure, one.as_of, event_band([one])) for one in scene.claims if one.as_of is not None]
    (row,) = tally(counts)
    return f"{show(row)}, {row.events} events"


def why(scene: Scene, day: str) -> str:
    found = explain(scene.claims, date.fromisoformat(day), window_days=7)
    assert found is not None
    return f"rules {', '.join(found.rules)}; uses {listed(found.used)}; leaves out {listed(found.not_used)}"


def key(text: str) -> SeriesKey:
    measure, basis, level = text.split(", ")
    return SeriesKey(crisis="c", measure=measure, basis=basis, level=level, unit="person", place="p")


def lines_for(one: str, other: str) -> str:
    return "one line" if key(one) == key(other) else "two lines"


def origins_of(*days: str) -> str:
    known, stated = (WindowOrigin(*map(date.fromisoformat, pair)) for pair in (days[:2], days[2:]))
    if same_origin(stated, [known]):
        return "shared"
    return "suggested" if suggested_origins(stated, [known]) else "different"


def share_of(share: str, base: str) -> str:
    found = derived_share(words(share, "percent")[1], words(base)[1])
    return "nothing derived" if found is None else show(found)


def persons_in(households: str, size: str) -> str:
    return show(persons_from_households(words(households, "household")[1], Decimal(size)))


def card(amount: str, label: str) -> str:
    measure = next(one for one in MEASURES.values() if one.sentence == label)
    return said(headline(number(amount), rounded=measure.rounded_on_cards))


def residual_of(aggregate: str, events: str) -> str:
    found = residual(words(aggregate)[1], [words(text)[1] for text in events.split("; ")])
    return ", ".join([said(found.best), *found.flags])


def stated_flow(later: str, earlier: str, stated: str) -> str:
    first, last = date(2012, 11, 30), date(2013, 4, 30)
    counts = [claim(1, interval=words(earlier)[1], as_of=first), claim(2, interval=words(later)[1], as_of=last)]
    between = claim(3, interval=words(stated)[1], as_of=last, period_start=first + timedelta(days=1), period_end=last)
    (found,) = changes_along([1, 2], counts, [between])
    return f"{said(found.best)}, and {said(found.revision)} more in the first window"


def bar_of(reported: str, backlog: str) -> str:
    return said(without_backlog(words(reported)[1], [words(backlog)[1]]).best)


def parts_of(scene: str, of: str) -> str:
    day = date(2024, 1, 1)
    parts = [
        PlaceCount(place=str(figure), level="adm1", figure=figure, originator=1, as_of=day, interval=words(text)[1])
        for figure, text in enumerate(scene.split("; "))
    ]
    found = roll_up(parts, of=int(of))
    partial = f", partial {found.known}/{found.of}" if "partial" in found.flags else ""
    return f"{show(found.interval)}{partial}"


def division_of(whole: str, parts: str) -> str:
    named = [
        Part(figure=figure, part_of=0, partition="sex_age", category=str(figure), interval=words(text)[1])
        for figure, text in enumerate(parts.split("; "), start=1)
    ]
    found = divide(words(whole)[1], named)
    return f"{said(found.named.best)} named, {said(found.unspecified.best)} unspecified"


def percent_of(part: str, base: str) -> str:
    return f"{percentage(number(part), number(base), level='identified').value} %"


def age_of(as_of: str, today: str) -> str:
    return "last known" if is_stale(date.fromisoformat(as_of), today=date.fromisoformat(today)) else "current"


DAY = r"(\d{4}-\d\d-\d\d)"
QUESTIONS: list[tuple[str, Callable[..., str]]] = [
    (r"(\w+, \w+, \w+) and (\w+, \w+, \w+)", lambda _, one, other: lines_for(one, other)),
    (rf"since {DAY}\.\.{DAY} and since {DAY}\.\.{DAY}", lambda _, *days: origins_of(*days)),
    (rf"point on {DAY}", point_on),
    (r"spine", spine_of),
    (r"beside the line", lambda scene: listed(scene.line().off_spine) or "nothing"),
    (r"dropped", lambda scene: listed(scene.line().not_used) or "nothing"),
    (r"band of the event", lambda scene: show(event_band(scene.claims))),
    (r"sum of the events", events_of_a_month),
    (r"change from (#\d+) to (#\d+)", change_between),
    (r"(#\d+) inside (#\d+)", lambda s, a, b: nested_check(s.claim(a).interval, s.claim(b).interval)),
    (rf"total from {DAY} to {DAY}", total_of),
    (rf"why {DAY}", why),
    (r"sum of the latest rounds", lambda scene: show(sum_of_operations(scene.rounds, disjoint=True))),
    (rf"stock of {DAY} seen on {DAY}", lambda _, as_of, today: age_of(as_of, today)),
    (r"parts (.+) of (\d+) places", lambda _, parts, of: parts_of(parts, of)),
    (r"(.+) divided into (.+)", lambda _, whole, parts: division_of(whole, parts)),
    (r"([\d,]+) in percent of ([\d,]+)", lambda _, part, base: percent_of(part, base)),
    (r"(.+) covering events of (.+)", lambda _, aggregate, events: residual_of(aggregate, events)),
    (r"(.+) after (.+) with a stated flow of (.+)", lambda _, *texts: stated_flow(*texts)),
    (r"bar of (.+) with a backlog of (.+)", lambda _, reported, backlog: bar_of(reported, backlog)),
    (r"card: ([\d,]+) (people .+)", lambda _, amount, label: card(amount, label)),
    (r"(.+) households of ([\d.]+)", lambda _, households, size: persons_in(households, size)),
    (r"(.+) of (.+)", lambda _, share, base: share_of(share, base)),
    (r"(.+)", lambda _, text: show(words(text)[1])),
]


def answer(scene: Scene, question: str) -> str:
    for pattern, work in QUESTIONS:
        if found := re.fullmatch(pattern, question):
            return work(scene, *found.groups())
    raise AssertionError(f"not understood: {question}")


def examples(page: Path) -> list[list[str]]:
    blocks = re.findall(r"^```example\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [[line for line in block.splitlines() if line.strip()] for block in blocks]


CASES = [
    pytest.param(block, id=f"{page.stem}-{count}")
    for page in PAGES
    for count, block in enumerate(examples(page), start=1)
]


@pytest.mark.parametrize("block", CASES)
def test_what_a_page_promises_comes_out_of_the_code(block: list[str]) -> None:
    scene, promised, found = Scene(), [], []
    for line in block:
        if " -> " in line:
            question, expected = (part.strip() for part in line.split(" -> "))
            promised.append((question, expected))
            found.append((question, answer(scene, question)))
        else:
            set_scene(scene, line.strip())
    assert promised
    assert found == promised


def test_every_rule_has_one_page_with_an_example() -> None:
    assert [page.stem[:3] for page in PAGES] == [f"R{rule:02}" for rule in range(15)]
    assert [page.stem for page in PAGES if not examples(page)] == []


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_page_opens_with_its_rule_and_a_sentence_and_says_where_the_code_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    title, _, first, *_ = text.splitlines()
    assert re.fullmatch(rf"# R{int(path.stem[1:3])} \S.*", title)
    assert first[0].isalnum()
    modules = re.findall(r"`(tracker/\S+\.py)`", text)
    assert modules
    assert [module for module in modules if not (path.parents[2] / module).is_file()] == []


def test_links_between_pages_lead_somewhere() -> None:
    names = {page.name for page in PAGES}
    for page in PAGES:
        linked = re.findall(r"\]\(([^)]+\.md)\)", page.read_text(encoding="utf-8"))
        assert [name for name in linked if name not in names] == [], page.name


def test_the_code_names_pages_that_exist() -> None:
    package = Path(__file__).parents[2] / "tracker" / "estimates"
    names = {page.name for page in PAGES}
    named = {
        name
        for module in package.glob("*.py")
        for name in re.findall(r"R\d\d-[\w-]+\.md", module.read_text(encoding="utf-8"))
    }
    assert len(named) >= 10
    assert named <= names
