"""Files beside a register or a recipe, named by paths and patterns."""

from __future__ import annotations

from pathlib import Path

from reinschrift.errors import ConfigError
from reinschrift.storage.local import sha256_of


def files_of(written: str, folder: Path, entry: str) -> list[Path]:
    """Return the files of a path or a pattern that starts at a folder, by name; `ConfigError` if there is none.

    `entry` is where it is written, e.g. `held_out`, for the message.
    """
    pattern = Path(written)
    base, name = (Path(pattern.anchor), pattern.relative_to(pattern.anchor)) if pattern.anchor else (folder, pattern)
    if found := sorted(file for file in base.glob(str(name)) if file.is_file()):
        return found
    raise ConfigError(
        f"There is no file {written} of {entry}.",
        hint="Paths start at the folder of the file that names them; * stands for any part of a name.",
        context={"folder": folder},
    )


def hash_of(path: Path, entry: str) -> str:
    """Return the SHA-256 of such a file; `ConfigError` if it cannot be read."""
    try:
        return sha256_of(path)
    except OSError as error:
        raise ConfigError(
            f"A file of {entry} cannot be read: {error.strerror}.", hint="Check the file.", context={"file": path}
        ) from error
