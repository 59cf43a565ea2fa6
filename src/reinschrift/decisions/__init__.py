"""Decisions of people on what is kept and removed: entries of the file beside the register, and what they speak of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reinschrift.reasons import all_reasons

FILE = "decisions.jsonl"
"""The name of the file beside the register."""
KEEP, DROP = "keep", "drop"
DROPPED = "dropped"
"""The reason of what a decision removed."""
STAGE = "decisions"


@dataclass(frozen=True)
class Decision:
    """One entry: what it decides, on what, and who decided it, when and why. It travels to the workers."""

    decision: str
    """`keep` or `drop`."""
    who: str
    when: str
    """The day, as `2026-11-28`."""
    why: str
    document: str | None = None
    """The document's id, or the address of its page."""
    path: str | None = None
    """The raw file within its source, or a folder of files."""
    paragraph: str | None = None
    """The first digits, 16 at least, of the SHA-256 of a paragraph's text as it is published."""
    reason: str | None = None
    """Only what this rule removes."""
    source: str | None = None
    line: int = field(default=0, compare=False)
    """Its line in the file, from 1."""

    @property
    def key(self) -> str:
        """What the entry is called in counts and fingerprints: the same wherever in the file it stands."""
        values = {name: value for name, value in vars(self).items() if name != "line"}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def is_keep(self) -> bool:
        """Whether it keeps; else it drops."""
        return self.decision == KEEP

    @property
    def is_url(self) -> bool:
        """Whether `document` is the address of a page."""
        return self.document is not None and "://" in self.document

    @property
    def is_of_documents(self) -> bool:
        """Whether it speaks of whole documents."""
        return self.paragraph is None and self._removes("document")

    @property
    def is_of_paragraphs(self) -> bool:
        """Whether it speaks of paragraphs: of one by its hash, or of all that a rule removes."""
        return self.paragraph is not None or (self.reason is not None and self._removes("paragraph"))

    def _removes(self, scope: str) -> bool:
        return self.reason is None or scope in all_reasons()[self.reason].scopes

    def concerns(self, source: str, paths: Iterable[str]) -> bool:
        """Say whether it may speak of a record of these files of a source."""
        return self.source in (None, source) and (self.path is None or any(is_at(path, self.path) for path in paths))


def is_at(path: str, wanted: str) -> bool:
    """Say whether a raw file is the one that was named, is in it as in an archive, or in the folder that was."""
    return any(
        path == name or path.startswith(f"{name.rstrip('/')}/") or name.startswith(f"{path}/")
        for name in (wanted, wanted.removeprefix("raw/"))
    )


def concerning(decisions: Iterable[Decision], source: str, paths: Sequence[str]) -> tuple[Decision, ...]:
    """Return the entries that may speak of a record of these files, in the order of the file."""
    return tuple(one for one in decisions if one.concerns(source, paths))
