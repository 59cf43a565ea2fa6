"""Text that was read in the wrong charset: screened by a pattern over the column, mended by ftfy line by line."""

from __future__ import annotations

import re
from functools import cache

import ftfy
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from ftfy.badness import BADNESS_RE

from reinschrift.columns import matching, string_column, utf8_of
from reinschrift.text.arrays import Bytes, Offsets, Positions
from reinschrift.text.kernel import kernel
from reinschrift.text.spans import Spans, count_by_text, splice
from reinschrift.text.utf8 import CONTINUATION, CONTINUES

MAX_LINE = 4000
"""Bytes after which a line is cut at the next safe space: ftfy judges a line as a whole, and long ones are mixed."""
MAX_UNCUT = 64_000
"""Bytes after which a line without a safe space is cut between any two characters."""

# `explain=True`, because without it ftfy 6.3.1 takes no notice of the other options; only its encoding step is used.
_CONFIG = ftfy.TextFixerConfig(unescape_html=False, explain=True)
_LINE_FEED, _CARRIAGE_RETURN, _BLANK = 0x0A, 0x0D, 0x20
_SEPARATOR = (0xE2, 0x80, 0xA8)
_UPPER, _UPPER_A, _UPPER_Z = 0xDF, 0x41, 0x5A
# UTF-8 read as Windows-1252: a dash whose last byte, read as “ or ”, was straightened (– and — are then one), and
# a closing quotation mark whose last byte, which Windows-1252 does not have, was dropped.
_LOST_QUOTE = re.compile(r"â€(?=[\s.,;:!?)]|$)")
_NEXT_LINE = re.compile("\x85")
_NAMED_LETTER = re.compile(r"(?<![^\s(„“\"'»«])[ÃÂ](?= \S|[)“”\"'»«,.;:!?]|$)")

_QUOTED = re.compile(r"""(?<=["„“”»«‚‘'`(\[])[^\s"„“”»«‚‘'`()\[\]]{1,30}(?=["“”«»’‘'`)\]])""")
_LONE = re.compile(r"(?<!\S)[^\sA-Za-z]{2,6}?(?=[,.;:!?]?(?!\S))")
_ASCII_LETTER = re.compile(r"[A-Za-z]")
_NO_WORDS = frozenset("äüßñçÄÜÑÇ")
"""Letters that are no word of any language; é, è, à, å and others are, and stand beside broken ones in mixed texts."""
_NEAR = 60
"""Characters around a broken sign that stands for itself in which the sound one stands: `Ã¤ instead of ä`."""


def mend(texts: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int32]]:
    """Return `texts` with mojibake undone, and how many lines of each were mended (int32).

    The screen is ftfy's own pattern of what looks broken, run by Arrow: what it passes over, ftfy would leave alone.
    """
    counts = np.zeros(len(texts), np.int32)
    where = matching(texts, screen())
    bad = pa.array(where)
    if not where.any():
        return texts, counts
    few, mended = _mend_lines(texts.filter(bad))
    counts[where] = mended
    return (texts if not mended.any() else pc.replace_with_mask(texts, bad, few)), counts


def _mend_lines(texts: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int32]]:
    offsets, data = utf8_of(texts)
    bounds = np.empty(_most_lines(offsets, data), np.int64)
    bounds = bounds[: _cuts(offsets, data, bounds)]
    lines = string_column(bounds.astype(np.int32), data)
    bad = np.flatnonzero(matching(lines, screen()))
    given = lines.take(pa.array(bad)).to_pylist()
    mended = [mend_line(line) for line in given]
    alone = [is_named_letter(line) or is_quoted(line) for line in given]
    if any(alone):
        mended = _keep_named(given, mended, alone, _documents_of(offsets, bounds[bad]))
    changed = [i for i, (old, new) in enumerate(zip(given, mended, strict=True)) if old != new]
    spans = Spans(bounds[bad[changed]], bounds[bad[changed] + 1])
    new = pa.array([mended[i] for i in changed], pa.string())
    return splice(texts, spans, new), count_by_text(texts, spans.starts)


def is_named_letter(line: str) -> bool:
    """Say whether all that looks broken in a line is a letter Ã or Â that stands by itself, as where it is named.

    It may be an “à” whose second byte, a no-break space, has become a plain one; so its neighbours decide.
    """
    named = _NAMED_LETTER.sub("A", line)
    return named != line and not BADNESS_RE.search(named)


def is_quoted(line: str) -> bool:
    """Say whether all that looks broken in a line is quoted: in quotation marks, or beside the sound sign.

    A word in quotation marks, with sound letters of its own, counts as quoted where the line has it sound as well.
    """
    unquoted = _LONE.sub(_without_lone, _QUOTED.sub(_without_quoted, line))
    return unquoted != line and not BADNESS_RE.search(unquoted)


