"""Every executor keeps the same promises; the local pool also survives what may befall its workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.errors import ConfigError, UnreadableFileError, WorkerLostError
from reinschrift.run.executors import open_executor, run_on
from reinschrift.run.executors.local import workers_here
from reinschrift.run.executors.template import HAS_TEMPLATE, PAGES, TABLES, TEXTS, template_ahead
from reinschrift.settings.run import RunSettings
from tests.unit.run.executors import executor_work as work

LOCAL = RunSettings(workers=2)
DASK = RunSettings(executor="dask", workers=2)

RAY = RunSettings(executor="ray", workers=2)

every = pytest.mark.parametrize(
    "settings",
    [LOCAL, pytest.param(DASK, marks=pytest.mark.slow), pytest.param(RAY, marks=pytest.mark.slow)],
    ids=["local", "dask", "ray"],
)


@every
def test_results_come_back(settings: RunSettings) -> None:
    """Each piece of work gives its own result, in another process, one thread of Arrow each."""
    with open_executor(settings) as executor:
        assert executor.workers == 2
        futures = [executor.submit(work.square, number) for number in range(8)]
        assert [future.result() for future in futures] == [number**2 for number in range(8)]
        assert run_on(executor, work.process) != os.getpid()
        assert run_on(executor, work.arrow_threads) == 1


@every
def test_same_work_twice_runs_twice(settings: RunSettings, tmp_path: Path) -> None:
    """No executor answers from memory: work has effects on disk."""
    with open_executor(settings) as executor:
        for _ in range(2):
            run_on(executor, work.append, str(tmp_path / "trace"))
    assert (tmp_path / "trace").read_text() == "xx"


@every
def test_errors_come_back_whole(settings: RunSettings) -> None:
    """An error of the library keeps its kind, hint and context on the way back."""
    with open_executor(settings) as executor, pytest.raises(UnreadableFileError) as caught:
        run_on(executor, work.fail, "a.gz")
    assert caught.value.context == {"path": "a.gz"}


@every
def test_failure_gives_up_what_is_under_way(settings: RunSettings) -> None:
    """When the block fails, waiting futures end at once instead of after their work."""
    began = time.monotonic()
    futures: list[Future[None]] = []
    with pytest.raises(ZeroDivisionError), open_executor(settings) as executor:
        _fail_after(0.5, futures, executor)
    assert time.monotonic() - began < 30
    for future in futures:
        with pytest.raises(CancelledError):
            future.result(timeout=5)


def test_killed_worker_costs_its_work_only() -> None:
    """After a worker is killed its work is reported lost, and the next work runs in a new pool."""
    with open_executor(LOCAL) as executor:
        with pytest.raises(WorkerLostError, match="worker process died"):
            run_on(executor, work.kill_self)
        assert run_on(executor, work.square, 3) == 9


def test_stopped_executor_takes_no_work() -> None:
    """What is submitted after the end is refused as cancelled, not queued for ever."""
    with pytest.raises(KeyError), open_executor(LOCAL) as executor:
        raise KeyError
    with pytest.raises(CancelledError):
        executor.submit(work.square, 1)


@pytest.mark.skipif(not HAS_TEMPLATE, reason="here each worker loads everything itself")
def test_workers_share_what_one_process_has_loaded() -> None:
    """Each is forked from a template that has the stages, and that ends with the last pool that uses it."""
    with open_executor(LOCAL) as executor:
        with open_executor(LOCAL) as other:
            origins = [run_on(one, work.origin) for one in (executor, other)]
            (template, *others), loaded, frozen = zip(*origins, strict=True)
            assert others == [template] != [os.getpid()]
            assert all(loaded)
            assert all(frozen)
        assert _is_alive(template)
        assert run_on(executor, work.origin)[0] == template
    assert not _is_alive(template)


@pytest.mark.skipif(not HAS_TEMPLATE, reason="here each worker loads everything itself")
def test_no_template_is_left_by_a_failure() -> None:
    """Nor is one that still loads waited for."""
    futures: list[Future[Any]] = []
    with open_executor(LOCAL) as executor:
        template = run_on(executor, work.origin)[0]
        executor.submit(work.sleep, 60)
        executor.stop()
        executor.stop()
        assert not _is_alive(template)
    began = time.monotonic()
    with pytest.raises(ZeroDivisionError), open_executor(LOCAL) as executor:
        _fail_after(0.1, futures, executor)
    assert time.monotonic() - began < 30


@pytest.mark.skipif(not HAS_TEMPLATE, reason="here each worker loads everything itself")
@pytest.mark.parametrize("template", [PAGES, TABLES])
def test_workers_that_read_no_shard_load_no_models(template: str) -> None:
    """What makes tables of finished shards is imported, what reads raw text is not called."""
    with open_executor(LOCAL, template=template) as executor:
        assert run_on(executor, work.has_module, "reinschrift.shard.load") == (template == PAGES)
        assert template == PAGES or run_on(executor, work.has_module, "reinschrift.snapshot.assemble")


@pytest.mark.skipif(not HAS_TEMPLATE, reason="here each worker loads everything itself")
def test_a_template_may_start_before_the_first_pool() -> None:
    """All pools of the block use it, whatever they ask for; it ends with the block, also one that still loads."""
    with template_ahead(TABLES):
        with open_executor(LOCAL, template=PAGES) as executor:
            template = run_on(executor, work.origin)[0]
            assert not run_on(executor, work.has_module, "reinschrift.shard.load")
        assert _is_alive(template)
    assert not _is_alive(template)
    began = time.monotonic()
    with pytest.raises(ZeroDivisionError), template_ahead(PAGES):
        raise ZeroDivisionError
    assert time.monotonic() - began < 30
    with open_executor(LOCAL, template=TABLES) as executor:
        assert run_on(executor, work.has_module, "reinschrift.snapshot.assemble")


@pytest.mark.parametrize("module", [PAGES, TEXTS, TABLES])
def test_a_template_runs_no_thread_that_a_fork_would_lose(module: str) -> None:
    """Only the allocator of pyarrow has one, and starts it anew."""
    code = f"""
        import {module}, pathlib
        for thread in pathlib.Path("/proc/self/task").iterdir():
            print((thread / "comm").read_text().strip())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True, timeout=300
    )
    assert len([name for name in done.stdout.split() if name != "jemalloc_bg_thd"]) == 1


