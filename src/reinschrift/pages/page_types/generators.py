"""Programs that make pages of one type alone, by the name that they leave in a page: `<meta name="generator">`."""

from __future__ import annotations

import re
from typing import Any

from reinschrift.pages.blocks.page import M_END, M_START, M_TAG, N_MARKS, Page
from reinschrift.pages.blocks.tags import T

GENERATORS = {
    "documentation": (
        "antora", "asciidoc", "asciidoctor", "bookdown", "dita-ot", "docbook", "docfx", "docusaurus", "docutils",
        "dokka", "doxygen", "exdoc", "gitbook", "gnu texinfo", "groff", "javadoc", "jazzy", "jsdoc", "makeinfo",
        "man2html", "mandoc", "mdbook", "mintlify", "mkdocs", "pdoc", "phpdocumentor", "publican", "rustdoc", "sphinx",
        "starlight", "texi2any", "texi2html", "typedoc", "vitepress", "vuepress", "yard", "zensical",
    ),
    "forum": (
        "discourse", "flarum", "fluxbb", "invision community", "ipboard", "mybb", "nodebb", "phpbb", "punbb", "smf",
        "simple machines forum", "vbulletin", "vanilla forums", "woltlab", "xenforo", "yabb",
    ),
}  # fmt: skip
"""By type. On the labelled pages of seven types all 14 pages of the former and all 28 of the latter are what they say;
tools that keep blogs and shops as well (Hugo, Jekyll, MediaWiki, WordPress) say nothing."""
SCORE = 0.97
"""The probability of such a type: 42 of 42 labelled pages, by the rule of succession ((n + 1) / (n + 2))."""

_TYPE_OF = {name: kind for kind, names in GENERATORS.items() for name in names}
_NAMES = "|".join(sorted(map(re.escape, _TYPE_OF), key=len, reverse=True)).replace(r"\ ", " ")
_STATED = re.compile(
    rf"""(?i)\scontent\s{{0,9}}=\s{{0,9}}["']?\s{{0,9}}(?:powered by |the |created by )?({_NAMES})(?![a-z])""".encode()
)


def type_by_generator(page: Page, data: bytes) -> str | None:
    """Return the type of page that the program makes which a page names as its own; None where it says nothing."""
    marks: Any = page.marks[: page.state[N_MARKS], : M_END + 1]
    for mark in marks[marks[:, M_TAG] == T["meta"]].tolist():
        if data.find(b"enerator", mark[M_START], mark[M_END]) > 0:
            found = _STATED.search(data, mark[M_START], mark[M_END])
            if found:
                return _TYPE_OF[found[1].decode().lower()]
    return None
