"""How surely planted items are found, and how often others: `python -m evaluation.measure.held_out [--show]`.

Items are paragraphs of 10 to 120 words of half of the sites of the labelled pages; each is planted in five forms. What
is found in the paragraphs of the other sites, and of laws, plays and a journal, was not planted: sites share phrases.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa

from evaluation.data.clean import labelled_kinds
from evaluation.data.pages import pages_of_types
from reinschrift.held_out.find import find_held_out, index_of

N_ITEMS = 3000
FEWEST, MOST = 10, 120
"""Words of an item."""
LINE_WORDS = 8
AROUND_WORDS = 100
CHANGED_SHARE = 0.05
TIMES = 6  # texts are looked through so often, to measure the speed


def paragraphs_of(text: str) -> list[str]:
    return [part for part in re.split(r"\n+", text) if part.strip()]


def planted_forms(random_: random.Random, words: list[str]) -> Mapping[str, Callable[[str], str]]:
    """Return what makes a copy of an item, by the name of the form."""

    def rewrapped(item: str) -> str:
        own = item.split()
        return "\n\n".join(" ".join(own[at : at + LINE_WORDS]) for at in range(0, len(own), LINE_WORDS))

    def embedded(item: str) -> str:
        return " ".join([*random_.choices(words, k=AROUND_WORDS), item, *random_.choices(words, k=AROUND_WORDS)])

    def repunctuated(item: str) -> str:
        return re.sub(r"[.,;:!?](?=\s|$)", lambda _: random_.choice(["", " –", ";"]), item)

    def changed(item: str) -> str:
        own = item.split()
        for at in random_.sample(range(len(own)), max(round(CHANGED_SHARE * len(own)), 1)):
            own[at] = random_.choice(words)
        return " ".join(own)

    return {"whole": str, "rewrapped": rewrapped, "punctuation": repunctuated, "embedded": embedded, "changed": changed}


def halves() -> tuple[list[str], list[str]]:
    """Return the paragraphs of the sites that items come from, and those of others and of the genres."""
    pages = pages_of_types()
    sides: tuple[list[str], list[str]] = ([], [])
    for page in pages:
        sides[page.fold % 2].extend(paragraphs_of(page.gold or ""))
    for _, texts in labelled_kinds():
        sides[1].extend(part for text in texts for part in paragraphs_of(text))
    return sides


def measures(*, show: bool) -> Iterator[str]:
    random_ = random.Random(1)
    own, others = halves()
    items = sorted({part for part in own if FEWEST <= len(part.split()) <= MOST})
    items = random_.sample(items, min(N_ITEMS, len(items)))
    sets = index_of([str(number) for number in range(len(items))], items)
    words = [word for part in others for word in part.split()]
    for name, form in planted_forms(random_, words).items():
        found = find_held_out(pa.array([form(item) for item in items]), sets)
        yield f"{name}: {len(found) / len(items):.3f} of {len(items)}"
    false = find_held_out(pa.array(others), sets)
    yield f"not planted: {len(false)} of {len(others)} paragraphs"
    for one in false if show else ():
        yield f"  {one.covered} words: {others[one.row][:100]!r} as {items[one.item][:100]!r}"
    texts = pa.array(others * TIMES)
    begun = time.process_time()
    find_held_out(texts, sets)
    yield f"{texts.nbytes / 1e6 / (time.process_time() - begun):.0f} MB a CPU second"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="show what was found that was not planted")
    for line in measures(show=parser.parse_args().show):
        print(line)


if __name__ == "__main__":
    main()
