"""Kind: failures that are tracebacks or mislead. Each is provoked for real, through the command, and is a sentence."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reinschrift.errors import ConfigError
from reinschrift.run.launch import load_flow
from tests.stores import enter

COMMAND = [str(Path(sys.executable).parent / "reinschrift")]
GOOD = "Der alte Hafen wurde im Herbst neu gepflastert. Die Fischer kamen trotzdem nicht zurück."
LONG = "x" * 300


@pytest.fixture
def raw(tmp_path: Path) -> str:
    """A folder with one good text."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(GOOD, encoding="utf-8")
    return str(tmp_path / "raw")


def run(*arguments: str, cwd: Path, before: tuple[str, ...] = ()) -> tuple[int, str]:
    """Run the command; return its exit status and what it said of the failure."""
    done = subprocess.run([*before, *COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 4
    return done.returncode, done.stderr


def without(mount: str) -> tuple[str, ...]:
    """Return how to run a command in a place of its own where a folder is read-only."""
    apart = ("unshare", "--mount", "sh", "-c", f'mount -t tmpfs -o ro none {mount} && exec "$@"', "sh")
    if shutil.which("unshare") is None or subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this needs root and unshare, to make a folder read-only for one process")
    return apart


@pytest.mark.parametrize(
    "cron", ["61 * * * *", *(pytest.param(cron, marks=pytest.mark.slow) for cron in ("every day", "", "R * * * *"))]
)
def test_a_schedule_that_is_none(tmp_path: Path, cron: str) -> None:
    """No server is started for it."""
    assert run("init", ".", cwd=tmp_path) == (0, "")
    status, said = run("serve", "--cron", cron, cwd=tmp_path)
    assert status == 2
    assert said.startswith("ConfigError: Cron would not understand")
    assert repr(cron) in said
    assert not (tmp_path / ".prefect" / "server.log").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", LONG),
        ("plan", LONG),
        ("plan", "raw", "--output", LONG),
        pytest.param(("rebuild", "raw", "--output", LONG), marks=pytest.mark.slow),
        pytest.param(("init", LONG), marks=pytest.mark.slow),
    ],
)
def test_a_name_that_is_too_long(raw: str, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Whatever it names."""
    status, said = run(*arguments, cwd=tmp_path)
    assert status in {1, 2}
    assert "unforeseen" not in said
    assert LONG in said
    assert "  → " in said


@pytest.mark.slow
def test_a_bucket_that_is_missing(raw: str, tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any work, and by every command."""
    enter(endpoint, monkeypatch)
    place = "s3://nobody-made-this/corpus"
    for arguments in (("rebuild", raw, "--output", place, "--ephemeral", "-q"), ("list", place)):
        status, said = run(*arguments, cwd=tmp_path)
        assert status == 1
        assert said.startswith("StorageError: There is no bucket nobody-made-this")
    (tmp_path / "reinschrift.toml").write_text('[paths]\nprocessed = "s3://nobody-made-this"\n')
    status, said = run("serve", "--cron", "0 3 * * *", cwd=tmp_path)
    assert status == 1
    assert said.startswith("StorageError: There is no bucket nobody-made-this")
    assert not list(tmp_path.rglob("server.log"))
    assert not list(tmp_path.rglob("documents.parquet"))


def test_a_package_that_is_missing(tmp_path: Path) -> None:
    """It is not laid on credentials."""
    code = "import sys; sys.modules['s3fs'] = None; from reinschrift.cli import main; main(['list', 's3://bucket/x'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "reinschrift[s3]" in done.stderr
    assert "credentials" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "package"),
    [("run.executor=dask", "distributed"), ("run.executor=ray", "ray"), ("read.extractor=trafilatura", "trafilatura")],
)
@pytest.mark.parametrize("command", [["rebuild"], ["serve", "--cron", "0 3 * * *"]], ids=["rebuild", "serve"])
def test_an_extra_that_is_missing(raw: str, tmp_path: Path, command: list[str], setting: str, package: str) -> None:
    """Before any work: no server is started, and a schedule does not find it out at night."""
    (tmp_path / "reinschrift.toml").write_text("")
    arguments = [*command, "--set", setting]
    code = f"import sys; sys.modules[{package!r}] = None; from reinschrift.cli import main; main({arguments!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"needs the package {package}, which is not installed" in done.stderr
    assert "pip install" in done.stderr
    assert not (tmp_path / ".prefect").exists()


