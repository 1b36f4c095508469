"""`cdc check pipelines`: pipelines as the generated files ask for pass; every way to spoil one is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cdc_assets import stages
from cdc_assets.cli.check import check
from cdc_assets.config.model import Connector, OffsetRules, Project
from cdc_assets.errors import CdcError
from cdc_assets.pipelines.bloblang import array_values, root_fields
from cdc_assets.pipelines.check import Report, check_pipelines
from cdc_assets.pipelines.connect import read_pipelines
from cdc_assets.pipelines.model import StagingColumn, StagingTable, encoding, insert_statement, staging_tables
from cdc_assets.pipelines.sql_text import statements, table_name
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.types import load_type_map
from resources.project import CHECKOUT, open_project
from tests.security.test_odd_files import closed

EXAMPLES = {name: CHECKOUT / "examples" / name for name in ("adopus", "asma")}


@pytest.fixture(scope="module")
def projects() -> dict[str, tuple[Project, tuple[StagingTable, ...]]]:
    found = {}
    for name, root in EXAMPLES.items():
        project = open_project({"CDC_PROJECT_DIR": str(root)}, offline=True)[0]
        tables = [
            table
            for service in project.services.values()
            for table in staging_tables(read_definitions(stages.definitions_dir(project, service), service.name))
        ]
        found[name] = (project, tuple(tables))
    return found


@pytest.fixture
def report(projects: dict[str, tuple[Project, tuple[StagingTable, ...]]], tmp_path: Path) -> Callable[..., Report]:
    """Check a pipeline's content against an example."""

    def run(content: object, example: str = "adopus") -> Report:
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (tmp_path / "pipeline.yaml").write_text(text)
        project, tables = projects[example]
        return check_pipelines(project, tables, read_pipelines(tmp_path, ".columns.yaml"), load_type_map(project.root))

    return run


def sent(column: StagingColumn, row: str) -> str:
    """The source column's value; decoded where Debezium encodes it."""
    return f'{row}."{column.source}"' + (".decoded()" if encoding(column.source_type or "", Connector()) else "")


def insert(table: StagingTable, /, schema: str = '${! meta("schema") }', **changes: object) -> dict[str, object]:
    """A `sql_insert` as generated/pipelines/ asks for."""
    columns = [f'"{column.name.replace(chr(34), chr(34) * 2)}"' for column in table.written]
    values = [column.value or sent(column, "$row") for column in table.written]
    args = (
        'let row = if this.op == "d" { this.before } else { this.after }\nroot = [\n  ' + ",\n  ".join(values) + ",\n]"
    )
    place = table.schema or schema
    body = {"driver": "postgres", "dsn": "${PG}", "table": f'{place}."{table.name}"', "columns": columns}
    return {"sql_insert": body | {"args_mapping": args} | changes}


def named(tables: tuple[StagingTable, ...], name: str) -> StagingTable:
    return next(table for table in tables if table.name == name)


def told(report: Report) -> list[str]:
    """The findings of writes, level and sentence."""
    return [f"{one.severity}: {one.what}" for one in report.findings if one.subject]


@pytest.mark.parametrize("example", EXAMPLES)
def test_pipelines_made_from_the_generated_files_pass(example, projects, report) -> None:
    _, tables = projects[example]
    cases = [{"check": "true", "output": insert(table)} for table in tables]
    found = report({"output": {"switch": {"cases": cases}}}, example)
    assert found.findings == ()
    assert found.writes == len(tables)
    raw = [
        {
            "sql_raw": {
                "query": insert_statement(table),
                "args_mapping": insert(table)["sql_insert"]["args_mapping"],
            }
        }
        for table in tables
    ]
    assert report({"output": {"broker": {"outputs": [{"fallback": [one]} for one in raw]}}}, example).findings == ()
    assert report({"pipeline": {"processors": [{"try": raw}]}}, example).findings == ()


