"""Write the generated parts of pages that are otherwise written by hand: `python -m tests.page_parts`.

A part stands between two comments, `<!-- part: NAME -->` and `<!-- end: NAME -->`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click

from reinschrift.cli import main
from reinschrift.sources.formats import formats_markdown

ROOT = Path(__file__).parents[1]


@cache
def rooms() -> dict[str, dict[str, Any]]:
    """Return `tests/rooms.toml`: for each room what it does and what it may import, lowest rooms first."""
    return tomllib.loads((ROOT / "tests" / "rooms.toml").read_text("utf-8"))


def rooms_table() -> str:
    """Return the table of rooms, in the order of `tests/rooms.toml`."""
    lines = ["| room | what it does | may import |", "|---|---|---|"]
    for name, room in rooms().items():
        imported = ", ".join(f"`{other}`" for other in sorted(room["may_import"])) or "nothing"
        lines.append(f"| `{name}` | {room['does'][:1].upper()}{room['does'][1:]}. | {imported} |")
    return "\n".join(lines)


def rooms_drawing() -> str:
    """Return a drawing of the rooms: an arrow from a room to each that it imports, unless another way leads there."""
    arrows = (f"  {name} --> {' & '.join(_direct(name))}" for name in reversed(rooms()) if _direct(name))
    return "\n".join(["```mermaid", "flowchart TD", *arrows, "```"])


def _direct(name: str) -> list[str]:
    """Return the rooms that `name` may import and that nothing else that it may import leads to."""
    others = rooms()[name]["may_import"]
    behind = {far for other in others for far in _reached(other)}
    return sorted(set(others) - behind)


def _reached(name: str) -> set[str]:
    others = rooms()[name]["may_import"]
    return set(others).union(*(_reached(other) for other in others))


def commands_table() -> str:
    """Return a row for each command of the command line: its usage, and what its help says first."""
    lines = ["| command | what it does |", "|---|---|"]
    for name, command in main.commands.items():
        context = click.Context(command, info_name=name)
        usage = " ".join(piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]")
        sentence = re.split(r"\n\n|(?<=\.)\s+(?=[A-Z])", command.help or "")[0]
        cells = (f"reinschrift {name} {usage}".strip(), " ".join(sentence.split()))
        lines.append("| `{}` | {} |".format(*(cell.replace("|", "\\|") for cell in cells)))
    return "\n".join(lines)


PARTS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "README.md": {"commands": commands_table},
    "docs/architecture.md": {"rooms": rooms_table, "drawing": rooms_drawing},
    "raw/README.md": {"formats": formats_markdown},
}
"""By page and name of the part, what writes it."""


def filled(page: str) -> str:
    """Return a page with its parts written anew; `ValueError` if the place of one is missing."""
    text = (ROOT / page).read_text("utf-8")
    for name, write in PARTS[page].items():
        before, begin, rest = text.partition(f"<!-- part: {name} -->\n")
        _, end, after = rest.partition(f"<!-- end: {name} -->")
        if not begin or not end:
            raise ValueError(f"{page} has no place for the part {name}.")
        text = f"{before}{begin}{write().strip()}\n{end}{after}"
    return text


if __name__ == "__main__":
    for each in PARTS:
        (ROOT / each).write_text(filled(each), encoding="utf-8")
