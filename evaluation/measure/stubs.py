"""Labelled pages that are taken for errors, walls or the like: `python -m evaluation.measure.stubs`.

Each page is read as in a run, by the model that has not seen its site. All of them have a text, so what is printed is
harm, unless the text is what such a page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa

from evaluation.data.pages import LabelledPage, labelled_pages, pages_of_types
from evaluation.measure.harm import refined
from evaluation.measure.pages import fold_models
from reinschrift.columns import set_columns
from reinschrift.pages.blocks import block_texts, extract
from reinschrift.pages.choose import choose
from reinschrift.pages.metadata import read_tags
from reinschrift.pages.visible import lines_of
from reinschrift.settings.stages import StagesSettings
from reinschrift.sources.readers.records import BLOCKS
from reinschrift.stages.verdicts.stubs import find_stubs
from reinschrift.text.decoding import decode

PAGES_AT_ONCE = 50
WORD = re.compile(r"\w+")
META = pa.list_(pa.struct([(name, pa.string()) for name in ("where", "name", "value")]))


class Taken(NamedTuple):
    """A page that is taken for none."""

    page: LabelledPage
    reason: str
    rest: int
    """Words of other content."""
    known: int
    """Words of the labelled text."""


def taken(pages: Sequence[LabelledPage]) -> Iterator[Taken]:
    """Yield the pages that are taken for an error, a wall or the like."""
    models = fold_models()
    for start in range(0, len(pages), PAGES_AT_ONCE):
        some = pages[start : start + PAGES_AT_ONCE]
        read = [extract(decode(page.data).text.encode(), models[page.fold]) for page in some]
        tags = [read_tags(page) for _, page in read]
        titles = [
            choose(stated, lines_of(page, block_texts(page), extracted.scores), None).fields.get("title")
            for (extracted, page), (stated, _) in zip(read, tags, strict=True)
        ]
        blocks = pa.array([[block._asdict() for block in each.blocks] for each, _ in read], BLOCKS)
        batch = refined([each.text for each, _ in read], StagesSettings(), blocks)
        meta = pa.array([[each._asdict() for each in rights] for _, rights in tags], META)
        documents = set_columns(batch.documents, html_meta=meta, title=pa.array(titles, pa.string()))
        for reason, (is_one, rest) in find_stubs(batch._replace(documents=documents)).items():
            for number in is_one.nonzero()[0].tolist():
                page = some[number]
                known = len(WORD.findall(page.gold or " ".join(page.needed)))
                yield Taken(page, reason, int(rest[number]), known)


def main() -> None:
    """Print each page that is taken for none, and how many there are."""
    pages = [*labelled_pages(), *pages_of_types()]
    found = list(taken(pages))
    for page, reason, rest, known in found:
        print(f"{reason:<14}{rest:>5} words beside, {known:>6} known  {page.of} {page.url or page.name}")
    print(f"{len({id(each.page) for each in found})} of {len(pages)} pages")


if __name__ == "__main__":
    main()
