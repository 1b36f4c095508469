"""Customers' databases against the reference, and capture over the fleet, on the example project."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cdc_assets import stages
from cdc_assets.capture import report as capture_report
from cdc_assets.capture.advisor import wanted_capture
from cdc_assets.capture.model import CaptureState
from cdc_assets.capture.report import check_rows, fleet_capture, table_rows
from cdc_assets.catalog import deviation
from cdc_assets.catalog.databases import WORKERS, each
from cdc_assets.catalog.deviation import Deviation, TenantSource, deviations, restricted, survey, survey_rows
from cdc_assets.catalog.model import Catalog, Column, SqlType, Table
from cdc_assets.catalog.reader import read_catalog
from cdc_assets.config.load import load_project
from cdc_assets.config.model import CaptureOptions, Project, ReferenceSource, Service
from cdc_assets.config.tenants import tenants
from cdc_assets.errors import CdcError, Problem
from tests.capture.test_capture_health import answering
from tests.sqlserver.captures import instance, state
from tests.sqlserver.support import every_driver
from tests.sqlserver.sys_rows import server_for
from tests.sqlserver.tds_server import TdsServer

EXAMPLE = Path(__file__).parents[2] / "examples" / "adopus"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("adopus") / "adopus"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".cdc"))
    return load_project(root, {})


@pytest.fixture(scope="module")
def service(project: Project) -> Service:
    return project.services["adopus"]


@pytest.fixture(scope="module")
def reference(project: Project, service: Service) -> Catalog:
    return stages.source_schema(project, service, {}).catalog


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example, each customer with scripts of its own."""
    root = tmp_path_factory.mktemp("apart") / "adopus"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".cdc"))
    groups = root / "source-groups.yaml"
    text = groups.read_text(encoding="utf-8")
    groups.write_text(text.replace("path: source}", 'path: "{database}"}'), encoding="utf-8")
    return load_project(root, {})


def surveyed(
    project: Project, reference: Catalog, read: Callable[[ReferenceSource], Catalog]
) -> dict[str, TenantSource]:
    """All customers against the reference, each source read by `read`."""
    only = [tenant.name for tenant in tenants(project, "adopus")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deviation, "read_catalog", lambda _root, source, _environ, _cache: read(source))
        found = survey(project, project.services["adopus"], {}, reference, cache_dir=Path(), only=only, unreached={})
    return {one.tenant: one for one in found}


def changed(catalog: Catalog, table: str, **values: Any) -> Catalog:
    tables = tuple(replace(one, **values) if one.full_name == table else one for one in catalog.tables)
    return replace(catalog, tables=tables)


def without_column(catalog: Catalog, table: str, column: str) -> Catalog:
    found = catalog.table(table)
    assert found is not None
    return changed(catalog, table, columns=tuple(one for one in found.columns if one.name != column))


def test_customers_that_deviate_are_named_with_what_breaks(apart: Project, reference: Catalog) -> None:
    actor = reference.table("dbo.Actor")
    assert actor is not None
    extra = Column("Nytt", SqlType("int"), nullable=True, column_id=99)
    last = actor.columns[-1]
    shapes = {
        "AdOpusBjorkelundTest": replace(
            reference, tables=tuple(t for t in reference.tables if t.full_name != "dbo.Kurs")
        ),
        "AdOpusBrobyggerTest": changed(reference, "dbo.Actor", columns=(*actor.columns, extra)),
        "AdOpusDalevekstTest": without_column(reference, "dbo.Actor", last.name),
        "AdOpusElvebreddenTest": without_column(reference, "dbo.Actor", "Døv"),  # ignored by the service
    }

    def read(source: ReferenceSource) -> Catalog:
        if source.database == "AdOpusFjellheimenTest":
            raise CdcError(Problem("source-groups.yaml", "cannot connect"))
        return replace(shapes.get(source.database, reference), database=source.database)

    found = surveyed(apart, reference, read)
    assert len(found) == 26
    assert found["avansas"].status == "same"
    assert found["elvebredden"].status == "same"
    assert found["bjorkelund"].status == "breaks"
    assert [one.sentence for one in found["bjorkelund"].deviations] == ["dbo.Kurs is missing"]
    assert found["brobygger"].status == "differs"
    assert found["brobygger"].deviations[0].sentence == "dbo.Actor.Nytt (int) is not in the reference: a newer release?"
    assert (
        found["dalevekst"].deviations[0].sentence
        == f"dbo.Actor.{last.name} ({last.type}) is missing: an older release?"
    )
    assert (found["fjellheimen"].status, found["fjellheimen"].problem) == (
        "not read",
        "source-groups.yaml: cannot connect",
    )


