"""The shape of the house, checked on every run: who may import whom, who writes, and what never appears.

Each check is a function from source text to problems, so that it can be tried on a planted violation as well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[1]

FLOORS = {
    "tracker.vocabulary": 0,
    "tracker.sqlite": 0,
    "tracker.wording": 1,
    "tracker.rules": 2,
    "tracker.reference": 3,
    "tracker.models": 4,
    "tracker.estimates": 5,
    "tracker.volatile": 5,
    "tracker.ledger": 6,
    "tracker.backups": 7,
    "tracker.intake": 7,
    "tracker.selectors": 7,
    "tracker.demo": 8,
    "tracker.web": 8,
    "tracker.templatetags": 8,
    "api": 8,
    "tracker.admin": 9,
    "tracker.management": 9,
    "tracker.migrations": 9,
    "tracker.settings": 10,
    "tracker.urls": 10,
    "tracker.apps": 10,
    "tracker.wsgi": 10,
    "tracker.asgi": 10,
}
"""Floor of each part; imports point down, and neighbours of one floor never import each other."""

ONE_PART = {"tracker.templatetags": "tracker.web"}
"""Parts that belong together although Django wants them apart."""

PURE = ("tracker.vocabulary", "tracker.wording", "tracker.rules", "tracker.estimates", "tracker.reference")
ONLY = {
    "tracker.vocabulary": set(),
    "tracker.sqlite": set(),
    "tracker.wording": {"tracker.vocabulary"},
    "tracker.rules": {"tracker.wording", "tracker.vocabulary"},
    "tracker.reference": set(),
    "tracker.estimates": {"tracker.vocabulary"},
}
"""Pure parts, and all that each may import of the project."""

WRITERS = ("tracker.ledger", "tracker.migrations", "tracker.volatile")
"""Where rows are written: evidence by the ledger, what may be lost by tracker/volatile.

Django writes sessions and the moment of a sign-in itself.
"""

HOLDS_TRANSACTIONS = ("tracker.web.entry",)
"""Pages of the desk that put several acts of the ledger into one transaction. No reading page holds one."""


def modules() -> dict[str, str]:
    """Dotted name -> source of every module of the product."""
    found = {}
    for top in ("tracker", "api"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path.read_text()
    return found


MODULES = modules()


def part_of(module: str) -> str | None:
    """The part of the house a module belongs to; None for Django, other libraries and the bare package."""
    for size in (2, 1):
        part = ".".join(module.split(".")[:size])
        if part in FLOORS:
            return ONE_PART.get(part, part)
    return None


def imports(source: str) -> Iterator[str]:
    """Every module that this source imports, wherever the statement stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports hide the direction"
            # "from tracker import rules" names the part in the alias.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def import_problems(module: str, source: str) -> list[str]:
    """Imports that point up or sideways, or into a pure part."""
    here = part_of(module)
    if here is None:
        return []
    problems = []
    for imported in imports(source):
        there = part_of(imported)
        if here in PURE and imported.split(".")[0] in ("django", "rest_framework"):
            problems.append(f"{module} is pure and imports {imported}")
        if there is None or there == here:
            continue
        if here in ONLY and there not in ONLY[here]:
            problems.append(f"{module} may not import {imported}")
        elif FLOORS[there] >= FLOORS[here] and FLOORS[here] < 9:
            problems.append(f"{module} imports {imported}, which is not below it")
        elif here == "tracker.models" and there == "tracker.estimates":
            problems.append(f"{module} imports {imported}")
    return problems


ALWAYS_WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "aupdate", "asave"}
WRITES_ROWS = {"create", "update", "delete", "raw_delete", "_raw_delete"}
STATEMENT = re.compile(r"\s*(insert|update|delete|truncate|replace|copy|alter|drop|create)\s", re.IGNORECASE)


def write_problems(module: str, source: str) -> list[str]:
    """Rows written anywhere but in the ledger."""
    if module.startswith((*WRITERS, *PURE)):
        return []  # the pure parts know no rows
    problems = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, line = node.func.attr, node.lineno
        if name in ALWAYS_WRITES or (name in WRITES_ROWS and (_of_rows(node.func.value) or _sets_columns(node))):
            problems.append(f"{module}:{line} writes rows with .{name}()")
        if name in ("execute", "executemany", "copy") and any(_is_statement(arg) for arg in node.args):
            problems.append(f"{module}:{line} writes rows with SQL")
    return problems


def _of_rows(value: ast.expr) -> bool:
    """Whether an expression hangs on a manager or a query."""
    words = {node.attr for node in ast.walk(value) if isinstance(node, ast.Attribute)}
    return bool(words & {"objects", "_default_manager", "filter", "exclude", "all", "select_related"})


def _sets_columns(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "update" and any(key.arg for key in node.keywords)


def _is_statement(arg: ast.expr) -> bool:
    text = arg.values[0] if isinstance(arg, ast.JoinedStr) and arg.values else arg
    return isinstance(text, ast.Constant) and isinstance(text.value, str) and bool(STATEMENT.match(text.value))


def transaction_problems(module: str, source: str) -> list[str]:
    """Transactions around reading: on SQLite they wait for whoever writes."""
    reading = module.startswith(("tracker.selectors", "tracker.web", "tracker.templatetags", "api"))
    if not reading or module in HOLDS_TRANSACTIONS:
        return []
    return [
        f"{module}:{node.lineno} holds a transaction"
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr in ("atomic", "select_for_update"))
        or (isinstance(node, ast.Name) and node.id == "atomic")
    ]


