"""Recognises text in UTF-16 and UTF-32, with a byte order mark or without, in any script."""

from __future__ import annotations

import codecs
from collections import Counter

from reinschrift.languages import all_words
from reinschrift.text import blocks
from reinschrift.text.binary import count_controls, is_plain
from reinschrift.text.characters import category_of, characters
from reinschrift.text.utf8 import is_utf8

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LOOKED_AT = 4096
"""Bytes that decide."""
LEAST_CHARACTERS = 4
LEAST_CONTROLS = 0.01
"""Share of control characters among the bytes of UTF-16; the rarest are in Chinese: one in twenty."""
MOST_BAD = 0.01
"""Share of controls, private and unassigned characters that a text may have."""
TOP_BLOCK, TOP_BLOCKS = 0.4, 0.93
"""Share of a text's characters in the most frequent block of Unicode, and in the four most frequent."""
KANA, HANGUL, FREQUENT, BETWEEN = 0.2, 0.5, 0.04, 0.01
"""What shows East Asian text: shares of kana, of Hangul, of the most frequent ideographs, of signs between clauses."""
FREQUENT_IDEOGRAPHS = frozenset("".join(all_words("characters", "simplified") | all_words("characters", "traditional")))
SIGNS = frozenset(" \t\n\r\u3000、。，！？；：「」")


def wide_charset(data: bytes) -> tuple[str, int] | None:
    """Return which UTF-16 or UTF-32 the beginning of a file is in, and how long its mark is; None: in neither."""
    for mark, name in MARKS:
        if data.startswith(mark) and _read(data[len(mark) : LOOKED_AT], name) is not None:
            return name, len(mark)
    head = data[:LOOKED_AT]
    if count_controls(head) <= LEAST_CONTROLS * len(head):
        return None
    if is_utf8(head, whole=False) and b"\0" not in head and _is_calm(head):
        return None
    for pair in (("utf-32-le", "utf-32-be"), ("utf-16-le", "utf-16-be")):
        read = {name: text for name in pair if (text := _read(head, name)) and _is_written(text)}
        if read:
            return max(read, key=lambda name: sum(character in SIGNS for character in read[name])), 0
    return None


def is_text(head: bytes) -> bool:
    """Say whether bytes look like text in any charset."""
    return is_plain(head) or wide_charset(head) is not None


def _read(head: bytes, name: str) -> str | None:
    """Return the characters that bytes are in a charset, the last one may be cut off; None if they are none."""
    try:
        return codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        return None


def _is_calm(head: bytes) -> bool:
    return count_controls(head) <= 5 * LEAST_CONTROLS * len(head)


def _is_written(text: str) -> bool:
    """Say whether characters are such as people write: few that nobody does, from few blocks or of East Asia."""
    text = text.replace("\0", "")  # padding
    if len(text) < LEAST_CHARACTERS:
        return False
    counts = Counter(text)
    bad = sum(count for character, count in counts.items() if _is_bad(character))
    if bad > MOST_BAD * len(text):
        return False
    blocks: Counter[str] = Counter()
    for character, count in counts.items():
        blocks[_block(character)] += count
    if blocks["ideographs"] + blocks["kana"] + blocks["hangul"] <= (1 - TOP_BLOCKS) * len(text):
        top = [count for _, count in blocks.most_common(4)]
        return top[0] >= TOP_BLOCK * len(text) and sum(top) >= TOP_BLOCKS * len(text)
    frequent = sum(counts[character] for character in FREQUENT_IDEOGRAPHS)
    between = sum(counts[character] for character in SIGNS)
    east = blocks["kana"] >= KANA * len(text) or blocks["hangul"] >= HANGUL * len(text)
    return (east or frequent >= FREQUENT * len(text)) and between >= BETWEEN * len(text)


def _is_bad(character: str) -> bool:
    return character not in "\t\n\r\f\v\x1a" and category_of(character) in {"Cc", "Cn", "Co", "Cs"}


def _block(character: str) -> str:
    """Return the name of a character's block, East Asian ones taken together."""
    flags = int(characters().blocks[ord(character) >> 4])
    for name, flag in (("kana", blocks.KANA), ("ideographs", blocks.IDEOGRAPH), ("hangul", blocks.HANGUL)):
        if flags & flag:
            return name
    return str(ord(character) >> 7)
