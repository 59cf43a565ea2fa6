"""Each reason is given by the cases of `reasons.json` that have it, and not by those that nearly do."""

from __future__ import annotations

import ast
import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pytest

from reinschrift import open as open_dataset
from reinschrift.errors import StageError
from reinschrift.project import load_project
from reinschrift.reasons import SETTING, all_reasons, check_reasons, in_order, mark_rows, reasons_of
from reinschrift.settings import Settings
from reinschrift.settings.rules import Rule
from reinschrift.settings.stages import VerdictsSettings
from reinschrift.snapshot.erase import erase
from reinschrift.stages.quality import quality_of
from reinschrift.stages.verdicts.judge import judge
from reinschrift.stages.verdicts.policies import policy_files
from tests.steps import rebuild_here

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "reasons.json").read_text(encoding="utf-8"))
OF_ROWS = [case for case in CASES if "signals" not in case]
PACKAGE = Path(__file__).parents[2] / "src" / "reinschrift"
ALONE = ("dedup.documents=false", "dedup.paragraphs=false")
"""Cases do not know of each other, but for those of duplicates."""


def thresholds() -> dict[str, float]:
    """Return the thresholds of all the peers, so that every rule is asked."""
    found: dict[str, float] = {"gopher_enough_stop_words": 2.0}
    for policy in ("reinschrift", "fineweb", "gopher", "c4"):
        found |= policy_files(policy)["other"]["thresholds"]
    return found


