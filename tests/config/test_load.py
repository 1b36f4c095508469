"""Reading a project folder: what a valid one means, and files that cannot be read at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cdc_assets.config.load import load_project
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError
from tests.config.projects import (
    ENVIRON,
    FILES,
    SERVICE,
    SINKS,
    SOURCES,
    TEMPLATE,
    load,
    problems,
    write_project,
)
from tests.support.work import assert_linear, steps


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return load(write_project(tmp_path))


def test_both_spellings_of_a_service_file_are_read(project: Project) -> None:
    assert {name: service.path.as_posix() for name, service in project.services.items()} == {
        "adopus": "services/adopus.yaml",
        "chat": "services/chat.yml",
    }
    actor = project.services["adopus"].sinks["sink_asma.directory"].tables["adopus.Actor"]
    assert (actor.from_, actor.replicate_structure, actor.transforms[0].bloblang_ref) == (
        "dbo.Actor",
        True,
        "file://actor.blobl",
    )
    assert actor.manual_migration_hints.renames[0].to == "BrukerNavn"
    assert project.services["adopus"].source.tables["dbo.Actor"].ignore_columns == ("Døv", "Fødeland")
    assert project.services["chat"].sinks["sink_asma.chat"].tables["chat.Message"].from_ == "dbo.Message"


def test_a_service_belongs_to_the_group_of_its_name_or_the_db_shared_one_that_lists_it(project: Project) -> None:
    assert {name: service.group for name, service in project.services.items()} == {"adopus": "adopus", "chat": "asma"}


def test_every_key_of_an_entry_but_schemas_is_an_environment(project: Project) -> None:
    avansas = project.source_groups["adopus"].sources["avansas"]
    assert avansas.schemas == ("dbo",)
    assert {env: database.database for env, database in avansas.environments.items()} == {
        "nonprod": "AdOpusTest",
        "prod": "AdOpusAvansas",
    }
    assert list(project.sink_groups["sink_asma"].sources["directory"].environments) == ["dev"]


def test_variables_are_expanded_and_numbers_may_come_from_them(project: Project) -> None:
    server = project.source_groups["adopus"].servers["default"]
    assert (server.host, server.port) == ("mssql.example", 1433)
    assert server.password is not None
    assert server.password.get_secret_value() == "hemmelig-1"


def test_the_pipelines_own_variables_stay_as_written(project: Project) -> None:
    assert project.templates["customer_id"].value == "${CUSTOMER}"


def test_a_key_without_a_value_is_as_good_as_absent(project: Project) -> None:
    assert project.services["adopus"].source.tables["dbo.ActorActor"].ignore_columns == ()


def test_the_type_map_is_handed_on_as_it_is(project: Project) -> None:
    assert project.type_map == {
        "types": {"bit": "boolean", "money": {"to": "numeric(19,4)", "carried": True, "bytes": 8}}
    }


def test_templates_and_type_map_may_be_absent(tmp_path: Path) -> None:
    files = {name: None for name in FILES if "_schemas" in name}
    write_project(
        tmp_path,
        (SERVICE, "          column_templates: [{template: customer_id}]\n", ""),
        ("services/chat.yml", '        - template: customer_id\n          value: "{asma.sources.*.customer_id}"\n', ""),
        files=files,
    )
    project = load(tmp_path)
    assert (project.templates, project.type_map) == ({}, {})


def test_a_column_named_like_a_word_of_yaml_keeps_its_name(tmp_path: Path) -> None:
    write_project(tmp_path, (SERVICE, "[Døv, Fødeland]", "[No, 2024, 1_000, 12:30]"))
    assert load(tmp_path).services["adopus"].source.tables["dbo.Actor"].ignore_columns == (
        "No",
        "2024",
        "1_000",
        "12:30",
    )


def test_anchors_and_merge_keys_work(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        (SERVICE, "        adopus.Actor:\n", "        adopus.Actor: &table\n"),
        (SERVICE, "          from: dbo.ActorActor\n", "          <<: *table\n          from: dbo.ActorActor\n"),
    )
    table = load(tmp_path).services["adopus"].sinks["sink_asma.directory"].tables["adopus.ActorActor"]
    assert (table.from_, table.replicate_structure, table.deletes) == ("dbo.ActorActor", True, "hard")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("null", "null"), ('"null"', "null"), ("Null", "null"), ("~", "null"), ("both", "both"), ("", None)],
)
def test_null_is_a_word_where_it_says_how_a_value_is_unchanged(tmp_path: Path, written: str, meant: str | None) -> None:
    option = f"unchanged_large_values: {written}\n"
    write_project(
        tmp_path,
        (SERVICE, "          deletes: hard\n", f"          {option}"),
        (SERVICE, "  sinks:\n    sink_asma.directory:\n", f"  sinks:\n    sink_asma.directory:\n      {option}"),
    )
    sink = load(tmp_path).services["adopus"].sinks["sink_asma.directory"]
    assert sink.tables["adopus.ActorActor"].unchanged_large_values == meant
    assert sink.unchanged_large_values == (meant or "placeholder")


def test_the_environment_is_nonprod_unless_cdc_env_says_otherwise(tmp_path: Path) -> None:
    write_project(tmp_path, (SINKS, "      dev: {", "      prod: {server: default, database: directory}\n      dev: {"))
    assert load(tmp_path).env == "nonprod"
    assert load(tmp_path, CDC_ENV="prod").env == "prod"
    assert load(tmp_path, CDC_ENV="").env == "nonprod"


def test_an_environment_that_nobody_has_is_a_warning(tmp_path: Path) -> None:
    write_project(tmp_path)
    adopus, asma = (str(warning) for warning in load(tmp_path, CDC_ENV="nonprdo").warnings)
    end = "has environment `nonprdo`, so there is no partition (did you mean `nonprod`?)"
    assert adopus == f"source-groups.yaml:8: adopus.sources: no customer {end}"
    assert asma == f"source-groups.yaml:19: asma.sources: no service {end}"


def test_a_customer_that_a_misspelt_environment_leaves_out_is_a_warning(tmp_path: Path) -> None:
    write_project(tmp_path, (SOURCES, "      nonprod: {database: AdOpusNo", "      nonprd: {database: AdOpusNo"))
    (warning,) = load(tmp_path).warnings
    assert str(warning) == (
        "source-groups.yaml:14: adopus.sources.no.nonprd: only `no` has an environment `nonprd`"
        " (did you mean `nonprod`?)"
    )
    write_project(tmp_path, (SOURCES, "      nonprod: {database: AdOpusNo", "      preprod: {database: AdOpusNo"))
    assert load(tmp_path).warnings == ()


def test_a_listed_service_without_a_file_is_a_warning(tmp_path: Path) -> None:
    write_project(tmp_path, (SOURCES, "    chat: {schemas", "    proxy: {}\n    chat: {schemas"))
    (warning,) = load(tmp_path).warnings
    assert str(warning) == (
        "source-groups.yaml:20: asma.sources.proxy: no service file describes this service, so it has no tables and no"
        " partition (add services/proxy.yaml)"
    )


def test_variables_of_environments_that_are_not_used_may_be_unset(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        (SOURCES, "{server: default, database: AdOpusAvansas}", '{server: prod, database: "${PROD_DB}"}'),
        (SOURCES, "  sources:\n    avansas", '    prod: {host: "${PROD_HOST}", port: "${P}"}\n  sources:\n    avansas'),
    )
    project = load(tmp_path)
    assert project.unset == {
        ("source-groups.yaml", "adopus", "servers", "prod"): ("PROD_HOST", "P"),
        ("source-groups.yaml", "adopus", "sources", "avansas", "prod"): ("PROD_DB",),
    }
    told = problems(tmp_path, {**ENVIRON, "CDC_ENV": "prod"})
    end = "is not set (set it in the environment or in the project's .env)"
    assert told[:3] == [
        f"source-groups.yaml:8: adopus.servers.prod.host: the environment variable PROD_HOST {end}",
        f"source-groups.yaml:8: adopus.servers.prod.port: the environment variable P {end}",
        f"source-groups.yaml:13: adopus.sources.avansas.prod.database: the environment variable PROD_DB {end}",
    ]
    assert [problem.split(": ")[2] for problem in told[3:]] == [
        "the sink sink_asma.directory has no environment `prod` (environments"
    ]


def test_work_without_connections_needs_no_variables_of_servers(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert len(problems(tmp_path, {})) == 6
    project = load_project(tmp_path, {}, offline=True)
    assert project.unset[("sink-groups.yaml", "sink_asma", "servers", "default")] == (
        "PG_HOST",
        "PG_PORT",
        "PG_PASSWORD",
    )


def test_the_mistakes_of_all_files_are_told_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        (SERVICE, "          from: dbo.ActorActor\n", ""),
        (SERVICE, "{template: customer_id}", "{template: custmer_id}"),
        (SOURCES, "{customer}", "{costumer}"),
        (SINKS, "{server: local,", "{server: lokal,"),
        (TEMPLATE, "not_null", "notnull"),
        files={"services/third.yaml": "service: third\nsource: [\n"},
    )
    assert [problem.split(": ")[0] for problem in problems(tmp_path)] == [
        "source-groups.yaml:5",
        "sink-groups.yaml:15",
        "services/_schemas/column-templates.yaml:2",
        "services/adopus.yaml:16",
        "services/adopus.yaml:22",
        "services/third.yaml:3",
    ]


@pytest.mark.parametrize("file", [SERVICE, SOURCES, SINKS, TEMPLATE])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", ": the file is empty"),
        (b"# only a comment\n", ": the file is empty"),
        ("a: Ø\nb: Å\n".encode("latin-1"), ":1: the file is not UTF-8 (save it as UTF-8)"),
        ("a: 1\n".encode("utf-16"), ":1: the file is not UTF-8 (it looks like UTF-16: save it as UTF-8)"),
        (b"- a\n- b\n", ", not a list"),
        (b"just text\n", ", not a single value"),
        (b"a:\n\t- b\n", ":2: the line is indented with a tab (YAML wants spaces)"),
        (b"a: [1, 2\n", "not YAML: while parsing a flow sequence: did not find expected ',' or ']'"),
        (b"[" * 100_000, ":1: nested deeper than 40 levels"),
        (b"a: " + b"[" * 1001 + b"]" * 1001, ":1: nested deeper than 40 levels"),
        (b"# x\r\n" * 3000 + b"a: " + b"[" * 2000, ":3001: nested deeper than 40 levels"),
        (b"a:\n" + b" [\n" * 2000, ":41: nested deeper than 40 levels"),
        ("ø: [é,\n 😀, ".encode() + b"[" * 60 + b"\n" + b"[" * 2000, ":2: nested deeper than 40 levels"),
        (b"a: {b:\n" + b" {c: " * 2000, ":2: nested deeper than 40 levels"),
        (b"a: " + b"[" * 39 + b"]" * 39, None),
        (b"a: \xef\xbf\xbf", ":1: control character U+FFFF (remove it)"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_problem(
    file: str, content: bytes, what: str | None, tmp_path: Path
) -> None:
    write_project(tmp_path, files={file: content})
    told = [problem for problem in problems(tmp_path) if problem.startswith(file)]
    if what is None:
        assert told
        return
    assert len(told) == 1
    assert what in told[0]


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (SOURCES, ["source-groups.yaml: there is no such file (it is part of every project)"]),
        (SINKS, ["sink-groups.yaml: there is no such file (it is part of every project)"]),
    ],
)
def test_a_missing_file_is_one_problem(file: str, told: list[str], tmp_path: Path) -> None:
    write_project(tmp_path, files={file: None})
    assert problems(tmp_path) == told


def test_missing_and_empty_services_folders_are_told(tmp_path: Path) -> None:
    groups = {name: None for name in FILES if name.startswith("services/")}
    write_project(tmp_path, files=groups)
    assert problems(tmp_path) == ["services/: there is no folder (service files are read from services/<service>.yaml)"]
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / ".hidden.yaml").write_text("x")
    assert problems(tmp_path) == ["services/: no service is described here (add services/<service>.yaml)"]


def test_a_folder_where_a_file_belongs_is_told(tmp_path: Path) -> None:
    write_project(tmp_path, files={SINKS: None})
    (tmp_path / SINKS).mkdir()
    assert problems(tmp_path) == ["sink-groups.yaml: the file cannot be read: Is a directory"]


def test_a_missing_project_folder_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere")[0].endswith("nowhere: there is no project folder (set CDC_PROJECT_DIR)")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    write_project(tmp_path, files={SERVICE: b"\xef\xbb\xbf" + FILES[SERVICE].replace("\n", "\r\n").encode()})
    assert problems(tmp_path) == []


def test_nine_lines_that_mean_a_billion_values_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laughs = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"b{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
    )
    write_project(tmp_path, files={SERVICE: "adopus:\n" + "".join(f"  {line}\n" for line in laughs.splitlines())})
    told = "services/adopus.yaml: the file is too large once its aliases are followed"
    assert told in problems(tmp_path)
    monkeypatch.setattr("cdc_assets.config.expand.MAX_VALUES", 10_000)
    found: list[str] = []
    steps(lambda: found.extend(problems(tmp_path)), at_most=100 * 10_000)  # no more than leads to the bound
    assert told in found


PARTITION = "source-groups.yaml:9: adopus.sources."


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", ": no valid customer name: `` is empty"),
        ("a|b", "a|b: no valid customer name: `a|b` holds `|`, which Dagster keeps for its own partition keys"),
        ("a...b", "a...b: no valid customer name: `a...b` holds `...`, which Dagster keeps for its own partition keys"),
        ("a\tb", "a\\u0009b: no valid customer name: `a\\u0009b` holds a control character"),
        ("a\u202eb", "a\\u202eb: no valid customer name: `a\\u202eb` holds a control character"),
        ("a\u2028b", "a\\u2028b: no valid customer name: `a\\u2028b` holds a control character"),
        ("ø" * 32, f"{'ø' * 32}: no valid customer name: `{'ø' * 32}` has 64 bytes; PostgreSQL keeps 63"),
        ("pg_temp", "pg_temp: no valid customer name: `pg_temp` is reserved by PostgreSQL"),
        (
            "information_schema",
            "information_schema: no valid customer name: `information_schema` is reserved by PostgreSQL",
        ),
        (
            "cdc_management",
            "cdc_management: no valid customer name: `cdc_management` is kept for this project's own tables",
        ),
        (" a", " a: no valid customer name: ` a` has leading or trailing whitespace"),
    ],
)
def test_a_customer_name_that_is_no_partition_key_is_refused(name: str, told: str, tmp_path: Path) -> None:
    write_project(tmp_path, (SOURCES, "    avansas:", f"    {json.dumps(name)}:"))
    assert problems(tmp_path) == [PARTITION + told]


@pytest.mark.parametrize(
    "name", ["yes", "null", "ø" * 31 + "x", 'x"; DROP SCHEMA public; --', "{{SCHEMA}}", "Order Details", "PG_x", "1e3"]
)
def test_any_other_customer_name_is_kept_as_written(name: str, tmp_path: Path) -> None:
    write_project(tmp_path, (SOURCES, "    avansas:", f"    {json.dumps(name)}:"))
    assert next(iter(load(tmp_path).source_groups["adopus"].sources)) == name


SECRETS = ["hemmelig", "hunter2"]


@pytest.mark.parametrize(
    "password",
    ["hunter2: x", "[hunter2]", "{hunter2: 1}", "!hunter2 x", "*hunter2", "hunter2\n   x: y", '"hunter2', "&hunter2",
     '"${PG_PASSWORD:-hunter2"', '"${PG_PASSWORD:-hunter2}${"', '"hunter2\\0"', "@hunter2", "{hunter2", "'hunter2' x"],
)  # fmt: skip
def test_no_message_holds_a_secret(password: str, tmp_path: Path) -> None:
    for field in ('password: "${PG_PASSWORD}"', 'port: "${PG_PORT}"'):
        write_project(tmp_path, (SINKS, field, f"{field.split(':')[0]}: {password}"))
        text = "\n".join(problems(tmp_path, {**ENVIRON, "PG_PORT": "hemmelig"}))
        assert password != "hunter2: x" or text
        assert not [secret for secret in SECRETS if secret in text.replace("default.hunter2", "")]


def test_an_expanded_value_is_never_shown(tmp_path: Path) -> None:
    write_project(tmp_path, (SERVICE, "target_exists: false", 'target_exists: "${PG_PASSWORD:-x}"'))
    with pytest.raises(CdcError) as caught:
        load(tmp_path)
    assert "must be true or false, not `${PG_PASSWORD:-…}`" in str(caught.value)
    assert "hemmelig" not in str(caught.value)


def test_the_work_of_loading_grows_with_the_number_of_tables_and_no_faster(tmp_path: Path) -> None:
    def work(tables: int) -> int:
        source = "".join(f"      dbo.T{n}: {{ignore_columns: [a]}}\n" for n in range(tables))
        sink = "".join(
            f"        adopus.T{n}:\n          from: dbo.T{n}\n          target_exists: false\n"
            "          replicate_structure: true\n          column_templates: [{template: customer_id}]\n"
            for n in range(tables)
        )
        text = f"adopus:\n  source:\n    tables:\n{source}  sinks:\n    sink_asma.directory:\n      tables:\n{sink}"
        write_project(tmp_path, files={SERVICE: text})
        found: list[Project] = []
        count = steps(lambda: found.append(load(tmp_path)))
        assert len(found[0].services["adopus"].source.tables) == tables
        return count

    assert_linear(work, 30)


CHANNELS = """\
alerts:
  ui: https://dagster.example
  channels:
    chat: {webhook: "${CHAT_WEBHOOK}", format: slack, severities: [error], tenants: [avansas]}
    post:
      mail: [drift@example.com]
      from: cdc@example.com
      server: {host: mail.example, port: "${SMTP_PORT}", user: cdc, password: "${SMTP_PASSWORD}"}
      quiet: {from: "22:00", to: "06:00", timezone: Europe/Oslo, holds: [warning]}
