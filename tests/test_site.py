"""The pages of docs/ make a site: no warning, no other host, and a search that works from a folder."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site_links import on_page_markdown

ROOT = Path(__file__).parents[1]
MKDOCS = Path(sys.prefix) / "site" / "bin" / "mkdocs"
READER = Path(sys.prefix) / "export" / "bin" / "python"
ASKED_OF_OTHERS = re.compile(r'<(?:script|img|iframe)[^>]*\ssrc="(?:https?:)?//|<link[^>]*\shref="(?:https?:)?//')


class Page:
    """As much of mkdocs' page as the hook looks at."""

    def __init__(self, path: str) -> None:
        self.file = self
        self.src_uri = path


@pytest.mark.parametrize(
    ("path", "link", "shown"),
    [
        ("a.md", "[settings](settings.md#paths)", "[settings](settings.md#paths)"),
        ("guides/a.md", "[settings](../settings.md)", "[settings](../settings.md)"),
        ("a.md", "[raw](../raw/README.md)", "raw (`raw/README.md`)"),
        ("guides/a.md", "[`src/a.py`](../../src/a.py)", "`src/a.py`"),
        ("a.md", "[far](https://far.example)", "[far](https://far.example)"),
    ],
)
def test_links_out_of_the_site_become_names(path: str, link: str, shown: str) -> None:
    """The site holds docs/ alone."""
    assert on_page_markdown(f"See {link}.", page=Page(path)) == f"See {shown}."


def test_the_menu_names_every_page_once() -> None:
    """A new page is entered in mkdocs.yml, or nobody finds it."""
    menu = re.findall(r"^ +- (?:[^:\n]+: )?(\S+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")]
    assert sorted(menu) == sorted(pages)


@pytest.mark.slow  # so that it runs where `make test-slow` has set up mkdocs
def test_the_site_builds_without_a_warning_and_asks_no_other_host(tmp_path: Path) -> None:
    """`--strict` takes a warning for an error: a link to nowhere, a page that no menu names."""
    if not MKDOCS.exists():
        pytest.skip("mkdocs is in the group `site`: make .venv/ready-site installs it")
    site = tmp_path / "site"
    command = [str(MKDOCS), "build", "--strict", "--quiet", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = {file.relative_to(site).as_posix(): file.read_text("utf-8") for file in site.rglob("*.html")}
    assert {"index.html", "tutorial.html", "commands.html", "guides/nightly.html"} <= set(pages)
    assert not {name: found[0] for name, page in pages.items() if (found := ASKED_OF_OTHERS.search(page))}
    if shutil.which("chromium") is None or not READER.exists():
        pytest.skip("the site was built, but not looked at: apt-get install chromium, make .venv/ready-export")
    command = [str(READER), str(ROOT / "tests" / "read_site.py"), str(site), "erasure request"]
    seen = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=300).stdout)
    assert seen["requests"] == seen["console"] == []
    assert set(seen["wide"]) == {0}  # no page scrolls sideways
    assert seen["found"].endswith("guides/erasure-request.html")
