"""Notices reach a program, a web server and a mail server, say what happened, and never fail a run."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from reinschrift.cli import main
from reinschrift.errors import ConfigError, LossError, StorageError
from reinschrift.project import Project, load_project
from reinschrift.run import notices
from reinschrift.run.deployed import check_parameters
from reinschrift.run.notices import ways
from reinschrift.run.notices.last_run import is_overdue, last_end, note_end
from reinschrift.run.notices.message import notice_of_end, notice_of_failure, notice_of_silence
from reinschrift.snapshot.erase import erase
from tests.notice_servers import Mail, Web, serving
from tests.steps import project_of, rebuild_here
from tests.texts import url_of, write_file

KEEP = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n')"
SUMMARY = {
    "dataset": "korpus", "version": "1.3.0", "is_new": True, "parent": "1.2.0", "folder": "/data/snapshots/1.3.0",
    "counts": {
        "read": {"documents": 1500, "paragraphs": 9000, "chars": 90000},
        "kept": {"documents": 1200, "paragraphs": 7000, "chars": 80000},
    },
    "difference": {
        "documents": -30, "paragraphs": 0, "chars": 10,
        "sources": {"wetter": -40, "post": 10}, "languages": {"de": -30},
    },
    "losses": ["the source wetter lost 40 of 50 documents"],
    "bad_files": [["a\x1b.zip", "cut off"]], "not_read": ["netz: a\x1b.zip: cut off"], "seconds": 3.5,
}  # fmt: skip


def project(folder: Path, *overrides: str) -> Project:
    """Return a project with settings for notices."""
    return load_project(None, overrides, [str(folder)], str(folder / "out"))


def test_every_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program gets JSON on its input, a webhook JSON with the token, a mailbox a letter; all say the same."""
    monkeypatch.setenv(ways.TOKEN, "geheim")
    kept = tmp_path / "kept.jsonl"
    with serving(Web()) as web, serving(Mail()) as mail:
        settings = [
            f"notify.command={json.dumps([sys.executable, '-c', KEEP, str(kept)])}",
            f"notify.webhook=http://127.0.0.1:{web.server_port}/hook",
            'notify.email_to=["a@beispiel.de", "b@beispiel.de"]',
            f"notify.smtp=127.0.0.1:{mail.server_address[1]}",
        ]
        assert notices.send(project(tmp_path, *settings), notice_of_end(SUMMARY)) == []
    ((head, posted),) = web.got
    assert head["Authorization"] == "Bearer geheim"
    assert json.loads(kept.read_text(encoding="utf-8")) == posted
    assert (posted["event"], posted["version"], posted["difference"]["documents"]) == ("published", "1.3.0", -30)
    (letter,) = mail.got
    assert letter["Subject"] == "[published] korpus 1.3.0: 1,200 documents (-30 against 1.2.0)"
    assert letter["To"] == "a@beispiel.de, b@beispiel.de"
    text = letter.get_content().replace("\r\n", "\n")
    assert text.strip() == posted["text"]
    for line in (
        "1,200 of 1,500 documents kept (-30 against 1.2.0), 80,000 characters.",
        "sources: wetter -40, post +10",
        "lost: the source wetter lost 40 of 50 documents",
        "not read: netz: a\\u001b.zip: cut off",
    ):
        assert line in text.splitlines()


def test_failures_say_what_to_do(tmp_path: Path) -> None:
    """The text of a failure is that of the error; one that a guard raised is `stopped`."""
    error = StorageError("The disk is full.", hint="Free some space.", context={"path": tmp_path})
    notice = notice_of_failure(project(tmp_path), "failed", error)
    assert notice.subject == "out: the rebuild failed"
    assert notice.lines[0] == "The disk is full."
    assert "Free some space." in notice.text()
    assert notice.values()["error"] == {
        "type": "StorageError", "message": "The disk is full.", "hint": "Free some space.",
        "context": {"path": str(tmp_path)},
    }  # fmt: skip
    assert notice_of_failure(project(tmp_path), "failed", ZeroDivisionError("division")).lines == (
        "ZeroDivisionError: division",
    )


@pytest.mark.parametrize(
    ("error", "event"),
    [(StorageError("Full."), "failed"), (LossError("Lost."), "stopped"), (SystemExit(143), "failed")],
)
def test_a_failure_is_told_once_and_passes_on(tmp_path: Path, error: BaseException, event: str) -> None:
    """The same error on its way through two blocks gives one notice; whoever called gets the error."""
    kept = tmp_path / "kept.jsonl"
    made = project(tmp_path, f"notify.command={json.dumps([sys.executable, '-c', KEEP, str(kept)])}")
    with pytest.raises(type(error)), notices.sent_on_failure(made), notices.sent_on_failure(made):
        raise error
    (line,) = kept.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["event"] == event