SPOILT = {
    "an unknown table": ({"table": 'avansas."stg_Lan"'}, ['error: "stg_Lan" is no staging table of this project']),
    "a table of others": ({"table": 'avansas."log"'}, ['warning: "log" is no staging table of this project']),
    "a table without quotes": (
        {"table": "avansas.stg_Land"},
        ["error: `stg_Land` without quotes is `stg_land`, which does not exist"],
    ),
    "a table without a schema": (
        {"table": '"stg_Land"'},
        ['error: "stg_Land" without a schema: the connection\'s search_path decides whose table it is'],
    ),
    "nobody's schema": ({"table": 'avansa."stg_Land"'}, ['error: the schema avansa has no "stg_Land"']),
    "a final table": (
        {"table": 'avansas."Land"'},
        [
            (
                'error: INSERT on the final table "Land": order and deletes are the merge\'s work,'
                " and max_in_flight 64 let an older event win"
            )
        ],
    ),
    "a final table, one at a time": (
        {"table": 'avansas."Land"', "max_in_flight": 1},
        ['error: INSERT on the final table "Land": order and deletes are the merge\'s work'],
    ),
    "a table known when it runs": (
        {"table": '${! meta("table") }'},
        ["error: the table is only known when the pipeline runs: not checked"],
    ),
    "a name that is none": ({"table": "a b c"}, ["error: `a b c` is no table's name"]),
    "a conflict": (
        {"suffix": 'ON CONFLICT ("Landkode") DO NOTHING'},
        ["error: ON CONFLICT: staging has no key to conflict with"],
    ),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_write_that_is_spoilt_is_told(case, projects, report) -> None:
    changes, says = SPOILT[case]
    table = named(projects["adopus"][1], "stg_Land")
    assert told(report({"output": insert(table, **changes)})) == says


def without(table: StagingTable, *names: str, **instead: str) -> dict[str, object]:
    """The insert without some columns, and with other values for some."""
    kept = [column for column in table.written if column.name not in names]
    values = [instead.get(column.name) or column.value or sent(column, "this") for column in kept]
    return insert(table, columns=[f'"{column.name}"' for column in kept], args_mapping=f"root = [{', '.join(values)}]")


LACKING = {
    ("Landkode",): ["error: the column `Landkode` is missing from the key: every row would be rejected"],
    ("Navn", "Alfa3"): ["error: the columns `Alfa3`, `Navn` are missing: NULL in every row"],
    ("_customer_id",): ["error: the column `_customer_id` is missing: NULL in every row"],
    ("__lsn",): ["error: `__lsn` is missing: without it only the order of times and offsets is promised"],
    ("__operation",): ["error: `__operation` is missing: a delete would be taken for an update"],
    ("__kafka_topic",): ["error: `__kafka_topic` is missing: the event cannot be accounted for"],
    ("__source",): ["warning: `__source` is missing: nobody can tell who loaded a row"],
    ("__lsn", "__kafka_offset"): [
        "error: `__lsn` is missing: without it only the order of times and offsets is promised",
        "error: `__kafka_offset` is missing: the event cannot be accounted for",
        "error: nothing in a row tells the order of events, and max_in_flight 64 send them in any order",
    ],
}


@pytest.mark.parametrize("names", LACKING)
def test_what_a_writer_leaves_out_is_told_with_what_follows_from_it(names, projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    assert told(report({"output": without(table, *names)})) == LACKING[names]


MADE_UP = {
    ("__source_ts_ms", "timestamp_unix_milli()"): "error: `__source_ts_ms` is `timestamp_unix_milli()`: the time",
    ("__source_ts_ms", "this.__source_ts_ms"): "error: `__source_ts_ms` is `now().ts_unix_milli()`: the time of",
    ("__source_ts_ms", "this.ts_ms"): "warning: `__source_ts_ms` is `this.ts_ms`: when the connector saw the change",
    ("__lsn", "null"): "error: `__lsn` is always empty: without it only the order",
    ("__lsn", "this.source.change_lsn"): "error: `__lsn` is `this.source.change_lsn`: the position of the change",
}


@pytest.mark.parametrize(("name", "value"), MADE_UP)
def test_metadata_that_is_made_up_is_told(name, value, projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    mapping = "root = this.after\nroot.__source_ts_ms = now().ts_unix_milli() # when it came\n"
    output = {"reject_errored": without(table, **{name: value})}
    content = {"pipeline": {"processors": [{"mapping": mapping}]}, "output": output}
    (one,) = told(report(content))
    assert one.startswith(MADE_UP[name, value])


def test_the_threads_of_a_pipeline_count_where_a_processor_writes(projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    broken = without(table, "__lsn", "__kafka_offset")
    content = {"pipeline": {"threads": 1, "processors": [broken]}}
    assert not any("in any order" in one for one in told(report(content)))
    content["pipeline"]["threads"] = 4
    assert told(report(content))[-1].endswith("and threads 4 send them in any order")
    del content["pipeline"]["threads"]
    assert told(report(content))[-1].endswith("and threads (as many as there are CPUs) send them in any order")


def test_the_columns_of_a_write_are_compared_name_by_name(projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    columns = [f'"{column.name}"' for column in table.written]
    more = [*columns, '"Landkode"', '"__slot"', "Navn", '"Nvan"', '"__cdc_operation"']
    found = report({"output": insert(table, columns=more, args_mapping="root = this.values()")})
    assert told(found) == [
        "error: what `args_mapping` gives cannot be told: values are not checked",
        'error: duplicate column "Landkode"',
        'error: "__slot" is filled in by the database',
        "error: the column `Navn` without quotes is `navn`",
        'error: "stg_Land" has no column "Nvan"',
        'error: "stg_Land" has no column "__cdc_operation"',
    ]
    hints = [one.hint for one in found.findings if one.subject]
    assert hints[3:] == ['quote it: "Navn"', "did you mean `Navn`?", "it is `__operation` here"]
    fewer = insert(table, args_mapping="root = [ this.a, this.b ]")
    assert told(report({"output": fewer})) == [f"error: {len(columns)} columns get 2 values"]


def test_casts_that_a_statement_shows_are_compared_with_the_types(projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    query = insert_statement(table)
    casts = {1: "$1::varchar(2)", 3: "$3::bigint", 5: "CAST($5 AS integer)", 7: "$7::int2"}
    for number, cast in casts.items():
        query = query.replace(f"${number},", f"{cast},")
    found = report({"output": {"sql_raw": {"query": query}}})
    assert told(found) == [
        "error: `Numerisk` is cast to bigint, staging has smallint",
        "error: `NavnEngelsk` is cast to int, staging has text",
        "error: `Eøs` is cast to smallint, staging has boolean",
    ]


def test_statements_of_sql_raw_are_read_one_by_one(projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    raw = {
        "queries": [
            {"query": "SELECT 1"},
            {"query": 'CALL "avansas".sp_merge_land()'},
            {"query": 'DELETE FROM avansas."stg_Land" WHERE true'},
            {"query": 'INSERT INTO avansas."stg_Land" VALUES ($1)'},
            {"query": "INSRT INTO x"},
        ]
    }
    assert told(report({"output": {"sql_raw": raw}})) == [
        "error: the query cannot be read: not checked",
        "error: DELETE on staging: the merge alone removes rows from it",
        "error: the INSERT names no columns",
    ]
    now = insert_statement(table).replace("$11", "extract(epoch FROM now()) * 1000")
    assert "the time of the pipeline" in told(report({"output": {"sql_raw": {"query": now}}}))[0]


@pytest.mark.parametrize(
    "values",
    [
        "VALUES (@)",
        "VALUES(@)",
        "VALUES ( @ )",
        "VALUES (\n  @)",
        "VALUES (@) -- $1,$2",
        "SELECT @",
        "VALUES (@) /* '$1,$' */",
    ],
)
@pytest.mark.parametrize("between", [",", ", ", " ,", ",\n", ",\t", ", -- and\n"])
def test_parameters_are_read_however_they_are_spelt(between, values, projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    head, _, _ = insert_statement(table).partition("VALUES")
    numbers = between.join(f"${number}" for number in range(1, len(table.written) + 1))
    args = insert(table)["sql_insert"]["args_mapping"]
    found = report({"output": {"sql_raw": {"query": head + values.replace("@", numbers), "args_mapping": args}}})
    assert (found.writes, told(found)) == (1, [])
    spoilt = numbers.replace("$3", "$3::bigint", 1)
    found = report({"output": {"sql_raw": {"query": head + values.replace("@", spoilt), "args_mapping": args}}})
    assert told(found) == ["error: `Numerisk` is cast to bigint, staging has smallint"]


def test_what_is_a_parameter_in_a_string_or_a_name_is_none() -> None:
    (found,) = (
        statements("""INSERT INTO a."t$1,$2" ("x$1,$") VALUES ('$1,$2', E'\\'$1,$', $q$ $1,$2 $q$,$1,$2)""") or ()
    )
    assert (found.table.table.text, found.columns[0].text) == ("t$1,$2", "x$1,$")
    assert [value.parameter for value in found.values] == [None, None, None, 1, 2]


READER = {
    "seed_brokers": ["b:9092"],
    "topics": ["t"],
    "consumer_group": "cdc-${CDC_ENV}-sink_asma__directory-adopus",
    "start_offset": "committed",
    "transaction_isolation_level": "read_committed",
}


def reading(
    table: StagingTable, /, kind: str = "redpanda", processors=(), pipeline=None, **changes
) -> dict[str, object]:
    """A whole pipeline that loses nothing, with some of its input changed."""
    output = {"reject_errored": {"fallback": [insert(table), {"reject": "no"}]}}
    given = {key: value for key, value in (READER | changes).items() if value is not None}
    content = {"input": {kind: given}, "pipeline": {"processors": list(processors)}, "output": output}
    return content | (pipeline or {})


LOSES = {
    "positions that retention passed": (
        {"start_offset": None},
        "`start_offset` is `earliest`: where its position is no",
    ),
    "the same, jumping to the end": (
        {"start_offset": "latest"},
        "`start_offset` is `latest`: where its position is no",
    ),
    "aborted transactions": (
        {"transaction_isolation_level": None},
        "events of transactions that were aborted are merged",
    ),
    "no replay": (
        {"auto_replay_nacks": False},
        "`auto_replay_nacks: false`: an event that was not written is given up",
    ),
    "no group": ({"consumer_group": None}, "no `consumer_group`: positions are stored nowhere"),
    "an input that always jumps": ({"kind": "kafka"}, "`kafka` cannot be told to stop where its position is no longer"),
    "a buffer": ({"pipeline": {"buffer": {"memory": {}}}}, "`buffer`: positions are stored before the output has"),
    "a drop": (
        {"pipeline": {"output": {"switch": {"cases": [{"check": "errored()", "output": {"drop": {}}}]}}}},
        "`drop`: events are acknowledged that were written nowhere",
    ),
}


@pytest.mark.parametrize("case", LOSES)
def test_a_pipeline_that_can_lose_an_event_is_told(case, projects, report) -> None:
    changes, says = LOSES[case]
    table = named(projects["adopus"][1], "stg_Land")
    content = reading(table, **changes)
    if "output" in changes.get("pipeline", {}):  # beside the write, which stays
        content["output"]["switch"]["cases"].append({"output": {"fallback": [insert(table), {"reject": "no"}]}})
    (one,) = told(report(content))
    assert one.startswith(f"error: {says}")


@pytest.mark.parametrize("start", [{"start_offset": "committed"}, {"start_offset": None, "auto_offset_reset": "none"}])
def test_a_pipeline_that_loses_nothing_passes_in_redpanda_connect_and_bento(start, projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    for kind in ("redpanda", "kafka_franz"):
        assert told(report(reading(table, kind=kind, **start))) == []


GENERATED = "cdc-{env}-sink_asma__directory-adopus"


@pytest.mark.parametrize(
    ("configured", "group", "passes"),
    [
        (None, "cdc-prod-sink_asma__directory-adopus", True),
        (None, "${GROUP}", True),
        (None, "loader", False),
        (None, "cdc-prod-sink_asma__directory", False),
        ("loader-{customer}", "loader-avansas", True),
        ("loader-{customer}", "loader-${CUSTOMER:avansas}", True),
        ("loader-{customer}", "${PREFIX}-avansas", True),
        ("loader-{customer}", "loader", False),
        ("loader-{service}", "loader-adopus", True),
        ("loader-{service}", "loader-chat", False),
    ],
)
def test_a_consumer_group_that_offsets_are_not_looked_at_for_is_told(
    configured, group, passes, projects, tmp_path: Path
) -> None:
    project, tables = projects["adopus"]
    service = project.services["adopus"]
    (sink,) = (name for name in service.sinks if name == "sink_asma.directory")
    rules = service.sinks[sink].model_copy(update={"offsets": OffsetRules(consumer_group=configured)})
    changed = service.model_copy(update={"sinks": {**service.sinks, sink: rules}})
    project = replace(project, services={**project.services, "adopus": changed})
    content = reading(named(tables, "stg_Land"), consumer_group=group)
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(content, allow_unicode=True))
    found = told(check_pipelines(project, tables, read_pipelines(tmp_path, "-"), load_type_map(project.root)))
    wanted = (configured or GENERATED).replace("{service}", "adopus")
    says = f"warning: `consumer_group` is `{group}`, but `cdc offsets` looks at `{wanted}`"
    assert found == ([] if passes else [says])


def test_a_failed_mapping_must_not_reach_the_output(projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    says = "error: a message whose mapping failed reaches this output as it was before the mapping"
    write = {"fallback": [insert(table), {"reject": "no"}]}
    first = {"check": "errored()", "output": {"reject": "${! error() }"}}
    ways = {
        "none": (write, [says]),
        "reject_errored": ({"reject_errored": write}, []),
        "a first case": ({"switch": {"cases": [first, {"output": write}]}}, []),
        "a last case": ({"switch": {"cases": [{"output": write}, first]}}, [says]),
        "its own check": ({"switch": {"cases": [{"check": "! errored()", "output": write}]}}, []),
    }
    for name, (output, found) in ways.items():
        content = reading(table, processors=[{"mapping": "root = this"}], pipeline={"output": output})
        assert told(report(content)) == found, name


def test_one_value_that_staging_refuses_needs_a_way_out(projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    content = reading(table, pipeline={"output": insert(table)})
    assert told(report(content)) == [
        "error: no `fallback`: one value that staging refuses is tried for ever, and all behind it waits"
    ]


def test_rows_times_columns_must_fit_into_one_statement(projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    most = 65_535 // len(table.written)
    for policy, fits in (
        ({"count": most}, True),
        ({"count": most + 1}, False),
        ({"count": 0, "period": "1s"}, False),
        ({"byte_size": 1_000_000}, False),
        ({}, True),
    ):
        output = {"fallback": [insert(table, batching=policy), {"reject": "no"}]}
        at_the_output = told(report(reading(table, pipeline={"output": output})))
        at_the_input = told(report(reading(table, batching=policy)))
        assert [len(at_the_output), len(at_the_input)] == ([0, 0] if fits else [1, 1]), policy
        if not fits:
            assert at_the_output[0].startswith("error: a statement takes 65,535 parameters: ")


@pytest.mark.parametrize("row", ["this.after", "this", "$row", "this.payload.after"])
def test_values_that_go_into_staging_as_the_connector_encodes_them_are_told(row, projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Fakturalinje")
    columns = [column for column in table.written if column.role == "data"]
    values = ", ".join(
        f'{row}."{column.source}"' if column in columns else column.value or "" for column in table.written
    )
    found = told(
        report({"output": insert(table, args_mapping=f"let row = this.after | this.before\nroot = [{values}]")})
    )
    encoded = [what for what in found if "is staged as the connector encodes it" in what]
    assert "error: `PeriodeFra` is staged as the connector encodes it (`days`), not as date" in encoded
    assert "error: `Pris` is staged as the connector encodes it (`decimal:4`), not as numeric" in encoded
    assert "error: `RowVer` is staged as the connector encodes it (`base64`), not as bytea" in encoded
    assert not any("`Tekst`" in what for what in encoded)
    deletes = [what for what in found if "NULL in a delete" in what]
    assert len(deletes) == (2 if "after" in row else 0)
    assert len(found) == len(encoded) + len(deletes)


def test_the_same_name_in_two_services_is_told_apart_by_schema_or_columns(projects, report) -> None:
    settings_of = {table.service: table for table in projects["asma"][1] if table.name == "stg_setting"}
    assert set(settings_of) == {"chat", "proxy"}
    for service, table in settings_of.items():
        assert told(report({"output": insert(table, schema=service)}, "asma")) == []
        assert told(report({"output": insert(table)}, "asma")) == []
    crossed = insert(settings_of["chat"], schema="proxy")
    assert 'error: "stg_setting" has no column "retention_days"' in told(report({"output": crossed}, "asma"))


def test_staging_tables_that_nothing_writes_are_listed_once_per_service(projects, report) -> None:
    table = named(projects["adopus"][1], "stg_Land")
    (one,) = report({"output": insert(table)}).findings
    assert one.severity == "warning"
    assert one.what.startswith("no pipeline here writes stg_Actor, ")
    assert one.what.endswith(" and 30 more")


def test_the_command_tells_places_and_exits_by_what_it_found(tmp_path: Path, projects, monkeypatch) -> None:
    monkeypatch.setenv("CDC_PROJECT_DIR", str(EXAMPLES["adopus"]))
    tables = projects["adopus"][1]
    good = {"output": {"switch": {"cases": [{"output": insert(table)} for table in tables]}}}
    path = tmp_path / "nested" / "sink.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(good, allow_unicode=True))
    run = CliRunner()
    done = run.invoke(check, ["pipelines", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (0, "1 files, 39 writes: no errors, no warnings\n")
    path.write_text(path.read_text().replace('"stg_Land"', '"stg_Lnd"'))
    done = run.invoke(check, ["pipelines", str(tmp_path), "--json"])
    assert done.exit_code == 1
    content = json.loads(done.stdout)
    assert (content["errors"], content["writes"]) == (1, 39)
    assert content["findings"][0]["where"].startswith("nested/sink.yaml:")
    assert content["findings"][0]["hint"] == "did you mean `stg_Land`?"
    path.write_text(yaml.safe_dump({"output": insert(named(tables, "stg_Land"))}, allow_unicode=True))
    assert run.invoke(check, ["pipelines", str(tmp_path)]).exit_code == 0
    assert run.invoke(check, ["pipelines", str(tmp_path), "--strict"]).exit_code == 1
    path.write_text(yaml.safe_dump({"input": {"stdin": {}}, "output": {"stdout": {}}}))
    nothing = run.invoke(check, ["pipelines", str(tmp_path)]).exception
    assert isinstance(nothing, CdcError)
    assert "nothing was checked (is this the folder of the pipelines?)" in str(nothing)
    path.write_text("a: [")
    assert isinstance(run.invoke(check, ["pipelines", str(tmp_path)]).exception, CdcError)
    path.unlink()
    assert isinstance(run.invoke(check, ["pipelines", str(tmp_path)]).exception, CdcError)


def test_a_folder_of_pipelines_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "more").mkdir()
    for name in ("a.yaml", "more/b.yaml"):
        (tmp_path / name).write_text("output: {drop: {}}")
    assert [one.path for one in read_pipelines(tmp_path, "-")] == ["a.yaml", "more/b.yaml"]
    closed(monkeypatch, tmp_path / "more")
    with pytest.raises(CdcError, match="more: cannot be read: Permission denied"):
        read_pipelines(tmp_path, "-")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('root = [ this.a, meta("b") ]', ("this.a", 'meta("b")')),
        ('root = [\n  this.a, # one, two\n  f(1, [2, 3]),\n  "x, ]",\n]', ("this.a", "f(1, [2, 3])", '"x, ]"')),
        ('let t = this.source.ts_ms\nroot = [ $t, """a\n,b""" ]', ("this.source.ts_ms", '"""a\n,b"""')),
        ("root = this.values()", None),
        ("root = [ this.a", None),
        ("root = []", ()),
    ],
)
def test_the_values_of_an_args_mapping(text: str, values: tuple[str, ...] | None) -> None:
    assert array_values(text) == values


def test_what_a_mapping_assigns_to_fields() -> None:
    text = 'let now = now()\nroot = this\nroot."a b" = $now\nroot.c = if this.x {\n  1\n} else { 2 }\nroot.a.b = 3'
    assert root_fields(text) == {"a b": "now()", "c": "if this.x {\n  1\n} else { 2 }"}


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='root = [](){},"\n#$let this.a${!}"INSERT TOVALUS', max_size=60))
def test_whatever_stands_in_a_mapping_or_statement_nothing_falls_over(text: str) -> None:
    array_values(text)
    root_fields(text)
    table_name(text)
    statements(text)
    array_values(f"root = [{text}]")
    statements(f"INSERT INTO {text} VALUES ({text})")
