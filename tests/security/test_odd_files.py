"""Pipes, devices, endless and huge files where a file is expected: one line, at once."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cdc_assets import stages
from cdc_assets.catalog.scripts import read_scripts
from cdc_assets.config.load import load_project
from cdc_assets.errors import CdcError
from cdc_assets.files import MAX_INPUT, put
from cdc_assets.fleet.preview import copied
from cdc_assets.migrate.hints import read_ledger
from cdc_assets.migrate.manual import read_scripts as manual_scripts
from resources.project import project_environ
from tests.migrate.test_refactor_log import PAINT, project

SECONDS = 20
"""A guard against waiting for ever, no measure."""


def pipe(path: Path) -> None:
    os.mkfifo(path)


def zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 * MAX_INPUT)


def folder(path: Path) -> None:
    path.mkdir()


def circle(path: Path) -> None:
    path.symlink_to(path)


def everything(root: Path) -> None:
    """What `generate` reads: `.env`, configuration, the source, and what was generated before."""
    environ = project_environ(root, {})
    loaded = load_project(root, environ)
    (service,) = loaded.services.values()
    (sink,) = service.sinks
    stages.source_schema(loaded, service, environ)
    stages.table_definitions(loaded, service)
    stages.ddl(loaded, service, sink)
    folder = stages.migrations_dir(loaded, service, sink)
    read_ledger(folder)
    manual_scripts(folder)


def outcome(work: Callable[[], object]) -> str:
    """What a CdcError says, in a thread that may hang."""
    said: list[str] = []

    def attempt() -> None:
        try:
            work()
        except CdcError as error:
            said.extend(map(str, error.problems))
        except BaseException as error:
            said.append(repr(error))

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(SECONDS)
    return "\n".join(said) if not thread.is_alive() else "hangs"


READ = [
    ".env",
    "source-groups.yaml",
    "sink-groups.yaml",
    "services/shop.yaml",
    "services/_schemas/column-templates.yaml",
    "services/_schemas/_definitions/map-mssql-pgsql.yaml",
    "source/a.sql",
    "source/Db.sqlproj",
    "source/Db.refactorlog",
    "source/database.yaml",
    "generated/schemas/ShopRef.dbo.yaml",
    "generated/table-definitions/Crate.yaml",
    "migrations/sink_x__directory/manifest.yaml",
    "migrations/sink_x__directory/state.json",
    "migrations/sink_x__directory/evolution/renames.yaml",
    "migrations/sink_x__directory/manual/1.sql",
]


@pytest.mark.parametrize("spoil", [pipe, zero, huge, folder, circle])
@pytest.mark.parametrize("name", READ)
def test_what_is_no_regular_file_of_a_sensible_size_is_told_in_a_line(
    tmp_path: Path, name: str, spoil: Callable[[Path], None]
) -> None:
    root = project(tmp_path / "p", PAINT, "<!-- nothing yet -->")
    everything(root)
    before = outcome(lambda: everything(root))
    assert before == ""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    spoil(path)
    said = outcome(lambda: everything(root))
    assert said != "hangs"
    assert "Error(" not in said
    if spoil in (pipe, zero):
        assert path.name in said
        assert said.count("\n") <= 1
        assert "no regular file" in said or "leads out of the project" in said


def closed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Nobody may list the folder, or read what is in it: also not root, as whom tests may run."""
    for name in ("scandir", "listdir", "open"):
        function = getattr(os, name)

        def refusing(path: Any = ".", *more: Any, function: Any = function, **options: Any) -> Any:
            if isinstance(path, str | Path) and Path(path).is_relative_to(folder):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return function(path, *more, **options)

        monkeypatch.setattr(os, name, refusing)


@pytest.mark.parametrize(
    "name", ["source/keys", "generated/table-definitions", "migrations/sink_x__directory/manual", "services"]
)
def test_a_folder_that_cannot_be_read_is_told_and_not_taken_for_empty(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "p", PAINT, "<!-- nothing yet -->")
    (root / "source/Db.sqlproj").unlink()
    (root / "source/keys").mkdir()
    (root / "source/keys/more.sql").write_text("CREATE TABLE dbo.More (Id int NOT NULL PRIMARY KEY)")
    (root / "migrations/sink_x__directory/manual").mkdir(parents=True)
    assert outcome(lambda: everything(root)) == ""
    closed(monkeypatch, root / name)
    said = outcome(lambda: everything(root))
    assert "cannot be read: Permission denied" in said
    assert Path(name).name in said


@pytest.mark.parametrize("name", ["generated", "generated/schemas", "generated/schemas/ShopRef.dbo.yaml"])
def test_what_is_compared_is_told_where_it_cannot_be_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(tmp_path / "p", PAINT, "<!-- nothing yet -->")
    everything(root)
    loaded = load_project(root, {})
    closed(monkeypatch, root / name)
    with pytest.raises(CdcError, match="cannot be read: Permission denied") as error, copied(loaded):
        pass
    assert error.value.problems[0].where == (root / name).as_posix()


def test_what_cannot_be_written_is_called_by_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(prefix: str, dir: Path) -> tuple[int, str]:  # noqa: A002 - as mkstemp has it
        raise PermissionError(errno.EACCES, "Permission denied", f"{dir}/{prefix}x7f3")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    with pytest.raises(PermissionError) as error:
        put(tmp_path / "Actor.yaml", b"")
    assert error.value.filename == str(tmp_path / "Actor.yaml")


def test_a_script_of_20_megabytes_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s/big.sql").write_bytes(b"INSERT dbo.t VALUES (1, 'x')\n" * 700_000)
    (tmp_path / "s/t.sql").write_text("CREATE TABLE t (a int)")
    said = outcome(lambda: read_scripts(tmp_path / "s", "Db"))
    assert said == "s/big.sql: cannot be read: more than 10 MB"


def test_a_service_that_is_linked_from_elsewhere_is_not_quoted(tmp_path: Path) -> None:
    root = project(tmp_path / "p", PAINT)
    secret = tmp_path / "elsewhere.yaml"
    secret.write_text("s3cret-key: {password: hunter2}\n")
    (root / "services/other.yaml").symlink_to(secret)
    said = outcome(lambda: load_project(root, {}))
    assert said.startswith("services/other.yaml: a link that leads out of the project")
    assert "s3cret" not in said
    (root / "services/other.yaml").unlink()
    (root / "kept").mkdir()
    (root / "services/shop.yaml").rename(root / "kept/shop.yaml")
    (root / "services/shop.yaml").symlink_to("../kept/shop.yaml")
    assert outcome(lambda: load_project(root, {})) == ""
    (root / "services").rename(tmp_path / "services")
    (root / "services").symlink_to(tmp_path / "services")
    (tmp_path / "kept").symlink_to(root / "kept")
    assert outcome(lambda: load_project(root, {})) == ""
