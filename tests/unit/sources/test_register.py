"""The register: what it takes, what it refuses, and what it says then."""

import pickle
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reinschrift.errors import SourceError
from reinschrift.sources import Source, read_register, sources_of_paths

GOOD = '[[source]]\nname = "a"\nfiles = "a/*.txt"\nlicense = "CC0-1.0"\n'


def register(tmp_path: Path, text: str) -> tuple[Source, ...]:
    file = tmp_path / "sources.toml"
    file.write_text(text, encoding="utf-8")
    return read_register(file)


def refused(tmp_path: Path, text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        register(tmp_path, text)
    return caught.value


def test_a_source_needs_a_name_files_and_a_licence_and_nothing_else(tmp_path: Path) -> None:
    """All else has a default, and paths start at the register's folder."""
    (source,) = register(tmp_path, GOOD)
    assert (source.name, source.files, source.license) == ("a", ("a/*.txt",), "CC0-1.0")
    assert (source.rights, source.priority, source.base) == ("unknown", 100, str(tmp_path))
    assert pickle.loads(pickle.dumps(source)) == source  # noqa: S301  # our own bytes


def test_every_key_is_read(tmp_path: Path) -> None:
    """A source says what it is, in full."""
    more = (
        'format = "text"\norigin = "o"\nrights = "reserved"\nrights_evidence = "e"\ncontact = "c@example.org"\n'
        'collected = { from = 2024-05-01, to = 2024-05-31 }\nlanguage = "de"\npriority = 3\nseparator = "\\n--\\n"\n'
        'fields = { text = "x.y", record = "nr" }\n'
    )
    (source,) = register(tmp_path, GOOD + more)
    assert source.collected == (date(2024, 5, 1), date(2024, 5, 31))
    assert source.collected_last == datetime(2024, 5, 31, tzinfo=UTC)
    assert source.fields == {"text": "x.y", "record": "nr"}
    assert (source.separator, source.rights, source.priority) == ("\n--\n", "reserved", 3)


@pytest.mark.parametrize(
    ("text", "said", "advised"),
    [
        (GOOD + 'licence = "MIT"\n', "no key licence", "did you mean license?"),
        (GOOD + 'seperator = "x"\n', "no key seperator", "separator"),
        (GOOD.replace("[[source]]", "[[sources]]"), "no key sources", "did you mean source?"),
        (GOOD + 'fields = { titel = "x" }\n', "titel", "did you mean title?"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_right_one(
    tmp_path: Path, text: str, said: str, advised: str
) -> None:
    """A slip of the pen is named, and so is what was probably meant."""
    error = refused(tmp_path, text)
    assert said in error.message
    assert advised in str(error)
    assert error.context["file"] == tmp_path / "sources.toml"


def test_a_source_that_says_nothing_of_its_licence_is_refused(tmp_path: Path) -> None:
    """Unknown must be said, not left out."""
    error = refused(tmp_path, GOOD.replace('license = "CC0-1.0"\n', ""))
    assert "licence" in error.message
    assert 'license = "unknown"' in error.hint
    assert error.context["source"] == "a"


def test_keys_below_a_table_of_settings_are_named_as_such(tmp_path: Path) -> None:
    """In TOML what stands below [source.settings.…] belongs to it, the licence, too."""
    wrong = GOOD.replace("license", '[source.settings.stages.personal]\nphones = "leave"\nlicense')
    assert "move license" in refused(tmp_path, wrong).hint


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", '"a b"'), ("format", '"docx"'), ("rights", '"yes"'), ("priority", '"high"'), ("separator", '""'),
        ("files", "[]"), ("collected", '"spring"'), ("collected", "{ from = 2024-02-01, to = 2024-01-01 }"),
        ("collected", "{ since = 2024-02-01 }"), ("collected", "7"),
    ],
)  # fmt: skip
def test_a_value_out_of_range_is_refused_by_its_key(tmp_path: Path, key: str, value: str) -> None:
    """The message names the key, the context the file and the source."""
    lines = [line for line in GOOD.splitlines() if not line.startswith(f"{key} ")]
    error = refused(tmp_path, "\n".join([*lines, f"{key} = {value}"]))
    assert key in str(error) or "collection" in error.message
    assert error.context["file"] == tmp_path / "sources.toml"


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    """A record's identity holds its source's name."""
    assert "called a" in refused(tmp_path, GOOD + GOOD).message


@pytest.mark.parametrize("text", ["", "source = 3", "source = []", "[[source", 'x = "\udcff"'])
def test_what_is_no_register_is_refused(tmp_path: Path, text: str) -> None:
    """No TOML, no sources, no text: each is said."""
    (tmp_path / "sources.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SourceError):
        read_register(tmp_path / "sources.toml")


def test_a_missing_register_says_how_to_do_without(tmp_path: Path) -> None:
    """The hint names the command that needs none."""
    with pytest.raises(SourceError, match="no register") as caught:
        read_register(tmp_path / "sources.toml")
    assert "reinschrift rebuild PATH" in caught.value.hint


def test_what_changes_no_row_is_not_in_the_fingerprint(tmp_path: Path) -> None:
    """A new contact or another place changes nothing; another licence does."""
    (plain,) = register(tmp_path, GOOD)
    (moved,) = register(
        tmp_path,
        GOOD.replace("a/*.txt", "b/*.txt") + 'contact = "x"\norigin = "y"\npriority = 1\nobtained = "crawled"\n',
    )
    (other,) = register(tmp_path, GOOD.replace("CC0-1.0", "MIT"))
    assert plain.changing_data() == moved.changing_data() != other.changing_data()


def test_paths_become_sources_a_folder_each(tmp_path: Path) -> None:
    """Files of one folder are one source; their order and repetition do not matter; nothing is claimed of rights."""
    (tmp_path / "x y").mkdir()
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(name)
    paths = [str(tmp_path / "two.txt"), str(tmp_path / "x y"), str(tmp_path / "one.txt"), str(tmp_path / "one.txt")]
    sources = sources_of_paths(paths)
    assert sources == sources_of_paths(paths[::-1])
    assert [(source.name, source.files) for source in sources] == [
        (tmp_path.name, ("one.txt", "two.txt")),
        ("x-y", ("",)),
    ]
    assert {(source.license, source.rights) for source in sources} == {("unknown", "unknown")}


def test_folders_of_one_name_get_names_of_their_own(tmp_path: Path) -> None:
    """Identities of two sources must not meet."""
    for name in ("a", "b"):
        (tmp_path / name / "texts").mkdir(parents=True)
    sources = sources_of_paths([str(tmp_path / "b" / "texts"), str(tmp_path / "a" / "texts")])
    assert [source.name for source in sources] == ["texts", "texts-2"]
    assert sources[0].base.endswith("/a/texts")


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The message names it."""
    with pytest.raises(SourceError) as caught:
        sources_of_paths([str(tmp_path / "nowhere")])
    assert caught.value.context["path"] == str(tmp_path / "nowhere")


@pytest.mark.parametrize("key", ["leave_out", "site_files"])
def test_a_list_where_a_file_is_named_is_refused(tmp_path: Path, key: str) -> None:
    """The entries stand in a file of their own; the message says which."""
    error = refused(tmp_path, GOOD + f'{key} = ["https://example.org/1"]\n')
    assert str(error).startswith(f"The key {key} is not right: it takes the name of a file.")
    assert error.hint is not None
    assert f'{key} = "NAME.txt"' in error.hint
