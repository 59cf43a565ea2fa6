"""Writes documents in the forms for linguists: one file a split, or for TEI one a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from reinschrift.export.handed import Handed
from reinschrift.export.sentences.conllu import conllu_of
from reinschrift.export.sentences.document import Document, documents_of
from reinschrift.export.sentences.parting import check_segmenter
from reinschrift.export.sentences.tei import tei_of
from reinschrift.export.sentences.vertical import vertical_of
from reinschrift.snapshot.manifest import Manifest
from reinschrift.storage import Storage


def to_tei(storage: Storage, manifest: Manifest, folder: Path, handed: Handed) -> None:
    """Write each document as a TEI file named by its id, in the folder of its split."""
    check_segmenter()
    for document in documents_of(storage, manifest, handed):
        (folder / document.split).mkdir(exist_ok=True)
        with _opened(folder / document.split / f"{document.name}.xml") as file:
            file.writelines(tei_of(document))


def to_vertical(storage: Storage, manifest: Manifest, folder: Path, handed: Handed) -> None:
    """Write each split as a vertical file."""
    _write_splits(documents_of(storage, manifest, handed), folder, "vert", vertical_of)


def to_conllu(storage: Storage, manifest: Manifest, folder: Path, handed: Handed) -> None:
    """Write each split as a CoNLL-U file."""
    _write_splits(documents_of(storage, manifest, handed), folder, "conllu", conllu_of)


def _write_splits(
    documents: Iterator[Document], folder: Path, ending: str, lines: Callable[[Document], Iterator[str]]
) -> None:
    check_segmenter()
    files: dict[str, TextIO] = {}
    with ExitStack() as stack:
        for document in documents:
            if document.split not in files:
                files[document.split] = stack.enter_context(_opened(folder / f"{document.split}.{ending}"))
            files[document.split].writelines(lines(document))


def _opened(place: Path) -> TextIO:
    return place.open("w", encoding="utf-8", newline="\n")