def _without_quoted(found: re.Match[str]) -> str:
    mended = mend_line(found[0])
    is_example = mended != found[0] and (not _ASCII_LETTER.search(found[0]) or mended in found.string)
    return "A" if is_example else found[0]


def _without_lone(found: re.Match[str]) -> str:
    mended = mend_line(found[0])
    if mended == found[0] or (mended.isalpha() and mended not in _NO_WORDS):
        return found[0]
    near = found.string[max(0, found.start() - _NEAR) : found.end() + _NEAR]
    return "A" if re.search(rf"(?<!\w){re.escape(mended)}(?!\w)", near) else found[0]


def _documents_of(offsets: Offsets, starts: Positions) -> npt.NDArray[np.int64]:
    """Return the number of the text that each line lies in."""
    return np.searchsorted(offsets, starts, side="right") - 1


def _keep_named(given: list[str], mended: list[str], alone: list[bool], documents: npt.NDArray[np.int64]) -> list[str]:
    """Return the mended lines, but those as they were given that only name a letter in a text without other faults."""
    broken = {
        document
        for document, old, new, is_alone in zip(documents.tolist(), given, mended, alone, strict=True)
        if old != new and not is_alone
    }
    return [
        old if is_alone and document not in broken else new
        for document, old, new, is_alone in zip(documents.tolist(), given, mended, alone, strict=True)
    ]


def mend_line(line: str) -> str:
    """Return one line with its mojibake undone, or as it is."""
    if "\x85" in line:
        line = _NEXT_LINE.sub(_next_line, line)
    fixed: str = ftfy.fix_encoding_and_explain(line, _CONFIG).text
    if "â€" in fixed:
        fixed = _LOST_QUOTE.sub("”", fixed.replace('â€"', "–"))
    # A surrogate that ftfy set free cannot be UTF-8.
    return fixed.encode("utf-8", "replace").decode() if _has_surrogates(fixed) else fixed


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _next_line(match: re.Match[str]) -> str:
    """U+0085 is a line end in ISO 6429 and, far more often, the ellipsis of Windows-1252 read as Latin-1."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if before in set(".!?:;\x85\n") or after == "\x85":
        return "\n"
    return "…" if not before.strip() or not after.strip() or not after.isalnum() else "\n"


@cache
def screen() -> str:
    """Return ftfy's pattern of mojibake in RE2's syntax: no layout, no comments, classes of Unicode."""
    pattern = re.sub(r"(\\.|\[(?:\\.|[^\]\\])*\])|\s+|#[^\n]*", lambda match: match[1] or "", BADNESS_RE.pattern)
    return "(?m)" + pattern.replace(r"\w", r"[\p{L}\p{N}_]").replace(r"\s", r"[\s\p{Z}\x{85}]")


def _most_lines(offsets: Offsets, data: Bytes) -> int:
    """Return a number that the starts of lines, and the end, are no more than."""
    ends = np.count_nonzero(data - np.uint8(_LINE_FEED) <= _CARRIAGE_RETURN - _LINE_FEED)  # below a line feed it wraps
    return int(ends + np.count_nonzero(data == _SEPARATOR[2]) + len(data) // MAX_LINE + len(offsets))


@kernel
def _cuts(offsets: Offsets, data: Bytes, bounds: Positions) -> int:
    """Write where the lines start, and the end, into `bounds`, which has room; return how many numbers that is."""
    n = 0
    for d in range(len(offsets) - 1):
        first = int(np.int64(offsets[d]))
        start = first
        for i in range(first, int(np.int64(offsets[d + 1]))):
            if i == first or _is_line_end(data, i - 1, first) or _may_cut(data, i, start, first):
                start = i
                bounds[n] = i
                n += 1
    bounds[n] = offsets[-1]
    return n + 1


@kernel(inline=True)
def _is_line_end(data: Bytes, i: int, first: int) -> bool:
    """Say whether a line ends with byte `i`: LF, VT, FF, CR that is not CRLF, or the last byte of U+2028."""
    last = data[i]
    if _LINE_FEED <= last <= _CARRIAGE_RETURN:
        return bool(last != _CARRIAGE_RETURN or data[i + 1] != _LINE_FEED)
    ends = last == _SEPARATOR[2] and i - first > 1
    return bool(ends and data[i - 1] == _SEPARATOR[1] and data[i - 2] == _SEPARATOR[0])


@kernel(inline=True)
def _may_cut(data: Bytes, i: int, start: int, first: int) -> bool:
    """Say whether the line from `start` is long and can be cut before byte `i`."""
    if i - start < MAX_LINE:
        return False
    if data[i - 1] == _BLANK and _is_letter(data[i]) and i - first > 1 and _is_letter(data[i - 2]):
        return True
    return i - start >= MAX_UNCUT and (data[i] & CONTINUES) != CONTINUATION


@kernel(inline=True)
def _is_letter(byte: int) -> bool:
    return _UPPER_A <= byte & _UPPER <= _UPPER_Z
