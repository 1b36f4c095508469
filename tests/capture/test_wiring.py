"""Capture in the asset graph and on the command line: a small project whose source is a server that speaks TDS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg
import pytest
import yaml
from click.testing import CliRunner

from cdc_assets import stages
from cdc_assets.assets.cdc_capture import build_cdc_capture
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.capture.model import format_lsn
from cdc_assets.capture.report import look_at_capture, reference_catalog
from cdc_assets.capture.targets import read_progress
from cdc_assets.catalog.model import SqlType, Table
from cdc_assets.checks.capture import CHECKS, CUSTOMERS
from cdc_assets.cli.main import cdc
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import members
from cdc_assets.errors import CdcError
from cdc_assets.tables.files import read_definitions
from resources import sqlserver
from resources.embedded_postgres import Server as Postgres
from resources.project import open_project
from tests.assets.world import SINK, small_project
from tests.capture.test_capture_health import answering
from tests.security.test_secrets import closed_port
from tests.sqlserver.captures import lsn
from tests.sqlserver.support import NEEDS, drivers, odbc_error
from tests.sqlserver.sys_rows import server_for
from tests.sqlserver.sys_views import Server
from tests.sqlserver.tds_server import TdsServer

CUSTOMERS_HERE = ("avansas", "brobygger")
ACTOR, KURS = "dbo.Actor", "dbo.Kurs Deltaker"
LATEST = "EndretDato"
"""The column of dbo.Actor that its capture instance does not have."""


@pytest.fixture(scope="module")
def root(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two customers and two tables, generated from scripts and applied."""
    folder = tmp_path_factory.mktemp("wiring")
    with small_project(folder, postgres, CUSTOMERS_HERE, (ACTOR, KURS)) as made:
        project, environ = opened(made)
        service = project.services["adopus"]
        stages.source_schema(project, service, environ)
        stages.table_definitions(project, service)
        stages.ddl(project, service, SINK)
        assert all(one.result.ok for one in stages.applied_schema(project, "adopus", SINK, CUSTOMERS_HERE))
        yield made


def opened(root: Path) -> tuple[Project, dict[str, str]]:
    return open_project({"CDC_PROJECT_DIR": str(root)})


@dataclass
class Live:
    """The source as a server: what its views say, and what it was sent."""

    root: Path
    views: Server
    tds: TdsServer

    @property
    def changes(self) -> list[str]:
        """Batches that would change a real server."""
        return [batch for batch in self.tds.seen.batches if "EXEC sys.sp_cdc" in batch]


@pytest.fixture
def live(root: Path) -> Iterator[Live]:
    if not drivers():
        pytest.skip(f"{NEEDS} unixodbc tdsodbc")
    project, _ = opened(root)
    found = views(project)
    with TdsServer(answering(found)) as tds, source_server(root, tds.port):
        yield Live(root, found, tds)


class source_server:  # noqa: N801 - used as a function is
    """The customers' server entry is a live one on `port` while the context lasts."""

    def __init__(self, root: Path, port: int) -> None:
        self.path, self.port = root / "source-groups.yaml", port
        self.before = self.path.read_text(encoding="utf-8")

    def __enter__(self) -> None:
        groups = yaml.safe_load(self.before)
        options = {"Encrypt": "no", "login_timeout": "60", "retries": "0"}
        entry = {"host": "127.0.0.1", "port": self.port, "user": "leser", "password": "hemmelig;{æ", "options": options}
        groups["adopus"]["servers"] = {"default": {**entry, "driver": drivers()[0] if drivers() else "auto"}}
        self.path.write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def __exit__(self, *_exc: object) -> None:
        self.path.write_text(self.before, encoding="utf-8")


