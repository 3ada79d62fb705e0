"""The little Markdown of the method pages."""

from __future__ import annotations

import pytest

from tracker.web import manual


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## Words\n", "<h2>Words</h2>"),
        ('### <a id="e3"></a>E3 Value unreadable\n', '<h3 id="e3">E3 Value unreadable</h3>'),
        ("One\ntwo.\n\nThree.", "<p>One two.</p>\n<p>Three.</p>"),
        ("- a\n  more\n- b", "<ul><li>a more</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("**all** and *some* and `a*b*`", "<p><strong>all</strong> and <em>some</em> and <code>a*b*</code></p>"),
        ("[rule](trend.md)", '<p><a href="/methodology/trend/">rule</a></p>'),
        ("[site](https://example.org/a)", '<p><a href="https://example.org/a">site</a></p>'),
        ("[bad](javascript:alert)", "<p>bad</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("value_low and snake_case_name", "<p>value_low and snake_case_name</p>"),
        ("```\na < b\n```", '<pre tabindex="0"><code>a &lt; b</code></pre>'),
    ],
)
def test_markdown(text: str, html: str) -> None:
    assert manual.render(text) == html


def test_tables_have_header_cells() -> None:
    found = manual.render("| a | b |\n|---|---|\n| 1 | 2 |")
    assert '<th scope="col">a</th><th scope="col">b</th>' in found
    assert "<tr><td>1</td><td>2</td></tr>" in found
