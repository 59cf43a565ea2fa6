"""Every named number is a threshold that is tried, or has a reason why it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import thresholds
from tests.mutation_table import Verdict, from_table, table
from tests.thresholds import Threshold, find_thresholds, is_read_late, read_list, to_check


def test_the_list_names_what_is_there_and_needs_a_line() -> None:
    """No line for a number that is gone, or whose form of use says enough; none is both tried and left out."""
    chosen, others = find_thresholds()
    assert len(chosen) > len(others) > 0
    assert not {(one.file, one.name) for one in chosen} & {(one.file, one.name) for one in others}
    assert all(reason for part in read_list().values() for reason in part.values())
    assert len(to_check(others)) == sum(len(read_list()[part]) for part in thresholds.CHECKED)


MODULE = """
FIELD, OTHER = 3, 5
LIMIT = 0x1F
MODE = 0o600
ONE = 1
TWO = 2
THREE = 3
FOUR = 4
MARK = 7
DEPTH = 29
MANY = 12
BOTH = 6

TABLE = [BOTH]

def judge(row, key):
    return row[FIELD] > MANY and row[:, OTHER + 1] == MARK and key >> DEPTH < LIMIT and row[BOTH] > BOTH
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(thresholds, "PACKAGE", tmp_path)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "some.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "none.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr(thresholds, "LIST", tmp_path / "none.toml")
    return tmp_path


def test_the_form_of_use_tells(package: Path) -> None:
    """A place in a table, a mark, a shift and names that count are none; what is compared by size is one."""
    chosen, others = find_thresholds()
    assert [one.name for one in chosen] == ["MANY", "BOTH"]
    reasons = {one.name: reason for one, reason in others.items()}
    assert reasons["FIELD"] == reasons["OTHER"] == "the place of a field in a table"
    assert reasons["MARK"] == "only ever compared for equality"
    assert reasons["DEPTH"] == "only ever moves or masks bits"
    assert reasons["ONE"] == reasons["FOUR"] == "one of several that only tell things apart"
    assert "hexadecimal" in reasons["LIMIT"]
    assert "octal" in reasons["MODE"]
    assert is_read_late("text/some.py", "MANY")
    assert not is_read_late("text/some.py", "BOTH")
    (package / "none.toml").write_text('[speed]\n"text/some.py:GONE" = "no more"\n', encoding="utf-8")
    with pytest.raises(SystemExit, match="GONE"):
        find_thresholds()
    (package / "none.toml").write_text('[speed]\n"text/some.py:MARK" = "a mark"\n', encoding="utf-8")
    with pytest.raises(SystemExit, match="no threshold anyway"):
        find_thresholds()


def test_the_last_table_counts_where_values_are_the_same() -> None:
    """What it states of a threshold that has another value today, or is gone, is tried again."""
    held, survives, changed = (
        Threshold("text/some.py", name, value) for name, value in (("A", 4), ("B", 0.5), ("C", 6))
    )
    verdicts = [Verdict(held, (6, 2), "t.py::test_a[x]"), Verdict(survives, (0.75, 0.25), None)]
    page = table([*verdicts, Verdict(changed, (9, 3), "t.py::test_c")], 3, {}, set())
    found = from_table(page, [held, survives, changed._replace(value=7)])
    assert {one.threshold: one.killer for one in found} == {held: "test_a[x]", survives: None}
    assert {one.threshold: one.tried for one in found} == {held: (6, 2), survives: (0.75, 0.25)}


def test_the_table_has_each_threshold_and_few_survive() -> None:
    """Whoever adds or moves a threshold tries it with `python -m tests.mutate NAME`; one in ten may survive."""
    chosen, _ = find_thresholds()
    stated = from_table((thresholds.ROOT / "docs" / "mutation.md").read_text(encoding="utf-8"), chosen)
    assert {one for one in chosen if one not in {verdict.threshold for verdict in stated}} == set()
    assert sum(verdict.killer is None for verdict in stated) <= len(chosen) / 10