def views(project: Project) -> Server:
    """Both tables as the customers have them; dbo.Actor captured without its newest column, the other not at all."""
    catalog = reference_catalog(project, project.services["adopus"])

    def known(table: Table, number: int) -> Table:
        columns = (replace(c, type=SqlType("int")) if c.type.name == "computed" else c for c in table.columns)
        return replace(table, object_id=number, foreign_keys=(), columns=tuple(columns))

    tables = [table for table in catalog.tables if table.full_name in (ACTOR, KURS)]
    found = server_for(replace(catalog, tables=tuple(known(table, 100 + n) for n, table in enumerate(tables))))
    (actor,) = (number for number, table in enumerate(tables, 100) if table.full_name == ACTOR)
    found.add("sys.databases", name="AdOpusTest", database_id=7, is_cdc_enabled=1, log_reuse_wait_desc="NOTHING")
    found.add("sys.configurations", name="max text repl size (B)", value_in_use=-1)
    found.add(
        "cdc.change_tables",
        object_id=20,
        source_object_id=actor,
        capture_instance="dbo_Actor",
        start_lsn=lsn(100),
        supports_net_changes=0,
        create_date="2026-01-20 10:00:00",
    )
    columns = next(table for table in tables if table.full_name == ACTOR).columns
    for column in columns:
        if column.name != LATEST:
            found.add(
                "cdc.captured_columns",
                object_id=20,
                column_id=column.column_id,
                column_name=column.name,
                column_type=column.type.name,
                column_ordinal=column.column_id,
            )
    found.add("cdc.lsn_time_mapping", start_lsn=lsn(380), tran_end_time="2026-01-31 11:58:00")
    found.add("cdc.lsn_time_mapping", start_lsn=lsn(400), tran_end_time="2026-01-31 11:59:00")
    found.add("rpcn.CdcCheckpointCache", cache_key="max_lsn", cache_val=lsn(390))
    for kind, retention in (("capture", 0), ("cleanup", 4320)):
        found.add("msdb.cdc_jobs", database_id=7, job_type=kind, job_id=kind, continuous=1, retention=retention)
        found.add("msdb.sysjobactivity", session_id=1, job_id=kind, start_execution_date="2026-01-30 00:00:00")
    found.add("msdb.syssessions", session_id=1)
    found.add("sys.dm_cdc_log_scan_sessions", session_id=0, latency=2, end_time="2026-01-31 11:59:58")
    found.add("sys.dm_server_services", servicename="SQL Server Agent (MSSQLSERVER)", status_desc="Running")
    return found


def materialise(root: Path) -> tuple[dict[str, object], dict[str, dg.AssetCheckEvaluation]]:
    """One run of the asset: its metadata, and its checks by name."""
    project, _ = opened(root)
    asset = build_cdc_capture(project, "adopus")
    result = dg.materialize([asset], resources={"project": ProjectResource(root=str(root))})
    (made,) = result.asset_materializations_for_node("adopus__cdc_capture")
    checks = {one.check_name: one for one in result.get_asset_check_evaluations()}
    return {name: value.value for name, value in made.metadata.items()}, checks


def test_a_source_of_scripts_is_not_looked_at_and_its_enabling_script_is_written(root: Path) -> None:
    metadata, checks = materialise(root)
    assert metadata["status"] == "not looked at: the source is read from scripts"
    assert metadata["files"] == "- `generated/sqlserver/enable-cdc.sql`"
    assert f"| {KURS} | " in str(metadata["capture"])
    assert (root / "generated" / "sqlserver" / "enable-cdc.sql").read_text().count("sp_cdc_enable_table") == 2
    assert set(checks) == {*CHECKS, CUSTOMERS}
    for name in CHECKS:
        assert checks[name].passed
        assert checks[name].description == "not looked at: the source is read from scripts"
    assert checks[CUSTOMERS].passed
    assert checks[CUSTOMERS].description == "all 2 customers are as the reference"


def test_the_asset_shows_each_tables_instances_gap_and_next_step(live: Live) -> None:
    metadata, checks = materialise(live.root)
    assert metadata["status"] == "looked at 2 of 2 databases"
    assert metadata["tables_that_need_a_step"] == 4
    (actor,) = [line for line in str(metadata["capture"]).splitlines() if f"| {ACTOR} |" in line]
    cells = [cell.strip() for cell in actor.strip("|").split("|")]
    assert cells[:3] == ["all 2", ACTOR, "dbo_Actor"]
    assert (cells[4], cells[6]) == (LATEST, "second instance")
    assert "| dbo.Kurs Deltaker | – | – |" in str(metadata["capture"])
    advice = (live.root / "generated" / "sqlserver" / "advice" / "avansas.sql").read_text(encoding="utf-8")
    assert "@capture_instance = N'dbo_Actor_2'" in advice
    assert {name for name, check in checks.items() if not check.passed} == {"captured_columns"}
    assert checks["captured_columns"].severity == dg.AssetCheckSeverity.WARN
    assert checks["captured_columns"].description == "2 of 2 databases, avansas first: 2 of 2 tables need a step."
    assert checks["capture_latency"].description == "all 2 databases are well"
    assert not live.changes
    written = [path for path in live.root.rglob("*") if path.is_file() and path.name != "source-groups.yaml"]
    assert not [path for path in written if b"hemmelig" in path.read_bytes()]


