"""Migrations on disk: what is written, what is left alone, and that nothing edited goes unnoticed."""

from __future__ import annotations

import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import yaml

from cdc_assets import stages
from cdc_assets.config.model import Roles
from cdc_assets.ddl import render as render_module
from cdc_assets.ddl.files import (
    INFRASTRUCTURE,
    MANIFEST,
    edited_migrations,
    file_text,
    intact_files,
    read_migrations,
    write_migrations,
)
from cdc_assets.ddl.render import migrations, render_migrations
from cdc_assets.errors import CdcError
from cdc_assets.tables.build import build_definitions
from resources.project import EXAMPLE, open_project
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
    assert set(report.written) == {*(file.path for file in made.files), f"{INFRASTRUCTURE}/{MANIFEST}", MANIFEST}
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
    assert (loaded["sink"], loaded["infrastructure"]) == (SINK, f"../{INFRASTRUCTURE}/{MANIFEST}")
    shared = yaml.safe_load((folder / loaded["infrastructure"]).read_text(encoding="utf-8"))
    loaded["files"] = shared["files"] + loaded["files"]
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
    (folder / "evolution" / "renames.yaml").write_text("[]\n", encoding="utf-8")
    fewer = render(tmp_path, *TABLES[1:])
    report = write_migrations(fewer, folder)
    assert {"tables/Actor.sql", "staging/Actor-staging.sql"} <= set(report.orphaned)
    assert all((folder / path).exists() for path in report.orphaned)
    assert not any(path.startswith("evolution") for path in report.orphaned)
    assert read_migrations(folder) == fewer


def test_statements_that_a_former_version_wrote_for_reviews_are_told_and_renames_are_not(made, folder):
    write_migrations(made, folder)
    (folder / "evolution").mkdir()
    (folder / "evolution" / "renames.yaml").write_text("[]\n", encoding="utf-8")
    assert write_migrations(made, folder).orphaned == ()
    (folder / "evolution" / "0001_actor_add_x.up.sql").write_text("SELECT 1;\n", encoding="utf-8")
    assert write_migrations(made, folder).orphaned == ("evolution/*.sql",)


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


class TestInfrastructure:
    """It lies once beside the sinks' folders, and all read it."""

    def renewed(self, made):
        """What another version of the package would render: one file of the infrastructure says something else."""
        old = made.files[3]
        body = f"{old.body}SELECT 1;\n"
        new = replace(old, body=body, sha256=render_module.checksum(old.header, body))
        return migrations(made.sink, tuple(new if file is old else file for file in made.files))

    def test_it_is_there_once_for_all_sinks(self, made, folder):
        nested, root = folder / "chat", folder.parent
        assert set(write_migrations(made, folder).written) >= {made.files[0].path}
        report = write_migrations(made, nested, root=root)
        assert not any(path.startswith(INFRASTRUCTURE) for path in report.written)
        assert len(list(root.rglob("00_schema.sql"))) == 1
        assert read_migrations(nested) == read_migrations(folder) == made

    def test_a_sink_that_another_version_generates_leaves_the_others_readable(self, made, folder):
        other = folder.with_name("sink_other__one")
        for one in (folder, other):
            write_migrations(made, one)
        newer = self.renewed(made)
        assert write_migrations(newer, other).written == (newer.files[3].path, f"{INFRASTRUCTURE}/{MANIFEST}")
        assert read_migrations(folder) == newer
        assert write_migrations(newer, folder).written == ()

    def test_an_edited_file_of_it_is_kept_named_for_each_sink_and_overwritten_by_its_path(self, made, folder):
        write_migrations(made, folder)
        path = made.files[3].path
        edited = folder.parent / path
        edited.write_text(f"{edited.read_text()}-- my own\n")
        assert write_migrations(made, folder).edited == (path,)
        assert write_migrations(made, folder.with_name("sink_other__one")).edited == (path,)
        (problem,) = edited_migrations(folder)
        assert (problem.where, problem.what) == (f"../{path}", "edited by hand")
        assert problem.hint.endswith(f"cdc generate --overwrite {path}")
        assert write_migrations(made, folder, overwrite=frozenset({path})).written == (path,)
        assert read_migrations(folder) == made

    def test_a_missing_manifest_of_it_is_named(self, made, folder):
        write_migrations(made, folder)
        (folder.parent / INFRASTRUCTURE / MANIFEST).unlink()
        with pytest.raises(CdcError, match=r"infrastructure/manifest\.yaml: there are no migrations yet"):
            read_migrations(folder)
        assert write_migrations(made, folder).written == (f"{INFRASTRUCTURE}/{MANIFEST}",)

    def test_a_file_of_it_that_is_no_longer_made_is_reported_and_not_read(self, made, folder):
        write_migrations(made, folder)
        fewer = migrations(made.sink, made.files[:3] + made.files[4:])
        assert write_migrations(fewer, folder).orphaned == (made.files[3].path,)
        assert read_migrations(folder) == fewer

    def test_a_folder_of_a_former_version_is_read_and_its_own_infrastructure_reported_once_it_is_written(
        self, made, folder, tmp_path
    ):
        cache = tmp_path / ".cdc" / "cache"
        write_migrations(made, folder, cache=cache, root=folder)
        manifests = [(folder / name).read_text() for name in (f"{INFRASTRUCTURE}/{MANIFEST}", MANIFEST)]
        (folder / INFRASTRUCTURE / MANIFEST).unlink()
        lines = [line for text in manifests for line in text.splitlines(keepends=True) if line.startswith("  - ")]
        body = f"format: 1\nsink: {SINK}\nfiles:\n{''.join(lines)}"
        mark = manifests[0].partition("\n")[0]
        digest = hashlib.sha256(body.encode()).hexdigest()
        (folder / MANIFEST).write_text(f"{mark}\n# sha256: {digest}\n{body}")
        assert read_migrations(folder) == made
        intact = intact_files(folder, cache)
        report = write_migrations(render(tmp_path, *TABLES, reuse=intact), folder, cache=cache, intact=intact)
        assert report.orphaned == (INFRASTRUCTURE,)
        assert len(list((folder / INFRASTRUCTURE).glob("*.sql"))) == len(
            list((folder.parent / INFRASTRUCTURE).glob("*.sql"))
        )
        assert read_migrations(folder) == made

    def test_sinks_written_at_once_do_not_meet(self, made, folder):
        folders = [folder.with_name(f"sink_x__{number}") for number in range(6)]

        def write(one):
            write_migrations(made, one)
            return read_migrations(one)

        with ThreadPoolExecutor(len(folders)) as threads:
            assert all(found == made for found in threads.map(write, folders))
        files = [path for path in (folder.parent / INFRASTRUCTURE).iterdir() if path.suffix == ".sql"]
        assert {path.read_text() for path in files} == {
            file_text(file) for file in made.files if file.kind == "infrastructure"
        }


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


def test_a_stage_tells_of_the_projects_files_and_not_of_its_caches(tmp_path):
    root = tmp_path / "adopus"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".cdc", "migrations"))
    opened, _ = open_project({"CDC_PROJECT_DIR": str(root)})
    (service,) = opened.services.values()
    stage = stages.ddl(opened, service, next(iter(service.sinks)))
    assert "tables/Actor.sql" in stage.diff
    assert ".cdc" not in stage.diff
    assert list((root / ".cdc" / "cache").iterdir()), "they are there"
