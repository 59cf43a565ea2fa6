"""Run the flow, now or on a schedule, with the local Prefect server behind it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import signal
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from reinschrift.errors import ConfigError
from reinschrift.imports import late
from reinschrift.project import Project
from reinschrift.run.ahead import look_ahead, workers_ahead
from reinschrift.run.deployed import check_parameters
from reinschrift.run.notices import send_end, sent_on_failure
from reinschrift.run.server.api import FLOW, mark_crashed_runs, wait_for_history
from reinschrift.run.server.find import Server, ensure_server, server_for_one_run
from reinschrift.run.server.in_use import in_use
from reinschrift.run.server.lost import naming_loss
from reinschrift.run.server.process import environment
from reinschrift.run.server.secret import close_folder, read_secret
from reinschrift.settings.extras import check_extras
from reinschrift.snapshot.manifest import list_versions
from reinschrift.storage import open_storage

OF_PARTS = ("fastapi",)
"""Prefect takes one small part of a whole web server, to write down the parameters of a run."""


def parameters_of(project: Project, overrides: Sequence[str], *, quiet: bool, accept_changes: bool) -> dict[str, Any]:
    """Return what the flow is given for a run of a project that was loaded with these overrides."""
    parameters: dict[str, Any] = {
        "root": str(project.root) if project.root else None,
        "overrides": list(overrides),
        "paths": list(project.paths),
        "output": project.place,
        "quiet": quiet,
    }
    if accept_changes:
        parameters["accept_changes"] = True  # a project's own flow may not know it
    return parameters


def run_flow(project: Project, parameters: Mapping[str, Any], *, ephemeral: bool = False) -> dict[str, Any]:
    """Run the project's flow in this process and return its summary.

    The local server is found or started; with `ephemeral` it ends with the run, after its history is written. Runs
    that lost their process are marked as crashed first. Whatever the flow raises is raised here. Where the latest
    snapshot is what the run would make, there is no run: that is known without Prefect and its server.
    """
    with _orderly_end(), sent_on_failure(project):
        _check_before(project)
        known = look_ahead(project)
    if known.same is not None:
        send_end(project, known.same)
        return known.same
    run = project.settings.run
    with _orderly_end(), sent_on_failure(project), in_use(project.home), workers_ahead(project, known.plan):
        if not ephemeral:
            return _run(project, parameters, ensure_server(project.home, run.start_timeout, run.server_idle_minutes))
        with server_for_one_run(project.home, run.start_timeout) as server:
            try:
                return _run(project, parameters, server)
            finally:
                with suppress(OSError):  # it is gone, and what failed for that is told
                    wait_for_history(server.url, os.getpid(), secret=read_secret(project.home))


class Pages(NamedTuple):
    """The pages of a server, for a browser."""

    address: str
    password: str


def open_pages(project: Project) -> Pages:
    """Return where the pages of the local server are, and what lets a person in; the server is started if need be."""
    run = project.settings.run
    with in_use(project.home):
        server = ensure_server(project.home, run.start_timeout, run.server_idle_minutes)
    return Pages(server.ui, (read_secret(project.home) if server.pid is not None else None) or "the server's own")


def serve_flow(project: Project, cron: str, overrides: Sequence[str] = ()) -> None:
    """Rebuild whenever `cron` (in UTC) says so, until this process is asked to end.

    Each run is a process of its own. At most one runs at a time; a run that comes due meanwhile waits. Raises
    `ConfigError` and `StorageError`, before a server is started, for what would fail at night: a schedule that cron
    would not understand, a register that is wrong, a package or a bucket that is missing.
    """
    _check_before(project)
    _check_schedule(project.home, cron)
    root = project.root or Path.cwd()
    parameters = {
        "root": str(root), "overrides": list(overrides), "output": project.place, "quiet": True,
    }  # fmt: skip
    os.chdir(root)  # Prefect loads the flow from the working folder
    check_parameters(str(root), overrides, (), project.place)
    run = project.settings.run
    with _orderly_end(), in_use(project.home):
        server = ensure_server(project.home, run.start_timeout, run.server_idle_minutes)
        with _working_with(project.home, server):
            flow = load_flow(project.flow_file)
            _end_runner_like_ctrl_c()
            flow.serve(name=project.dataset, cron=cron, limit=1, parameters=parameters)


def _check_before(project: Project) -> None:
    """Notice what is missing or wrong before a server is started and hours of work begin."""
    check_extras(project.settings)
    if project.address is not None:
        list_versions(open_storage(project.address))
    project.sources()
    project.decisions()
    project.held_out()
    if sets := project.annotations():
        from reinschrift.annotations.attach import check_annotations  # noqa: PLC0415  # few projects need it

        check_annotations(sets)


def _check_schedule(home: Path, cron: str) -> None:
    close_folder(home)
    with _environment({"PREFECT_HOME": str(home)}):
        try:
            importlib.import_module("prefect.client.schemas.schedules").CronSchedule(cron=cron)
        except ValueError as error:
            raise ConfigError(
                "Cron would not understand when to run.",
                hint='Give minute, hour, day, month and day of the week, e.g. --cron "0 3 * * *" for three (UTC).',
                context={"cron": repr(cron)},
            ) from error


def load_flow(file: Path) -> Any:
    """Return the flow that a file defines. This imports Prefect, so its environment must be set before.

    Raises `ConfigError` if the file cannot be loaded or defines no flow.
    """
    spec = importlib.util.spec_from_file_location(f"flow_{FLOW}", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise ConfigError("The flow is missing.", hint="Restore flows/rebuild.py.", context={"file": file})
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where Prefect looks for the file of a flow that it shall serve
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ConfigError(
            f"The flow cannot be loaded: {type(error).__name__}: {error}.",
            hint="Mend the file, or remove it: then the flow that the package carries is used.",
            context={"file": file},
        ) from error
    try:
        return getattr(module, FLOW)
    except AttributeError as error:
        hint = f"It must define a Prefect flow called {FLOW}."
        raise ConfigError("The file defines no flow.", hint=hint, context={"file": file}) from error


def _run(project: Project, parameters: Mapping[str, Any], server: Server) -> dict[str, Any]:
    # What ends the run is raised, and printed by the caller; Prefect would print it first, in tracebacks.
    used = _working_with(project.home, server, console_level="CRITICAL")
    with naming_loss(server, project.home), used, late(OF_PARTS):
        summary: dict[str, Any] = load_flow(project.flow_file)(**parameters)
    return summary


@contextmanager
def _working_with(home: Path, server: Server, console_level: str = "WARNING") -> Iterator[None]:
    """Let everything in the block use a server, and clear away the traces of runs that crashed."""
    with _environment(environment(home, server.url, console_level)):
        mark_crashed_runs(server.url, is_local=server.pid is not None)
        yield


@contextmanager
def _environment(ours: Mapping[str, str]) -> Iterator[None]:
    """Let Prefect work in the block with these environment variables."""
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    _reread_environment()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        _reread_environment()


def _reread_environment() -> None:
    # Prefect reads its environment when it is first imported; a notebook may have done that long ago.
    context = sys.modules.get("prefect.context")
    if context is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # back in an environment without a home, it misses its own
            context.refresh_global_settings_context()


def _end_runner_like_ctrl_c() -> None:
    # Told to end by SIGTERM, the runner of Prefect 3.8 exits out of the middle of its event loop: the schedule stays
    # active and fills up with late runs. On Ctrl-C it pauses the schedule and ends its runs, so SIGTERM becomes that.
    # A shell that starts a program in the background has it ignore Ctrl-C; then SIGTERM would be ignored, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    runner = importlib.import_module("prefect.runner.runner").Runner
    runner.handle_sigterm = lambda *_: signal.raise_signal(signal.SIGINT)


@contextmanager
def _orderly_end() -> Iterator[None]:
    """Turn SIGTERM into an exit that lets every block end well: workers, temporary server, locks."""
    try:
        earlier = signal.signal(signal.SIGTERM, _exit)
    except ValueError:  # not the main thread: whoever runs that one sees to signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _exit(number: int, _frame: Any) -> None:
    sys.exit(128 + number)
