"""What Prefect costs: CPU of the whole process tree, server included, with the flow and by direct calls.

    python -m benchmarks.prefect_cost [--mb 20]

First with trivial pieces of work, a few to hundreds, each standing for few or many files: the fixed cost, the cost a
task, and that neither depends on how much a task stands for. Then a real rebuild of generated text, both ways: the
share of Prefect in a run of 100 MB. CPU seconds, since the machine may be busy with other things.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from reinschrift.run.server.api import call
from reinschrift.run.server.find import Server, ensure_server, stop_server

ALLOWED = 0.10
FULL_MB = 100
WORDS = "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
WORDS += "dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis durch "
WORDS += "Stadt Jahr Menschen Haus Wasser Straße Regierung Kinder Arbeit Zeit Schule Geschichte Bericht Gemeinde Wald"

TRIVIAL_FLOW = """
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from reinschrift.run.executors import open_executor, stopped_on_error
from reinschrift.run.step import Step, is_worth_a_retry, run_piece
from reinschrift.run.progress import SilentProgress
from reinschrift.run.server.api import record_process
from reinschrift.settings.run import RunSettings

on_workers = task(cache_policy=NO_CACHE, retries=2, retry_condition_fn=is_worth_a_retry)(run_piece)

@flow(name="rebuild", on_running=[record_process])
def rebuild(n: int, n_files: int):
    files = [f"file-{number}.txt" for number in range(n_files)]
    run = RunSettings(workers=2)
    with open_executor(run) as executor, ThreadPoolTaskRunner(4) as threads, stopped_on_error(executor):
        step = Step("trivial", len, {str(number): (files,) for number in range(n)}, executor, SilentProgress())
        return {"sum": sum(threads.map(on_workers, {"step": step, "piece": step.names}).result())}
"""
WITH_PREFECT = """
import sys, json
from reinschrift.run.launch import run_flow
from reinschrift.project import load_project
root, parameters = sys.argv[1], json.loads(sys.argv[2])
run_flow(load_project(root, [], parameters.get("paths", ())), parameters)
"""
TRIVIAL_DIRECT = """
import sys, json
from reinschrift.run.executors import open_executor
from reinschrift.run.launch import run_flow
from reinschrift.project import load_project
from reinschrift.settings.run import RunSettings
parameters = json.loads(sys.argv[2])
files = [f"file-{number}.txt" for number in range(parameters["n_files"])]
with open_executor(RunSettings(workers=2)) as executor:
    print(sum(future.result() for future in [executor.submit(len, files) for _ in range(parameters["n"])]))
"""
REAL_DIRECT = """
import sys, json, time
from reinschrift.run import rebuild as steps
from reinschrift.run.executors import open_executor
from reinschrift.project import load_project
parameters = json.loads(sys.argv[2])
project = load_project(sys.argv[1], (), parameters["paths"], parameters["output"])
plan = steps.plan_rebuild(project)
with open_executor(project.settings.run) as executor:
    def run(function, pieces):
        return [future.result() for future in [executor.submit(function, *piece) for piece in pieces.values()]]
    run(steps.refine_shard, steps.shards_to_refine(plan))
    results = steps.read_results(plan)
    (decisions,) = run(steps.decide, steps.shards_to_decide(project, plan))
    assembled = run(steps.assemble_shard, steps.shards_to_assemble(project, plan, decisions))
    (examined,) = run(steps.check_tables, steps.tables_to_check(project, results, assembled))
steps.publish_snapshot(project, plan, results, assembled, examined)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=int, default=20, help="size of the real rebuild; its share is told for 100 MB")
    mb = parser.parse_args().mb
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "reinschrift.toml").write_text("[run]\nworkers = 2\n")
        print("CPU seconds, whole process tree and server\n")
        print(f"{'':28}{'cold start':>12}")
        began = time.process_time()
        server = ensure_server(root / ".prefect")
        start = cpu_of(server) + time.process_time() - began
        print(f"{'server, new project':28}{start:12.1f}\n")
        try:
            measure_trivial(root, server)
            measure_real(root, server, mb, start)
        finally:
            stop_server(root / ".prefect")


