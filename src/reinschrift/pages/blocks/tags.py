"""The tags of HTML by number, and what a parser must know of each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NAMES = (
    "", "html", "head", "body", "title", "meta", "link", "base", "script", "style", "noscript", "template", "iframe",
    "textarea", "select", "svg", "math", "noframes", "noembed", "xmp", "object", "video", "audio", "canvas", "img",
    "br", "hr", "wbr", "input", "source", "track", "embed", "param", "area", "col", "p", "h1", "h2", "h3", "h4", "h5",
    "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td",
    "th", "blockquote", "q", "cite", "pre", "code", "figure", "figcaption", "picture", "article", "main", "section",
    "aside", "nav", "header", "footer", "address", "form", "fieldset", "legend", "label", "button", "option",
    "details", "summary", "dialog", "menu", "hgroup", "search", "center", "div", "span", "a", "b", "strong", "i", "em",
    "u", "s", "small", "big", "font", "sup", "sub", "abbr", "time", "mark", "ins", "del", "address", "frameset",
    "amp-img", "optgroup", "dir", "marquee", "listing", "plaintext", "rt", "rp", "ruby", "datalist", "output",
)  # fmt: skip
"""A tag's number is its place here; 0 is every other one."""

T = {name: number for number, name in reversed(list(enumerate(NAMES)))}

SAME_AS = {"listing": "pre", "xmp": "pre", "plaintext": "pre"}
"""Tags of old pages that browsers show as another one (HTML Living Standard, 15.3.3)."""

VOID = (
    "meta", "link", "base", "img", "br", "hr", "wbr", "input", "source", "track", "embed", "param", "area", "col",
    "amp-img",
)  # fmt: skip
"""Tags that nothing can stand in."""

SKIPPED = (
    "script", "style", "noscript", "template", "iframe", "textarea", "select", "svg", "math", "noframes", "noembed",
    "title", "datalist",
)  # fmt: skip
"""Tags whose inside is no text of the page; it is passed over without being parsed."""

HOLDS_TEXT = (
    "html", "body", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption",
    "thead", "tbody", "tfoot", "tr", "td", "th", "blockquote", "pre", "figure", "figcaption", "article", "main",
    "section", "aside", "nav", "header", "footer", "address", "form", "fieldset", "legend", "details", "summary",
    "dialog", "menu", "hgroup", "search", "center", "div", "button", "label", "option",
)  # fmt: skip
"""Tags of elements that text stands in as in a block of its own."""

BLOCK = (
    *HOLDS_TEXT, "head", "hr", "optgroup", "dir", "video", "audio", "object", "canvas", "xmp", "listing",
    "plaintext", "marquee", "frameset", "img", "picture",
)  # fmt: skip
"""Tags before and after which text does not run on; buttons, labels and pictures do so where no
sentence goes on around them (`inline`)."""

CLOSES_P = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "figcaption",
    "article", "main", "section", "aside", "nav", "header", "footer", "address", "form", "fieldset", "details",
    "summary", "dialog", "menu", "hgroup", "search", "center", "div", "hr", "dir", "li", "dt", "dd",
)  # fmt: skip
"""Tags that end an open paragraph (HTML Living Standard, 13.1.2.4)."""

CELLS = ("td", "th", "caption", "table")
"""Tags beyond which an end tag inside does not reach."""


def flags_of(names: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Return for each tag's number whether it is among `names`."""
    return np.array([name in names for name in NAMES], np.bool_)


HEADINGS = flags_of(tuple(f"h{level}" for level in range(1, 7)))