def test_a_survey_shows_what_breaks_first_and_all_that_is_the_same_in_one_row() -> None:
    lacks = Deviation("breaks", "dbo.T", "b", "dbo.T.b (int) is missing: an older release?")
    more = Deviation("harmless", "dbo.T", "c", "dbo.T.c (int) is not in the reference: a newer release?")
    found = (
        TenantSource("a", "A"),
        TenantSource("b", "B", (more,)),
        TenantSource("c", "C", (lacks, more)),
        TenantSource("d", "D", problem="cannot connect"),
        TenantSource("e", "E"),
    )
    assert [tuple(row.values()) for row in survey_rows(found)] == [
        ("c", "C", "breaks", lacks.sentence),
        ("c", "C", "harmless", more.sentence),
        ("d", "D", "not read", "cannot connect"),
        ("b", "B", "harmless", more.sentence),
        ("2 others", "", "", "none"),
    ]
    assert [tuple(row.values()) for row in survey_rows(found[:1])] == [("all 1", "", "", "none")]


def test_customers_are_read_at_once_but_not_all_of_them(apart: Project, reference: Catalog) -> None:
    running, most, changed = 0, 0, threading.Condition()

    def read(source: ReferenceSource) -> Catalog:
        nonlocal running, most
        with changed:
            running += 1
            most = max(most, running)
            changed.notify_all()
        time.sleep(0.01)  # were there more at once than may be, one would come now
        with changed:
            changed.wait_for(lambda: most >= WORKERS, timeout=60)
            running -= 1
        return replace(reference, database=source.database)

    surveyed(apart, reference, read)
    assert most == WORKERS


def test_the_demo_customers_share_the_scripts_and_are_all_alike(project: Project, reference: Catalog) -> None:
    asked: list[ReferenceSource] = []

    def read(source: ReferenceSource) -> Catalog:
        asked.append(source)
        return read_catalog(project.root, source, {}, stages.cache_dir(project))

    found = surveyed(project, reference, read)
    assert {one.status for one in found.values()} == {"same"}
    assert len(asked) == 1


@every_driver
def test_the_demo_makes_the_same_definitions_from_a_server_as_from_its_scripts(
    reference: Catalog, driver: str, tmp_path: Path
) -> None:
    def known(table: Table, number: int) -> Table:
        columns = (replace(c, type=SqlType("int")) if c.type.name == "computed" else c for c in table.columns)
        return replace(table, object_id=number, cdc_enabled=True, columns=tuple(columns))

    tables = tuple(known(table, number) for number, table in enumerate(reference.tables, 1000))
    answer = answering(server_for(replace(reference, tables=tables)))
    shutil.copytree(EXAMPLE, tmp_path / "adopus", ignore=shutil.ignore_patterns(".cdc"))
    groups = tmp_path / "adopus" / "source-groups.yaml"
    with TdsServer(answer) as listening:
        entry = (
            'default: {host: "${MSSQL_HOST}", port: "${MSSQL_PORT}", user: leser, password: "${MSSQL_PASSWORD}", '
            f'driver: "{driver}", options: {{Encrypt: "no"}}}}'
        )
        text = groups.read_text(encoding="utf-8")
        groups.write_text(text.replace("default: {driver: scripts, path: source}", entry), encoding="utf-8")
        environ = {"MSSQL_HOST": "127.0.0.1", "MSSQL_PORT": str(listening.port), "MSSQL_PASSWORD": "hemmelig;{æ"}
        project = load_project(tmp_path / "adopus", environ)
        service = project.services["adopus"]
        stage = stages.source_schema(project, service, environ)
        assert {table.full_name for table in stage.catalog.tables} == {table.full_name for table in reference.tables}
        before = definition_files(tmp_path / "adopus")
        assert before
        stages.table_definitions(project, service)
        assert definition_files(tmp_path / "adopus") == before
        assert all(login["password"] == "hemmelig;{æ" for login in listening.seen.logins)
    written = [path for path in (tmp_path / "adopus").rglob("*") if path.is_file()]
    assert not [path for path in written if b"hemmelig" in path.read_bytes()]


