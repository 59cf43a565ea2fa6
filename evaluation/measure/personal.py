"""Personal data: recall and precision on synthetic texts: `python -m evaluation.measure.personal [SEED]`."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from evaluation.data.personal import Planted, make_texts
from reinschrift.columns import utf8_of
from reinschrift.personal import find_in_texts
from reinschrift.personal.finders import KINDS

COVERED = 0.6
"""Share of a planted item that a hit must cover."""

Span = tuple[int, int, str]


class Measured(NamedTuple):
    """How well planted items were found."""

    recall: float
    precision: float
    by_kind: dict[str, float]
    missed: list[str]
    false: list[str]


def measure(texts: Sequence[Planted]) -> Measured:
    """Return recall and precision on texts with planted items; a hit covers 60 % of an item and has its kind."""
    found = spans_in([planted.text for planted in texts])
    hits: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    missed: list[str] = []
    false: list[str] = []
    n_found = 0
    for number, (text, items) in enumerate(texts):
        for item in items:
            planted[item[2]] += 1
            if any(covers(span, item) and span[2] == item[2] for span in found[number]):
                hits[item[2]] += 1
            else:
                missed.append(f"{item[2]}: {text[max(0, item[0] - 20) : item[1] + 10]}")
        n_found += len(found[number])
        wrong = [span for span in found[number] if not any(covers(item, span) for item in items)]
        false.extend(f"{kind}: {text[max(0, start - 20) : end + 10]}" for start, end, kind in wrong)
    by_kind = {kind: hits[kind] / count for kind, count in sorted(planted.items())}
    return Measured(hits.total() / planted.total(), 1 - len(false) / n_found, by_kind, missed, false)


def covers(span: Span, item: Span) -> bool:
    return min(span[1], item[1]) - max(span[0], item[0]) >= COVERED * (item[1] - item[0])


def spans_in(texts: list[str]) -> dict[int, list[Span]]:
    """Return what is found in each text: start, end in characters, kind."""
    column = pa.array(texts, pa.string())
    row, kind, spans = find_in_texts(column, frozenset(range(len(KINDS))))
    offsets, data = utf8_of(column)
    found: dict[int, list[Span]] = defaultdict(list)
    for number, which, *ends in zip(row, kind, spans.starts, spans.ends, strict=True):
        start, end = (len(data[offsets[number] : at].tobytes().decode()) for at in ends)
        found[int(number)].append((start, end, KINDS[which].reason))
    return found


def main() -> None:
    """Print recall and precision, and the recall of each kind."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 77_031
    measured = measure(make_texts(seed, 4_000))
    print(f"seed {seed}: recall {measured.recall:.4f}, precision {measured.precision:.4f}")
    print("  " + ", ".join(f"{kind} {share:.3f}" for kind, share in measured.by_kind.items()))


if __name__ == "__main__":
    main()
