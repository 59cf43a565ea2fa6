"""One pass over the bytes of a column: characters, words, sentences and lines counted, words and lines hashed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.stages.quality.characters import IN_WORD, PUNCTUATION, SPACE, TERMINAL
from reinschrift.stages.quality.ornaments import LEADER, ornament_at
from reinschrift.stages.quality.words import HYPHEN, PERIOD, Text, Word, next_word
from reinschrift.text.arrays import Bytes, Hashes
from reinschrift.text.hashing import LETTER_BASE, mix
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import CONTINUATION, CONTINUES, before, code_at, decode
from reinschrift.text.words import TextColumn

COUNTS = (
    "chars", "lines", "tokens", "words", "word_chars", "alpha_words", "caps_words", "sentences", "letters", "digits",
    "uppers", "spaces", "parentheses", "url_chars", "hashes", "ellipses", "signs_in_rows", "bullet_lines",
    "ellipsis_lines", "terminal_lines", "short_lines", "c4_sentences", "c4_lorem_ipsum", "c4_curly_brackets",
)  # fmt: skip
"""What is counted of each document. `chars` has one line end between two lines; `tokens` are words and signs;
`words` are tokens with a character that is no punctuation, `alpha_words` tokens with a letter."""
(
    CHARS, LINES, TOKENS, WORDS, WORD_CHARS, ALPHA_WORDS, CAPS_WORDS, SENTENCES, LETTERS, DIGITS,
    UPPERS, SPACES, PARENTHESES, URL_CHARS, HASHES, ELLIPSES, SIGNS_IN_ROWS, BULLET_LINES, ELLIPSIS_LINES,
    TERMINAL_LINES, SHORT_LINES, C4_SENTENCES, C4_LOREM_IPSUM, C4_CURLY_BRACKETS,
) = range(len(COUNTS))  # fmt: skip

JAVASCRIPT_OR_POLICY, LOREM_IPSUM = 1, 2  # what C4 looks for in a line
SHORT_LINE = 30  # characters of a short line (FineWeb)
C4_WORDS, C4_LONGEST_WORD = 3, 1000  # of a line that C4 keeps
SIGN_CHARS = 3  # characters that a row of signs counts for, at most, in what is repeated
_ROW = np.uint64(0x5EED_0F_5167)  # tells a row of signs from the sign by itself
_LINE_FEED, _BRACKET, _BRACKET_END, _CURLY, _HASH = 0x0A, 0x5B, 0x5D, 0x7B, 0x23
_ELLIPSIS, _BULLET = 0x2026, 0x2022
_C4_ENDS = (0x2E, 0x3F, 0x21, 0x22, 0x27)  # . ? ! " '
_PARENTHESES = (0x28, 0x29)

Counted = npt.NDArray[np.int64]


class Rows(NamedTuple):
    """Texts of paragraphs; document d has the rows `bounds[d]` to `bounds[d + 1]`."""

    texts: TextColumn
    bounds: npt.NDArray[np.int64]
    marks: Bytes
    """`JAVASCRIPT_OR_POLICY` and `LOREM_IPSUM` of each row."""
    has_ordinals: Bytes
    """1 for each document in a language that writes ordinals as number and period."""


class Found(NamedTuple):
    """Tokens, lines and rows of all documents one after the other; `ends` [document, 2]: of its tokens, its lines."""

    hashes: Hashes
    chars: npt.NDArray[np.int32]
    is_word: Bytes
    lines: Hashes
    line_chars: npt.NDArray[np.int32]
    rows: Hashes
    row_chars: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int64]
    counts: Counted


class Line(NamedTuple):
    """What is known of a line besides what was counted at once."""

    tokens: int
    """Tokens found so far, those of earlier lines included."""
    sentences: int
    words: int
    """Between spaces."""
    longest: int
    """Characters between spaces."""
    curly: int
    has_words: bool


def room_for(rows: Rows) -> Found:
    """Return empty arrays that are surely large enough; pages never written to cost nothing."""
    n_bytes, n_rows = len(rows.texts.data), len(rows.texts.offsets) - 1
    n_documents = len(rows.bounds) - 1
    n_lines = int(np.count_nonzero(rows.texts.data == _LINE_FEED)) + n_rows
    return Found(
        np.empty(n_bytes, np.uint64),
        np.empty(n_bytes, np.int32),
        np.empty(n_bytes, np.uint8),
        np.empty(n_lines, np.uint64),
        np.empty(n_lines, np.int32),
        np.zeros(n_rows, np.uint64),
        np.zeros(n_rows, np.int32),
        np.zeros((n_documents, 2), np.int64),
        np.zeros((n_documents, len(COUNTS)), np.int64),
    )


@kernel
def scan(rows: Rows, table: Bytes, found: Found) -> None:
    """Fill `found` from the texts of `rows`; a line without a character that is seen does not count."""
    n_tokens = n_lines = 0
    for d in range(len(rows.bounds) - 1):
        text = Text(rows.texts.data, table, rows.has_ordinals[d])
        count = found.counts[d]
        for r in range(rows.bounds[d], rows.bounds[d + 1]):
            at, end = int(rows.texts.offsets[r]), int(rows.texts.offsets[r + 1])
            while at < end:
                at, stop, next_line, h, chars = _line_at(text, at, end)
                if chars:
                    n_words = count[WORDS]
                    line = _scan_line(text, at, stop, n_tokens, found, count)
                    n_tokens = line.tokens
                    _count_line(text, at, stop, rows.marks[r], line, count)
                    count[SHORT_LINES] += chars <= SHORT_LINE
                    if count[WORDS] == n_words:
                        h = mix(np.uint64(n_lines) ^ _ROW)  # a line of signs repeats nothing
                    found.lines[n_lines], found.line_chars[n_lines] = h, chars
                    found.rows[r] = mix(found.rows[r] * LETTER_BASE + h)
                    found.row_chars[r] += chars
                    n_lines += 1
                at = next_line
        first = found.ends[d - 1, 1] if d else 0
        count[TOKENS] = n_tokens - (found.ends[d - 1, 0] if d else 0)
        found.ends[d, 0], found.ends[d, 1] = n_tokens, n_lines
        count[LINES] = n_lines - first
        count[CHARS] = found.line_chars[first:n_lines].sum() + max(n_lines - first - 1, 0)


@kernel
def _line_at(text: Text, at: int, end: int) -> tuple[int, int, int, np.uint64, int]:
    """Return begin and end of the line at `at` without spaces around, the next one's begin, its hash, its length."""
    data = text.data
    while at < end and data[at] != _LINE_FEED and text.table[data[at]] & SPACE and data[at] < 0x80:  # noqa: PLR2004  # ASCII
        at += 1
    stop = at
    while stop < end and data[stop] != _LINE_FEED:
        stop += 1
    next_line = stop + 1
    while stop > at and data[stop - 1] <= ord(" "):
        stop -= 1
    h = np.uint64(0)
    chars = 0
    for k in range(at, stop):
        h = h * LETTER_BASE + np.uint64(data[k])
        chars += (data[k] & CONTINUES) != CONTINUATION
    return at, stop, next_line, mix(h), chars


