"""Sketches of texts under a key: how much of two texts is the same can be estimated from them, but not what it is.

A text counts as the set of its shingles, pieces of some bytes at every byte of each line. Of the minima of 512
permutations each leaves one bit (Li and König, b-bit minwise hashing, WWW 2010): two sets agree in a bit if the same
shingle is the minimum in both, and by chance in half of all other cases.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import distinct, one_chunk, utf8_of
from reinschrift.text.arrays import Bytes, Hashes, Positions, Sums
from reinschrift.text.hashing import LETTER_BASE, by_chance, mix_all
from reinschrift.text.kernel import kernel

N_BITS = 512
"""Bits of a sketch. The error of an estimate of .67 is .033 (standard deviation)."""
SHORT = 400
"""A text of fewer bytes has short shingles, so that an edit of one word leaves most of them."""
SHORT_SHINGLE = 4
SHINGLE = 8
"""Bytes of a shingle. Texts of one language share most pieces of four bytes once they are long."""
SAME_SHARE = 0.8
"""A text is the same if at least this share of the shingles of either is in both, as near-duplicates are by default.

Of 1,500 paragraphs of 80 to 200 characters .97 are with a word changed, and of longer ones all; of 40 to 80 characters
.999 are with a letter changed and .61 with a word (laws, journals and plays of 1800 to 2024)."""
_NOT_COUNTED = r"[^\p{L}\p{M}\p{N}\p{S}\n]+"
_BATCH_BYTES = 1 << 22
_MOST_PAIRS = 1 << 18
"""Pairs of texts that are compared together: 16 MB."""

Minima = npt.NDArray[np.uint32]


class Sketches(NamedTuple):
    """Sketches of n texts, all with shingles of the same width."""

    bits: Bytes
    """(n, 64): a row a text."""
    n_shingles: Positions
    """How many different shingles each text has."""


class Sketch(NamedTuple):
    """The sketch of one text, and how like it another must be to be this one."""

    n_bytes: int
    """The bytes of all its lines as they are compared; equal lines count once."""
    width: int
    """Bytes of a shingle."""
    bits: str
    """In hexadecimal."""
    n_shingles: int
    least: float
    """The least share of shingles that a text has in common with it, edited a little at most."""


def width_of(n_bytes: int) -> int:
    """Return the bytes of a shingle for a text of so many."""
    return SHORT_SHINGLE if n_bytes < SHORT else SHINGLE


def lines_by_id(texts: pa.Table) -> pa.Table:
    """Return the lines of texts as they are compared, each once an id: `id`, `line`, `n_bytes`; sorted by id.

    `texts` has `id` and `text`, several rows an id. In a line case and punctuation do not count, unless it has nothing
    else; empty lines are left out.
    """
    lists = pc.split_pattern(one_chunk(texts["text"]), "\n")
    written = pc.utf8_trim_whitespace(pc.list_flatten(lists))
    bare = pc.utf8_trim_whitespace(pc.utf8_lower(pc.replace_substring_regex(written, _NOT_COUNTED, " ")))
    line = pc.if_else(pc.equal(pc.binary_length(bare), 0), written, bare)
    found = pa.table({"id": one_chunk(texts["id"]).take(pc.list_parent_indices(lists)), "line": line})
    lines = found.group_by(["id", "line"]).aggregate([]).sort_by([("id", "ascending"), ("line", "ascending")])
    lines = lines.append_column("n_bytes", pc.cast(pc.binary_length(lines["line"]), pa.int64()))
    return lines.filter(pc.greater(lines["n_bytes"], 0)).combine_chunks()


def sketches_of(key: bytes, lines: pa.Table, width: int) -> tuple[pa.Array, Sketches]:
    """Return the ids of `lines`, as `lines_by_id` gives them, and a sketch of each, with shingles of `width` bytes."""
    seed = hmac.digest(key, f"shingles\0{width}".encode(), hashlib.sha256)
    drawn = by_chance(np.arange(2 * N_BITS, dtype=np.uint64), int.from_bytes(seed[:8], "big"))
    factors, summands = (drawn[:N_BITS] | np.uint64(1)).astype(np.uint32), drawn[N_BITS:].astype(np.uint32)
    ids = pc.unique(lines["id"])
    bits, n_shingles = np.zeros((len(ids), N_BITS // 8), np.uint8), np.zeros(len(ids), np.int64)
    first = 0
    for some in _batches(lines):
        shingles, bounds = _shingles(some, width, np.uint64(int.from_bytes(seed[8:16], "big")))
        minima = np.empty((len(bounds) - 1, N_BITS), np.uint32)
        _minima(shingles, bounds, factors, summands, minima)
        these = slice(first, first + len(minima))
        bits[these] = np.packbits((mix_all(minima.astype(np.uint64)) & np.uint64(1)).astype(bool), axis=1)
        n_shingles[these] = np.diff(bounds)
        first += len(minima)
    return one_chunk(ids), Sketches(bits, n_shingles)


def describe(key: bytes, lines: pa.Table, ids: Collection[str]) -> dict[str, Sketch]:
    """Return the sketches of those of the texts with these ids, set apart from the others (`apart_from`).

    `lines` are as `lines_by_id` gives them; a text without any has no sketch.
    """
    sizes = bytes_by_id(lines.filter(pc.is_in(lines["id"], pa.array(sorted(ids), pa.string()))))
    found = {}
    for width in sorted({width_of(n_bytes) for n_bytes in sizes.values()}):
        some = {identity: n_bytes for identity, n_bytes in sizes.items() if width_of(n_bytes) == width}
        there, every = sketches_of(key, lines, width)
        for identity, at in zip(some, pc.index_in(pa.array([*some]), there).to_pylist(), strict=True):
            bits, n_shingles = every.bits[at].tobytes().hex(), int(every.n_shingles[at])
            found[identity] = _apart(Sketch(some[identity], width, bits, n_shingles, SAME_SHARE), every)
    return found


def apart_from(key: bytes, sketches: Mapping[str, Sketch], lines: pa.Table) -> dict[str, Sketch]:
    """Return sketches that are set apart from more texts, `lines` as `lines_by_id` gives them, by their ids.

    Where a text is like one, what is to be it must be nearer to it than halfway to the most like of all.
    """
    found = dict(sketches)
    for width in sorted({one.width for one in sketches.values()}):
        _, every = sketches_of(key, lines, width)
        found |= {identity: _apart(one, every) for identity, one in sketches.items() if one.width == width}
    return found


def _apart(one: Sketch, texts: Sketches) -> Sketch:
    bits = np.frombuffer(bytes.fromhex(one.bits), np.uint8).reshape(1, -1)
    share = _same_share(Sketches(bits, np.array([one.n_shingles], np.int64)), texts)[0]
    nearest = share.max(where=(texts.bits != bits).any(axis=1), initial=0)
    return one._replace(least=max(one.least, round((1 + float(nearest)) / 2, 3)))


def bytes_by_id(lines: pa.Table) -> dict[str, int]:
    """Return how many bytes the lines of each id have."""
    sizes = lines.group_by("id").aggregate([("n_bytes", "sum")])
    return dict(zip(sizes["id"].to_pylist(), sizes["n_bytes_sum"].to_pylist(), strict=True))


def find_same(some: Sequence[Sketch], texts: Sketches) -> Iterator[tuple[int, int, float]]:
    """Yield which of some sketches is that of which text, edited a little at most, and the share that is the same.

    All are of one key and width.
    """
    bits = np.frombuffer(bytes.fromhex("".join(one.bits for one in some)), np.uint8).reshape(-1, N_BITS // 8)
    n_shingles = np.array([one.n_shingles for one in some], np.int64)
    least = np.array([[one.least] for one in some])
    step = max(1, _MOST_PAIRS // max(1, len(texts.n_shingles)))
    for first in range(0, len(some), step):
        these = slice(first, first + step)
        share = _same_share(Sketches(bits[these], n_shingles[these]), texts)
        for one, text in np.argwhere(share >= least[these]).tolist():
            yield first + one, text, float(share[one, text])


def _same_share(some: Sketches, texts: Sketches) -> Sums:
    """Return for each pair the estimated share of its shingles that the larger text has in common with the other."""
    words = [np.ascontiguousarray(each.bits).view(np.uint64) for each in (some, texts)]
    differ = np.bitwise_count(words[0][:, None] ^ words[1]).sum(axis=2, dtype=np.int64)
    jaccard = np.clip(1 - 2 * differ / N_BITS, 0, 1)
    both = some.n_shingles[:, None] + texts.n_shingles
    share: Sums = jaccard / (1 + jaccard) * both / np.maximum(some.n_shingles[:, None], texts.n_shingles)
    return np.minimum(share, 1.0)


def _batches(lines: pa.Table) -> Iterator[pa.Table]:
    """Yield the lines some at a time, all of an id together."""
    n_bytes = np.cumsum(lines["n_bytes"].to_numpy())
    ids = one_chunk(lines["id"]).dictionary_encode().indices.to_numpy()
    starts = np.flatnonzero(np.diff(ids, prepend=-1))
    if len(starts) == 0:
        return
    batch = n_bytes[starts] // _BATCH_BYTES
    firsts = starts[np.flatnonzero(np.diff(batch, prepend=-1))]
    for start, end in zip(firsts, [*firsts[1:], lines.num_rows], strict=True):
        yield lines.slice(start, end - start).combine_chunks()


def _shingles(lines: pa.Table, width: int, key: np.uint64) -> tuple[Minima, Positions]:
    """Return the different shingles of each id as hashes of 32 bits, and where those of each begin and end."""
    offsets, data = utf8_of(lines["line"])
    lengths = np.diff(offsets)
    left = np.repeat(offsets[1:], lengths) - np.arange(offsets[0], offsets[-1])
    letters = np.concatenate([data[offsets[0] : offsets[-1]].astype(np.uint64), np.zeros(width, np.uint64)])
    hashes: Hashes = np.zeros(len(left), np.uint64)
    for at in range(width):  # behind the end of a line stand zeros
        hashes = hashes * LETTER_BASE + np.where(left > at, letters[at : at + len(left)], np.uint64(0))
    short = (mix_all(hashes ^ key) >> np.uint64(32)).astype(np.uint64)
    rows = one_chunk(lines["id"]).dictionary_encode().indices.to_numpy()
    each = distinct((np.repeat(rows, lengths).astype(np.uint64) << np.uint64(32)) | short)
    owner = (each >> np.uint64(32)).astype(np.int64)
    return each.astype(np.uint32), np.searchsorted(owner, np.arange(int(rows[-1]) + 2))


@kernel(nrt=False)
def _minima(shingles: Minima, bounds: Positions, factors: Minima, summands: Minima, minima: Minima) -> None:
    """Put the minimum of each permutation x → factor x + summand modulo 2^32 of each text's shingles into its row."""
    for text in range(len(bounds) - 1):
        row = minima[text]
        row[:] = 0xFFFFFFFF
        for at in range(bounds[text], bounds[text + 1]):
            x = shingles[at]
            for k in range(len(row)):
                row[k] = min(row[k], np.uint32(factors[k] * x + summands[k]))
