"""What a program must know to be let in by the local server: a secret in a file that only its owner can read."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path

from reinschrift.errors import ConfigError

FILE = "server.secret"
USER = "reinschrift"
OWNER_ONLY = 0o700


def close_folder(home: Path) -> None:
    """Make the server's folder, and let nobody but its owner in. Raises `ConfigError` where it cannot be written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        if stat.S_IMODE(home.stat().st_mode) != OWNER_ONLY:
            home.chmod(OWNER_ONLY)
        if not os.access(home, os.W_OK):
            raise PermissionError(errno.EACCES, "It cannot be written")
    except OSError as error:
        raise ConfigError(
            f"The local Prefect server has no folder to keep its state in: {error.strerror}.",
            hint="Run in a project's folder that this user may write to, or set HOME to a folder of that kind.",
            context={"folder": home},
        ) from error


def read_secret(home: Path) -> str | None:
    """Return the secret of a home as `user:password`; none if it has none yet."""
    try:
        return (home / FILE).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def make_secret(home: Path) -> str:
    """Return the secret of a home, made if it has none. The caller keeps others from doing the same at once."""
    known = read_secret(home)
    if known is not None:
        (home / FILE).chmod(0o600)
        return known
    made = f"{USER}:{secrets.token_urlsafe(32)}"
    temporary = home / f"{FILE}.{os.getpid()}"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made + "\n")
    temporary.replace(home / FILE)
    return made
