"""The tutorial is walked as a person walks it: its files are written, its commands run, its output is what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from resources.embedded_postgres import running
from resources.postgres import embedded_folder
from resources.project import CHECKOUT
from tests.docs.markdown import Block, blocks

TUTORIAL = CHECKOUT / "docs" / "tutorial.md"
_FILE = re.compile(r"(?:#|--) ([\w./-]+\.\w+|\.gitignore)(, at the end)?$")
_EXITS = re.compile(r"\s*# exits (\d)$")


def test_what_the_readme_shows_is_what_the_tutorial_shows() -> None:
    shown = {line for block in blocks(TUTORIAL) if block.language in ("sh", "text") for line in block.text.splitlines()}
    quoted = [block for block in blocks(CHECKOUT / "README.md") if block.language in ("sh", "text")][1:]
    assert len(quoted) == 3, "a call, its output and a refusal, after the calls of make"
    assert not [line for block in quoted for line in block.text.splitlines() if line not in shown]


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    with running(embedded_folder(folder)):  # commands share it; each would start and stop it by itself
        _follow(folder)


def _follow(folder: Path) -> None:
    said = ""
    walked = shown = 0
    for block in _walk():
        if block.language == "sh":
            said = _run(block, folder)
            walked += 1
            continue
        first, _, rest = block.text.partition("\n")
        file = _FILE.match(first)
        if file:
            path = folder / file[1]
            path.write_text((path.read_text() if file[2] else "") + rest + "\n")
        elif block.language == "text":
            missing = [line for line in _lines(block.text) if not any(one.startswith(line) for one in _lines(said))]
            assert not missing, f"tutorial.md:{block.line}: it is\n{said}"
            shown += 1
    assert (walked, shown) == (11, 10)


def _walk() -> list[Block]:
    """What a person does from section 2 to section 7; before that is the demo, after it a UI and servers."""
    text = TUTORIAL.read_text()
    first, last = (text[: text.index(f"\n## {number}.")].count("\n") for number in (2, 8))
    return [block for block in blocks(TUTORIAL) if first < block.line < last]


def _run(block: Block, folder: Path) -> str:
    """Runs the lines one by one; what all of them said. `mkdir`, `cd` and `export` of section 2 mean the folder."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("CDC_", "GIT_"))}
    for role in ("AUTHOR", "COMMITTER"):
        environ |= {f"GIT_{role}_NAME": "A person", f"GIT_{role}_EMAIL": "person@example.org"}
    environ |= {"CDC_PROJECT_DIR": str(folder), "PATH": f"{Path(sys.executable).parent}:{environ['PATH']}"}
    said = []
    for line in block.text.splitlines():
        exits = _EXITS.search(line)
        if line.startswith(("cd ", "export ")):
            continue
        here = folder.parent if line.startswith("mkdir ") else folder
        done = subprocess.run(
            ["sh", "-c", _EXITS.sub("", line)], cwd=here, env=environ, capture_output=True, text=True, check=False
        )
        said.append(done.stdout + done.stderr)
        assert done.returncode == int(exits[1] if exits else 0), f"tutorial.md:{block.line}: {line}\n{said[-1]}"
    return "".join(said)


def _lines(text: str) -> list[str]:
    """Lines with spaces as one and measured seconds as `#`; what is left out (`…`) does not count."""
    lines = [re.sub(r"\b\d+\.\d+(?= s\b|$)", "#", " ".join(line.split())) for line in text.splitlines()]
    return [line.removesuffix(" …") for line in lines if line and line != "…"]
