"""Clean texts by kind, in which nothing is debris: those of the labelled data, and small ones of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluation.data import FOLDER, ROOT, read_jsonl

OWN = ROOT / "evaluation" / "small" / "clean"
"""One text a file, `kind.language.txt`; several of a kind are `kind-name.language.txt`."""
LABELLED = {"laws": "laws-de", "plays": "plays-de", "journal": "journal1800-de"}
"""Kinds of the labelled data, and their files in `genres`."""


def labelled_kinds() -> Iterator[tuple[str, list[str]]]:
    """Yield each kind of the labelled data with its texts, where they are."""
    for kind, name in LABELLED.items():
        path = FOLDER / "genres" / f"{name}.jsonl.zst"
        if path.exists():
            yield kind, [record["text"] for record in read_jsonl(path)]


def own_kinds() -> dict[str, list[str]]:
    """Return our own small texts by kind."""
    kinds: dict[str, list[str]] = {}
    for path in sorted(OWN.glob("*.txt")):
        kinds.setdefault(kind_of(path), []).append(path.read_text("utf-8"))
    return kinds


def kind_of(path: Path) -> str:
    """Return the kind that a file's name tells."""
    return path.name.split(".")[0].split("-")[0]