def test_a_register_that_is_wrong_is_served_to_nobody(tmp_path: Path) -> None:
    """What would fail every night is said at once."""
    assert run("init", ".", cwd=tmp_path) == (0, "")
    register = tmp_path / "raw" / "sources.toml"
    register.write_text(register.read_text().replace("license =", "licence ="))
    status, said = run("serve", "--cron", "0 3 * * *", cwd=tmp_path)
    assert status == 2
    assert "did you mean license" in said
    assert not (tmp_path / ".prefect" / "server.log").exists()


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    """Deleted while somebody stood in it."""
    (tmp_path / "gone").mkdir()
    before = ("sh", "-c", 'rmdir "$PWD" && exec "$@"', "sh")
    status, said = run("plan", cwd=tmp_path / "gone", before=before)
    assert status == 2
    assert said.startswith("ConfigError: The working folder is no longer there.")


@pytest.mark.parametrize("content", ["def (", "import nosuchthing", "rebuild = 1 / 0", "pass"])
def test_a_flow_that_is_none(tmp_path: Path, content: str) -> None:
    """A project's own flow that cannot be loaded is named."""
    file = tmp_path / "rebuild.py"
    file.write_text(content)
    with pytest.raises(ConfigError, match=r"The flow cannot be loaded|The file defines no flow") as caught:
        load_flow(file)
    assert caught.value.context["file"] == file
    assert caught.value.hint


@pytest.mark.slow
def test_no_shared_memory(raw: str, tmp_path: Path) -> None:
    """Workers share their locks there."""
    before = without("/dev/shm")  # noqa: S108  # where Linux has it
    asked = ("rebuild", raw, "--output", "out", "--ephemeral", "-q", "--set", "run.workers=2")  # else it needs none
    status, said = run(*asked, cwd=tmp_path, before=before)
    assert status == 2
    assert said.startswith("ConfigError: No worker can be started: Read-only file system.")