def signal_problems(module: str, source: str) -> list[str]:
    """Things that happen without being called. One stands: what follows each migration."""
    found = [
        name
        for name in imports(source)
        if re.match(r"django\.(.*\.signals|dispatch)\b|.*\bpre_save|.*\bpost_save", name)
    ]
    if module == "tracker.apps":
        found = [name for name in found if name != "django.db.models.signals.post_migrate"]
    return [f"{module} listens to {name}" for name in found]


def name_problems(module: str) -> list[str]:
    """Names that say nothing about what a module does."""
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "lib"}
    asked_for = {"tracker.sqlite.base"}  # by Django, under this name
    is_vague = module not in asked_for and vague & set(module.split("."))
    return [f"{module} is named for nothing it does"] if is_vague else []


TRANSLATING = re.compile(r"\bn?p?gettext(?:_lazy|_noop)? as (\w+)")


def translation_problems(module: str, source: str) -> list[str]:
    """Names for the translating functions that no catalogue is gathered by: their texts would stay English."""
    return [f"{module} calls it {name}" for name in TRANSLATING.findall(source) if name not in ("_", "translated")]


CHECKS = (import_problems, write_problems, transaction_problems, signal_problems, translation_problems)


@pytest.mark.parametrize("check", CHECKS)
def test_the_house_keeps_its_shape(check: Callable[[str, str], list[str]]) -> None:
    assert [problem for module, source in MODULES.items() for problem in check(module, source)] == []


def test_a_translating_function_under_a_name_of_its_own_is_seen() -> None:
    assert translation_problems("web", "from django.utils.translation import gettext_lazy as _lazy")
    assert not translation_problems("web", "from django.utils.translation import gettext_lazy as _")


def test_every_module_has_a_floor_and_a_name() -> None:
    assert [module for module in MODULES if part_of(module) is None and module != "tracker"] == []
    assert [problem for module in MODULES for problem in name_problems(module)] == []
    assert len(MODULES) > 100  # the checks above read something


def test_nobody_imports_the_composition_root() -> None:
    roots = {part for part, floor in FLOORS.items() if floor == 10}
    found = [
        f"{module} imports {name}"
        for module, source in MODULES.items()
        for name in imports(source)
        if part_of(name) in roots and part_of(module) != part_of(name)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("tracker.models.figures", "from tracker.ledger import publish"),
        ("tracker.models.figures", "from tracker.estimates.trend import trend"),
        ("tracker.estimates.trend", "from tracker.models import Figure"),
        ("tracker.estimates.trend", "from tracker import rules"),
        ("tracker.estimates.trend", "def f():\n    from django.db import models"),
        ("tracker.rules.values", "import django"),
        ("tracker.vocabulary", "from tracker.wording import reading"),
        ("tracker.selectors.series", "from tracker.intake import imports"),
        ("tracker.intake.imports", "from tracker import selectors"),
        ("tracker.ledger.publish", "from tracker.selectors.series import series_view"),
        ("tracker.web.crisis", "from api.envelope import page"),
        ("api.views.figures", "import tracker.web.pages"),
        ("tracker.selectors.series", "from tracker.web.pages import page"),
        ("tracker.ledger.publish", "from tracker.settings import DATA_DIR"),
    ],
)
def test_an_import_in_the_wrong_direction_is_seen(module: str, source: str) -> None:
    assert len(import_problems(module, source)) >= 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("tracker.ledger.publish", "from tracker.models import Figure\nfrom tracker import rules"),
        ("tracker.selectors.series", "from tracker.ledger.series import claim_of\nimport django"),
        ("tracker.web.crisis", "from tracker.selectors.series import series_view"),
        ("tracker.templatetags.words", "from tracker.web import words"),
    ],
)
def test_an_import_that_points_down_passes(module: str, source: str) -> None:
    assert import_problems(module, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "figure.save()",
        "Figure.objects.create(value=3)",
        "Figure.objects.filter(pk=1).update(value=3)",
        "rows.update(value=3)",
        "Figure.objects.all().delete()",
        "Series.objects.get_or_create(key='x')",
        "SeriesPoint.objects.bulk_create(rows)",
        "cursor.execute('UPDATE published_figure SET body = 1')",
        "cursor.execute(f'DELETE FROM {table}')",
    ],
)
def test_a_row_written_past_the_ledger_is_seen(source: str) -> None:
    assert len(write_problems("tracker.web.entry", source)) == 1
    assert write_problems("tracker.ledger.publish", source) == []


@pytest.mark.parametrize(
    "source", ["found.update(other)", "cursor.execute('SELECT 1')", "names.delete(x)", "path.create()"]
)
def test_what_only_sounds_like_writing_passes(source: str) -> None:
    assert write_problems("tracker.web.entry", source) == []


