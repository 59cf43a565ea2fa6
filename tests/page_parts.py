"""Write the generated parts of files that are otherwise written by hand: `python -m tests.page_parts`.

A part of a page stands between two comments, `<!-- part: NAME -->` and `<!-- end: NAME -->`; in the contract and in
code they are `# begin of part: NAME` and `# end of part: NAME`, and the part is moved in as far as they are.
"""

from __future__ import annotations

import io
import tempfile
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from reinschrift.cli.print_summary import print_summary
from reinschrift.cli.terminal import Console
from reinschrift.kinds import KINDS
from reinschrift.model.card import read_card
from reinschrift.pages.page_types import OTHER
from reinschrift.pages.page_types import TYPES as PAGE_TYPES
from reinschrift.project import load_project
from reinschrift.reasons import all_reasons
from reinschrift.run import rebuild
from reinschrift.settings.describe import settings_table
from reinschrift.settings.stages import LinesSettings, MetadataSettings, ParagraphsSettings
from reinschrift.sources.formats import formats_markdown
from reinschrift.sources.readers import FORMATS
from tests.figures import floors_of
from tests.steps import rebuild_here

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
    """Return a drawing of the rooms in plain text: floors from the top down, and from each room arrows to floors below.

    An arrow stands for an import, and is left out where other arrows lead there already.
    """
    width = max(map(len, rooms()))
    floors: dict[int, list[str]] = {}
    for name in rooms():
        arrows = f"{name:<{width}} -> {', '.join(_direct(name))}" if _direct(name) else name
        floors.setdefault(_floor(name), []).append(arrows)
    lines = (line for floor in sorted(floors, reverse=True) for line in ("", *sorted(floors[floor])))
    return "\n".join(["```text", *lines, "```"]).replace("```text\n\n", "```text\n")


def _floor(name: str) -> int:
    """Return how many imports lead down from a room at the most, one after the other."""
    return max((1 + _floor(other) for other in _direct(name)), default=0)


def _direct(name: str) -> list[str]:
    """Return the rooms that `name` may import and that nothing else that it may import leads to."""
    others = rooms()[name]["may_import"]
    behind = {far for other in others for far in _reached(other)}
    return sorted(set(others) - behind)


def _reached(name: str) -> set[str]:
    others = rooms()[name]["may_import"]
    return set(others).union(*(_reached(other) for other in others))


def one_of(names: Iterable[str]) -> str:
    """Return names as a list in the contract, in lines of at most a hundred characters."""
    return textwrap.fill(", ".join(names) + ",", 100, break_long_words=False, break_on_hyphens=False)


def rules_with_thresholds() -> str:
    """Return the names of the rules that thresholds can be set for, as a list in code."""
    return "\n".join(f'"{name}",' for name, reason in all_reasons().items() if reason.signal)


def formats_of(holds: str) -> str:
    """Return the names of the formats that hold pages, or never do, as a list in code."""
    return "\n".join(f'"{name}",' for name in sorted(each.name for each in FORMATS if each.holds == holds))


LINES, PAGES, TYPES = "reinschrift.stages.lines", "reinschrift.pages.blocks", "reinschrift.pages.page_types"
SCORED = {
    "de": "32 German pages",
    "segments": "92 German pages of which some lines are labelled",
    "German": "both German sets together",
    "other": "200 pages, mostly English",
    "segments_de": "German pages, F1 of labelled segments",
    "precision_de": "precision of these",
    "recall_de": "recall of these",
    "segments_all": "pages in all languages, F1 of labelled segments",
    "fundus": "newspapers, F1 of runs of four words",
    "fundus_de": "German newspapers, likewise",
    "aeb": "English articles, likewise",
}
"""What the names of scores in the models' cards mean."""


def scores_of_lines() -> str:
    """Return what the card of the line model says of pages whose site it has not seen, and of clean text."""
    scores = read_card(LINES)["scores"]
    rows = [
        f"| {SCORED[name]} | {value['lines']:.3f} | {value['characters']:.3f} |"
        for name, value in scores.items()
        if name in SCORED
    ]
    removed = [f"| {name.replace('_', ' ')} | {share:.3f} |" for name, share in scores["clean text removed"].items()]
    return "\n".join([
        "| pages | F1 of lines | F1 of characters |", "|---|---:|---:|", *rows, "",
        "| clean text | share of characters removed |", "|---|---:|", *removed,
    ])  # fmt: skip


