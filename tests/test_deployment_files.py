"""What docs/deployment shows is taken by the tools that it is for."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from reinschrift.cli import main
from reinschrift.settings import Settings

FILES = Path(__file__).parents[1] / "docs" / "deployment"
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    ("linter", "file"),
    [("hadolint", "Dockerfile"), ("shellcheck", "slurm.sh"), ("kubernetes-validate", "kubernetes.yaml")],
)
def test_a_linter_finds_nothing(linter: str, file: str) -> None:
    done = subprocess.run([BIN / linter, FILES / file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """All keys are known; only the command, which is not installed there, is missing."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("this needs systemd-analyze")
    units = [shutil.copy(file, tmp_path) for file in FILES.glob("reinschrift.*")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "/srv/corpus/.venv/bin/reinschrift" not in line]
    assert said == [], done.stderr


def test_every_command_and_setting_exists() -> None:
    """Of the image, the services, the units and the jobs."""
    compose = yaml.safe_load((FILES / "compose.yaml").read_text("utf-8"))
    job = yaml.safe_load((FILES / "kubernetes.yaml").read_text("utf-8"))
    container = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
    commands = [service["command"] for service in compose["services"].values()] + [container["args"]]
    written = "".join((FILES / name).read_text("utf-8") for name in ("reinschrift.service", "slurm.sh", "Dockerfile"))
    commands += [line.split() for line in re.findall(r"bin/reinschrift ([^\n]+)", written)]
    commands += [re.findall(r'"(\w+)"', line) for line in re.findall(r"^CMD (.+)$", written, re.MULTILINE)]
    assert len(commands) >= 6
    for name, *options in commands:
        known = {option for parameter in main.commands[name].params for option in parameter.opts}
        assert {option for option in options if option.startswith("--")} <= known
    for setting in re.findall(r"run\.(\w+)=", written):
        assert hasattr(Settings().run, setting)


def test_services_write_only_where_the_image_says() -> None:
    """The volumes of the services and of the job are those of the image, as the same user."""
    image = (FILES / "Dockerfile").read_text("utf-8")
    compose = yaml.safe_load((FILES / "compose.yaml").read_text("utf-8"))
    pod = yaml.safe_load((FILES / "kubernetes.yaml").read_text("utf-8"))["spec"]["jobTemplate"]["spec"]["template"][
        "spec"
    ]
    (user,) = re.findall(r"^USER (\d+)$", image, re.MULTILINE)
    (volumes,) = re.findall(r"^VOLUME (.+)$", image, re.MULTILINE)
    folders = {*re.findall(r'"([^"]+)"', volumes), "/tmp"}  # noqa: S108
    for service in compose["services"].values():
        assert service["read_only"]
        assert service["user"].split(":")[0] == user
        assert {*(one.split(":")[1] for one in service["volumes"]), *service["tmpfs"]} == folders
    assert pod["securityContext"]["runAsUser"] == int(user)
    assert {mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]} == folders
    assert pod["containers"][0]["securityContext"]["readOnlyRootFilesystem"]