@pytest.mark.parametrize(
    "source", ["with transaction.atomic():\n    pass", "@atomic\ndef f(): pass", "q.select_for_update()"]
)
def test_a_transaction_around_reading_is_seen(source: str) -> None:
    for module in ("tracker.selectors.series", "tracker.web.crisis", "api.views.figures"):
        assert len(transaction_problems(module, source)) == 1
    assert transaction_problems("tracker.web.entry", source) == []


def test_requests_are_not_wrapped_in_transactions() -> None:
    assert "ATOMIC_REQUESTS" not in MODULES["tracker.settings"]


@pytest.mark.parametrize(
    "source",
    [
        "from django.db.models.signals import post_save",
        "from django.dispatch import receiver",
        "import django.dispatch",
    ],
)
def test_a_signal_is_seen(source: str) -> None:
    assert len(signal_problems("tracker.models.figures", source)) == 1
    assert len(signal_problems("tracker.apps", source)) == 1
    assert signal_problems("tracker.apps", "from django.db.models.signals import post_migrate") == []


@pytest.mark.parametrize("module", ["tracker.utils", "tracker.web.helpers", "api.common"])
def test_a_name_that_says_nothing_is_seen(module: str) -> None:
    assert len(name_problems(module)) == 1


# --- numbers ---


def float_columns(found: list[type[models.Model]]) -> set[str]:
    """Columns that hold binary fractions."""
    return {
        f"{model.__name__}.{field.name}"
        for model in found
        for field in model._meta.concrete_fields
        if isinstance(field, models.FloatField)
    }


def test_no_count_is_a_float() -> None:
    found = float_columns(list(apps.get_app_config("tracker").get_models()))
    assert {name.rpartition(".")[2] for name in found} == {"latitude", "longitude"}


def test_every_number_of_people_holds_any_number_of_people() -> None:
    narrow = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("tracker").get_models()
        for field in model._meta.concrete_fields
        if field.name.startswith(("value", "derived_", "last_low", "last_best", "last_high", "low", "best", "high"))
        and isinstance(field, models.IntegerField)
        and not isinstance(field, models.BigIntegerField)
    ]
    assert narrow == []


# --- pages ---

PHYSICAL = re.compile(
    r"(?<![-\w])(margin|padding|border|inset|scroll-margin|scroll-padding)-(left|right)\b"
    r"|(?<![-\w])(left|right)\s*:"
    r"|(text-align|float|clear)\s*:\s*(left|right)"
    r"|border-(top|bottom)-(left|right)-radius"
)
FOREIGN = re.compile(
    r"""<(?:link|script|img|iframe|source|video|audio|embed|object)\b[^>]*(?:src|href|data)\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|url\(\s*["']?\s*(?:https?:)?//|@import|\bfetch\(\s*["'](?:https?:)?//""",
    re.IGNORECASE,
)


def style_problems(name: str, text: str) -> list[str]:
    """Sides named left and right: pages are also read from right to left."""
    bare = re.sub(r"/\*.*?\*/|\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.DOTALL)
    return [f"{name}: {found[0]}" for found in PHYSICAL.finditer(bare)]


def asset_problems(name: str, text: str) -> list[str]:
    """Files fetched from another site, which would then know who reads."""
    return [f"{name}: {found[0]}" for found in FOREIGN.finditer(text)]


def pages() -> dict[str, str]:
    """Templates, style sheets and scripts by path."""
    kinds = {".html", ".css", ".js", ".svg", ".txt"}
    paths = [path for top in ("templates", "static") for path in (ROOT / top).rglob("*") if path.suffix in kinds]
    return {str(path.relative_to(ROOT)): path.read_text() for path in paths if "OFL" not in path.name}


def test_pages_name_no_left_and_no_right() -> None:
    assert [problem for name, text in pages().items() for problem in style_problems(name, text)] == []


def test_pages_fetch_nothing_from_elsewhere() -> None:
    assert len(pages()) > 10
    assert [problem for name, text in pages().items() for problem in asset_problems(name, text)] == []


@pytest.mark.parametrize(
    "text",
    ["p { margin-left: 1em }", "p { left: 0 }", "p { text-align: right }", '<p style="float:left">', "a{right:1px}"],
)
def test_a_physical_side_is_seen(text: str) -> None:
    assert len(style_problems("x.css", text)) == 1


@pytest.mark.parametrize(
    "text", ["p { margin-inline-start: 1em }", "p { text-align: start } /* left: */", "p { inset: 0 }"]
)
def test_a_logical_side_passes(text: str) -> None:
    assert style_problems("x.css", text) == []


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example.org/x.js"></script>',
        "<img alt='' src='//example.org/x.png'>",
        '<link rel="stylesheet" href="http://example.org/x.css">',
        "body { background: url(https://example.org/x.png) }",
        "@import 'x.css';",
    ],
)
def test_a_foreign_file_is_seen(text: str) -> None:
    assert len(asset_problems("x.html", text)) == 1


def test_a_link_to_a_source_is_no_foreign_file() -> None:
    assert asset_problems("x.html", '<a href="https://example.org/report">the report</a>') == []