def confidence_of_pages() -> str:
    """Return what the card of page types says: types that are right, and confidence promised and measured."""
    scores = read_card(TYPES)["scores"]
    types, held = scores["types"], scores["confidence"]
    groups = range(1, 1 + sum(name.startswith("promised_") for name in held))
    rows = [f"| {held[f'promised_{number}']:.2f} | {held[f'measured_{number}']:.2f} |" for number in groups]
    names = [name for name in types if not name.startswith(("right", "doubt"))]
    shares = (
        f"The type is right for {types['right']:.0%} of the pages, for {types['right_where_sure']:.0%} of those with",
        "a `page_type_score` of 0.7 or more. By type (F1):",
    )
    return "\n".join([
        "| confidence promised | share of right texts |", "|---:|---:|", *rows, "",
        *shares, "",
        f"| {' | '.join(names)} |", f"|{'---:|' * len(names)}",
        f"| {' | '.join(f'{types[name]:.2f}' for name in names)} |",
    ])  # fmt: skip


def scores_of_pages() -> str:
    """Return what the card of the model of pages says of pages whose site it has not seen."""
    rows = [f"| {SCORED[name]} | {value:.3f} |" for name, value in read_card(PAGES)["scores"]["content"].items()]
    return "\n".join(["| pages | score |", "|---|---:|", *rows])


def limits_of(package: str) -> str:
    """Return the limits that a model's card names."""
    return "\n".join(f"- {limit}" for limit in read_card(package)["limits"])


def transcript() -> str:
    """Return what a rebuild of the sample prints into a file, but for the seconds."""
    with tempfile.TemporaryDirectory() as folder:
        project = load_project(str(ROOT), output=f"{folder}/sample")
        published = rebuild_here(project)
        plan = rebuild.plan_rebuild(project)
        bad_files = rebuild.check_bad_files(project, plan, rebuild.read_results(plan))
        summary = rebuild.summarise(project, published, bad_files, 0.0)
    progress = [f"{step}: {len(plan.shards)}/{len(plan.shards)} after … s" for step in ("refine", "assemble")]
    shown = io.StringIO()
    fixed = {"folder": f"processed/sample/snapshots/{summary['version']}", "seconds": "…"}
    print_summary(summary | fixed, Console(file=shown, width=120))
    printed = (line.rstrip() for line in shown.getvalue().rstrip().split("\n"))
    return "\n".join(["```console", "$ make rebuild", *progress, *printed, "```"])


PARTS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "README.md": {"rebuild": transcript},
    "docs/architecture.md": {"rooms": rooms_table, "drawing": rooms_drawing},
    "docs/lines.md": {
        "settings": partial(settings_table, LinesSettings),
        "scores": scores_of_lines,
        "limits": partial(limits_of, LINES),
    },
    "docs/metadata.md": {
        "settings": partial(settings_table, MetadataSettings),
        "floors": partial(floors_of, "metadata"),
    },
    "docs/pages.md": {
        "confidence": confidence_of_pages,
        "scores": scores_of_pages,
        "limits": partial(limits_of, PAGES),
    },
    "docs/paragraphs.md": {
        "settings": partial(settings_table, ParagraphsSettings),
        "floors": partial(floors_of, "paragraphs"),
    },
    "docs/personal.md": {"floors": partial(floors_of, "personal")},
    "docs/quality.md": {"floors": partial(floors_of, "verdicts")},
    "raw/README.md": {"formats": formats_markdown},
    "schemas/reinschrift.odcs.yaml": {
        "page types": lambda: one_of((*PAGE_TYPES, OTHER)),
        "kinds": lambda: one_of(KINDS),
        "reasons": lambda: one_of(all_reasons()),
    },
    "src/reinschrift/batch.py": {
        "formats of pages": partial(formats_of, "pages"),
        "formats of texts": partial(formats_of, "texts"),
    },
    "src/reinschrift/settings/rules.py": {"rules": rules_with_thresholds},
}
"""By page and name of the part, what writes it."""


def standing(page: str, part: str) -> str:
    """Return a part as it stands in its page."""
    return textwrap.dedent(_around(page, part)[1]).strip()


def write(page: str, part: str) -> None:
    """Write a part anew into its page."""
    before, _, after = _around(page, part)
    last = before.splitlines()[-1]
    indent = last[: len(last) - len(last.lstrip())]
    made = textwrap.indent(PARTS[page][part]().strip(), indent)
    (ROOT / page).write_text(f"{before}{made}\n{indent}{after}", encoding="utf-8")


def _around(page: str, part: str) -> tuple[str, str, str]:
    """Return a page up to a part, the part, and the rest; `ValueError` if its place is missing."""
    if page.endswith(".md"):
        begin, end = f"<!-- part: {part} -->\n", f"<!-- end: {part} -->"
    else:
        begin, end = f"# begin of part: {part}\n", f"# end of part: {part}"
    before, found, rest = (ROOT / page).read_text("utf-8").partition(begin)
    inside, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{page} has no place for the part {part}.")
    return before + begin, inside, end + after


if __name__ == "__main__":
    for each, parts in PARTS.items():
        for name in parts:
            write(each, name)
