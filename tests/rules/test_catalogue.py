"""The table of rules, and the page that explains each of them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tests.rules.judging import changed, judged
from tracker import rules

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def documented() -> dict[str, str]:
    return dict(re.findall(r"^### <a id=\"\w+\"></a>([EW]\d+) (.+)$", DOCS.read_text(encoding="utf-8"), re.M))


def test_the_documentation_explains_every_code_and_no_other() -> None:
    assert documented() == {code: rule.title for code, rule in rules.RULES.items()}


def test_every_code_can_be_linked_to() -> None:
    anchors = set(re.findall(r"<a id=\"(\w+)\"></a>", DOCS.read_text(encoding="utf-8")))
    assert {rule.anchor for rule in rules.RULES.values()} == {f"docs/rules.md#{anchor}" for anchor in anchors}


def test_every_code_is_explained_with_its_why_and_an_example() -> None:
    sections = re.split(r"^### ", DOCS.read_text(encoding="utf-8"), flags=re.M)[1:]
    lacking = [section.splitlines()[0] for section in sections if not {"Why:", "Example:"} <= set(section.split())]
    assert lacking == []


def test_a_rule_knows_its_kind() -> None:
    assert (rules.RULES["E1"].kind, rules.RULES["W1"].kind) == ("error", "warning")
    assert replace(judged(changed(quote=None))[0], code="W1").is_error is False


def test_an_invalid_figure_carries_all_its_findings() -> None:
    findings = judged(changed(quote=None, value="lots", value_text=None))
    assert rules.InvalidFigure(*findings).findings == tuple(findings)
