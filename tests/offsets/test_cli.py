"""`cdc offsets` on a small project: a loss injected, found, classified, resumed and healed from a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg.conninfo import conninfo_to_dict

from cdc_assets import stages
from cdc_assets.cli.main import cdc
from cdc_assets.config.load import load_project
from cdc_assets.offsets.model import Position
from resources.kafka import open_broker
from tests.merge.support import event, stage
from tests.offsets.support import Loader

SERVICE = """
adopus:
  source: {validation_database: AdOpusTest, tables: {dbo.Actor: {}}}
  sinks:
    sink_asma.directory:
      offsets: {consumer_group: "loader-{customer}", lag_seconds: {warn: 60, error: 3600}}
      tables: {adopus.Actor: {from: dbo.Actor, replicate_structure: true, offsets: {lag_offsets: {error: 1000}}}}
"""
SOURCES = """
adopus:
  pattern: db-per-tenant
  servers: {default: {driver: scripts, path: source}}
  sources:
    avansas: {nonprod: {database: AdOpusTest, target_sink_env: dev}}
    brobygger: {nonprod: {database: AdOpusBrobygger, target_sink_env: dev}}
"""
TABLE = "CREATE TABLE dbo.Actor (id int NOT NULL PRIMARY KEY, name varchar(20), amount numeric(6,2));\n"
TOPIC = "nonprod.avansas.AdOpusTest.dbo.Actor"
OTHER = "nonprod.brobygger.AdOpusBrobygger.dbo.Actor"


@pytest.fixture
def project(tmp_path: Path, database: str, bootstrap: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one table and two tenants, applied; the broker is the mock."""
    server = conninfo_to_dict(database)
    sink = {
        "sink_asma": {
            "source_group": "adopus",
            "servers": {"default": {key: server[key] for key in ("host", "port", "user", "password") if key in server}},
            "sources": {"directory": {"dev": {"server": "default", "database": server["dbname"]}}},
        }
    }
    for name, text in {
        "services/adopus.yaml": SERVICE,
        "source-groups.yaml": SOURCES,
        "sink-groups.yaml": json.dumps(sink),
        "source/Actor.sql": TABLE,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CDC_PROJECT_DIR", str(tmp_path))
    monkeypatch.setenv("CDC_ENV", "nonprod")
    monkeypatch.setenv("CDC_KAFKA_BOOTSTRAP_SERVERS", bootstrap)
    monkeypatch.chdir(tmp_path)
    loaded = load_project(tmp_path, {"CDC_ENV": "nonprod"})
    (service,) = loaded.services.values()
    stages.source_schema(loaded, service, {})
    stages.table_definitions(loaded, service)
    stages.ddl(loaded, service, "sink_asma.directory")
    stages.applied_schema(loaded, "adopus", "sink_asma.directory", ["avansas", "brobygger"])
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cdc, ["offsets", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def test_a_loss_is_found_resumed_and_healed_from_a_terminal(
    project: Path, bootstrap: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = Position(TOPIC, 0)
    broker = open_broker({"CDC_KAFKA_BOOTSTRAP_SERVERS": bootstrap})
    assert broker
    with psycopg.connect(database, autocommit=True) as connection:
        load = Loader(bootstrap, connection)
        load.produce(TOPIC, 0, [{"n": n, "key": n} for n in range(1, 21)])
        first = run("init", "--execute")
        assert first.exit_code == 0
        assert "4 start offsets recorded" in first.output
        assert "4 positions of consumer groups that had none stored" in first.output
        assert broker.committed("loader-avansas", [at]) == {at: 0}
        assert "0 positions" in run("init", "--execute").output
        assert "1 topics do not exist yet: nonprod.brobygger" in first.output
        assert (project / "generated/offset-starts/sink_asma__directory/Actor.sql").is_file()
        assert run("init", "--tenant", "avansas").exit_code == 0
        assert (project / "generated/offset-starts/sink_asma__directory/avansas/Actor.sql").is_file()
        rows = load.read(TOPIC, 0, 0, 20)
        load.stage(TOPIC, 0, [row for row in rows if row[0] not in {7, 8}])
        load.merge()
        broker.commit("loader-avansas", {at: 20})

        told = run("gaps", "--json")
        assert told.exit_code == 1
        answer = json.loads(told.output)
        by_name = {check["name"]: check for check in answer["checks"]}
        assert by_name["offset_gaps"]["rows"][0][:6] == ["avansas", "Actor", f"{TOPIC} [0]", "recoverable", 2, "7…8"]
        assert by_name["consumer_position"]["severity"] == "error"
        assert answer["fleet"][0]["at_risk"] == 2
        assert by_name["offset_gaps"]["rows"][1][:3] == ["brobygger", None, OTHER], "none of its topics is there"
        assert (answer["fleet"][1]["tenant"], answer["fleet"][1]["severity"]) == ("brobygger", "warning")
        resume = json.loads(run("resume", "--json").output)
        assert {row["partition"]: (row["committed"], row["resume"]) for row in resume}[0] == (20, 7)

        ask = ("reset", "--group", "loader-avansas", "--to", "resume", "--assume-inactive", "--export", "out")
        dry = run(*ask)
        assert dry.exit_code == 1
        assert "nothing was changed" in dry.output
        assert f"{TOPIC} 0 7\n" in (project / "out/loader-avansas.rpk-seek.txt").read_text()
        assert broker.committed("loader-avansas", [at]) == {at: 20}
        other = ("reset", "--group", "loader-avansas-new", "--new-group", "--assume-inactive", "--topic", f"{TOPIC}:0")
        refused: Any = CliRunner().invoke(cdc, ["offsets", *other, "--to", "15", "--execute"])
        assert "15 would pass over 8 offsets from 7 on" in str(refused.exception), "no stream names this group"
        monkeypatch.delenv("LOGNAME", raising=False)
        monkeypatch.delenv("USER", raising=False)
        done = run(*ask, "--execute", "--json")
        assert done.exit_code == 0
        identity = json.loads(done.stdout)["reset"]
        recorded = "SELECT DISTINCT requested_by LIKE 'uid %%' FROM cdc_management.offset_resets WHERE reset_id = %s"
        assert connection.execute(recorded, [identity]).fetchall() == [(True,)], "where the system knows no name"
        assert broker.committed("loader-avansas", [at]) == {at: 7}

        load.stage(TOPIC, 0, load.read(TOPIC, 0, 7, 20))
        load.merge()
        broker.commit("loader-avansas", {at: 20})
        load.produce(OTHER, 0, [{"n": 1, "key": 1}])
        healed = json.loads(run("gaps", "--json").output)
        by_name = {check["name"]: check for check in healed["checks"]}
        assert by_name["offset_gaps"]["severity"] == by_name["consumer_position"]["severity"] == "ok"
        assert run("resume").exit_code == 0
        assert run("plot", "--out", "pictures").exit_code == 0
        assert len(list((project / "pictures").glob("*.svg"))) == 4
        load.close()


def test_what_a_topic_of_another_name_lost_is_given_up_from_a_terminal(project: Path, database: str) -> None:
    before = "nonprod.avansas.AdOpusBefore.dbo.Actor"
    with psycopg.connect(database, autocommit=True) as connection:
        event = "VALUES (%s, 'c', %s, 1, %s, 0, %s)"
        for number in (0, 2):
            connection.execute(
                'INSERT INTO avansas."stg_Actor" (id, __operation, __lsn, __source_ts_ms, __kafka_topic,'
                f" __kafka_partition, __kafka_offset) {event}".encode(),
                [number, f"{number:020x}", before, number],
            )
        connection.execute("SELECT cdc_management.manual_merge('avansas', 'Actor')")
    ask = ("accept-loss", "--topic", before, "--reason", "the database was renamed")
    shown = run(*ask, "--json")
    assert (shown.exit_code, json.loads(shown.output)[0]["offsets"]) == (1, 1)
    assert run(*ask, "--execute").exit_code == 0
    assert json.loads(run(*ask, "--json").output) == []


def test_a_topic_made_anew_counts_anew_once_in_a_database_that_two_sinks_share(
    project: Path, bootstrap: str, database: str
) -> None:
    path = project / "sink-groups.yaml"
    groups = json.loads(path.read_text())
    path.write_text(json.dumps({**groups, "sink_copy": groups["sink_asma"]}))
    copy = "    sink_copy.directory: {tables: {adopus.Copy: {from: dbo.Actor, replicate_structure: true}}}\n"
    (project / "services" / "adopus.yaml").write_text(SERVICE + copy)
    loaded = load_project(project, {"CDC_ENV": "nonprod"})
    (service,) = loaded.services.values()
    stages.table_definitions(loaded, service)
    for sink in service.sinks:
        stages.ddl(loaded, service, sink)
        stages.applied_schema(loaded, "adopus", sink, ["avansas", "brobygger"])
    with psycopg.connect(database, autocommit=True) as connection:
        load = Loader(bootstrap, connection)
        load.produce(TOPIC, 0, [{"n": 1, "key": 1}])
        load.close()
        assert run("init", "--execute").exit_code == 0
        stage(connection, "Copy", [event(1, 1, __kafka_topic=TOPIC, __kafka_partition=0, __kafka_offset=0)])
        told = run("new-topic", TOPIC, "--force", "--table", "Actor")
        assert "incarnation 1" in told.output
        counted = connection.execute(
            "SELECT table_name, topic_incarnation, count(last_offset) FROM cdc_management.offset_coverage"
            " WHERE kafka_topic = %s GROUP BY 1, 2 ORDER BY 1, 2",
            [TOPIC],
        ).fetchall()
    assert counted == [("Actor", 0, 0), ("Actor", 1, 0), ("Copy", 0, 1), ("Copy", 1, 0)]


MISTAKES = {
    ("gaps", "--tenant", "avansaas"): "there is no tenant `avansaas` in adopus (there are: avansas",
    ("gaps", "--table", "Nope"): "no stream has the table `Nope` (there are: Actor",
    ("gaps", "--table", "Actor", "--table", "Actr"): "no stream has the table `Actr` (there are: Actor",
    ("reset", "--group", "nope", "--to", "resume"): "no stream is configured to be fed by group `nope`",
    ("reset", "--group", "loader-avansas", "--to", "yesterday", "--topic", TOPIC): "neither a word known here",
    ("reset", "--group", "loader-avansas", "--to", "5", "--topic", "other"): "there is no topic `other`",
    ("reset", "--group", "loader-brobygger", "--to", "9", "--tenant", "brobygger", "--topic", TOPIC): "not among the",
    ("reset", "--group", "loader-avansas", "--to", "1969-12-31T23:59:59.999+00:00"): "is before 1970",
    ("reset", "--group", "loader-x", "--to", "resume", "--topic", TOPIC): "configured are: loader-avansas",
    ("accept-loss", "--topic", f"{TOPIC}s", "--reason", "x"): f"(it has {TOPIC}, {OTHER})",
    (
        "new-topic",
        TOPIC,
    ): "was not recreated: it has the same id, and its end has not moved back (--force where you know that it was)",
    ("plot", "--hours", "nan"): "nan is not in the range",
    ("plot", "--hours", "1e300"): "1e+300 is not in the range",
    ("new-topic", "other"): "no stream of this project has the topic `other`",
}


def test_mistakes_are_told_in_a_line(
    project: Path, bootstrap: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        load = Loader(bootstrap, connection)
        load.produce(TOPIC, 0, [{"n": 1, "key": 1}])
        load.produce("unwatched", 0, [{"n": 1, "key": 1}])
        load.close()
    assert run("gaps").exit_code == 1, "a tenant has no topic at the broker"
    for arguments, said in MISTAKES.items():
        result: Any = CliRunner().invoke(cdc, ["offsets", *arguments])
        assert result.exit_code != 0
        assert said in str(result.exception) + result.output, arguments
    asked = ["offsets", "reset", "--group", "loader-avansas", "--to", "1", "--topic", "unwatched"]
    assert "no stream of this project is fed by `unwatched`" in str(CliRunner().invoke(cdc, asked).exception)
    twice = ("--topic", TOPIC, "--topic", f"{TOPIC}:0", "--new-group", "--assume-inactive", "--json")
    moves = json.loads(run("reset", "--group", "loader-avansas", "--to", "earliest", *twice).output)["moves"]
    assert [move["partition"] for move in moves] == [0, 1, 2, 3]
    monkeypatch.setenv("CDC_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setattr("cdc_assets.cli.offsets.open_broker", lambda environ: open_broker(environ, 1))
    assert run("resume").exit_code == 2, "nobody looked where the groups stand"
    monkeypatch.delenv("CDC_KAFKA_BOOTSTRAP_SERVERS")
    result = CliRunner().invoke(cdc, ["offsets", "reset", "--group", "loader-avansas", "--to", "resume"])
    assert "CDC_KAFKA_BOOTSTRAP_SERVERS" in str(result.exception)
    assert "no broker is configured" in run("gaps").output
    assert "no broker is configured" in run("plot", "--out", "pictures").stderr


def test_tenants_of_each_source_group_are_chosen_as_plan_apply_and_status_choose_them(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = {"adopus": "corp", "sink_asma": "sink_corp", "avansas": "bergen", "brobygger": "oslo"}
    for name in ("services/adopus.yaml", "source-groups.yaml", "sink-groups.yaml"):
        text = (project / name).read_text()
        other = text
        for before, after in second.items():
            other = other.replace(before, after)
        if name.startswith("services"):
            (project / "services/corp.yaml").write_text(other)
        elif name.startswith("sink"):
            (project / name).write_text(json.dumps({**json.loads(text), **json.loads(other)}))
        else:
            (project / name).write_text(text + other)
    loaded = load_project(project, {"CDC_ENV": "nonprod"})
    for service in loaded.services.values():
        stages.source_schema(loaded, service, {})
        stages.table_definitions(loaded, service)
        (sink,) = service.sinks
        stages.ddl(loaded, service, sink)
    stages.applied_schema(loaded, "corp", "sink_corp.directory", ["bergen", "oslo"])
    told = json.loads(run("gaps", "--tenant", "bergen", "--json").output)
    assert [row["tenant"] for row in told["fleet"]] == ["bergen"]
    told = json.loads(run("gaps", "--sink", "sink_asma.directory", "--json").output)
    assert {row["tenant"] for row in told["fleet"]} == {"avansas", "brobygger"}
    told = json.loads(run("gaps", "--tenant", "bergen", "--tenant", "avansas", "--json").output)
    assert {row["tenant"] for row in told["fleet"]} == {"avansas", "bergen"}
    assert run("plot", "--tenant", "bergen", "--out", "pictures").exit_code == 0
    assert run("init", "--tenant", "bergen").exit_code == 0
    refused: Any = CliRunner().invoke(cdc, ["offsets", "gaps", "--tenant", "Bergen"])
    said = "there is no tenant `Bergen` in adopus, corp (there are: avansas, brobygger, bergen"
    assert said in str(refused.exception)
