"""The tokenizers that `snapshot.tokenizers` names: those that a package carries, and files `tokenizer.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from reinschrift.errors import ConfigError

NAMED: Mapping[str, str] = {"o200k": "o200k_base", "cl100k": "cl100k_base"}
"""The names of tokenizers that need no file, and what the package bpe-openai calls them."""
INSTALL = 'Install it with pip install "reinschrift[tokens]". Nothing was done.'
FILE = "tokenizer.json"


@dataclass(frozen=True)
class Tokenizer:
    """One tokenizer; it travels to a worker."""

    name: str
    """What `token_counts` calls it."""
    file: str | None
    """Its file; none for those that the package carries."""
    made_by: str
    """What its counts depend on: the file's hash, and the version of the package that reads it."""


def find_tokenizers(wanted: Sequence[str], folder: Path) -> tuple[Tokenizer, ...]:
    """Return the tokenizers that the settings name; files are looked for from `folder` on.

    A file is called what it is named, without its ending; a `tokenizer.json` what its folder is named. Raises
    `ConfigError` for a name that is none, a file that cannot be read, a package that is not installed.
    """
    found = tuple(_named(one) if one in NAMED else _of_file(one, folder / one) for one in wanted)
    names = [one.name for one in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigError(
            f"Two tokenizers of snapshot.tokenizers are called {twice}.",
            hint="Name each once; a file is called what it is named, a tokenizer.json what its folder is named.",
        )
    return found


def _named(name: str) -> Tokenizer:
    return Tokenizer(name, None, f"bpe-openai {_version_of('bpe-openai', name)}")


def _of_file(written: str, place: Path) -> Tokenizer:
    version = _version_of("tokenizers", written)
    if not written.endswith(".json"):
        raise ConfigError(
            f"There is no tokenizer {written}.",
            hint=f"snapshot.tokenizers takes {', '.join(NAMED)}, and files that end in .json.",
        )
    try:
        data = place.read_bytes()
        is_one = "model" in json.loads(data)
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(
            f"The tokenizer {written} cannot be read: {error}.",
            hint="snapshot.tokenizers names files from the project's folder on, as the package tokenizers saves them.",
            context={"file": place},
        ) from error
    if not is_one:
        raise ConfigError(
            f"The file {written} is no tokenizer.",
            hint="It must be one that the package tokenizers saved: JSON with the key model.",
            context={"file": place},
        )
    name = place.parent.name if place.name == FILE else place.stem
    return Tokenizer(name, str(place.absolute()), f"tokenizers {version} {hashlib.sha256(data).hexdigest()}")


def _version_of(package: str, wanted: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError as error:
        raise ConfigError(
            f"The tokenizer {wanted} of snapshot.tokenizers needs the package {package}, which is not installed.",
            hint=INSTALL,
        ) from error


def cuts_of(written: Mapping[str, Any]) -> tuple[bool, bool]:
    """Say of what is in a `tokenizer.json` whether it cuts as `PieceCounter` does, and whether at line feeds, too.

    What is not known to cut so, does not: its texts are counted whole.
    """
    normalizer = written.get("normalizer") or {"type": "NFC"}
    before = written.get("pre_tokenizer") or {}
    steps = before.get("pretokenizers", []) if before.get("type") == "Sequence" else [before]
    if normalizer.get("type") != "NFC" or any(step.get("add_prefix_space") for step in steps):
        return False, False
    kinds = [step.get("type") for step in steps]
    if kinds == ["ByteLevel"] and steps[0].get("use_regex", True):
        return True, False
    if kinds != ["Split", "ByteLevel"] or steps[1].get("use_regex", True):
        return False, False
    split = steps[0]
    is_known = split.get("pattern", {}).get("Regex") in PATTERNS
    return (is_known and split.get("behavior") == "Isolated" and not split.get("invert"),) * 2


_ENDINGS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_REST = r"|\s*[\r\n]+|\s+(?!\S)|\s+"
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_WORDS = rf"{_ENDINGS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+"
_SIGNS = r"| ?[^\s\p{L}\p{N}]+[\r\n]*"
_LIKE_O200K = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+{_ENDINGS}?|[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*{_ENDINGS}?"
    rf"|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*{_REST}"
)
PATTERNS = (rf"{_WORDS}|\p{{N}}{{1,3}}{_SIGNS}{_REST}", rf"{_WORDS}|\p{{N}}{_SIGNS}{_REST}", _LIKE_O200K)
"""The patterns by which widely used tokenizers cut texts: as cl100k does, with single digits, as o200k does."""
