"""The backstop behind every reader: what nobody foresaw costs a record or a file, never the run."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from reinschrift.errors import ReinschriftError, UnreadableFileError
from reinschrift.record import PROBLEM_CHARS, Problem, Record

RUN_SHORT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOLCK})
"""System errors of a machine that has run short of something, whatever file is being read."""

MOST_CHARS = 300
"""Characters of an unforeseen error's own text that are shown; some quote the file."""

Made = TypeVar("Made")
Taken = TypeVar("Taken")


def is_of_the_machine(error: BaseException) -> bool:
    """Say whether an error speaks of this machine's memory or disk rather than of what was read."""
    return isinstance(error, MemoryError) or getattr(error, "errno", None) in RUN_SHORT


def in_words(error: BaseException) -> str:
    """Return an error's type and text in one line, without the stop at its end."""
    message = " ".join(str(error).split())[:MOST_CHARS].rstrip(".")
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


@contextmanager
def file_backstop(address: str) -> Iterator[None]:
    """Turn any error inside the block that is neither the library's own nor the machine's into `UnreadableFileError`.

    What runs out here (memory, disk) and interrupts pass, for they say nothing of the file.
    """
    try:
        yield
    except ReinschriftError:
        raise
    except Exception as error:
        if is_of_the_machine(error):
            raise
        raise UnreadableFileError(
            f"The file cannot be read: {in_words(error)}.",
            hint="It may be damaged; fetch it again, or take it out of the source.",
            context={"file": address},
        ) from error


def read_or_problem(read: Callable[[], Record], number: int, raw: str | bytes) -> Record:
    """Return the record that `read` makes, or one with the problem `unreadable` if it raises anything unforeseen.

    `raw` is the record as it stands in the file; its beginning is kept.
    """
    try:
        return read()
    except ReinschriftError:
        raise
    except Exception as error:  # a record costs itself alone
        if is_of_the_machine(error):
            raise
        head = raw[: 4 * PROBLEM_CHARS]
        text = head.decode("utf-8", "replace") if isinstance(head, bytes) else head
        return Record(number, text[:PROBLEM_CHARS], {}, Problem("unreadable", f"{in_words(error)}."))


def made_of_most(
    items: Sequence[Taken], make: Callable[[Sequence[Taken]], Made], broken: Callable[[Taken, str], Made]
) -> list[Made]:
    """Return what `make` makes of all items at once; if it raises, of halves of them, down to the items at fault.

    For an item that fails alone stands what `broken` makes of it and of the error's words.
    """
    try:
        return [make(items)]
    except Exception as error:
        if is_of_the_machine(error):
            raise
        if len(items) == 1:
            return [broken(items[0], in_words(error))]
    middle = len(items) // 2
    return [*made_of_most(items[:middle], make, broken), *made_of_most(items[middle:], make, broken)]
