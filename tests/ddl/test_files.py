"""Migrations on disk: what is written, what is left alone, and that nothing edited goes unnoticed."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from cdc_assets.config.model import Roles
from cdc_assets.ddl import render as render_module
from cdc_assets.ddl.files import MANIFEST, intact_files, read_migrations, write_migrations
from cdc_assets.ddl.render import render_migrations
from cdc_assets.errors import CdcError
from cdc_assets.tables.build import build_definitions
from tests.tables.factory import SINK, catalog, project, replica, table

TABLES = [table(name, {"Id": "int", "Navn": "nvarchar(50)"}) for name in ("Actor", 'Odd\n"name"\r\n', "Kurs Deltaker")]


def render(root, *tables, reuse=None, roles=None):
    uses = {f"adopus.{one.name}": replica(one.full_name) for one in tables}
    whole, service = project(root, {SINK: uses}, {one.full_name: {} for one in tables}, roles=roles)
    return render_migrations(whole, SINK, build_definitions(whole, service, catalog(*tables)), reuse)


@pytest.fixture
def made(tmp_path):
    return render(tmp_path, *TABLES)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "migrations" / "sink_asma__directory"


def test_what_is_written_is_read_back_the_same(made, folder):
    report = write_migrations(made, folder)
    assert set(report.written) == {*(file.path for file in made.files), MANIFEST}
    assert read_migrations(folder) == made


def test_nothing_is_written_twice(made, folder):
    write_migrations(made, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    report = write_migrations(made, folder)
    assert (report.written, report.edited, report.orphaned) == ((), (), ())
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_the_manifest_is_yaml_with_checksums_order_and_dependencies(made, folder):
    write_migrations(made, folder)
    loaded = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))
    assert loaded["sink"] == SINK
    assert [entry["path"] for entry in loaded["files"]] == [file.path for file in made.files]
    by_path = {entry["path"]: entry for entry in loaded["files"]}
    assert by_path["tables/Actor.sql"]["depends_on"] == ["schemas/tenant.sql"]
    assert by_path["tables/Actor.sql"]["scope"] == "tenant"
    assert all(entry["sha256"] == file.sha256 for entry, file in zip(loaded["files"], made.files, strict=True))


@pytest.mark.parametrize("path", ["tables/Actor.sql", "staging/Actor-staging.sql", "schemas/tenant.sql"])
def test_an_edited_file_is_kept_named_and_stops_what_comes_after(path, made, folder):
    write_migrations(made, folder)
    edited = (folder / path).read_text(encoding="utf-8") + "-- my own\n"
    (folder / path).write_text(edited, encoding="utf-8")
    report = write_migrations(made, folder)
    assert (report.edited, report.written) == ((path,), ())
    assert (folder / path).read_text(encoding="utf-8") == edited
    with pytest.raises(CdcError) as raised:
        read_migrations(folder)
    assert [(p.where, p.what) for p in raised.value.problems] == [((folder / path).as_posix(), "edited by hand")]


def test_an_edited_header_is_an_edited_file(made, folder):
    write_migrations(made, folder)
    path = folder / "tables/Actor.sql"
    path.write_text(path.read_text(encoding="utf-8").replace("dbo.Actor of", "dbo.Aktor of"), encoding="utf-8")
    assert write_migrations(made, folder).edited == ("tables/Actor.sql",)


def test_it_is_overwritten_where_someone_says_so(made, folder):
    write_migrations(made, folder)
    for name in ("tables/Actor.sql", "tables/Kurs Deltaker.sql"):
        (folder / name).write_text("SELECT 1;\n", encoding="utf-8")
    report = write_migrations(made, folder, overwrite=frozenset({"tables/Actor.sql"}))
    assert (report.written, report.edited) == (("tables/Actor.sql",), ("tables/Kurs Deltaker.sql",))
    assert write_migrations(made, folder, overwrite=True).edited == ()
    assert read_migrations(folder) == made


def test_a_file_of_someone_elses_in_the_way_is_kept(made, folder):
    path = folder / "tables" / "Actor.sql"
    path.parent.mkdir(parents=True)
    path.write_text("CREATE TABLE mine ();\n", encoding="utf-8")
    assert write_migrations(made, folder).edited == ("tables/Actor.sql",)
    assert path.read_text(encoding="utf-8") == "CREATE TABLE mine ();\n"


def test_a_table_no_longer_made_is_reported_and_never_deleted(made, folder, tmp_path):
    write_migrations(made, folder)
    (folder / "evolution").mkdir()
    (folder / "evolution" / "1_x.up.sql").write_text("SELECT 1;\n", encoding="utf-8")
    fewer = render(tmp_path, *TABLES[1:])
    report = write_migrations(fewer, folder)
    assert {"tables/Actor.sql", "staging/Actor-staging.sql"} <= set(report.orphaned)
    assert all((folder / path).exists() for path in report.orphaned)
    assert not any(path.startswith("evolution") for path in report.orphaned)
    assert read_migrations(folder) == fewer


def test_line_ends_that_git_changed_are_no_edit(made, folder):
    write_migrations(made, folder)
    for path in (folder / "tables/Actor.sql", folder / MANIFEST):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_migrations(folder) == made
    assert write_migrations(made, folder).edited == ()


def test_missing_and_foreign_files_are_named_each(made, folder, tmp_path):
    write_migrations(made, folder)
    (folder / "tables/Actor.sql").unlink()
    one = folder / "staging/Actor-staging.sql"
    body = one.read_text(encoding="utf-8").split("\n\n", 1)[1] + "\n"
    foreign = replace(next(f for f in made.files if f.path == "staging/Actor-staging.sql"), body=body, header=("x",))
    foreign = replace(foreign, sha256=render_module.checksum(foreign.header, foreign.body))
    one.write_text(f"-- x\n-- sha256: {foreign.sha256}\n\n{body}", encoding="utf-8")
    with pytest.raises(CdcError) as raised:
        read_migrations(folder)
    assert [p.what for p in raised.value.problems] == ["missing", "not the file that the manifest lists"]


def test_without_migrations_the_next_step_is_named(folder):
    with pytest.raises(CdcError, match="run ddl first"):
        read_migrations(folder)


def test_an_edited_manifest_is_refused_when_read_and_replaced_when_written(made, folder):
    write_migrations(made, folder)
    path = folder / MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace("scope: tenant", "scope: database"), encoding="utf-8")
    with pytest.raises(CdcError, match="edited by hand"):
        read_migrations(folder)
    assert write_migrations(made, folder).written == (MANIFEST,)
    assert read_migrations(folder) == made


def test_a_manifest_whose_header_another_version_worded_otherwise_is_read(made, folder):
    write_migrations(made, folder)
    path = folder / MANIFEST
    text = path.read_text(encoding="utf-8")
    header, _, rest = text.partition("\n# sha256: ")
    path.write_text(f"{header.split('.')[0]}. Said otherwise.\n# sha256: {rest}", encoding="utf-8")
    assert read_migrations(folder) == made
    assert write_migrations(made, folder).written == (MANIFEST,)
    assert path.read_text(encoding="utf-8") == text


class TestReuse:
    def test_an_unchanged_definition_costs_no_rendering(self, made, folder, tmp_path, monkeypatch):
        cache = tmp_path / ".cdc" / "cache"
        write_migrations(made, folder, cache=cache)
        reuse = intact_files(folder, cache)
        assert set(reuse) == {file.path for file in made.files}
        monkeypatch.setattr(render_module.environment, "environment", lambda: pytest.fail("a template was rendered"))
        assert render(tmp_path, *TABLES, reuse=reuse) == made

    def test_what_changed_is_rendered_and_the_rest_is_not(self, made, folder, tmp_path):
        cache = tmp_path / ".cdc" / "cache"
        write_migrations(made, folder, cache=cache)
        wider = table("Actor", {"Id": "int", "Navn": "nvarchar(60)"})
        again = render(tmp_path, wider, *TABLES[1:], reuse=intact_files(folder, cache))
        assert again == render(tmp_path, wider, *TABLES[1:])
        changed = {new.path for new, old in zip(again.files, made.files, strict=True) if new != old}
        assert "tables/Actor.sql" in changed
        assert all(path.split("/")[1].startswith("Actor") for path in changed)

    def test_other_roles_render_anew(self, made, folder, tmp_path):
        cache = tmp_path / ".cdc" / "cache"
        write_migrations(made, folder, cache=cache)
        roles = Roles(loader="l", reader="r")
        again = render(tmp_path, *TABLES, roles=roles, reuse=intact_files(folder, cache))
        assert again == render(tmp_path, *TABLES, roles=roles)
        assert again != made

    def test_an_edited_file_is_never_taken_over(self, made, folder, tmp_path):
        cache = tmp_path / ".cdc" / "cache"
        write_migrations(made, folder, cache=cache)
        (folder / "tables/Actor.sql").write_text("SELECT 1;\n", encoding="utf-8")
        reuse = intact_files(folder, cache)
        assert "tables/Actor.sql" not in reuse
        assert render(tmp_path, *TABLES, reuse=reuse) == made

    def test_a_lost_or_broken_cache_only_costs_time(self, made, folder, tmp_path):
        cache = tmp_path / ".cdc" / "cache"
        write_migrations(made, folder, cache=cache)
        (index,) = cache.glob("ddl-*.json")
        index.write_text("{", encoding="utf-8")
        assert intact_files(folder, cache) == {}
        index.unlink()
        assert intact_files(folder, cache) == {}
        assert render(tmp_path, *TABLES, reuse={}) == made