@kernel
def _scan_line(text: Text, at: int, end: int, n: int, found: Found, count: Counted) -> Line:
    sentences = words = longest = chunk = curly = previous = 0
    is_ended, has_words = True, False
    data, table = text.data, text.table  # as locals: numba counts references to what it takes out of a tuple
    hashes, token_chars, is_words = found.hashes, found.chars, found.is_word
    while at < end:
        code, after = decode(data, at)
        kind = int(table[code])
        if kind & SPACE:
            count[SPACES] += 1
            chunk = 0
            at = after
            continue
        words += chunk == 0
        word = _sign_or_word(text, at, end, chunk == 0, count)
        is_word = word.letters + word.digits > 0 or (word.chars == 1 and not kind & PUNCTUATION)
        hashes[n], is_words[n] = word.hash, is_word
        token_chars[n] = word.chars if is_word else min(word.chars, SIGN_CHARS)
        n += 1
        chunk += word.chars
        longest = max(longest, chunk)
        if is_word:
            if previous != _BRACKET or word.digits < word.chars:  # [12] begins no sentence
                sentences += is_ended
                is_ended = False
            count[WORDS] += 1
            has_words = True
            count[WORD_CHARS] += word.chars
            count[ALPHA_WORDS] += word.letters > 0
            count[CAPS_WORDS] += word.letters > 1 and word.uppers == word.letters
            count[LETTERS] += word.letters
            count[DIGITS] += word.digits
            count[UPPERS] += word.uppers
            count[URL_CHARS] += word.chars * word.is_address
        else:
            is_ended |= (kind & TERMINAL) != 0 and word.chars == 1
            curly += code == _CURLY
            _count_sign(code, word.chars, count)
        at, previous = word.end, code
    return Line(n, sentences, words, longest, curly, has_words)


