"""The small line on a headline card: the same step, without axes, words or claims of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.web.charts.scales import Scale, day_scale
from tracker.web.charts.svg import circle, line, path, tag

WIDTH, HEIGHT = 148.0, 34.0


def spark(points: Sequence[tuple[date, float]], *, measure: str) -> str:
    """A step through (day, value) points, a picture that says nothing new; empty for fewer than two."""
    if len(points) < 2:
        return ""
    x = day_scale(points[0][0], points[-1][0], start=3, end=WIDTH - 5)
    y = Scale(0, max(value for _, value in points) or 1, HEIGHT - 2, 5)
    steps = [("M", x(points[0][0].toordinal()), y(points[0][1]))]
    for day, value in points[1:]:
        steps += [("H", x(day.toordinal()), 0.0), ("V", 0.0, y(value))]
    last_x, last_y = x(points[-1][0].toordinal()), y(points[-1][1])
    return tag(
        "svg",
        line("axis", path(("M", 0, HEIGHT - 1), ("H", WIDTH, 0))),
        line("step", path(*steps)),
        circle("dot", last_x, last_y, 3.4),
        class_=f"spark m-{measure}",
        viewBox=f"0 0 {int(WIDTH)} {int(HEIGHT)}",
        width=int(WIDTH),
        height=int(HEIGHT),
        aria_hidden="true",
    )
