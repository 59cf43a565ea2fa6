"""Writes a register of sources as a person would: what is known as keys, what is left to know as comments."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from reinschrift.new_project.find_sources import Found

MOST_NAMED = 20
"""Names of fields or files that a comment holds."""


def register_of(found: Sequence[Found], raw: Path, root: Path) -> str:
    """Return the entries of sources for the register in the folder `raw` of the project in `root`."""
    return "\n".join("\n".join(_entry(source, raw, root)) + "\n" for source in found)


def _entry(source: Found, raw: Path, root: Path) -> list[str]:
    lines = ["[[source]]", f"name = {_quoted(source.name)}", f"files = {_quoted(_from(raw, root, source.files))}"]
    counted = ", ".join(f"{count} {form}" for form, count in source.formats.items())
    if source.formats:
        lines.append(f"# {counted}: each file is recognised by itself")
    if source.n_unseen:
        lines.append(f"# {source.n_unseen} further files were not looked at")
    lines += [f"# not readable: {_plain(path)}: {_plain(why)}" for path, why in source.bad[:MOST_NAMED]]
    if source.fields.mapped:
        pairs = ", ".join(f"{ours} = {_quoted(theirs)}" for ours, theirs in source.fields.mapped.items())
        lines.append(f"fields = {{ {pairs} }}  # taken by what they hold: please check")
    if source.fields.usual:
        pairs = ", ".join(f"{ours} = {_plain(theirs)}" for ours, theirs in sorted(source.fields.usual.items()))
        lines.append(f"# found by their names: {pairs}")
        if theirs := source.fields.usual.get("record"):
            lines.append(
                f"# fields = {{ record = {_quoted(theirs)} }}  # where no two in a file are the same: what a record is "
                "known by then follows it, and not its number"
            )
    if source.fields.unread:
        lines.append(f"# not read: {', '.join(map(_plain, source.fields.unread[:MOST_NAMED]))}")
    lines.append('license = "unknown"  # best as an SPDX identifier: "CC-BY-4.0"')
    lines.append('# origin = ""  # where it came from')
    return lines


def _from(raw: Path, root: Path, path: str) -> str:
    """Return a path as the register names it: relative where it lies in the project, so that the project can move."""
    return os.path.relpath(path, raw) if Path(path).is_relative_to(root) else path


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace(
        "\x7f", "\\u007f"
    )  # TOML's basic strings are JSON's, but for DEL


def _plain(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