@kernel
def _sign_or_word(text: Text, at: int, end: int, follows_space: bool, count: Counted) -> Word:  # noqa: FBT001  # a kernel
    """Return the token at `at`; a row of signs is one token, however long it is."""
    code = code_at(text.data, at)
    if not int(text.table[code]) & IN_WORD:
        row = ornament_at(text.data, text.table, at, end)
        if row.signs:
            count[SIGNS_IN_ROWS] += row.signs
            return Word(row.end, mix(np.uint64(code) + _ROW), row.signs, 0, 0, 0, 0)
    return next_word(text, at, end, follows_space)


@kernel
def _count_sign(code: int, chars: int, count: Counted) -> None:
    count[HASHES] += code == _HASH and chars < LEADER
    count[PARENTHESES] += code in _PARENTHESES
    if code == PERIOD and chars < LEADER:
        count[ELLIPSES] += chars // 3
    count[ELLIPSES] += code == _ELLIPSIS


@kernel
def _count_line(text: Text, at: int, end: int, mark: int, line: Line, count: Counted) -> None:
    """Add to `count` what the whole line from `at` to `end` tells."""
    data = text.data
    count[SENTENCES] += line.sentences
    first = code_at(data, at)
    count[BULLET_LINES] += first in (_BULLET, HYPHEN) and line.has_words
    code = code_at(data, before(data, end))
    count[TERMINAL_LINES] += (text.table[code] & TERMINAL) != 0
    count[ELLIPSIS_LINES] += code == _ELLIPSIS or _ends_in_periods(data, at, end)
    if line.longest > C4_LONGEST_WORD or line.words < C4_WORDS:
        return
    end = _without_citations(data, at, end)
    if end == at or data[end - 1] not in _C4_ENDS or _ends_in_periods(data, at, end):
        return
    count[C4_LOREM_IPSUM] += (mark & LOREM_IPSUM) != 0
    if not mark & JAVASCRIPT_OR_POLICY:
        count[C4_CURLY_BRACKETS] += line.curly
        count[C4_SENTENCES] += line.sentences


@kernel
def _ends_in_periods(data: Bytes, at: int, end: int) -> bool:
    return end - at >= 3 and data[end - 1] == data[end - 2] == data[end - 3] == PERIOD  # noqa: PLR2004  # "..."


@kernel
def _without_citations(data: Bytes, at: int, end: int) -> int:
    """Return the end of the line without marks as [12] behind it, which C4 takes away."""
    while end - at > 1 and data[end - 1] == _BRACKET_END:
        k = end - 2
        while k > at and ord("0") <= data[k] <= ord("9"):
            k -= 1
        if data[k] != _BRACKET:
            break
        end = k
    return end
