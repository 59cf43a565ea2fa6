"""The tokens of texts, counted by tokenizers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers
from reinschrift.tokens.find import NAMED, Tokenizer, cuts_of
from reinschrift.tokens.pieces import PieceCounter

TOKEN_COUNTS = pa.list_(pa.struct([("tokenizer", pa.string()), ("n_tokens", pa.int64())]))
"""The type of `token_counts`."""
LONGEST = 50_000
"""Characters that have at most 200,000 tokens, one for each of four bytes: with more bpe-openai refuses a text."""
_BETWEEN_LINES = re.compile(r"(?<=\n)(?=[^\W\d_])")
Counter = Callable[[pa.Array], npt.NDArray[np.int64]]
"""Given texts, how many tokens each has."""


def count_tokens(texts: pa.Array, tokenizers: Sequence[Tokenizer]) -> pa.Array:
    """Return for each text how many tokens it has for each tokenizer, as `TOKEN_COUNTS`; null without tokenizers."""
    if not tokenizers:
        return pa.nulls(len(texts), TOKEN_COUNTS)
    counts = np.stack([counter_of(one)(texts) for one in tokenizers], axis=1).ravel()
    names = pa.array([one.name for one in tokenizers]).take(pa.array(np.tile(np.arange(len(tokenizers)), len(texts))))
    offsets = pa.array(np.arange(0, len(counts) + 1, len(tokenizers)), pa.int32())
    entries = pa.StructArray.from_arrays([names, pa.array(counts)], names=["tokenizer", "n_tokens"])
    return pa.ListArray.from_arrays(offsets, entries)


@cache
def counter_of(tokenizer: Tokenizer) -> Counter:
    """Return what counts the tokens of texts; it keeps what it has met, so a process has one for each tokenizer."""
    if tokenizer.file is None:
        from bpe_openai import get_encoding  # noqa: PLC0415  # of an extra

        encode = get_encoding(NAMED[tokenizer.name]).encode_ordinary
        return PieceCounter(lambda text: sum(len(encode(part)) for part in _short_parts(text)), lines=True)
    return _counter_of_file(Path(tokenizer.file))


def _short_parts(text: str) -> list[str]:
    """Return a text in parts that bpe-openai takes: cut between lines, and only a line that is longer than that in it.

    Each cut of the second kind may make a token more; it takes a line of so many characters without a space.
    """
    if len(text) <= LONGEST:
        return [text]
    lines = _BETWEEN_LINES.split(text)
    return [line[at : at + LONGEST] for line in lines for at in range(0, len(line), LONGEST)]


def _counter_of_file(file: Path) -> Counter:
    from tokenizers import Tokenizer as Reader  # noqa: PLC0415  # of an extra

    written = file.read_text(encoding="utf-8")
    reader = Reader.from_str(written)
    reader.no_truncation()
    reader.no_padding()

    def count(text: str) -> int:
        return len(reader.encode(text, add_special_tokens=False))

    def count_whole(texts: pa.Array) -> npt.NDArray[np.int64]:
        return np.fromiter(map(count, pc.fill_null(texts, "").to_pylist()), np.int64, len(texts))

    values = json.loads(written)
    is_cut, lines = cuts_of(values)
    if not is_cut:
        return count_whole
    added = [entry["content"] for entry in values.get("added_tokens", ())]
    return _aside(PieceCounter(count, lines=lines), count_whole, "|".join(map(re.escape, added)))


def _aside(by_pieces: Counter, whole: Counter, added: str) -> Counter:
    """Return what counts by pieces the texts in which no added token stands: a cut may go through one."""
    if not added:
        return by_pieces

    def count(texts: pa.Array) -> npt.NDArray[np.int64]:
        has_added = pc.fill_null(pc.match_substring_regex(texts, added), fill_value=False)
        rows = numbers(has_added).astype(bool)
        found = by_pieces(pc.if_else(has_added, "", texts))
        found[rows] = whole(texts.filter(has_added))
        return found

    return count
