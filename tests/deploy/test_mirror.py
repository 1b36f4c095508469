"""A project in an object store (fsspec's in-memory one): read, generated into, and kept alike with its mirror."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from upath import UPath

from cdc_assets import stages
from cdc_assets.cli.dagster_home import dagster_environment
from cdc_assets.errors import CdcError
from resources.mirror import Mirror, mirror_of, send, sync
from resources.project import CHECKOUT, open_project, project_dir, project_location

ADDRESS = "memory://bøtte/adopus"


@pytest.fixture
def store() -> Iterator[UPath]:
    """An empty store."""
    made = UPath(ADDRESS)
    made.fs.store.clear()
    yield made
    made.fs.store.clear()


@pytest.fixture
def mirror(store: UPath, tmp_path: Path) -> Mirror:
    """Of a store with two inputs."""
    put(store, "services/a.yaml", b"a")
    put(store, "source/dbo/Måned.sql", b"m\r\n")
    made = mirror_of(ADDRESS, {"CDC_MIRROR_DIR": str(tmp_path)})
    sync(made)
    return made


def put(store: UPath, name: str, content: bytes) -> None:
    (store / name).parent.mkdir(parents=True, exist_ok=True)
    (store / name).write_bytes(content)


def held(store: UPath) -> dict[str, bytes]:
    root = store.path + "/"
    return {path.removeprefix(root): store.fs.cat_file(path) for path in store.fs.find(root)}


def test_what_is_in_the_store_is_fetched_byte_by_byte(mirror: Mirror) -> None:
    assert (mirror.folder / "services" / "a.yaml").read_bytes() == b"a"
    assert (mirror.folder / "source" / "dbo" / "Måned.sql").read_bytes() == b"m\r\n"


def test_only_what_changed_is_fetched_again(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    put(mirror.store, "services/a.yaml", b"b")
    fetched: list[str] = []
    read = UPath.read_bytes
    monkeypatch.setattr(type(mirror.store), "read_bytes", lambda path: (fetched.append(path.name), read(path))[1])
    sync(mirror)
    sync(mirror)
    assert fetched == ["a.yaml"]
    assert (mirror.folder / "services" / "a.yaml").read_bytes() == b"b"


def test_what_left_the_store_leaves_the_mirror(mirror: Mirror) -> None:
    (mirror.store / "services" / "a.yaml").unlink()
    sync(mirror)
    assert not (mirror.folder / "services" / "a.yaml").exists()


def test_outputs_are_sent_and_deleted_and_inputs_never_are(mirror: Mirror) -> None:
    output = mirror.folder / "migrations" / "x.sql"
    output.parent.mkdir()
    output.write_bytes(b"1")
    (mirror.folder / "services" / "mine.yaml").write_bytes(b"not ours to send")
    (mirror.folder / ".cdc" / "cache").write_bytes(b"local")
    sync(mirror)
    assert set(held(mirror.store)) == {"services/a.yaml", "source/dbo/Måned.sql", "migrations/x.sql"}
    output.write_bytes(b"22")
    send(mirror, output)
    assert held(mirror.store)["migrations/x.sql"] == b"22"
    output.unlink()
    (mirror.folder / "services" / "a.yaml").unlink()
    sync(mirror)
    assert set(held(mirror.store)) == {"services/a.yaml", "source/dbo/Måned.sql"}
    assert (mirror.folder / "services" / "a.yaml").exists(), "an input that is missing here is fetched again"


def test_where_both_changed_the_store_is_right(mirror: Mirror) -> None:
    put(mirror.store, "services/a.yaml", b"theirs")
    (mirror.folder / "services" / "a.yaml").write_bytes(b"ours")
    sync(mirror)
    assert (mirror.folder / "services" / "a.yaml").read_bytes() == b"theirs"


def test_a_name_that_would_leave_the_folder_is_not_fetched(mirror: Mirror) -> None:
    mirror.store.fs.pipe_file(f"{mirror.store.path}/../../loot", b"x")
    mirror.store.fs.pipe_file(f"{mirror.store.path}/.cdc/mirror.json", b"x")
    sync(mirror)
    sync(mirror)
    assert not (mirror.folder.parent.parent / "loot").exists()


def test_a_project_in_a_store_is_generated_and_its_outputs_are_there_at_once(
    store: UPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = CHECKOUT / "examples" / "adopus"
    inputs = ("services", "source", "source-groups.yaml", "sink-groups.yaml")
    for path in (path for name in inputs for path in sorted([example / name, *(example / name).rglob("*")])):
        if path.is_file():
            put(store, path.relative_to(example).as_posix(), path.read_bytes())
    environ = {"CDC_PROJECT_DIR": ADDRESS, "CDC_MIRROR_DIR": str(tmp_path)}
    project, merged = open_project(environ)
    service = project.services["adopus"]
    stages.source_schema(project, service, merged)
    stages.table_definitions(project, service)
    made = stages.ddl(project, service, "sink_asma.directory")
    there = held(store)
    assert f"migrations/{made.migrations.files[0].path}" in there
    assert f"migrations/sink_asma__directory/{made.migrations.files[-1].path}" in there
    assert all(
        content == (project.root / name).read_bytes()
        for name, content in there.items()
        if name.startswith("migrations")
    )
    shutil.rmtree(tmp_path / project.root.name)
    again, merged = open_project(environ)  # another machine
    assert not stages.ddl(again, again.services["adopus"], "sink_asma.directory").files.written

    assert project_location(environ) == ADDRESS, "other processes mirror for themselves"
    monkeypatch.setenv("CDC_PROJECT_DIR", ADDRESS)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("CDC_DAGSTER_URL", "postgresql://…")
    with dagster_environment(project.root):
        assert project_location() == ADDRESS


def test_a_file_address_is_a_local_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mitt prosjekt"
    folder.mkdir()
    assert project_dir({"CDC_PROJECT_DIR": folder.as_uri()}) == folder.resolve()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("memory://bøtte/tomt", "memory://bøtte/tomt: holds no project"),
        ("s3://bucket/adopus", "pip install 'cdc-assets[s3]'"),
        ("nope://user:secret@bucket/adopus", "nope://bucket/adopus: cannot be opened"),
    ],
)
def test_an_address_that_cannot_be_used_says_why_and_no_secret(
    address: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)  # not installed
    with pytest.raises(CdcError) as raised:
        project_dir({"CDC_PROJECT_DIR": address, "CDC_MIRROR_DIR": str(tmp_path)})
    assert said in str(raised.value)
    assert "secret" not in str(raised.value)
