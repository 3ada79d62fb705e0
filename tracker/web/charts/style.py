"""The colours of a chart that travels alone: as an image in a report, light ground, system fonts.

Every class that a drawing gives a shape is here: without a rule a shape is black.
"""

from __future__ import annotations

COLOURS = {
    "killed": "#222",
    "injured": "#6d3100",
    **dict.fromkeys(("missing", "abducted", "detained"), "#bb65db"),
    **dict.fromkeys(("displaced", "evacuated", "idps"), "#004f78"),
    **dict.fromkeys(
        ("refugees", "asylum_seekers", "stateless", "others_of_concern", "in_need_of_protection"),
        "#37a18b",
    ),
    **dict.fromkeys(("returned", "returned_refugees", "returned_idps", "returnees"), "#899313"),
}
OTHER = "#5a6672"


def standalone(measure: str) -> str:
    """The style sheet of a chart of this measure. Without variables: not every program that opens an SVG knows them."""
    return STANDALONE.replace("var(--c)", COLOURS.get(measure, OTHER))


STANDALONE = """
svg{font-family:"Tracker Sans","Source Sans 3","Segoe UI","Noto Sans Arabic",Arial,sans-serif}
text{fill:#16202b}.tick,.gap,.when{fill:#51606e}.gap{font-style:italic}.name{font-weight:700}.said{font-weight:600}
.label{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
path{fill:none}.grid{stroke:#d8dee4}.axis{stroke:#8693a0}.step,.stand{stroke:var(--c);stroke-width:2}
.stand{stroke-dasharray:2 4}.rise{stroke:var(--c);stroke-width:1.1;opacity:.55}.leader{stroke:#8693a0}
.window{fill:var(--c);opacity:.2}.bar{fill:var(--c);opacity:.42}
.fade-from{stop-color:var(--c);stop-opacity:.6}.fade-to{stop-color:var(--c);stop-opacity:0}
.dot{fill:var(--c);stroke:#fff;stroke-width:1.3}.ring{fill:none;stroke:#8a4300;stroke-width:1.6}.down{fill:#8a4300}
.loose{fill:#fff;stroke:#16202b;stroke-width:1.4}.gone circle{fill:#fff;stroke:#51606e}.gone path{stroke:#51606e}
.note path{stroke:#8693a0;stroke-dasharray:1 4}.note circle{fill:#fff;stroke:#8693a0}
.tally{fill:var(--c);fill-opacity:.62}.whole{fill-opacity:.18;stroke:var(--c)}.rest{fill:#5a6672;fill-opacity:.28}
.at-least{fill-opacity:.16;stroke:var(--c);stroke-width:1.4}
.wide-date{fill-opacity:.3;stroke:var(--c);stroke-width:1.4;stroke-dasharray:4 3}
.whisker{stroke:#16202b;stroke-width:1.6}.span{stroke:var(--c);stroke-width:5;opacity:.42}
.sea{fill:#f4f6f8}.land{fill:#fff;stroke:#d8dee4}.own{fill:#e8f0f8;stroke:#8693a0}
.unit{stroke:#8693a0;stroke-width:.6;opacity:.55}.count{fill:var(--c);fill-opacity:.72;stroke:#fff}
.stale{fill:none;stroke:#16202b;stroke-width:1.4;stroke-dasharray:1.5 3}
.empty{stroke:#51606e}.hatch-line{stroke:#51606e;stroke-width:1.2}
"""
