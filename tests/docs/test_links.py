"""What the documentation points to is there: links, images, anchors, commands with their options, YAML."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from cdc_assets.assets.resources import ProjectResource
from cdc_assets.checks.model import PAGES as PAGES_OF_CHECKS
from cdc_assets.checks.model import REMEDIES
from cdc_assets.cli.main import cdc
from cdc_assets.definitions import build_definitions
from resources.project import CHECKOUT
from tests.docs.markdown import anchors, blocks, links, pages, prose

PAGES = [path.relative_to(CHECKOUT).as_posix() for path in pages()]


@pytest.mark.parametrize("name", PAGES)
def test_every_relative_link_leads_to_a_file_and_a_heading(name: str) -> None:
    page = CHECKOUT / name
    lost = []
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


@pytest.mark.parametrize("name", PAGES)
def test_every_command_exists_with_its_options(name: str) -> None:
    wrong = []
    for line, typed in _commands(CHECKOUT / name):
        try:
            _parse(line, typed=typed)
        except click.ClickException as error:
            wrong.append(f"{line}: {error.format_message()}")
    assert not wrong


@pytest.mark.parametrize("name", PAGES)
def test_every_yaml_block_is_yaml(name: str) -> None:
    for block in blocks(CHECKOUT / name):
        if block.language in ("yaml", "yml"):
            yaml.safe_load(block.text)


def test_every_check_names_a_page_and_a_heading_that_are_there() -> None:
    definitions = build_definitions(ProjectResource(root=str(CHECKOUT / "examples" / "adopus")))
    said = [spec.description or "" for each in definitions.asset_checks or () for spec in each.check_specs]
    said += [spec.description or "" for each in definitions.assets or () for spec in getattr(each, "check_specs", ())]
    assert len(said) > 20
    for text in said:
        path, _, anchor = text.rpartition(" More: ")[2].partition("#")
        assert anchor in anchors(CHECKOUT / path), text


def test_what_an_alert_says_is_to_be_done_are_commands_that_exist() -> None:
    assert set(REMEDIES) == set(PAGES_OF_CHECKS), "each check has a page, and a command"
    hints = REMEDIES.values()
    commands = [part for hint in hints for part in hint.split(", then ") if part.startswith("cdc ")]
    assert len(commands) >= len(hints)
    for command in commands:
        _parse(command.replace("{tenants}", " --tenant a"), typed=True)


def test_every_page_of_the_handbook_is_in_its_index() -> None:
    index = CHECKOUT / "docs" / "README.md"
    listed = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    there = set(CHECKOUT.glob("docs/**/*.md")) - {index}
    assert not {path.relative_to(CHECKOUT).as_posix() for path in there - listed}


def test_commands_are_found_where_they_stand() -> None:
    found = {name: len(list(_commands(CHECKOUT / name))) for name in PAGES}
    assert found["docs/tutorial.md"] > 20
    assert found["docs/README.md"] > 10
    assert found["README.md"] > 2


@pytest.mark.parametrize(
    "line", ["cdc aply", "cdc merge", "cdc apply --tennant a", "cdc offsets reset --group", "cdc --what plan"]
)
def test_a_command_that_does_not_exist_is_noticed(line: str) -> None:
    with pytest.raises(click.ClickException):
        _parse(line, typed=True)


def _commands(page: Path) -> Iterator[tuple[str, bool]]:
    """Calls of cdc: in `sh` and `console` blocks as they are typed, and as running text names them."""
    for block in blocks(page):
        lines = block.text.splitlines()
        if block.language == "console":
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        if block.language in ("sh", "console"):
            for line in lines:
                yield from ((found[0], True) for found in re.finditer(r"(?<![\w/.-])cdc [^|&;#]*", line))
    for code in re.findall(r"(?<!`)`(?:\.venv/bin/)?(cdc [^`]*)`(?!`)", prose(page)):
        yield code.replace("\n", " "), False


def _parse(line: str, *, typed: bool) -> None:
    """Parses a command as click does, without running it. Raises click.ClickException for what does not exist.

    Running text may leave things out (`…`, `[--check]`, an option's value) and name several commands (`gaps|resume`).
    """
    words = shlex.split(line if typed else re.sub(r"[][…]|\.\.\.", " ", line))[1:]
    command: click.Command = cdc
    context = click.Context(cdc, info_name="cdc")
    if words and words[0] == "--project":
        words = words[2:]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        names = words.pop(0).split("|")
        found = [command.get_command(context, name) for name in names]
        if not all(found):
            raise click.UsageError(f"there is no command {'|'.join(names)}")
        command = found[-1] or command
        context = click.Context(command, parent=context, **command.context_settings)
    if isinstance(command, click.Group) and not typed and "…" in line:
        return  # `cdc … --execute`: an option of several commands
    if isinstance(command, click.Group) and typed and not words:
        raise click.UsageError(f"{line} does nothing by itself")
    try:
        command.make_parser(context).parse_args(list(words))
    except click.BadOptionUsage:
        if typed:
            raise
        command.make_parser(context).parse_args([*words, "1"])