def test_events_that_nobody_wants_are_not_sent(tmp_path: Path) -> None:
    """Nothing new is told only where `on` names it."""
    kept = tmp_path / "kept.jsonl"
    command = f"notify.command={json.dumps([sys.executable, '-c', KEEP, str(kept)])}"
    same = notice_of_end(SUMMARY | {"is_new": False})
    notices.send(project(tmp_path, command), same)
    assert not kept.exists()
    notices.send(project(tmp_path, command, 'notify.on=["unchanged"]'), same)
    assert json.loads(kept.read_text(encoding="utf-8"))["subject"] == "korpus: nothing new"


def test_no_failure_of_a_notice_is_one_of_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Dead servers, missing programs and those that fail are named on standard error, and nothing is raised."""
    with serving(Web()) as web:
        port = web.server_port
    settings = [
        f"notify.webhook=http://127.0.0.1:{port}/",
        'notify.email_to=["a@b.de"]',
        f"notify.smtp=127.0.0.1:{port}",
    ]
    for command in (["/no/such/program"], [sys.executable, "-c", "import sys; sys.exit('kein Dienst')"]):
        made = project(tmp_path, *settings, f"notify.command={json.dumps(command)}", "notify.timeout=5")
        failures = notices.send(made, notice_of_end(SUMMARY))
        assert [failure.split(":")[0].rpartition(" ")[2] for failure in failures] == ["command", "webhook", "e-mail"]
    said = capsys.readouterr().err
    assert "kein Dienst" in said
    assert said.count("A notice could not be sent by") == 6


def test_a_web_server_that_is_busy_is_asked_again(tmp_path: Path) -> None:
    """503 twice, then it takes it; 404 is final."""
    made = project(tmp_path).settings.notify
    notice = notice_of_end(SUMMARY)
    with serving(Web(503, 503)) as web:
        ways.post(notice, made.model_copy(update={"webhook": f"http://127.0.0.1:{web.server_port}/"}), pause=0.01)
    assert len(web.got) == 3
    with serving(Web(404)) as web, pytest.raises(ConfigError, match="answers 404"):
        ways.post(notice, made.model_copy(update={"webhook": f"http://127.0.0.1:{web.server_port}/"}), pause=0.01)
    assert len(web.got) == 1


def test_silence_is_noticed(tmp_path: Path) -> None:
    """No run so far, one just now, one long ago, and a file that somebody damaged."""
    made = project(tmp_path)
    assert is_overdue(made, 1)
    note_end(made)
    assert not is_overdue(made, 1)
    file = made.output / "work" / "last_run.txt"
    file.write_text((datetime.now(UTC) - timedelta(hours=30)).isoformat(), encoding="ascii")
    assert (is_overdue(made, 26), is_overdue(made, 40)) == (True, False)
    notice = notice_of_silence(made, last_end(made), 26)
    assert notice.subject.startswith("out: no rebuild since ")
    file.write_bytes(b"\xff\x00")
    assert last_end(made) is None


def test_a_trial_says_what_was_sent_and_fails_where_nothing_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`overdue --test` is run to learn whether notices arrive: silence would be taken for yes."""
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["init", "."]).exit_code == 0
    note_end(load_project())
    bare = CliRunner().invoke(main, ["overdue", "--test"])
    assert (bare.exit_code, "names no command" in bare.output) == (1, True)
    command = json.dumps([sys.executable, "-c", KEEP, str(tmp_path / "kept.jsonl")])
    told = CliRunner().invoke(main, ["overdue", "--test", "--set", f"notify.command={command}"])
    assert (told.exit_code, "A notice was sent by command." in told.output) == (0, True)
    assert "sent" not in CliRunner().invoke(main, ["overdue"]).output


def test_an_erasure_forgets_no_run(tmp_path: Path) -> None:
    """It takes out of the work what may hold the text; when a run ended well holds none."""
    write_file(tmp_path / "raw", "a", range(3))
    made = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(made)
    note_end(made)
    before = (made.output / "work" / "last_run.txt").read_bytes()
    erase(made.storage(), [url_of(1)])
    assert (made.output / "work" / "last_run.txt").read_bytes() == before


def test_a_deployed_run_names_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reaches the server cannot have a program of their choice run, or a notice sent elsewhere."""
    (tmp_path / "reinschrift.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for override in ('notify.command=["touch", "x"]', "notify.webhook=http://evil.example/", "notify={smtp='e:1'}"):
        with pytest.raises(ConfigError, match="may not name"):
            check_parameters(str(tmp_path), [override], (), None)
