"""What is known of each character: pinned, and the same whatever Python runs."""

from __future__ import annotations

import ast
import hashlib
import re
import unicodedata
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import reinschrift
from reinschrift.stages.language.prepare import character_kinds
from reinschrift.stages.lines.characters import CLASSES
from reinschrift.stages.quality.characters import UPPER, character_table
from reinschrift.stages.rows.line_form import CASES
from reinschrift.text import blocks, letters, make_tables
from reinschrift.text.characters import BLOCKS, CATEGORIES, category_of, characters, classes_of, one_in
from reinschrift.text.fold import BREAK, fold
from reinschrift.text.repair.code_points import flags

PINNED = Path(make_tables.__file__).parent
IS_PINNED_VERSION = unicodedata.unidata_version == "14.0.0"


@pytest.mark.parametrize(
    ("table", "digest"),
    [
        (CASES, "edb14edaeffff73d"),
        (CLASSES, "11fe3f1dccf417a7"),
        (letters.SMALL, "ecec89943b24b153"),
        (character_kinds(), "0ae79fe347ded3c4"),
        (flags(), "dbb000af4da08006"),
        (character_table(), "5522886d25f390dc"),
        (fold().table, "dc1d09d03517d8a9"),
        (characters().categories, "0920740deae69f6b"),
        (characters().small, "2f1a7b3137115900"),
    ],
)
def test_no_table_of_classes_depends_on_the_python_that_runs(table: npt.NDArray[np.generic], digest: str) -> None:
    assert hashlib.sha256(np.ascontiguousarray(table).tobytes()).hexdigest()[:16] == digest


def test_nothing_asks_the_running_python_for_a_class() -> None:
    """`unicodedata` is for the maker of the tables; its normal forms never change once a character is there."""
    asked = {
        (path.relative_to(PINNED.parent).as_posix(), node.attr)
        for path in Path(reinschrift.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "unicodedata"
    }
    assert {path for path, name in asked if name not in {"normalize", "combining"}} == {"text/make_tables.py"}


def test_no_module_makes_a_class_of_a_script_itself() -> None:
    """Han, kana and Hangul are known to `blocks`, and one by one to the tokeniser; the maker of the tables apart."""
    east = "(?:2[ef]|[3-9abc]|d[0-7]|f9)"
    own = re.compile(
        rf"(?:\\u{east}[0-9a-f]+|[\u2e80-\ud7ff])-(?:\\u|[\u2e80-\ud7ff])|\(0x{east}[0-9a-f]{{2,3}}, 0x",
        re.IGNORECASE,
    )
    found = {
        path.name: found[0]
        for path in Path(reinschrift.__file__).parent.rglob("*.py")
        if path.name != "make_tables.py" and (found := own.search(path.read_text("utf-8")))
    }
    assert not found


def test_no_module_makes_a_class_of_letters_itself() -> None:
    """Some letters of Latin with accents are those of some languages; `one_in` has those of all."""
    own = re.compile(r"\[[^\]]*[A-Za-z]-[A-Za-z][^\]]*[\u00c0-\u024f]")
    assert own.search("[A-Z\u00c4\u00d6]")
    found = {
        path.name
        for path in Path(reinschrift.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and own.search(node.value)
    }
    assert found == set()


@pytest.mark.parametrize(("category", "letters", "others"), [("Lu", "AŁŐŽΩЖ", "aß1ǅא"), ("Ll", "aßłőžωж", "AŁ1ǅא")])
def test_a_class_for_patterns_has_a_category_of_all_scripts(category: str, letters: str, others: str) -> None:
    assert all(re.fullmatch(one_in(category), letter) for letter in letters)
    assert not any(re.fullmatch(one_in(category), other) for other in others)


@pytest.mark.skipif(not IS_PINNED_VERSION, reason="the pinned tables were made with Unicode 14")
def test_the_table_says_what_unicode_does() -> None:
    table = characters()
    assert [CATEGORIES[number] for number in table.categories] == [
        unicodedata.category(chr(code)) for code in range(0x110000)
    ]
    assert table.small.tolist() == [ord(chr(code).lower()[0]) for code in range(0x110000)]
    composed = [code for code in range(0x110000) if not unicodedata.is_normalized("NFC", chr(code))]
    assert table.may_compose[composed].all()


@pytest.mark.slow
@pytest.mark.skipif(not IS_PINNED_VERSION, reason="the pinned tables were made with Unicode 14")
def test_the_tables_are_what_their_maker_writes() -> None:
    """They are not edited by hand."""

    def rows(name: str) -> list[str]:
        return [line for line in (PINNED / name).read_text("utf-8").splitlines() if not line.startswith("#")]

    assert rows("fold.txt") == make_tables.lines(make_tables.entry_of, BREAK)
    assert rows("characters.txt") == [
        *make_tables.lines(make_tables.character_of, "Cn"),
        *make_tables.lines(make_tables.composed_of, 0),
        *make_tables.block_lines(),
    ]


def test_ranges_of_scripts_stand_in_the_maker_alone() -> None:
    """Where ideographs, Hangul, Khmer and the wide forms begin is asked of the table."""
    begin = {0x1780, 0x3400, 0xAC00, 0xF900, 0xFE30}
    own = {
        path.name
        for path in Path(reinschrift.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in begin and type(node.value) is int
    }
    assert own == {"make_tables.py"}


def test_blocks_are_rows_of_sixteen_and_whole_planes() -> None:
    """As the kernels look them up."""
    assert tuple(make_tables.BLOCK_RANGES) == BLOCKS
    for first, last in (one for ranges in make_tables.BLOCK_RANGES.values() for one in ranges):
        assert first % 16 == 0 == (last + 1) % 16
    table = characters().blocks
    for code in (0x0E01, 0x1F3FF, 0x1FFFF, 0x20000, 0x2FFFF, 0x3FFFF, 0x40000, 0x10FFFF):
        assert blocks.blocks_of(code) == table[code >> 4]
    assert (table[0x2000:].reshape(-1, 0x1000) == table[0x2000::0x1000, None]).all()


@pytest.mark.parametrize(
    ("flag", "members", "others"),
    [
        (blocks.WIDE, "ᄀ中かカ한ㄱ（Ａ😀𠀀", "a\u1160ﾊเ⌚"),
        (blocks.UNSPACED, "กབကក中かﾊ、𠀀", "aह한ㄱ"),
        (blocks.KEEPS_WORDS, "กລကក", "བ中"),
        (blocks.IDEOGRAPH, "㐀中豈𠀀", "か한ㄱㄅ"),
        (blocks.OTHER_LETTER, "ꀀꓐ꤀ﭐﺀ", "中한＀"),
        (blocks.PICTURE, "↔⌚☀⬛😀", "a中©"),
    ],
)
def test_a_block_says_what_its_characters_are(flag: int, members: str, others: str) -> None:
    assert [one for one in members if not blocks.blocks_of(ord(one)) & flag] == []
    assert [one for one in others if blocks.blocks_of(ord(one)) & flag] == []


def test_classes_by_category() -> None:
    classes = classes_of({"L": 1, "Lu": 2, "Nd": 3}, 9)
    assert [classes[ord(sign)] for sign in "aAß中1½ "] == [1, 2, 1, 1, 3, 9, 9]
    assert [category_of(sign) for sign in "aA1 \n\u0378"] == ["Ll", "Lu", "Nd", "Zs", "Cc", "Cn"]
    assert characters().small[ord("İ")] == ord("i")


def test_cherokee_is_not_written_in_capitals() -> None:
    assert not character_table()[0x13A0] & UPPER
    assert character_table()[ord("Ж")] & UPPER