def write_project(root: Path, cases: list[dict[str, Any]]) -> None:
    """Write a project with one source a case, named by its number."""
    register = []
    for case in cases:
        name = f"case{CASES.index(case)}"
        folder = root / "raw" / name
        folder.mkdir(parents=True)
        leave_out = ""
        if "leave_out" in case:
            (root / "raw" / f"{name}.list").write_text("\n".join(case["leave_out"]), "utf-8")
            leave_out = f'leave_out = "{name}.list"\n'
        register.append(f'[[source]]\nname = "{name}"\nfiles = "{name}"\nlicense = "CC0-1.0"\n{leave_out}')
        if "held_out" in case:
            (root / "raw" / f"{name}.txt").write_text(case["held_out"], "utf-8")
            register.append(f'[[held_out]]\nname = "{name}"\nfiles = "{name}.txt"\n')
        if "annotation" in case:
            text = json.dumps(case["annotation"] | {"text_sha256": hashlib.sha256(case["text"].encode()).hexdigest()})
            (root / "raw" / f"{name}.jsonl").write_text(text, "utf-8")
            keys = f'by = "text_sha256"\nremove = {case["removes"]}\n'
            register.append(f'[[annotations]]\nname = "{name}"\nfiles = "{name}.jsonl"\n{keys}')
        if "decision" in case:
            by = {"source": name, "who": "A", "when": "2026-11-28", "why": "a case"}
            with (root / "raw" / "decisions.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(case["decision"] | by) + "\n")
        data = case.get("content", "").encode()
        if "hex" in case:
            data = bytes.fromhex(case["hex"])
        elif "file" not in case:
            texts = case.get("texts") or [case["text"]]
            data = "".join(f"{json.dumps({'text': text})}\n" for text in texts).encode()
        (folder / case.get("file", "a.jsonl")).write_bytes(data)
    for kind in cases[0].get("trained_on", ()):
        lines = [{"text": f"{kind} {number} {kind} {number * 7919}."} for number in range(60)]
        (root / "raw" / f"{len(register)}.jsonl").write_text(
            "".join(f"{json.dumps(line)}\n" for line in lines), "utf-8"
        )
        is_first = str(kind is cases[0]["trained_on"][0]).lower()
        name = f"kind{len(register)}"
        files = f'files = "{len(register)}.jsonl"\nlicense = "CC0-1.0"\nreference = {is_first}\n'
        register.append(f'[[source]]\nname = "{name}"\n{files}')
    (root / "raw" / "sources.toml").write_text("\n".join(register), "utf-8")
    (root / "reinschrift.toml").write_text("")


def rows_of_project(root: Path, cases: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that a rebuild of these cases removes, by source; kept texts are rows without a reason."""
    write_project(root, cases)
    project = load_project(str(root), (*ALONE, *cases[0].get("settings", ())))
    rebuild_here(project)
    for case in cases:
        if "erase" in case:
            erase(project.storage(), [case["erase"]])
    found = defaultdict(list)
    snapshot = open_dataset(str(project.output))
    for row in snapshot.removed.to_arrow().select(["source", "reason", "text"]).to_pylist():
        found[row["source"]].append(row)
    for row in snapshot.documents.to_arrow().select(["source", "text"]).to_pylist():
        found[row["source"]].append(row | {"reason": None})
    return found


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[dict[str, Any]]]:
    """What became of each case, by its number."""
    groups = defaultdict(list)
    for case in OF_ROWS:
        groups[(*case.get("settings", ()), case.get("erase", ""))].append(case)
    found: dict[int, list[dict[str, Any]]] = {}
    for cases in groups.values():
        of_source = rows_of_project(tmp_path_factory.mktemp("cases"), cases)
        found |= {CASES.index(case): of_source[f"case{CASES.index(case)}"] for case in cases}
    return found


@pytest.mark.parametrize("case", OF_ROWS, ids=lambda case: f"{case['reason']}: {case['why']}")
def test_case(case: dict[str, Any], rows: dict[int, list[dict[str, Any]]]) -> None:
    """The line, or the document, is removed for the reason; what only looks like it is not, and a line is kept."""
    found = rows[CASES.index(case)]
    line = case.get("line")
    given = [row for row in found if row["reason"] == case["reason"] and line in (None, row["text"])]
    assert bool(given) == case["gives"], [row["reason"] for row in found]
    if not case["gives"] and line is not None:
        assert any(row["reason"] is None and line in row["text"] for row in found)


@pytest.mark.parametrize("case", [case for case in CASES if "signals" in case], ids=lambda case: case["reason"])
def test_case_of_a_rule(case: dict[str, Any]) -> None:
    """The rule speaks against the text under the threshold of a peer, or does not."""
    paragraphs, language = pa.array(case["signals"].split("\n"), pa.string()), pa.array(["de"])
    quality = quality_of(paragraphs, np.array([0, len(paragraphs)]), language)
    settings = VerdictsSettings.model_validate({"policy": "none", "thresholds": thresholds(), "from_words": 0})
    judged = judge(quality, language, settings)
    assert judged.applies[judged.names.index(case["reason"]), 0] == case["gives"]


@pytest.mark.parametrize("name", all_reasons())
def test_every_reason_has_a_case_and_a_near_miss(name: str) -> None:
    """A reason that no case gives, or that nothing escapes, is not tested."""
    assert {case["gives"] for case in CASES if case["reason"] == name} == {True, False}


@pytest.mark.parametrize("reason", all_reasons().values(), ids=lambda reason: reason.name)
def test_every_reason_is_explained(reason: Any) -> None:
    """It has one sentence, an example, a source, and a setting that exists."""
    assert reason.says.endswith(".")
    assert reason.example
    assert reason.source
    assert set(reason.scopes) <= {"document", "paragraph", "span"}
    assert reason.stages
    for name in SETTING.findall(reason.setting or ""):
        *path, last = name.removesuffix(f".{reason.name}").split(".")
        settings: Any = Settings()
        for part in path:
            settings = getattr(settings, part)
        assert hasattr(settings, last), reason.setting


def test_the_cases_are_of_reasons_that_there_are() -> None:
    """None is left behind when a reason goes."""
    assert {case["reason"] for case in CASES} <= set(all_reasons())


def test_thresholds_can_be_set_for_every_rule() -> None:
    """The settings name the rules that have a signal."""
    assert set(get_args(Rule)) == {name for name, reason in all_reasons().items() if reason.signal}


def strings_in_code() -> set[str]:
    """Return every string that the code holds."""
    return {
        node.value
        for path in PACKAGE.rglob("*.py")
        if path.parts[-2:] != ("settings", "rules.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_reason_is_given_by_code() -> None:
    """A reason that no code names is dead; rules are named by their row alone."""
    assert {name for name, reason in all_reasons().items() if not reason.signal} <= strings_in_code()


def problems_in_code() -> set[str]:
    """Return the names of all problems that readers give a record."""
    calls = [
        node
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem"
    ]
    return {str(first.value) for call in calls if isinstance(first := call.args[0], ast.Constant)}


def test_code_gives_no_other_reasons() -> None:
    """What readers call a problem is a row of the table, and so is whatever marks a row."""
    assert problems_in_code()
    assert problems_in_code() <= set(reasons_of("read"))
    table = pa.table({"reason": ["menu"], "stage": ["lines"]})
    with pytest.raises(StageError, match="menus"):
        mark_rows(table, np.array([True]), reason="menus", stage="lines")
    with pytest.raises(StageError, match="menu:rights"):
        check_reasons(pa.array(["menu"]), pa.array(["rights"]))
    with pytest.raises(StageError, match="menus"):
        in_order(["menu", "menus"])


def test_rows_are_marked_and_no_others() -> None:
    """Marked rows get the values, the others keep theirs; a null reason takes a mark away."""
    table = pa.table({"reason": ["menu", None, "byline"], "text": ["a", "b", "c"]})
    marked = mark_rows(table, np.array([False, True, True]), reason=["teaser", None], measured=0.5, stage="lines")
    assert marked["reason"].to_pylist() == ["menu", "teaser", None]
    assert marked["measured"].to_pylist() == [None, 0.5, 0.5]
    assert marked["stage"].to_pylist() == [None, "lines", "lines"]
    assert marked["text"] == table["text"]


def test_the_order_of_the_table_decides() -> None:
    """Where several reasons apply to a document, the first row of the table is recorded."""
    assert in_order(["near_duplicate", "empty", "erased"]) == ("erased", "empty", "near_duplicate")
