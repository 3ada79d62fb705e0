"""Tables that become lists of cards on a phone and stay tables to a screen reader.

A browser that shows the cells of a table as blocks no longer tells anybody that it is one; so every part says its role.
The region around it can be scrolled by keyboard where it is wider than the page.
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_block_tag(end_name="endtable")
def table(content: SafeString, caption: str, *, label: str = "", hidden: bool = False) -> SafeString:
    """A table under its caption, which may be `hidden` from the eye; the region is named by `label`, if not by that."""
    return format_html(
        '<div class="table" tabindex="0" role="region" aria-label="{}">'
        '<table class="stack" role="table"><caption{}>{}</caption>{}</table></div>',
        label or caption,
        mark_safe(' class="hidden"') if hidden else "",
        caption,
        content,
    )


@register.simple_block_tag(end_name="endcolumns")
def columns(content: SafeString) -> SafeString:
    """The heads of a table."""
    return format_html('<thead role="rowgroup"><tr role="row">{}</tr></thead>', content)


@register.simple_tag
def column(words: str, css: str = "") -> SafeString:
    """The head of one column; `n` where it holds numbers."""
    kind = format_html(' class="{}"', css) if css else ""
    return format_html('<th scope="col" role="columnheader"{}>{}</th>', kind, words)
