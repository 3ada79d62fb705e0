"""Tables that become lists of cards on a phone and stay tables to a screen reader.

A browser that shows the cells of a table as blocks no longer tells anybody that it is one; so every part says its role.
The region around it can be scrolled by keyboard where it is wider than the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tracker.web.sorting import Sorting

register = template.Library()

SORTS = 'rel="nofollow">'
"""What marks the links that sort."""


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
    """The heads of a table; on a phone only those that sort are left, in a line."""
    if SORTS not in content:
        return format_html('<thead role="rowgroup"><tr role="row">{}</tr></thead>', content)
    row = '<thead role="rowgroup" class="sorts"><tr role="row" data-label="{}">{}</tr></thead>'
    return format_html(row, _("Sort by:"), content)


@register.simple_tag(takes_context=True)
def column(
    context: Mapping[str, Any], words: str, css: str = "", *, by: str = "", sorting: Sorting | Literal[""] = ""
) -> SafeString:
    """The head of one column; `n` where it holds numbers. A link where `sorting` can sort the table by its name."""
    kind = format_html(' class="{}"', css) if css else ""
    if not sorting:
        return format_html('<th scope="col" role="columnheader"{}>{}</th>', kind, words)
    state = ""
    if sorting.column == by:
        state = format_html(' aria-sort="{}"', "descending" if sorting.descends else "ascending")
    link = format_html('<a href="{}" rel="nofollow">{}</a>', sorting.address(context["request"], by), words)
    return format_html('<th scope="col" role="columnheader"{}{}>{}</th>', kind, state, link)