def definition_files(root: Path) -> dict[str, str]:
    folder = root / "generated" / "table-definitions"
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))}


TABLE = Table("dbo", "T", (Column("a", SqlType("int"), False, 1), Column("b", SqlType("nvarchar", length=20), True, 2)))


@pytest.mark.parametrize(
    ("column", "effect", "sentence"),
    [
        (
            replace(TABLE.columns[1], type=SqlType("nvarchar", length=10)),
            "harmless",
            "dbo.T.b is nvarchar(10), which fits into nvarchar(20)",
        ),
        (
            replace(TABLE.columns[1], type=SqlType("nvarchar", length=30)),
            "breaks",
            "dbo.T.b is nvarchar(30), which does not fit into nvarchar(20)",
        ),
        (replace(TABLE.columns[1], nullable=False), "harmless", "dbo.T.b is NOT NULL, not NULL"),
        (
            replace(TABLE.columns[1], collation="Latin1_General_BIN2"),
            "harmless",
            "dbo.T.b has the collation Latin1_General_BIN2",
        ),
        (replace(TABLE.columns[1], computed="([a])"), "breaks", "dbo.T.b is computed"),
    ],
)
def test_a_column_that_differs_breaks_only_what_does_not_fit(column: Column, effect: str, sentence: str) -> None:
    one = Catalog("a", (TABLE,))
    other = Catalog("b", (replace(TABLE, columns=(TABLE.columns[0], column)),))
    assert [(found.effect, found.sentence) for found in deviations(one, other)] == [(effect, sentence)]


def test_a_table_that_is_not_captured_at_a_customer_breaks() -> None:
    one = Catalog("a", (replace(TABLE, cdc_enabled=True, object_id=1),))
    other = Catalog("b", (replace(TABLE, cdc_enabled=False, object_id=2),))
    assert [(found.effect, found.sentence) for found in deviations(one, other)] == [("breaks", "dbo.T is not captured")]


def spelled(catalog: Catalog, table: str, **names: str) -> Catalog:
    """The catalog with columns of a table spelled otherwise."""
    found = catalog.table(table)
    assert found is not None
    assert found.primary_key is not None
    columns = tuple(replace(one, name=names.get(one.name, one.name)) for one in found.columns)
    key = replace(found.primary_key, columns=tuple(names.get(name, name) for name in found.primary_key.columns))
    return changed(catalog, table, columns=columns, primary_key=key)


def test_names_that_differ_in_case_alone_are_told_as_that_and_what_bears_them_is_compared(
    apart: Project, reference: Catalog
) -> None:
    actor = reference.table("dbo.Actor")
    assert actor is not None
    assert actor.primary_key is not None
    (key,) = actor.primary_key.columns
    name = next(one.name for one in actor.columns if one.type.name == "nvarchar" and one.name != "Døv")
    shapes = {
        "AdOpusBjorkelundTest": changed(reference, "dbo.Kurs", name="KURS"),
        "AdOpusBrobyggerTest": spelled(reference, "dbo.Actor", **{key: key.upper(), name: name.swapcase()}),
        "AdOpusDalevekstTest": spelled(reference, "dbo.Actor", Døv="DØV"),  # ignored by the service
        "AdOpusElvebreddenTest": without_column(changed(reference, "dbo.Actor", schema="DBO"), "DBO.Actor", name),
    }

    def read(source: ReferenceSource) -> Catalog:
        return replace(shapes.get(source.database, reference), database=source.database)

    found = surveyed(apart, reference, read)
    said = {tenant: [(one.effect, one.sentence) for one in found[tenant].deviations] for tenant in found}
    assert said["bjorkelund"] == [("breaks", "dbo.Kurs is spelled dbo.KURS there: upper and lower case differ")]
    assert sorted(said["brobygger"]) == sorted(
        ("breaks", f"dbo.Actor.{one} is spelled {there} there: upper and lower case differ")
        for one, there in ((key, key.upper()), (name, name.swapcase()))
    )
    assert said["dalevekst"] == []
    case, lacks = said["elvebredden"]
    assert case == ("breaks", "dbo.Actor is spelled DBO.Actor there: upper and lower case differ")
    assert lacks[0] == "breaks"
    assert lacks[1].startswith(f"dbo.Actor.{name} (")


