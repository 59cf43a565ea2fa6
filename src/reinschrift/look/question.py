"""What somebody asks a dataset for, and what kind of thing that is: a text, an address, a person's name or number."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from reinschrift.decisions.read import ID
from reinschrift.errors import ConfigError
from reinschrift.look.asked_file import text_of_file
from reinschrift.personal import PLACEHOLDERS, mask_texts
from reinschrift.personal.emails import is_email
from reinschrift.settings.stages import PersonalSettings
from reinschrift.text.addresses import plain_host
from reinschrift.text.passages import KEY_WORDS, forms_of, passages_of

KINDS = ("phrase", "file", "path", "url", "host", "author", "email", "phone", "id")
FEWEST_DIGITS = 6
_COUNTRY_DIGITS = 2  # of the country's code; a third one is before the last digits that count
_LAST_DIGITS = 9
_PHONE = re.compile(r"\+?[\d\s()/.-]{6,}")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-zA-Z][\w-]+")
_TEXT_FILES = frozenset({
    ".csv", ".htm", ".html", ".json", ".jsonl", ".log", ".rst", ".srt", ".tex", ".text", ".tsv", ".txt", ".vtt", ".xml",
})  # fmt: skip
"""How names of text files end; `.md` and others that end hosts, too, are not among them."""
_HOLDERS = frozenset(
    {".bz2", ".eml", ".epub", ".gz", ".mbox", ".parquet", ".tar", ".tgz", ".warc", ".xz", ".zip", ".zst"}
)
"""How names of other raw files end, which hold texts."""
_ADDRESS = r"[a-zA-Z][a-zA-Z0-9+.-]*://"
_LONGEST_NAME = 1024  # bytes that no name of a file exceeds
_PART = re.compile(r"\S*[./]\S*/\S*|/\S+|www\.\S+|\S+/\S+\.[a-z]\w*")


class Question(NamedTuple):
    """What is looked for."""

    kind: str
    """One of `KINDS`."""
    value: str
    """As it was asked; the content of a file."""
    name: str
    """What an answer calls it: a file by its name, what names a person not at all."""
    sha256: str | None = None
    """Of a raw file that is there, the hash of its bytes: another file of that name is not meant."""


def question_of(asked: str, kind: str | None = None) -> Question:
    """Return what is asked for; without a `kind`, what it looks like. Raises `ConfigError` for what cannot be asked."""
    kind = kind or _kind_of(asked)
    if kind not in KINDS:
        raise ConfigError(f"There is no kind of question {kind}.", hint=f"There are: {', '.join(KINDS)}.")
    value = text_of_file(asked) if kind == "file" else asked.strip()
    if not value or (kind == "phone" and len(digits_of(value)) < FEWEST_DIGITS):
        raise ConfigError(
            "There is nothing to look for." if not value else "This is too short for a telephone number.",
            hint="Give a sentence, a file, a URL, a host, an author, an e-mail address or a telephone number.",
        )
    return Question(kind, value, {"email": "an e-mail address", "phone": "a telephone number"}.get(kind, asked.strip()))


def raw_file_of(asked: str) -> Question | None:
    """Return the question for what a raw file, or a member of one, has become, if these words may name one."""
    text = asked.strip()
    if "\n" in text or len(text) >= _LONGEST_NAME or re.match(_ADDRESS, text) or re.fullmatch(ID, text):
        return None
    if _is_file(text):
        return Question("path", str(Path(text).absolute()), text, _hash_of(text))
    name = text.partition(" record ")[0]
    is_name = not re.search(r"\s", name) and ("/" in name or Path(name).suffix.lower() in {*_TEXT_FILES, *_HOLDERS})
    return Question("path", text, text) if is_name else None


def _hash_of(name: str) -> str | None:
    try:
        with Path(name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def digits_of(number: str) -> str:
    """Return the digits that tell a telephone number from others however it is written: its last ones.

    Neither the country's code nor the 0 before an area code is among them.
    """
    digits = "".join(str(int(sign)) for sign in number if sign.isdecimal())
    if number.strip().startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")[_COUNTRY_DIGITS:]
    return digits.lstrip("0")[-_LAST_DIGITS:]


def asked_passages(question: Question) -> list[list[str]]:
    """Return the passages that a text is looked for by, each in its forms: number 2n as it is, 2n + 1 masked.

    A snapshot holds no personal data, so a passage that has some is looked for with placeholders in its place, too;
    a number alone is not: every such number has the same placeholder.
    """
    parts = passages_of(question.value, KEY_WORDS) if question.kind == "file" else [question.value]
    masked = mask_texts(pa.array(parts, pa.string()), PersonalSettings())[0].to_pylist()
    pairs = zip(parts, (hidden if _has_words(hidden) else "" for hidden in masked), strict=True)
    return [forms_of(one) if one else [] for part, hidden in pairs for one in (part, hidden if hidden != part else "")]


def is_only_masked(question: Question) -> bool:
    """Return whether a text is nothing but values that are masked wherever they stand."""
    hidden = mask_texts(pa.array([question.value], pa.string()), PersonalSettings())[0][0].as_py()
    return bool(hidden != question.value and not _has_words(hidden))


def _has_words(masked: str) -> bool:
    for placeholder in PLACEHOLDERS.to_pylist():
        masked = masked.replace(placeholder, "")
    return any(sign.isalnum() for sign in masked)


def _kind_of(asked: str) -> str:
    text = asked.strip()
    if is_email(text):
        return "email"
    looks = (("url", rf"{_ADDRESS}\S+"), ("id", ID), ("phone", _PHONE))
    if (found := next((kind for kind, form in looks if re.fullmatch(form, text)), None)) is not None:
        return found
    if "\n" not in text and len(text) < _LONGEST_NAME and _is_file(text):
        return "file"
    if _is_missing_file(text):
        raise ConfigError(
            f"There is no file {text}, and nothing was read from one of that name.",
            hint="Name a file that is there or was read. To look for these words, add --as phrase; for a part of an "
            "address, --as url.",
            context={"file": text},
        )
    if _HOST.fullmatch(text) and plain_host(text):
        return "host"
    return "url" if _PART.fullmatch(text) else "phrase"


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def _is_missing_file(name: str) -> bool:
    """Return whether this names a text file in a folder that is there; in none it may be the part of an address."""
    place = Path(name)
    if re.search(r"\s", name) or place.suffix.lower() not in _TEXT_FILES:
        return False
    return os.path.isdir(place.parent) and str(place.parent) != place.anchor  # noqa: PTH112  # Path would raise for a name that no file can have
