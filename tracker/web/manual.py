"""The method pages: `docs/methods/*.md` as HTML.

Reads the little Markdown that our own pages use (headings, paragraphs, lists, tables, fenced code,
emphasis, code, links) and nothing else; everything is escaped first. The files are English, and say so
to the browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Lines = list[str]


@dataclass(frozen=True, slots=True)
class MethodPage:
    """One page: its name in the address, its title, its first sentence, its text."""

    name: str
    title: str
    summary: str
    html: SafeString


@lru_cache(maxsize=1)
def method_pages() -> tuple[MethodPage, ...]:
    """Every method page that ships with this release, by name; read once per process."""
    folder = Path(settings.BASE_DIR) / "docs" / "methods"
    return tuple(_page(path) for path in sorted(folder.glob("*.md"))) if folder.is_dir() else ()


@lru_cache(maxsize=1)
def page_of_codes() -> MethodPage | None:
    """What is refused or questioned, code by code, each with the code as its anchor: "e3", "w7"."""
    path = Path(settings.BASE_DIR) / "docs" / "rules.md"
    return _page(path) if path.is_file() else None


def rule_page(rule: str) -> str:
    """The name of the page of a rule ("R3"), or nothing where there is none."""
    start = f"R{int(rule[1:]):02}-" if rule[1:].isdigit() else "?"
    return next((page.name for page in method_pages() if page.name.startswith(start)), "")


def _page(path: Path) -> MethodPage:
    text = path.read_text(encoding="utf-8")
    title = next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), path.stem)
    body = re.sub(r"\A# .*\n", "", text, count=1)
    plain = next((block for block in re.split(r"\n\s*\n", body) if block.strip() and block.strip()[0].isalnum()), "")
    summary = re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(plain.split()))
    return MethodPage(path.stem, _bare(title), summary, render(body))


def render(text: str) -> SafeString:
    """Markdown as HTML; headings go down one level where the text has its own title."""
    return mark_safe("\n".join(_blocks(text.splitlines())))  # noqa: S308  every piece is escaped in _inline


def _blocks(lines: Lines) -> Iterator[str]:
    rest = list(lines)
    while rest:
        if not rest[0].strip():
            rest.pop(0)
            continue
        make = next(make for starts, make in BLOCKS if starts(rest))
        yield make(rest)


def _fence(rest: Lines) -> str:
    rest.pop(0)
    code = _take(rest, lambda line: not line.startswith("```"))
    if rest:
        rest.pop(0)
    return f'<pre tabindex="0"><code>{escape(chr(10).join(code))}</code></pre>'


def _heading(rest: Lines) -> str:
    marks, _, words = rest.pop(0).partition(" ")
    level = min(max(len(marks), 2), 4)
    anchor = re.match(r'<a id="([\w-]+)"></a>', words)
    if anchor is None:
        return f"<h{level}>{_inline(words)}</h{level}>"
    return f'<h{level} id="{anchor[1]}">{_inline(words[anchor.end() :])}</h{level}>'


def _table(rest: Lines) -> str:
    rows = [_cells(line) for line in _take(rest, lambda line: line.startswith("|"))]
    head, body = rows[0], rows[2:]
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in body)
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<div class="table" tabindex="0">{table}</div>'


def _cells(line: str) -> list[str]:
    return [_inline(cell.strip()) for cell in line.strip().strip("|").split("|")]


def _list(rest: Lines) -> str:
    name = "ol" if rest[0][0].isdigit() else "ul"
    items: list[str] = []
    while rest and (_is_item(rest) or rest[0].startswith(" ")):
        line = rest.pop(0)
        if _is_item([line]):
            items.append(re.sub(r"^(\d+\.|[-*])\s+", "", line))
        else:
            items[-1] += " " + line.strip()
    return f"<{name}>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + f"</{name}>"


def _is_item(rest: Lines) -> bool:
    return bool(re.match(r"(\d+\.|[-*])\s+\S", rest[0]))


def _paragraph(rest: Lines) -> str:
    first = rest.pop(0)
    more = _take(rest, lambda line: bool(line.strip()) and not _starts_block([line]))
    return f"<p>{_inline(' '.join([first, *more]))}</p>"


def _starts_block(rest: Lines) -> bool:
    return any(starts(rest) for starts, make in BLOCKS if make is not _paragraph)


def _take(rest: Lines, belongs: Callable[[str], bool]) -> Lines:
    taken: Lines = []
    while rest and belongs(rest[0]):
        taken.append(rest.pop(0))
    return taken


BLOCKS: tuple[tuple[Callable[[Lines], bool], Callable[[Lines], str]], ...] = (
    (lambda rest: rest[0].startswith("```"), _fence),
    (lambda rest: bool(re.match(r"#{1,6} ", rest[0])), _heading),
    (lambda rest: rest[0].startswith("|"), _table),
    (_is_item, _list),
    (lambda rest: True, _paragraph),
)


def _inline(words: str) -> str:
    """Escaped words with code, strong, emphasis and links; addresses are ours, of the web, or left as words."""
    pieces = re.split(r"(`[^`]+`)", words)
    return "".join(
        f"<code>{escape(piece[1:-1])}</code>" if piece.startswith("`") and len(piece) > 1 else _marked(piece)
        for piece in pieces
    )


def _marked(words: str) -> str:
    text = str(escape(words))
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"(?<!\w)[*_](\S(?:.*?\S)?)[*_](?!\w)", r"<em>\1</em>", text)
    return re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", _link, text)


def _link(found: re.Match[str]) -> str:
    words, address = found[1], found[2]
    page = re.fullmatch(r"([\w-]+)\.md(#[\w-]+)?", address)
    if page:
        return f'<a href="/methodology/{page[1]}/">{words}</a>'
    return f'<a href="{address}">{words}</a>' if re.match(r"https?://|/", address) else words


def _bare(words: str) -> str:
    return re.sub(r"[*_`]", "", words)
