"""What a run that the Prefect server started may name: its own project, and nothing outside of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reinschrift.errors import ConfigError
from reinschrift.project import find_root, load_project

_OF_PLACE = ("paths.", "run.executor", "run.address", "run.deployed_anywhere", "run.server_idle_minutes")


def check_parameters(
    root: str | None, overrides: Sequence[str] | None, paths: Sequence[str] | None, output: str | None
) -> None:
    """Hold the parameters of a deployed run to the project of the working folder.

    Whoever reaches the server can start a deployment with parameters of their choice. So only the project's own
    settings file, never a parameter, opens more: with `run.deployed_anywhere` nothing is refused. Raises `ConfigError`
    for another project, files and datasets outside it, and settings that name places or executors.
    """
    here = find_root(Path.cwd())
    folder = Path(root).resolve() if root is not None else here
    if folder is not None and (here is None or folder != here.resolve()):
        raise _refused("another project", folder)
    project = load_project(root)
    if project.settings.run.deployed_anywhere:
        return
    for override in overrides or ():
        if override.strip().casefold().startswith(_OF_PLACE):
            raise _refused("a setting that says where things are", override)
    for path in paths or ():
        if not _is_inside(path, project.root):
            raise _refused("files outside the project", path)
    if output is not None and output != project.place and not _is_inside(output, project.root):
        raise _refused("a dataset outside the project", output)


def _is_inside(path: str, root: Path | None) -> bool:
    return root is not None and "://" not in path and (root / path).resolve().is_relative_to(root.resolve())


def _refused(what: str, given: object) -> ConfigError:
    return ConfigError(
        f"A run that the Prefect server starts may not name {what}.",
        hint="Write it into reinschrift.toml, or allow it there: [run] deployed_anywhere = true.",
        context={"given": given},
    )