"""


def test_who_is_told_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    write_project(tmp_path, files={"alerts.yaml": CHANNELS})
    alerts = load(tmp_path, CHAT_WEBHOOK="https://hooks.example/geheim", SMTP_PORT="2525", SMTP_PASSWORD="x").alerts
    chat, post = alerts.channels["chat"], alerts.channels["post"]
    assert chat.webhook is not None
    assert chat.webhook.get_secret_value() == "https://hooks.example/geheim"
    assert "geheim" not in repr(alerts)
    assert (chat.format, chat.severities, chat.tenants) == ("slack", ("error",), ("avansas",))
    assert post.server is not None
    assert (post.server.port, post.severities) == (2525, ("warning", "error"))
    assert post.quiet is not None
    assert (post.quiet.from_, post.quiet.to, post.quiet.holds) == ("22:00", "06:00", ("warning",))


def test_a_channel_whose_secret_is_not_set_here_stops_nobody_and_is_named(tmp_path: Path) -> None:
    write_project(tmp_path, files={"alerts.yaml": CHANNELS})
    unset = load(tmp_path).unset
    assert unset["alerts.yaml", "alerts", "channels", "chat"] == ("CHAT_WEBHOOK",)
    assert unset["alerts.yaml", "alerts", "channels", "post"] == ("SMTP_PORT", "SMTP_PASSWORD")