def test_checks_fail_for_what_is_wrong_and_warn_of_what_may_not_be_seen(live: Live) -> None:
    live.views.rows["sys.dm_server_services"][0]["status_desc"] = "Stopped"
    live.views.forbidden["dm_cdc_errors"] = odbc_error("42000", 229, "The SELECT permission was denied on the object")
    columns = live.views.rows["sys.columns"]
    live.views.rows["sys.columns"] = [row for row in columns if row["name"] != LATEST]
    _, checks = materialise(live.root)
    assert checks["agent_running"].severity == dg.AssetCheckSeverity.ERROR
    assert not checks["agent_running"].passed
    seen = checks["capture_errors"]
    assert (seen.passed, seen.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "not looked at: The SELECT permission was denied" in str(seen.description)
    assert "GRANT VIEW DATABASE STATE TO" in str(seen.metadata["databases"].value)
    customers = checks[CUSTOMERS]
    assert (customers.passed, customers.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert customers.description == "of 2 customers 2 break the pipeline"
    assert f"{ACTOR}.{LATEST}" in str(customers.metadata["customers"].value)


def test_a_database_without_capture_fails_one_check_and_no_other(live: Live) -> None:
    live.views.rows["sys.databases"][0]["is_cdc_enabled"] = 0
    _, checks = materialise(live.root)
    assert [name for name, check in checks.items() if not check.passed] == ["cdc_enabled"]
    assert checks["capture_job"].description == "not looked at: change data capture is off (see cdc_enabled)"


def test_a_server_that_is_down_is_a_warning_of_every_check_and_stops_nothing(root: Path) -> None:
    with TdsServer() as gone:
        port = gone.port
    with source_server(root, port):
        metadata, checks = materialise(root)
        assert str(metadata["status"]).startswith("not looked at: ")
        assert not any(check.passed for check in checks.values())
        assert {check.severity for check in checks.values()} == {dg.AssetCheckSeverity.WARN}
        assert run(root, "source", "status")[0] == 2


# ---------------------------------------------------------------- what targets say


def test_targets_say_which_tables_they_have_and_how_far_they_merged(root: Path) -> None:
    project, _ = opened(root)
    service = project.services["adopus"]
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    avansas, _ = members(project, service)
    (place,) = stages.places(project, "adopus", SINK, ["avansas"])

    label = f"{place.target.database}.avansas.Actor"
    found = read_progress(project, service, definitions, avansas, {ACTOR})
    assert found.widened == {ACTOR, KURS}
    assert found.merged == {ACTOR: {f"{label} (nothing was merged yet)": None}}
    execute(project, f'ALTER TABLE avansas."stg_Actor" RENAME "{LATEST}" TO away')
    try:
        assert read_progress(project, service, definitions, avansas, ()).widened == {KURS}
    finally:
        execute(project, f'ALTER TABLE avansas."stg_Actor" RENAME away TO "{LATEST}"')
    sinks = project.sink_groups["sink_asma"]
    nowhere = sinks.servers["default"].model_copy(update={"host": "127.0.0.1", "port": 1})
    project = replace(project, sink_groups={"sink_asma": sinks.model_copy(update={"servers": {"default": nowhere}})})
    found = read_progress(project, service, definitions, avansas, {ACTOR})
    assert found.widened == frozenset()
    assert found.merged == {ACTOR: {f"{label} (the database cannot be read)": None}}


def execute(project: Project, *statements: str) -> None:
    """Statements on the sink's database."""
    from resources.postgres import connect, database

    (place,) = stages.places(project, "adopus", SINK, ["avansas"])
    with database(place.target, project.root) as reachable, connect(reachable) as connection:
        for statement in statements:
            connection.execute(statement.encode())


# ---------------------------------------------------------------- the command line


def run(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and errors of `cdc …`, in this process."""
    runner = CliRunner(env={"CDC_PROJECT_DIR": str(root), "COLUMNS": "200"})
    result = runner.invoke(cdc, arguments)
    if isinstance(result.exception, CdcError):
        return 2, result.stdout, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_status_tells_steps_and_health_and_its_exit_code_the_worst(live: Live) -> None:
    code, out, _ = run(live.root, "source", "status", "--customers")
    assert code == 1
    assert "2 of 2 databases looked at" in out
    assert "second instance" in out
    assert "capture is well" not in out  # captured_columns warns
    live.views.rows["sys.dm_server_services"][0]["status_desc"] = "Stopped"
    code, out, _ = run(live.root, "source", "status", "--tenant", "avansas", "--json")
    assert code == 2
    (service,) = json.loads(out)["services"]
    (one,) = service["databases"]
    assert one["tenant"] == "avansas"
    assert {check["check"]: check["status"] for check in one["checks"]}["agent_running"] == "error"
    assert [row["next step"] for row in one["tables"]] == ["second instance", "enable"]


@pytest.mark.parametrize("chosen", [(), ("--tenant", "avansas")])
def test_a_server_that_cannot_be_connected_to_is_asked_once_though_customers_are_compared(
    root: Path, chosen: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not drivers():
        pytest.skip(f"{NEEDS} unixodbc tdsodbc")
    asked: list[str] = []
    connect = sqlserver.open_connection
    monkeypatch.setattr(sqlserver, "open_connection", lambda at, **how: (asked.append(at.database), connect(at, **how)))
    with source_server(root, int(closed_port())):
        code, out, _ = run(root, "source", "status", "--customers", "--json", *chosen)
        assert code == 2
        customers = json.loads(out)["customers"]
        assert [one["effect"] for one in customers] == ["not read"] * (1 if chosen else 2)
        assert "refuses connections" in customers[0]["difference"]
        assert len(asked) == len(set(asked)) == len(customers)
        if not chosen:
            asked.clear()
            _, checks = materialise(root)
            assert checks[CUSTOMERS].description == "of 2 customers 2 cannot be read"
            assert len(asked) == 2


def test_nothing_is_executed_before_somebody_says_so_and_where(live: Live) -> None:
    code, out, _ = run(live.root, "enable-cdc", "--json")
    assert code == 1
    assert {row["table"] for row in json.loads(out)["steps"]} == {KURS}
    code, _, said = run(live.root, "enable-cdc", "--execute")
    assert (code, said) == (2, "--execute: in which databases? (--tenant NAME, or --all)")
    code, _, said = run(live.root, "enable-cdc", "--execute", "--tenant", "avanas")
    assert (code, "there are: avansas, brobygger" in said) == (2, True)
    assert not live.changes
    code, out, _ = run(live.root, "enable-cdc", "--execute", "--tenant", "brobygger")
    assert (code, "done" in out) == (0, True)
    assert len(live.changes) == 3
    assert live.tds.seen.logins[-1]["database"] == "AdOpusBrobyggerTest"


def test_one_table_that_fails_or_is_not_there_holds_up_no_other_and_each_is_told(live: Live) -> None:
    del live.views.rows["cdc.change_tables"]
    live.views.forbidden["@source_name = N'Actor'"] = odbc_error("42000", 229, "")
    code, out, said = run(live.root, "enable-cdc", "--execute", "--tenant", "avansas")
    assert code == 2
    assert "dbo.Actor failed (2 of 3 batches)" in said
    outcomes = [line.split() for line in out.splitlines() if "avansas" in line]
    assert [("failed" in words, "done" in words) for words in outcomes] == [(True, False), (False, True)]
    tables = live.views.rows["sys.tables"]
    live.views.rows["sys.tables"] = [row for row in tables if row["name"] != "Actor"]
    code, out, _ = run(live.root, "enable-cdc", "--tenant", "avansas", "--json")
    steps = {row["table"]: (row["step"], row["why"]) for row in json.loads(out)["steps"]}
    assert steps[ACTOR][0] == "impossible"
    assert steps[ACTOR][1].startswith("it is not in ")
    assert steps[KURS][0] == "enable"


def test_advice_is_shown_and_executed_in_the_databases_named(live: Live) -> None:
    code, out, err = run(live.root, "source", "advise")
    assert (code, "generated/sqlserver/advice/brobygger.sql" in err) == (1, True)
    assert not live.changes
    code, out, _ = run(live.root, "source", "advise", "--execute", "--all", "--json")
    assert code == 0
    assert {(row["tenant"], row["step"], row["outcome"][:4]) for row in json.loads(out)["steps"]} == {
        (tenant, step, "done") for tenant in CUSTOMERS_HERE for step in ("second instance", "enable")
    }
    assert sum("N'dbo_Actor_2'" in batch for batch in live.changes) == 2


def test_cleaning_needs_every_consumers_position_and_stays_below_it(live: Live) -> None:
    code, out, _ = run(live.root, "clean-cdc", "--tenant", "avansas")
    assert (code, "nothing was merged yet" in out.replace("\n", " ")) == (0, True)
    path = live.root / "generated" / "sqlserver" / "clean" / "avansas.sql"
    assert "Nothing is removed." in path.read_text(encoding="utf-8")
    project, _ = opened(live.root)
    execute(
        project,
        f"""INSERT INTO avansas."Actor" (actno, _customer_id, "__lsn", "__kafka_partition")
            VALUES (1, gen_random_uuid(), '{lsn(300).hex()}', 0)""",
        "INSERT INTO cdc_management.offset_coverage (schema_name, table_name, tenant, kafka_topic, kafka_partition, "
        "start_offset, first_offset, frontier, last_offset) VALUES ('avansas', 'Actor', '', 'topic', 0, 0, 0, 10, 9)",
    )
    try:
        code, out, _ = run(live.root, "clean-cdc", "--tenant", "avansas", "--json")
        assert code == 1
        (row,) = json.loads(out)["clean-up"]
        assert row["removes"] == f"what is below {format_lsn(lsn(300))}"  # the connector is at 390
        at_250 = format_lsn(lsn(250))
        code, out, _ = run(live.root, "clean-cdc", "--tenant", "avansas", "--committed", at_250, "--json")
        assert json.loads(out)["clean-up"][0]["removes"] == f"what is below {at_250}"
        assert run(live.root, "clean-cdc", "--committed", at_250)[2].startswith("--committed: LSNs of different")
        assert run(live.root, "clean-cdc", "--committed", "25")[0] == 2
        code, _, said = run(live.root, "clean-cdc", "--execute", "--tenant", "avansas", "--table", "dbo.Aktor")
        assert (code, said.startswith("--table: there is no table `dbo.Aktor` (there are: dbo.Actor, ")) == (2, True)
        assert not live.changes
        assert run(live.root, "clean-cdc", "--execute", "--tenant", "avansas")[0] == 0
        (batch,) = live.changes
        assert "sp_cdc_cleanup_change_table" in batch
    finally:
        execute(project, 'DELETE FROM avansas."Actor"', "DELETE FROM cdc_management.offset_coverage")


def test_the_retention_is_set_on_request(live: Live) -> None:
    assert run(live.root, "clean-cdc", "--retention", "7200")[0] == 1
    assert not live.changes
    assert run(live.root, "clean-cdc", "--retention", "7200", "--execute", "--all")[0] == 0
    assert ["@retention = 7200" in batch for batch in live.changes] == [True, True]


def test_options_of_capture_come_from_the_source_group(root: Path) -> None:
    path = root / "source-groups.yaml"
    before = path.read_text(encoding="utf-8")
    groups = yaml.safe_load(before)
    groups["adopus"]["capture"] = {"role": "cdc_leser", "retention": 7200}
    path.write_text(yaml.safe_dump(groups, allow_unicode=True, sort_keys=False), encoding="utf-8")
    try:
        project, environ = opened(root)
        look_at_capture(project, project.services["adopus"], environ)
    finally:
        path.write_text(before, encoding="utf-8")
    text = (root / "generated" / "sqlserver" / "enable-cdc.sql").read_text(encoding="utf-8")
    for said in ("@role_name = N'cdc_leser'", "@supports_net_changes = 0", "@retention = 7200"):
        assert said in text
