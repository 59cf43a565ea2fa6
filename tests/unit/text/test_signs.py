"""The signs that end sentences and close quotations are the same in kernels and in regular expressions."""

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from reinschrift.text.signs import (
    CLOSING_SIGNS,
    OPENING_QUOTES,
    SENTENCE_ENDS,
    SENTENCE_TERMINALS,
    WIDE_ENDS,
    closes,
    ends_sentence,
    none_of,
    one_of,
)

POINTS = [code for code in range(0x20000) if not 0xD800 <= code < 0xE000]


@pytest.mark.parametrize(("asked", "signs"), [(ends_sentence, SENTENCE_ENDS), (closes, CLOSING_SIGNS)])
def test_a_kernel_knows_the_signs_of_the_list_and_no_other(asked: Callable[[int], bool], signs: str) -> None:
    assert "".join(chr(code) for code in POINTS if asked(code)) == "".join(sorted(signs))


@pytest.mark.parametrize("signs", [SENTENCE_ENDS, CLOSING_SIGNS])
def test_both_engines_of_regular_expressions_read_a_class_alike(signs: str) -> None:
    characters = [*signs, *"ax,;-^ "]
    for pattern, expected in (
        (one_of(signs, also="^-"), {*signs, "^", "-"}),
        (none_of(signs), {*characters} - {*signs}),
    ):
        by_re = {sign for sign in characters if re.fullmatch(pattern, sign)}
        by_re2 = pc.match_substring_regex(pa.array(characters), pattern).to_pylist()
        assert by_re == {sign for sign, found in zip(characters, by_re2, strict=True) if found} == expected


def test_the_sets_stand_to_each_other_as_they_say() -> None:
    assert set(SENTENCE_ENDS) - set(SENTENCE_TERMINALS) == {"…"}
    assert set(WIDE_ENDS) < set(SENTENCE_TERMINALS)
    assert not set(SENTENCE_ENDS) & set(CLOSING_SIGNS + OPENING_QUOTES)


@pytest.mark.parametrize("end", [".", "!", "…", "。", "؟", "۔", "।", "։", "។", "።", "！", "｡"])
def test_the_ends_of_many_scripts_are_known(end: str) -> None:
    assert ends_sentence(ord(end))