def measure_trivial(root: Path, server: Server) -> None:
    """Print the cost of Prefect for trivial pieces."""
    flow_file = root / "flows" / "rebuild.py"
    flow_file.parent.mkdir()
    flow_file.write_text(TRIVIAL_FLOW)
    spend(WITH_PREFECT, root, {"n": 1, "n_files": 1}, server)  # bytecode is compiled, caches are warm
    print(f"{'tasks':>8}{'files a task':>14}{'direct':>10}{'Prefect':>10}{'cost':>8}{'ms a task':>12}")
    base = 0.0
    for n, n_files in ((4, 1), (4, 10_000), (40, 1), (400, 1)):
        parameters = {"n": n, "n_files": n_files}
        direct = spend(TRIVIAL_DIRECT, root, parameters, server)
        flow = spend(WITH_PREFECT, root, parameters, server)
        base = base or flow - direct
        each = f"{(flow - direct - base) / (n - 4) * 1000:12.1f}" if n > 4 else ""
        print(f"{n:8}{n_files:14}{direct:10.2f}{flow:10.2f}{flow - direct:8.2f}{each}")
    flow_file.unlink()
    flow_file.parent.rmdir()  # from here on the real flow


def measure_real(root: Path, server: Server, mb: int, start: float) -> None:
    """Print the share of Prefect in a real rebuild."""
    raw = root / "text"
    for name, size in (("tiny", 1), ("full", mb)):
        write_text(raw / name, size)
    spend(REAL_DIRECT, root, _parameters(raw / "tiny", root / "warm"), server)  # kernels are compiled
    direct = spend(REAL_DIRECT, root, _parameters(raw / "full", root / "direct"), server)
    flow = spend(WITH_PREFECT, root, _parameters(raw / "full", root / "flow"), server)
    cost = flow - direct
    whole = direct / mb * FULL_MB
    print(f"\n{'real rebuild of':>16} {mb} MB: direct {direct:.1f}, Prefect {flow:.1f}, cost {cost:.1f}")
    print(f"{'share of':>16} {FULL_MB} MB: {cost / whole:.1%}, with a new server's start {(cost + start) / whole:.1%}")
    print(f"{'allowed':>16} {ALLOWED:.0%}")


def spend(code: str, root: Path, parameters: Mapping[str, object], server: Server) -> float:
    """Run code in a process of its own and return the CPU seconds of it, its children, and the server."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    server_before = cpu_of(server)
    command = [sys.executable, "-c", code, str(root), json.dumps(parameters)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"DO_NOT_TRACK": "1"})
    wait_until_idle(server)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return ours + cpu_of(server) - server_before


def cpu_of(server: Server) -> float:
    """Return the CPU seconds that the server has spent so far."""
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_idle(server: Server, calm: float = 4.0) -> None:
    """Wait until no more task runs come in: what the server does later is part of the cost."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < calm:
        n_runs = call(server.url, "task_runs/count", {})
        if n_runs != seen:
            seen, since = n_runs, time.monotonic()
        time.sleep(0.5)


def write_text(folder: Path, mb: int) -> None:
    """Write files of made-up German, about 100 KB each, in paragraphs of some sentences."""
    folder.mkdir(parents=True)
    draw = random.Random(mb)  # noqa: S311  # text, not secrets
    words = WORDS.split()
    for number in range(mb * 10):
        paragraphs = []
        size = 0
        while size < 100_000:
            sentence = " ".join(draw.choices(words, k=draw.randint(6, 18))).capitalize() + "."
            paragraphs.append(sentence + ("\n\n" if draw.random() < 0.25 else " "))
            size += len(paragraphs[-1])
        (folder / f"{number:05}.txt").write_text("".join(paragraphs), encoding="utf-8")


def _parameters(paths: Path, output: Path) -> dict[str, object]:
    return {"root": str(output.parent), "paths": [str(paths)], "output": str(output), "quiet": True}


if __name__ == "__main__":
    main()
