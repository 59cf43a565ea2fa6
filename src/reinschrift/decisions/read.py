"""Reads the file of decisions: a JSON object a line, each checked."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from reinschrift.decisions import DROP, KEEP, Decision
from reinschrift.errors import ConfigError
from reinschrift.reasons import all_reasons, final_reasons

KEYS = tuple(one.name for one in fields(Decision) if one.name != "line")
ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{16,64}")
_FORM = '{"decision": "keep", "document": "…", "source": "…", "who": "…", "when": "2026-11-28", "why": "…"}'


class _WrongError(Exception):
    """What is wrong with a line, and what to do about it."""


def read_decisions(file: Path) -> tuple[Decision, ...]:
    """Return the entries of a file of decisions, in its order; none if there is no such file.

    Empty lines and those that begin with `#` are none. Raises `ConfigError`, which names the line, for an entry that is
    no JSON object, lacks one of `decision`, `who`, `when` and `why`, or speaks of nothing that a decision can be on.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The file of decisions cannot be read: {error}.",
            hint="Make it a text file in UTF-8, a decision a line, or take it away.",
            context={"file": file},
        ) from error
    entries = ((number, line.strip()) for number, line in enumerate(lines, 1))
    return tuple(_read_line(line, number, file) for number, line in entries if line and not line.startswith("#"))


def _read_line(line: str, number: int, file: Path) -> Decision:
    try:
        return _decision(_object(line), number)
    except _WrongError as wrong:
        message, hint = wrong.args
        raise ConfigError(
            f"Line {number} of the decisions is not right: {message}.",
            hint=hint,
            context={"file": file, "line": number},
        ) from None


def _object(line: str) -> dict[str, str]:
    try:
        values = json.loads(line)
    except ValueError as error:
        raise _WrongError(f"it is no JSON ({error})", f"Write it as {_FORM}.") from error
    if not isinstance(values, dict):
        raise _WrongError("it is no JSON object", f"Write it as {_FORM}.")
    for name, value in values.items():
        if name not in KEYS:
            near = difflib.get_close_matches(name, KEYS, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise _WrongError(f"there is no key {name}{meant}", f"Known here: {', '.join(KEYS)}.")
        if not isinstance(value, str) or not value.strip():
            raise _WrongError(f"{name} is not text, or is empty", f"Fill {name} in, or take it away.")
    return {name: value.strip() for name, value in values.items()}


def _decision(values: dict[str, Any], number: int) -> Decision:
    if missing := [name for name in ("decision", "who", "when", "why") if name not in values]:
        raise _WrongError(f"it does not say {', '.join(missing)}", "Each decision says who made it, when and why.")
    if values["decision"] not in (KEEP, DROP):
        raise _WrongError(f"{values['decision']} is no decision", f'Write "{KEEP}" or "{DROP}".')
    values["when"] = _day(values["when"])
    named = values.get("document")
    if named is not None and "://" not in named and not ID.fullmatch(named):
        if "path" in values:
            raise _WrongError("document is neither an id nor an address", "An id has 32 digits, 0 to 9 and a to f.")
        values["path"] = values.pop("document")
    if "paragraph" in values and not _HASH.fullmatch(values["paragraph"]):
        raise _WrongError(
            "paragraph is no hash", "Give the first 16 to 64 digits of the SHA-256 of its text; inspect prints them."
        )
    _check_extent(values)
    return Decision(**values, line=number)


def _day(written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise _WrongError(f"{written} is no day", "Write when as 2026-11-28.") from None


def _check_extent(values: dict[str, Any]) -> None:
    """Refuse an entry that speaks of a whole dataset, or asks for what no decision can do."""
    reason = values.get("reason")
    if not {"document", "path", "paragraph"} & values.keys() and not (reason and "source" in values):
        raise _WrongError(
            "it does not say what it is on",
            "Name a document, a path, a paragraph, or a reason and a source; how a whole source is treated is said "
            "in the register.",
        )
    if reason is None:
        return
    if reason not in all_reasons():
        near = difflib.get_close_matches(reason, all_reasons(), n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise _WrongError(f"there is no reason {reason}{meant}", "reinschrift explain-reason lists them all.")
    if reason in final_reasons() or not {"document", "paragraph"} & {*all_reasons()[reason].scopes}:
        raise _WrongError(
            f"no decision changes what is {reason}", "Decisions are on what lines, paragraphs, verdicts and copies are."
        )