@pytest.mark.slow
def test_no_folder_for_temporary_files(raw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A TMPDIR that is not there is passed over; where no folder will do, a sentence says so."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    assert run("rebuild", raw, "--output", "out", "--ephemeral", "-q", cwd=tmp_path) == (0, "")
    assert run("inspect", f"{raw}/a.txt", "--json", cwd=tmp_path) == (0, "")
    without("/mnt")  # else this cannot be tried here
    closed = "mount --bind {0} {0} && mount -o remount,ro,bind {0}"
    commands = [closed.format(place) for place in ("/tmp", "/var/tmp", tmp_path) if Path(place).is_dir()]  # noqa: S108
    script = " && ".join([*commands, f"cd {tmp_path}", 'exec "$@"'])
    before = ("unshare", "--mount", "sh", "-c", script, "sh")
    status, said = run("inspect", f"{raw}/a.txt", cwd=tmp_path, before=before)
    assert status == 2
    assert said.startswith("ConfigError: No folder for temporary files can be written.")


@pytest.mark.slow
def test_a_full_disk(raw: str, tmp_path: Path) -> None:
    """Every command that writes says that it is full; the dataset stays whole."""
    assert run("rebuild", raw, "--output", "out", "--ephemeral", "-q", cwd=tmp_path)[0] == 0
    (tmp_path / "full").mkdir()
    script = 'mount -t tmpfs -o size=4k none full && { head -c 5000 /dev/zero > full/fill; } 2> full.log; exec "$@"'
    before = ("unshare", "--mount", "sh", "-c", script, "sh")
    without("/mnt")  # else this cannot be tried here
    for arguments, expected in (
        (("init", "full/project"), 2),
        (("export", "--format", "jsonl", "--output", "full/rows", "out"), 1),
        (("export", "--format", "folder", "--output", "full/folder", "out"), 1),
        (("diff", "1.0.0", "1.0.0", "out", "--output", "full/changes.parquet"), 1),
        (("rebuild", raw, "--output", "full/out", "--ephemeral", "-q"), 1),
    ):
        status, said = run(*arguments, cwd=tmp_path, before=before)
        assert status == expected, said
        assert "No space left on device" in said
    assert run("verify", "out", cwd=tmp_path)[0] == 0


@pytest.mark.slow
def test_a_home_that_cannot_be_written(raw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a project the server's state would go there; what needs no server does without."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    status, said = run("rebuild", raw, "--output", "out", "-q", cwd=tmp_path, before=without(str(home)))
    assert status == 2
    assert said.startswith("ConfigError: The local Prefect server has no folder")
    assert run("plan", raw, "--output", "out", cwd=tmp_path, before=without(str(home))) == (0, "")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with settings, a register, and one good text."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "raw" / "sources.toml").write_text('[[source]]\nname = "a"\nfiles = "a.txt"\nlicense = "x"\n', "utf-8")
    (tmp_path / "reinschrift.toml").write_text('[paths]\ndataset = "d"\n', "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("written", "sentence", "what_to_do"),
    [
        ('[[source]]\nname = "a"\nfiles = "a.txt"\nlicense = "Gr\xfc\xdfe"\n', "is not UTF-8: line 4 holds", "UTF-8"),
        ('[[source]\nname = "a"\n', "is not TOML", "Mend that place"),
        ('[[source]]\nname = "a"\nname = "b"\n', "is not TOML", "a name is given once"),
        ('[[source]]\nname = "a"\nfiles = "a\\u0000.txt"\nlicense = "x"\n', "holds a NUL", "Change files"),
        ('[[source]]\nname = 3\nfiles = "a.txt"\nlicense = "x"\n', "key name is not right", "Change name"),
        ('[[source]]\nname = "a"\nfiles = [1]\nlicense = "x"\n', "key files.0 is not right", "Change files"),
        ('source = "a"\n', "names no source", "[[source]]"),
    ],
)
def test_a_register_that_is_wrong(project: Path, written: str, sentence: str, what_to_do: str) -> None:
    """Whatever it is, it is said where and what to do."""
    (project / "raw" / "sources.toml").write_bytes(written.encode("latin-1"))
    status, said = run("rebuild", cwd=project)
    assert status == 2
    assert sentence in said
    assert what_to_do in said


@pytest.mark.slow
def test_what_should_be_a_folder_or_a_file(project: Path) -> None:
    """One that is the other."""
    (project / "processed").write_text("x", "utf-8")
    status, said = run("rebuild", cwd=project)
    assert (status, "What should be a folder is a file." in said) == (1, True)
    (project / "processed").unlink()
    shutil.rmtree(project / "raw")
    (project / "raw").write_text("x", "utf-8")
    status, said = run("rebuild", cwd=project)
    assert (status, "no register of sources" in said) == (2, True)
    (project / "reinschrift.toml").unlink()
    (project / "reinschrift.toml").mkdir()
    status, said = run("rebuild", cwd=project)
    assert (status, "is a folder here" in said) == (2, True)


def test_settings_that_are_no_utf_8(project: Path) -> None:
    """A mark of UTF-8 before them is nothing wrong."""
    (project / "reinschrift.toml").write_bytes(b"\xff\xfe[\0")
    assert "reinschrift.toml is not UTF-8: line 1" in run("list", cwd=project)[1]
    (project / "reinschrift.toml").write_bytes(b'\xef\xbb\xbf[paths]\ndataset = "d"\n')
    assert run("list", cwd=project) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_output_that_cannot_be_written() -> None:
    """A full disk behind the standard output is a sentence."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        for arguments in (["--version"], ["rebuild", "--help"], ["init", "--help"]):
            done = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
            assert (done.returncode, "The output could not be written" in done.stderr) == (1, True)
            assert len(done.stderr.splitlines()) <= 4