def test_a_name_that_the_reference_has_too_is_no_other_spelling() -> None:
    both = replace(TABLE, columns=(*TABLE.columns, replace(TABLE.columns[1], name="B", column_id=3)))
    found = deviations(Catalog("a", (both,)), Catalog("b", (TABLE,)))
    assert [one.sentence for one in found] == ["dbo.T.B (nvarchar(20)) is missing: an older release?"]


def test_only_what_the_service_replicates_is_compared(service: Service, reference: Catalog) -> None:
    found = restricted(reference, service)
    actor = found.table("dbo.Actor")
    assert actor is not None
    assert {table.full_name for table in found.tables} == set(service.source.tables)
    assert actor.column("Døv") is None


def test_one_failure_does_not_stop_the_others() -> None:
    def work(number: int) -> int:
        if number == 2:
            raise CdcError(Problem("x", "no"))
        return number

    first, second, third = each((1, 2, 3), work, lambda _: "server")
    assert (first, third) == (1, 3)
    assert isinstance(second, CdcError)


def test_who_interrupts_waits_for_what_was_begun_alone() -> None:
    asked: list[int] = []

    def work(number: int) -> None:
        asked.append(number)
        time.sleep(0.01)
        if number == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        each(range(1000), work, lambda _: "server")
    assert len(asked) < 500


# ---------------------------------------------------------------- capture of the example


def test_what_is_captured_is_what_the_service_replicates(
    project: Project, service: Service, reference: Catalog
) -> None:
    definitions = stages.table_definitions(project, service).definitions
    wanted = {one.full_name: one for one in wanted_capture(definitions, reference)}
    assert set(wanted) == set(service.source.tables)
    assert "Døv" not in wanted["dbo.Actor"].columns
    for one in wanted.values():
        assert set(one.key) <= set(one.columns)


def test_without_a_server_the_enabling_script_is_still_written(
    project: Project, service: Service, reference: Catalog, tmp_path: Path
) -> None:
    definitions = stages.table_definitions(project, service).definitions
    found = fleet_capture(project, service, definitions, reference, {}, tmp_path)
    assert found.files.written == ("enable-cdc.sql",)
    assert found.databases[0].problem == "the source is read from scripts"
    text = (tmp_path / "enable-cdc.sql").read_text(encoding="utf-8")
    assert text.count("sp_cdc_enable_table") == len(service.source.tables)
    assert "[Døv]" not in text
    again = fleet_capture(project, service, definitions, reference, {}, tmp_path)
    assert (again.files.written, again.files.unchanged) == ((), ("enable-cdc.sql",))


def test_capture_is_looked_at_in_every_customers_database(
    project: Project, service: Service, reference: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = (
        project.source_groups["adopus"]
        .servers["default"]
        .model_copy(update={"driver": "auto", "host": "sql", "user": "u", "options": {"Authentication": "kerberos"}})
    )
    group = project.source_groups["adopus"].model_copy(update={"servers": {"default": live}})
    project = replace(project, source_groups={"adopus": group})
    definitions = stages.table_definitions(project, service).definitions

    def read(at: Any) -> CaptureState:
        if at.database == "AdOpusBrobyggerTest":
            raise CdcError(Problem(at.where, "cannot connect"))
        return state(instance(columns=("actno",)), database=at.database)

    monkeypatch.setattr(capture_report, "read_capture", read)
    found = fleet_capture(
        project,
        service,
        definitions,
        reference,
        {},
        tmp_path,
        only=["avansas", "brobygger"],
        options=CaptureOptions(retention=60),
    )
    first, second = found.databases
    assert (first.name, first.database, len(first.advice)) == ("avansas", "AdOpusTest", len(service.source.tables))
    assert {one.step for one in first.advice} == {"second instance", "enable"}
    assert "cannot connect" in str(second.problem)
    assert check_rows(second)[0]["status"] == "not looked at"
    assert [row["status"] for row in check_rows(first)][-1] == "ok"
    shown = table_rows(first)[0]
    assert (shown["table"], shown["instances"], shown["captured"]) == ("dbo.Actor", "dbo_Actor", "1")
    assert (shown["next step"], "Døv" in shown["missing"]) == ("second instance", False)
    assert found.files.written == ("enable-cdc.sql", "advice/avansas.sql")
    with pytest.raises(CdcError, match="there is no tenant `nobody`"):
        fleet_capture(project, service, definitions, reference, {}, tmp_path, only=["nobody"])
