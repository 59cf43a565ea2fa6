"""Commands as functions: rebuild and inspect, for programs and notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reinschrift.errors import ConfigError
from reinschrift.look.dataset import Snapshot, open_snapshot
from reinschrift.look.inspect import inspect_file
from reinschrift.project import load_project
from reinschrift.run.launch import parameters_of, run_flow


def rebuild(
    *paths: str | Path,
    output: str | Path | None = None,
    project: str | Path | None = None,
    settings: Sequence[str] = (),
    accept_changes: bool = False,
    ephemeral: bool = False,
) -> Snapshot:
    """Turn raw text into the next snapshot, and open it; as the command `reinschrift rebuild` does.

    Args:
        paths: files, folders or addresses; none: all sources of the project's register.
        output: the dataset's folder or address; none: `processed/<dataset>`.
        project: the project's folder; none: this one or one above.
        settings: over those of the project, as on the command line: `("run.workers=4",)`.
        accept_changes: publish even what the guards would stop.
        ephemeral: use a Prefect server for this run only, instead of the local one.

    Where nothing has changed, the latest snapshot is opened. Raises `ReinschriftError` as the command prints it.
    """
    found = load_project(
        _name(project), settings, [_address(path) for path in paths], None if output is None else str(output)
    )
    parameters = parameters_of(found, settings, quiet=True, accept_changes=accept_changes)
    summary = run_flow(found, parameters, ephemeral=ephemeral)
    return open_snapshot(found.place, summary["version"])


def inspect(
    file: str | Path,
    *,
    records: Sequence[str] = (),
    source: str | None = None,
    limit: int | None = None,
    project: str | Path | None = None,
    settings: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Return what a rebuild makes of a file: each record with its metadata and its lines, kept or removed and why.

    Args:
        file: a file, a folder or an address.
        records: only those whose `record` is one of these.
        source: read it as one of this source of the register; none: the source that names it.
        limit: the most records.
        project: the project's folder; none: this one or one above.
        settings: over those of the project.

    Raises `SourceError` if there is no such file, source or record, `UnreadableFileError` if no reader takes it.
    """
    address = _address(file)
    found = load_project(_name(project), settings, [address])
    return list(inspect_file(found, address, records, source, limit))


def _name(folder: str | Path | None) -> str | None:
    return None if folder is None else str(folder)


def _address(path: str | Path) -> str:
    """Return a path as it is from everywhere; addresses stay what they are. Raises `ConfigError` for no path at all."""
    if not isinstance(path, str | Path) or not str(path):
        what = f"not {type(path).__name__}" if path != "" else "and this one is empty"
        raise ConfigError(f"A path is text or a Path, {what}.", hint="Name a file, a folder or an address.")
    return str(path) if "://" in str(path) else str(Path(path).absolute())
