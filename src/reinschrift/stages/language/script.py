"""The script of a text, for the languages that are written in two and whose tag has to say which."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.text.blocks import IDEOGRAPH, is_in

FIRST_PLANE = 0x10000
"""Code points of the plane in which both standards are; the ideographs of others need not be tried."""


def with_script(tags: pa.StringArray, texts: pa.StringArray) -> pa.StringArray:
    """Return the tags, `sr` as `sr-Latn` where the text is mostly Latin, `zh` as `zh-Hant` where it is traditional."""
    tags = _where_more(tags, "sr", "sr-Latn", texts, (r"\p{Latin}", r"\p{Cyrillic}"))
    return _where_more(tags, "zh", "zh-Hant", texts, _chinese())


def _where_more(
    tags: pa.StringArray, tag: str, other: str, texts: pa.StringArray, patterns: tuple[str, str]
) -> pa.StringArray:
    """Return the tags, `tag` replaced by `other` where the text has more of the first pattern than of the second."""
    rows = pc.indices_nonzero(pc.equal(tags, tag))
    if not len(rows):
        return tags
    theirs, ours = (_count(texts.take(rows), pattern) for pattern in patterns)
    changed = np.zeros(len(tags), np.bool_)
    changed[rows.to_numpy()] = theirs > ours
    return pc.if_else(pa.array(changed), other, tags)


def _count(texts: pa.StringArray, pattern: str) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = pc.count_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    return counts


@cache
def _chinese() -> tuple[str, str]:
    """Return what matches the ideographs of only the traditional (Big5) and only the simplified standard (GB 2312)."""
    ideographs = "".join(map(chr, np.flatnonzero(is_in(IDEOGRAPH)[:FIRST_PLANE]).tolist()))
    traditional, simplified = (
        set(ideographs.encode(charset, "ignore").decode(charset)) for charset in ("big5", "gb2312")
    )
    only = (traditional - simplified, simplified - traditional)
    first, second = ("[" + "".join(sorted(characters)) + "]" for characters in only)
    return first, second
