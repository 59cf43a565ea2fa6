"""Figures of the pages that follow from committed files: floors and ceilings of the gates, and counts in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from reinschrift.languages import language_files
from reinschrift.settings.stages import PersonalSettings

ROOT = Path(__file__).parents[1]
GATES = ROOT / "tests" / "gates"
_FLOOR = re.compile(r'"?(?P<name>[\w ]+?)"? = (?P<value>[\d.]+|\[[\d., ]+\])(?:\s*#\s*(?P<measured>.+))?')
_TABLE = re.compile(r"\[(?P<name>\w+)\](?:\s*#\s*(?P<about>.+))?")


def floors_of(name: str) -> str:
    """Return the floors and ceilings of a gate as a table: what, how much, and what stands behind it in the file."""
    lines = ["| what | floor or ceiling | measured |", "|---|---:|---|"]
    table = ""
    for line in (GATES / f"{name}.toml").read_text("utf-8").splitlines():
        if found := _TABLE.fullmatch(line.strip()):
            table = f"{found['name'].replace('_', ' ')}: "
        elif found := _FLOOR.fullmatch(line.strip()):
            value = found["value"].strip("[]").replace(",", "")
            lines.append(f"| {table}{found['name'].replace('_', ' ')} | {value} | {found['measured'] or ''} |")
    return "\n".join(lines)


def languages_with(section: str) -> int:
    """Return how many languages have a section in their file."""
    return sum(section in content for tag, content in language_files().items() if tag != "any")


NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
COUNTS: Mapping[str, tuple[str, Callable[[], int]]] = {
    "docs/pages.md": (r"section `stubs`; (\w+) languages", lambda: languages_with("stubs")),
    "docs/personal.md": (r"looks for (\w+) kinds of data", lambda: len(PersonalSettings.model_fields)),
}
"""By page, the words around a count and what counts it."""


def count_in(page: str, pattern: str) -> int:
    """Return the number that a page gives in digits or as a word."""
    found = re.search(pattern, (ROOT / page).read_text("utf-8"))
    assert found is not None, f"{page} no longer says {pattern}"
    return int(found[1]) if found[1].isdigit() else NUMBERS.index(found[1])


_MEASURES = re.compile(r"benchmarks[./]\w+|evaluation[./]measure[./]\w+")
_WHEN = re.compile(r"[(,]\s?commit [0-9a-f]{7} of 20\d\d-\d\d-\d\d\b")


def undated_sections(page: str) -> list[str]:
    """Return the headings of sections that name a command which measures, and not at which commit it did."""
    sections = re.split(r"(?m)^(?=#{1,4} )", (ROOT / page).read_text("utf-8"))
    return [
        section.partition("\n")[0] for section in sections if _MEASURES.search(section) and not _WHEN.search(section)
    ]
