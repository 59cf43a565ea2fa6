"""Every error the library raises, as one tree; each says what happened, where, and what to do.

ReinschriftError
├── ConfigError
│   ├── SettingsError
│   ├── SourceError
│   └── ContractError
├── InputError
│   ├── UnreadableFileError
│   └── UnknownFormatError
├── StageError
├── WorkerLostError
├── ServerLostError
├── ContractBrokenError
├── LossError
└── StorageError
    ├── SnapshotNotFoundError
    └── CommitConflictError
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class ReinschriftError(Exception):
    """Something went wrong that the library can name.

    `message` says what happened, `context` where (path, source, shard, stage), `hint` what to do.
    """

    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str = "", context: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.context = dict(context or {})

    def __str__(self) -> str:
        where = "".join(f"\n  {name}: {value}" for name, value in self.context.items())
        advice = f"\n  → {self.hint}" if self.hint else ""
        return f"{self.message}{where}{advice}"

    def __reduce__(self) -> tuple[Any, ...]:
        # Keyword-only arguments do not survive the default pickling, and errors cross process borders.
        return (_rebuild, (type(self), self.message, self.hint, self.context))


def _rebuild(kind: type[ReinschriftError], message: str, hint: str, context: dict[str, Any]) -> ReinschriftError:
    return kind(message, hint=hint, context=context)


class ConfigError(ReinschriftError):
    """What a person wrote is wrong: mend the file and run again."""


class SettingsError(ConfigError):
    """A setting in `reinschrift.toml` or in `--set` is unknown or out of range."""


class SourceError(ConfigError):
    """`raw/sources.toml` or a path on the command line names something that cannot be a source."""


class ContractError(ConfigError):
    """A contract in `schemas/` is not one."""


class InputError(ReinschriftError):
    """A raw file is not what it says."""


class UnreadableFileError(InputError):
    """A raw file is cut off, wrongly compressed, or not to be opened."""


class UnknownFormatError(InputError):
    """No reader knows the form of a raw file."""


class StageError(ReinschriftError):
    """A stage broke its own promise: a defect of this library."""


class WorkerLostError(ReinschriftError):
    """A worker died at its work, by no fault of the work that is known; another try may do."""

    retryable: ClassVar[bool] = True


class ServerLostError(ReinschriftError):
    """The Prefect server ended before the run; what the run has finished is kept."""

    retryable: ClassVar[bool] = True


class ContractBrokenError(ReinschriftError):
    """The rows break the contract: nothing is published. The context names the report."""


class LossError(ReinschriftError):
    """A snapshot would hold much less than the one before: nothing is published."""


class StorageError(ReinschriftError):
    """Storage failed; another try may do."""

    retryable: ClassVar[bool] = True


class SnapshotNotFoundError(StorageError):
    """There is no such snapshot."""

    retryable: ClassVar[bool] = False


class CommitConflictError(StorageError):
    """Another run was first."""

    retryable: ClassVar[bool] = False


def worth_a_retry(error: BaseException) -> bool:
    """Say whether the same work may succeed if it is done again."""
    return error.retryable if isinstance(error, ReinschriftError) else True
