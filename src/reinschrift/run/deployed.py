"""What a run that the Prefect server started may name, and what of it is printed where the server's worker runs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

from reinschrift.errors import ConfigError
from reinschrift.project import Project, find_root, load_project
from reinschrift.text.visible import visible

_OF_PLACE = (
    "paths", "notify", "lineage", "run.executor", "run.address", "run.deployed_anywhere", "run.server_idle_minutes",
)  # fmt: skip
"""Settings and groups of them that say where things are, or name programs and addresses."""


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
    changed = load_project(root, overrides or ())  # a whole group may be set at once: run = { executor = "dask" }
    if _places(changed) != _places(project):
        raise _refused("a setting that says where things are", ", ".join(overrides or ()))
    for path in paths or ():
        if not _is_inside(path, project.root):
            raise _refused("files outside the project", path)
    if output is not None and output != project.place and not _is_inside(output, project.root):
        raise _refused("a dataset outside the project", output)


def _places(project: Project) -> list[object]:
    return [attrgetter(name)(project.settings) for name in _OF_PLACE]


def _is_inside(path: str, root: Path | None) -> bool:
    return root is not None and "://" not in path and (root / path).resolve().is_relative_to(root.resolve())


def _refused(what: str, given: object) -> ConfigError:
    return ConfigError(
        f"A run that the Prefect server starts may not name {what}.",
        hint="Write it into reinschrift.toml, or allow it there: [run] deployed_anywhere = true.",
        context={"given": given},
    )


def quieten_console(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ARG001  # the parameters of a hook are Prefect's
    """Keep Prefect from printing a deployed run's errors as tracebacks, each twice (a hook, called as the run begins).

    Its pages keep every line.
    """
    if flow_run.deployment_id is None:
        return  # whoever started it prints what it raises
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setLevel(logging.CRITICAL)


def print_failure(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ARG001  # likewise
    """Print once why a deployed run failed (a hook, called when it has)."""
    if flow_run.deployment_id is not None:
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        message = (state.message or "no reason is known").removeprefix("Flow run encountered an exception: ")
        print(f"{now} UTC  the rebuild {flow_run.name} failed: {visible(message)}", file=sys.stderr, flush=True)  # noqa: T201  # for the log of who serves