def test_workers_do_not_rerun_the_main_program(tmp_path: Path) -> None:
    """A script without the customary guard works: workers do not import it again."""
    script = tmp_path / "unguarded.py"
    script.write_text(
        textwrap.dedent("""
            print("main")
            from reinschrift.run.executors import open_executor, run_on
            from reinschrift.settings.run import RunSettings
            with open_executor(RunSettings(workers=1)) as executor:
                print(run_on(executor, max, 1, 2))
        """)
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["main", "2"]


@pytest.mark.parametrize(
    "executor", ["local", *(pytest.param(name, marks=pytest.mark.slow) for name in ("dask", "ray"))]
)
def test_workers_end_with_a_killed_driver(tmp_path: Path, executor: str) -> None:
    """SIGKILL of the driver leaves no worker behind, busy ones included."""
    script = tmp_path / "driver.py"
    script.write_text(
        textwrap.dedent(f"""
            import os, sys, time
            sys.path.insert(0, {str(Path(__file__).parents[4])!r})
            from reinschrift.run.executors import open_executor
            from reinschrift.settings.run import RunSettings
            from tests.unit.run.executors import executor_work as work
            if __name__ == "__main__":
                with open_executor(RunSettings(workers=2, executor={executor!r})) as executor:
                    for number in range(2):
                        executor.submit(work.note_and_sleep, {str(tmp_path)!r}, 120)
                    print("up", flush=True)
                    time.sleep(120)
        """)
    )
    driver = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    try:
        assert driver.stdout is not None
        assert driver.stdout.readline() == "up\n"
        workers = _eventually(
            lambda: found if len(found := [int(p.name) for p in tmp_path.glob("[0-9]*")]) == 2 else None
        )
    finally:
        driver.send_signal(signal.SIGKILL)
        driver.communicate()
    assert _eventually(lambda: not any(_is_alive(pid) for pid in workers))


def test_ray_missing_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ray installed, asking for it names the package and the alternatives."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match="needs the package ray"), open_executor(RunSettings(executor="ray")):
        pass


def test_address_without_cluster_is_refused() -> None:
    """An address makes no sense for the local pool, and is not silently ignored."""
    with pytest.raises(ConfigError, match="executor is local"):
        open_executor(RunSettings(address="tcp://127.0.0.1:1")).__enter__()


@pytest.mark.slow
def test_absent_dask_cluster_is_said_clearly() -> None:
    """Nothing listens at the address: a ConfigError names it."""
    settings = RunSettings(executor="dask", address="tcp://127.0.0.1:9", start_timeout=5)
    with pytest.raises(ConfigError, match="No Dask cluster"), open_executor(settings):
        pass


@pytest.mark.slow
def test_absent_ray_cluster_is_said_clearly() -> None:
    """Nothing listens at the address: a ConfigError names it."""
    settings = RunSettings(executor="ray", address="127.0.0.1:9")
    with pytest.raises(ConfigError, match="No Ray cluster"), open_executor(settings):
        pass


@pytest.mark.slow
def test_ray_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither where its pages are, nor what its workers print."""
    with open_executor(RAY) as executor:
        assert run_on(executor, work.square, 3) == 9
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_a_killed_worker_of_a_cluster_costs_its_work_only() -> None:
    """The work is reported lost, as of the local pool, and the next work runs on another worker."""
    for settings in (DASK, RAY):
        with open_executor(settings) as executor:
            with pytest.raises(WorkerLostError, match="worker process died"):
                run_on(executor, work.kill_self)
            assert run_on(executor, work.square, 3) == 9


def test_little_work_is_done_by_the_driver() -> None:
    """In its own process, with one thread of Arrow for as long; what fails is raised where the result is asked for."""
    threads = pa.cpu_count()
    with open_executor(RunSettings(), is_little=True) as executor:
        assert run_on(executor, work.process) == os.getpid()
        assert run_on(executor, work.arrow_threads) == 1
        assert pa.cpu_count() == threads
        failed = executor.submit(work.fail, "a.gz")
        with pytest.raises(UnreadableFileError):
            failed.result()
    with pytest.raises(KeyError), open_executor(RunSettings(), is_little=True) as executor:
        raise KeyError
    with pytest.raises(CancelledError):
        executor.submit(work.square, 1)


def test_workers_are_started_where_a_number_is_set() -> None:
    """Who sets how many workers there are, gets them."""
    with open_executor(RunSettings(workers=1), is_little=True) as executor:
        assert run_on(executor, work.process) != os.getpid()


def test_default_number_of_workers_fits_the_machine() -> None:
    """By default there is at least one worker and never more than cores."""
    assert 1 <= workers_here() <= len(os.sched_getaffinity(0))


def _fail_after(seconds: float, futures: list[Future[Any]], executor: Any) -> None:
    futures += [executor.submit(work.sleep, 60) for _ in range(4)]
    time.sleep(seconds)
    raise ZeroDivisionError


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _eventually(condition: Callable[[], Any], seconds: float = 30) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if outcome := condition():
            return outcome
        time.sleep(0.1)
    pytest.fail("did not come true in time")
