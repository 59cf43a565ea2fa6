"""As in a container: a file system that is read-only but for named folders, a user nobody knows, and no HOME."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reinschrift.text.machine_code_folder import folder_of_machine_code
from tests.flows.sandbox import COMMAND
from tests.unit.cli.test_failures import without

USER = 12345
TEXT = "Der alte Hafen wurde im Herbst neu gepflastert. Die Fischer kamen trotzdem nicht zurück ({})."
MOUNTS = """
set -e
if [ "${PYTHON#"$HOME"/}" != "$PYTHON" ]; then  # which no other user may enter: Python alone is shown there
    mkdir "$OPEN/python" && mount --bind "$PYTHON" "$OPEN/python"
    mount -t tmpfs -o mode=755 none "$HOME" && mkdir -p "$PYTHON" && mount --move "$OPEN/python" "$PYTHON"
    mount -o remount,ro "$HOME"
fi
mount --bind "$OPEN" "$OPEN"
mount -o remount,ro,bind /
cd "$OPEN/corpus"
exec setpriv --reuid "$UID_" --regid "$UID_" --clear-groups env -i PATH=/usr/bin:/bin TMPDIR="$OPEN/tmp" \
    NUMBA_CACHE_DIR="$OPEN/cache" "$@"
"""


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """The only folder that can be written: a project, a folder for temporary files, and machine code in a third."""
    without("/mnt")  # else this cannot be tried here
    subprocess.run([*COMMAND, "init", str(tmp_path / "corpus")], check=True, capture_output=True)
    for number in range(20):
        (tmp_path / "corpus" / "raw" / "texts").mkdir(exist_ok=True)
        (tmp_path / "corpus" / "raw" / "texts" / f"{number}.txt").write_text(TEXT.format(number * 7919), "utf-8")
    (tmp_path / "tmp").mkdir()
    machine_code = folder_of_machine_code()
    assert machine_code is not None
    shutil.copytree(machine_code, tmp_path / "cache" / "reinschrift", dirs_exist_ok=True)
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.chown(path, USER, USER)
    for folder in tmp_path.parents[:3]:
        folder.chmod(0o755)
    return tmp_path


@pytest.mark.slow
def test_a_rebuild_needs_its_own_folders_and_no_other(opened: Path) -> None:
    """With a lasting server, then again; nothing is said but what is always said, and nothing asks for a home."""
    given = {
        "PYTHON": sys.base_prefix,
        "OPEN": str(opened),
        "UID_": str(USER),
        "PATH": os.environ["PATH"],
        "HOME": str(Path.home()),
    }
    before = ["unshare", "--mount", "sh", "-c", MOUNTS, "sh"]
    script = f'"{COMMAND[0]}" rebuild --quiet && "{COMMAND[0]}" verify && "{COMMAND[0]}" server stop && touch /tmp/x'
    done = subprocess.run(
        [*before, "sh", "-c", script], env=given, capture_output=True, text=True, check=False, timeout=500
    )
    assert "whole" in done.stdout, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert "touch" in done.stderr  # so the file system was read-only
    assert {path.stat().st_uid for path in (opened / "corpus" / "processed").rglob("*")} == {USER}
