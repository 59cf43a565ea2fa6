"""Where the limits of code in plain text lie: how many lines show it, and how much else may stand between them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.stages.rows.code_blocks import code_blocks
from reinschrift.stages.rows.code_forms import Form, form_of
from reinschrift.stages.rows.code_screen import runs_with_code
from reinschrift.stages.rows.flat_code import Lines

PROSE, WORD = "    Das hier ist eine Zeile von Worten\n", "    Wort\n"


def is_block(text: str) -> bool:
    """Say whether all lines of a text are one block of code."""
    lines = text.split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines]
    found = code_blocks(Lines([line.strip() for line in lines], indents, [0] * len(lines)))
    return found == [(0, len(lines))]


def test_two_lines_show_code() -> None:
    """A remark and one line do not, whatever they look like."""
    assert is_block("y = 2\n    x = 1")
    assert not is_block("# y\n    x = 1")


@pytest.mark.parametrize(("others", "is_code"), [(3, True), (4, False)])
def test_half_of_the_lines_show_code(others: int, *, is_code: bool) -> None:
    """Three lines of code stand among three others and not among four."""
    assert is_block(f"y = 2\n    x = 1\n{WORD * others}z = 3") == is_code


@pytest.mark.parametrize(("sentences", "is_code"), [(2, True), (3, False)])
def test_a_fourth_of_the_lines_is_prose(sentences: int, *, is_code: bool) -> None:
    """Six lines of code hold two sentences and not three."""
    assert is_block("y = 2\n" + "    x = 1\n" * 4 + PROSE * sentences + "z = 3") == is_code


@pytest.mark.parametrize(("entries", "is_code"), [(1, False), (2, True)])
def test_three_names_are_a_configuration(entries: int, *, is_code: bool) -> None:
    """One that holds two others; a name and one value are a heading and a line."""
    assert is_block("name:\n" + "\n".join(f"    wert{number}: eins" for number in range(entries))) == is_code


@pytest.mark.parametrize(("others", "is_code"), [(2, True), (3, False)])
def test_three_fourths_of_a_configuration_are_entries(others: int, *, is_code: bool) -> None:
    """Seven entries hold two lines of other forms and not three."""
    entries = "".join(f"    wert{number}: eins\n" for number in range(5))
    assert is_block(f"name:\n{entries}{'    Wort dazu' + chr(10)}{WORD * (others - 1)}    ende: ja") == is_code


@pytest.mark.parametrize(("text", "form"), [(f"x = {'a' * 190};", Form.CODE), (f"x = {'a' * 220};", Form.PROSE)])
def test_a_line_of_code_is_short(text: str, form: Form) -> None:
    """Two hundred characters; a longer line was not written by hand as code is."""
    assert form_of(text) == form


@pytest.mark.parametrize(("words", "form"), [(7, Form.CODE), (8, Form.PROSE)])
def test_eight_words_in_a_row_are_a_sentence(words: int, form: Form) -> None:
    """No program has so many, though the first and the last are words of one."""
    assert form_of(f"for {'wort ' * (words - 2)}in") == form


@pytest.mark.parametrize(("printed", "is_code"), [(8, True), (9, False)])
def test_one_line_in_five_of_a_session_is_a_command(printed: int, *, is_code: bool) -> None:
    """Two commands among ten lines are one, two among eleven are not."""
    assert is_block("$ ls\n" + "Eine Zeile von vielen Worten ohne Ende\n" * printed + "$ ls") == is_code


SIGNS = st.sampled_from(
    [
        *"x+=:;,.(){}[]<>/*&|$%#@\\-_ \u00a0\u2003\x1f\x85",
        "y1",
        "été",
        "Ärger",
        "٣",
        "end",
        "END",
        "return",
        "SELECT",
        "FROM",
        "import",
        ">>> ",
        "@@ -",
        "file.c",
        ".conf",
        " ",
        "  ",
        "a b c",
        "1 2 3 4",
    ]
)


@given(st.lists(st.tuples(st.lists(SIGNS, min_size=1, max_size=7).map("".join), st.integers(0, 3), st.booleans())))
def test_no_run_that_holds_code_is_passed_over(drawn: list[tuple[str, int, bool]]) -> None:
    """The blocks of all lines are those of the runs that the screen leaves over."""
    lines = [(text.strip(), indent, int(is_blank)) for text, indent, is_blank in drawn if text.strip()]
    if not lines:
        return
    texts, indents, blanks = (list(column) for column in zip(*lines, strict=True))
    firsts = np.flatnonzero((np.arange(len(texts)) == 0) | (np.array(blanks) > 0)).astype(np.int32)
    hopeful = np.zeros(len(texts), np.bool_)
    hopeful[firsts] = runs_with_code(pa.array(texts), np.array(indents, np.int32), firsts)
    assert code_blocks(Lines(texts, indents, blanks, hopeful.tolist())) == code_blocks(Lines(texts, indents, blanks))


def test_the_screen_leaves_prose_out() -> None:
    """And keeps a letter of any script that `re` takes for one."""
    texts = pa.array(["Ein Satz steht hier.", "Noch einer, tiefer", "größe = 1", "größe = 2"])
    found = runs_with_code(texts, np.array([0, 4, 0, 0], np.int32), np.array([0, 2], np.int32))
    assert found.tolist() == [False, True]
