"""Which runs of lines can hold code, by regular expressions over whole columns: no other line is looked at singly."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa

from reinschrift.columns import matching
from reinschrift.stages.rows.code_forms import CHANGES, CLOSING, LINE_SIGN, PROMPT
from reinschrift.stages.rows.flat_code import LEAST_CODE
from reinschrift.stages.rows.flat_forms import FLAT
from reinschrift.text.arrays import Flags, Rows

_LETTERS = r"\x{80}-\x{10FFFF}"
_BLANKS = r"\x{1C}-\x{1F}\x{85}\pZ"
_FILE = r"\.[a-zA-Z]|[%$]"
"""What every name of a file has that the head of a rule may name (`code_forms.FILES`)."""


def runs_with_code(lines: pa.Array, indents: Rows, firsts: Rows) -> Flags:
    """Return for each run of lines whether it may hold code: never false where `code_blocks` finds some.

    Args:
        lines: texts of lines, without the blanks at their ends.
        indents: columns before each.
        firsts: the number of the first line of each run, ascending from 0.
    """
    edges = np.repeat(np.minimum.reduceat(indents, firsts), np.diff(firsts, append=len(indents)))
    is_deep = indents > edges
    shows, files = _begins(lines, _wide(LINE_SIGN) + rf"[\s{_BLANKS}]*$"), _begins(lines, rf"{CLOSING}|.*(?:{_FILE})")
    prompts = _begins(lines, rf"(?:{PROMPT}|{CHANGES})")
    n_flat = np.add.reduceat(_begins(lines, rf"(?:{_wide(FLAT)})$").astype(np.int32), firsts)
    steps: Flags = np.logical_or.reduceat(is_deep, firsts)
    signs: Flags = np.logical_or.reduceat((is_deep & shows) | files, firsts)
    found: Flags = (steps & signs) | np.logical_or.reduceat(prompts, firsts) | (n_flat >= LEAST_CODE)
    return found


def _begins(lines: pa.Array, beginning: str) -> Flags:
    """Return for each line whether it begins as the pattern says."""
    return matching(lines, f"^(?:{beginning})")


@lru_cache
def _wide(pattern: str) -> str:
    """Return a pattern of `re` for RE2 that finds at least as much.

    To RE2 only ASCII has letters, digits, blanks and edges of words; here all other characters may be each of them.
    """
    written, at, is_set = "", 0, False
    while at < len(pattern):
        sign = pattern[at : at + 2] if pattern[at] == "\\" else pattern[at]
        more = {"\\w": _LETTERS, "\\d": _LETTERS, "\\s": _BLANKS}.get(sign)
        if more is not None:
            written += f"{sign}{more}" if is_set else f"[{sign}{more}]"
        elif sign != "\\b":
            written += sign
        is_set = sign == "[" or (is_set and sign != "]")
        at += len(sign)
    return written
