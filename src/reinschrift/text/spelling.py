"""How letters are written where only those of ASCII can be, as in addresses and in the names of fields: `ä` as `ae`."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.languages import section

_SMALL = {letter: letters for table in section("spelling").values() for letter, letters in table.items()}
_TWO = _SMALL | {small.upper(): letters.capitalize() for small, letters in _SMALL.items() if len(small.upper()) == 1}
_TWO_LETTERS = str.maketrans(_TWO)


def in_two_letters(text: str) -> str:
    """Return a text with its umlauts and `ß` written as two letters each.

    >>> in_two_letters("Überfluß")
    'Ueberfluss'
    """
    return text.translate(_TWO_LETTERS)


def column_in_two_letters(texts: pa.Array) -> pa.Array:
    """Return a column of texts (string), each as `in_two_letters` returns it; null stays null."""
    for letter, letters in _TWO.items():
        texts = pc.replace_substring(texts, letter, letters)
    return texts
