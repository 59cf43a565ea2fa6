"""CSV for spreadsheets: nothing in a text is run, cut off in silence or taken for the next cell."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.export import sheets
from reinschrift.export.sheets import LONGEST_CELL, Sheets, cells_of_rows, safe_cells

BEGINS = "=+-@\t\r\n＝＋－＠"


def written(folder: Path, *tables: pa.Table) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each file, as a program reads them."""
    made = Sheets(folder, "x")
    for table in tables:
        made.write(table)
    made.close()
    return {
        file.name: list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
        for file in sorted(folder.glob("*.csv"))
    }


@given(st.lists(st.text() | st.builds(str.__add__, st.sampled_from(BEGINS), st.text())))
def test_no_cell_is_a_formula(texts: list[str]) -> None:
    """However it begins; what is no formula stays as it is."""
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    cells = safe_cells(pa.chunked_array([texts], pa.string())).to_pylist()
    for text, cell in zip(texts, cells, strict=True):
        assert not cell.strip().startswith(tuple("=+-@"))
        plain = text.replace("\0", "").replace("\N{REPLACEMENT CHARACTER}", "")
        if not re.search(r"""[;\t\r\n]["\s]*[=+\-@＝＋－＠]""", text):
            assert cell.replace("\N{REPLACEMENT CHARACTER}", "") in (plain, f"'{plain}")
        assert cell.replace("'", "").replace("\N{REPLACEMENT CHARACTER}", "") == plain.replace("'", "")


HIDDEN = (
    "a;=1+1",
    'a;"=1+1"',
    "a\n=1+1",
    'a\n"=1+1',
    "a\r\n @SUM(A1)",
    "a\t-1+1",
    "a; ＝1",
    "a;;+1",
    "a\n\n-1",
    '";=1";"=2',
)


@pytest.mark.parametrize("divider", [",", ";", "\t"])
@given(text=st.sampled_from(HIDDEN) | st.text('";,\t\n =+-@a', max_size=12))
def test_no_cell_is_a_formula_wherever_a_spreadsheet_divides(divider: str, text: str) -> None:
    """Kind: in German a spreadsheet divides at semicolons; quotes behind a comma are none, and lines are rows."""
    with TemporaryDirectory() as folder:
        made = Sheets(Path(folder), "x")
        made.write(pa.table({"id": ["ab"], "text": [text], "last": ["end"]}))
        made.close()
        data = (Path(folder) / "x.csv").read_bytes().decode("utf-8-sig")
    for row in csv.reader(io.StringIO(data, newline=""), delimiter=divider):
        assert not [cell for cell in row if cell.strip().startswith(tuple("=+-@＝＋－＠"))]


def test_a_cell_holds_what_fits_and_says_so() -> None:
    """At the limit nothing is cut."""
    cells = safe_cells(pa.chunked_array([["x" * LONGEST_CELL, "x" * (LONGEST_CELL + 1), None]])).to_pylist()
    assert cells[0] == "x" * LONGEST_CELL
    assert (len(cells[1]), cells[1][-4:]) == (LONGEST_CELL, " […]"[-4:])
    assert cells[2] is None


def test_values_come_back(tmp_path: Path) -> None:
    """Quotes, commas, line ends, fields of structs, lists; a null is empty, a number below zero a number."""
    rows = pa.table({"t": ['a "b", c\nd', None], "n": [-1, 2], "s": [{"a": {"b": 1}}, None], "l": [["ä"], None]})
    (read,) = written(tmp_path, rows).values()
    assert read[0] == {"t": 'a "b", c\nd', "n": "-1", "s.a.b": "1", "l": json.dumps(["ä"], ensure_ascii=False)}
    assert read[1] == {"t": "", "n": "2", "s.a.b": "", "l": ""}
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_file_has_more_rows_than_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next file has the same head; no row is lost between two."""
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    files = written(tmp_path, pa.table({"n": range(3)}), pa.table({"n": range(3, 13)}))
    assert {name: [int(row["n"]) for row in rows] for name, rows in files.items()} == {
        "x.csv": [0, 1, 2, 3, 4],
        "x-2.csv": [5, 6, 7, 8, 9],
        "x-3.csv": [10, 11, 12],
    }


def test_a_struct_within_a_struct_is_a_column() -> None:
    """At any depth."""
    rows = pa.table({"s": [{"a": {"b": [1]}, "c": "=x"}]})
    assert cells_of_rows(rows).to_pydict() == {"s.a.b": ["[1]"], "s.c": ["'=x"]}
