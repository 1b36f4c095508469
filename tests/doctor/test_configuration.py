"""`cdc doctor` finds what `cdc generate` would stumble over, all at once, and its remedies can be pasted."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from cdc_assets import doctor, stages
from cdc_assets.catalog.reader import read_catalog
from cdc_assets.config.load import load_project
from cdc_assets.config.tenants import reference_source
from cdc_assets.errors import CdcError, Finding
from cdc_assets.tables.build import build_definitions
from resources.project import CHECKOUT, open_project
from tests.catalog.test_live_catalog import answering, recorded
from tests.config.projects import ENVIRON, problems, write_project
from tests.sqlserver.support import every_driver
from tests.sqlserver.tds_server import TdsServer

INPUTS = shutil.ignore_patterns(".cdc", "generated", "migrations")
TEMPLATES = "services/_schemas/column-templates.yaml"


def copied(example: str, folder: Path, *edits: tuple[str, str, str]) -> Path:
    """An example that nothing was generated for yet, with edits: file, old text, new text."""
    root = folder / example
    shutil.copytree(CHECKOUT / "examples" / example, root, ignore=INPUTS)
    for name, old, new in edits:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, old
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return root


def examined(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """Everything but the sinks' databases."""
    monkeypatch.setattr(doctor, "_targets", lambda _project: [])
    project, environ = open_project({"CDC_PROJECT_DIR": str(root)}, offline=True)
    return list(doctor.examine(project, environ))


def told(found: list[Finding], level: str) -> list[str]:
    return [f"{one.subject}: {one.what} ({one.hint})" for one in found if one.severity == level]


def test_every_name_that_the_source_does_not_have_is_told_before_anything_is_generated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied(
        "asma",
        tmp_path,
        ("services/chat.yaml", "dbo.setting: {}", "dbo.setting: {ignore_columns: [Finnes ikke]}"),
        ("services/chat.yaml", "dbo.read_marker: {}", "dbo.read_markr: {}"),
        ("services/chat.yaml", "{from: dbo.read_marker,", "{from: dbo.read_markr,"),
        ("services/chat.yaml", "dbo.channel: {}", "dbo.channel: {key_columns: [nøkkel]}"),
        ("source-groups.yaml", "  type: mssql\n", "  type: mssql\n  database_ref: AsmaNoSuch\n"),
    )
    found = examined(root, monkeypatch)
    errors, warnings = told(found, "error"), told(found, "warning")
    assert [line for line in errors if "dbo.read_markr" in line and "did you mean `dbo.read_marker`?" in line]
    assert [line for line in errors if "has no column `Finnes ikke`" in line]
    assert [line for line in errors if "has no column `nøkkel`" in line]
    assert [line for line in warnings if "source-groups.yaml:6" in line and "nothing is read from `AsmaNoSuch`" in line]
    assert not (root / "generated").exists()


def test_a_customer_without_the_id_that_its_tables_need_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied("adopus", tmp_path)
    groups = (root / "source-groups.yaml").read_text(encoding="utf-8")
    without = re.sub(r"(brobygger:.*?)customer_id: [^,}]+, ", r"\1", groups, count=1, flags=re.DOTALL)
    assert without != groups
    (root / "source-groups.yaml").write_text(without, encoding="utf-8")
    errors = told(examined(root, monkeypatch), "error")
    (line,) = [line for line in errors if "customer_id" in line]
    assert re.search(r"source-groups.yaml:\d+: adopus\.sources\.brobygger\.nonprod: there is no `customer_id`", line)
    assert "which the column _customer_id of" in line


def test_an_id_that_is_none_or_another_customers_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied("adopus", tmp_path)
    groups = root / "source-groups.yaml"
    text = groups.read_text(encoding="utf-8")
    first, second, third = re.findall(r'nonprod: .*customer_id: "?([0-9a-f-]{36})', text)[:3]
    groups.write_text(text.replace(second, first.upper()).replace(third, "1f0a"), encoding="utf-8")
    errors = "\n".join(told(examined(root, monkeypatch), "error"))
    assert re.search(
        r"source-groups.yaml:\d+: adopus\.sources\.bjorkelund\.nonprod\.customer_id: `.*` is avansas's", errors
    )
    assert re.search(r"adopus\.sources\.brobygger\.nonprod\.customer_id: `1f0a` is no uuid, which the column", errors)
    assert errors.count("source-groups.yaml") == 2


def test_environments_and_schemas_that_nobody_has_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copied(
        "adopus",
        tmp_path,
        ("services/adopus.yaml", "validation_env: nonprod", "validation_env: nonprd"),
        ("source-groups.yaml", "schemas: [dbo]", "schemas: [dbo, dob]"),
    )
    warnings = told(examined(root, monkeypatch), "warning")
    assert [line for line in warnings if "adopus.yaml:4: adopus.source.validation_env: no tenant has" in line]
    assert [line for line in warnings if "has no table in the schema dob" in line]


def test_an_environment_that_nobody_has_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_targets", lambda _project: [])
    environ = {"CDC_PROJECT_DIR": str(copied("adopus", tmp_path)), "CDC_ENV": "production"}
    errors = told(list(doctor.examine(*open_project(environ, offline=True))), "error")
    assert errors[0].startswith("CDC_ENV: no tenant has environment `production`")


def test_a_script_that_needs_what_a_customer_does_not_have_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied("adopus", tmp_path)
    project, _ = open_project({"CDC_PROJECT_DIR": str(root)}, offline=True)
    (service,) = project.services.values()
    folder = stages.migrations_dir(project, service, next(iter(service.sinks))) / "manual"
    folder.mkdir(parents=True)
    (folder / "0001.sql").write_text("SELECT {{TENANT.region}};", encoding="utf-8")
    errors = told(examined(root, monkeypatch), "error")
    assert len([line for line in errors if "there is no `region`, which manual/0001.sql needs" in line]) == 26
    assert errors[0].endswith("(of a tenant only customer_id and schema are known)"), "any other key would be unknown"


def test_the_examples_have_nothing_to_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for example in ("asma", "adopus"):
        found = examined(copied(example, tmp_path), monkeypatch)
        assert told(found, "error") == []
        assert not [line for line in told(found, "warning") if "nothing was generated yet" not in line]


def test_tables_without_a_key_and_columns_that_stay_empty_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = [
        line for line in told(examined(copied("adopus", tmp_path), monkeypatch), "ok") if "be replicated" in line
    ]
    assert "; without a key, so that every event is a row: dbo.ImportLogg; columns that no event carries: dbo." in line


def test_a_mistake_in_one_file_hides_none_in_another(tmp_path: Path) -> None:
    spoilt = write_project(
        tmp_path,
        ("services/adopus.yaml", "ignore_columns: [Døv, Fødeland]", "ignore_colums: [Døv]"),
        ("services/adopus.yaml", "deletes: hard", "deletes: never"),
        (
            "services/adopus.yaml",
            "column_templates: [{template: customer_id}]",
            "column_templates: [{template: nokey}]",
        ),
        ("services/adopus.yaml", "target_exists: true", "target_exists: perhaps"),
        ("source-groups.yaml", "customer_id: 1f0a, target_sink_env: dev", "customer_id: 1f0a, target_sink_env: devv"),
    )
    said = problems(spoilt)
    assert len(said) >= 5
    assert [line for line in said if "has no environment `devv`" in line and "did you mean `dev`?" in line]


def test_what_is_wrong_in_itself_is_not_told_as_missing_as_well(tmp_path: Path) -> None:
    spoilt = write_project(tmp_path, ("sink-groups.yaml", "dev: {", "dev: {databse: x, "))
    assert not [line for line in problems(spoilt) if "has no environment" in line]


@pytest.mark.parametrize("value", ["…", "...", "…uuid…", "'…'"])
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (TEMPLATES, 'value: "${CUSTOMER}"', "value: {}"),
        ("source-groups.yaml", "customer_id: 1f0a", "customer_id: {}"),
    ],
)
def test_dots_that_stand_for_a_value_are_none(tmp_path: Path, file: str, old: str, new: str, value: str) -> None:
    root = write_project(tmp_path)
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new.replace("{}", value), 1), encoding="utf-8")
    (said,) = [line for line in problems(root) if "stands for a value" in line]
    assert re.match(rf"{re.escape(file)}:\d+: .*(value|customer_id): ", said)


def _pasted(hint: str, root: Path) -> None:
    """What a person does who follows the hint to the letter."""
    use, template = re.findall(r"add (column_templates: \[.*?\])", hint)[0], re.findall(r"`([^`]*)`", hint)[-1]
    path = root / TEMPLATES
    if template.startswith("templates:"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{template}\n", encoding="utf-8")
    else:
        path.write_text(f"{path.read_text(encoding='utf-8')}  {template}\n", encoding="utf-8")
    service = root / "services" / "chat.yaml"
    content = yaml.safe_load(service.read_text(encoding="utf-8"))
    for sink in content["chat"]["sinks"].values():
        for table in sink["tables"].values():
            table |= yaml.safe_load(use)
    service.write_text(yaml.safe_dump(content), encoding="utf-8")


@pytest.mark.parametrize("others", ["", "templates:\n  received_at: {name: _received_at, type: timestamptz}\n"])
def test_the_remedy_for_a_missing_tenants_column_can_be_pasted(tmp_path: Path, others: str) -> None:
    root = copied("asma", tmp_path)
    for name in ("directory", "proxy", "notification"):
        (root / "services" / f"{name}.yaml").unlink()
    content = yaml.safe_load((root / "services" / "chat.yaml").read_text(encoding="utf-8"))
    tables = content["chat"]["source"]["tables"]
    for table in list(tables):
        if table != "dbo.message":
            del tables[table]
    tables["dbo.message"] = {"ignore_columns": ["customer_id"]}
    for sink in content["chat"]["sinks"].values():
        for name, table in list(sink["tables"].items()):
            if table["from"] != "dbo.message":
                del sink["tables"][name]
            else:
                table.pop("column_templates", None)
    (root / "services" / "chat.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    (root / TEMPLATES).unlink(missing_ok=True)
    if others:
        (root / TEMPLATES).parent.mkdir(parents=True, exist_ok=True)
        (root / TEMPLATES).write_text(others, encoding="utf-8")
    with pytest.raises(CdcError, match="no column tells their rows apart") as caught:
        built(root)
    hint = next(one.hint for one in caught.value.problems if "tells their rows apart" in one.what)
    assert "…" not in hint
    _pasted(hint, root)
    built(root)


def built(root: Path) -> None:
    project = load_project(root, {**ENVIRON, "CDC_ENV": "nonprod"}, offline=True)
    service = project.services["chat"]
    build_definitions(project, service, read_catalog(root, reference_source(project, service), ENVIRON, None))


@every_driver
def test_a_database_that_the_server_spells_otherwise_is_told(driver: str, tmp_path: Path) -> None:
    with TdsServer(answering(recorded("features"))) as server:
        found = list(_source_findings(server.port, driver, tmp_path))
    (warning,) = told(found, "warning")
    assert "the server spells the database Salg, source-groups.yaml SALG" in warning


def _source_findings(port: int, driver: str, root: Path) -> list[Finding]:
    options = {"Encrypt": "no", "login_timeout": "60", "query_timeout": "60"}
    server = {"driver": driver, "host": "127.0.0.1", "port": port, "user": "u", "password": "p", "options": options}
    source = {"schemas": ["dbo", "salg"], "nonprod": {"database": "SALG"}}
    files: Mapping[str, object] = {
        "source-groups.yaml": {
            "salg": {"pattern": "db-per-tenant", "servers": {"default": server}, "sources": {"a": source}}
        },
        "services/salg.yaml": {"salg": {"source": {"validation_database": "SALG", "tables": {"salg.Ordre": {}}}}},
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    project, environ = open_project({"CDC_PROJECT_DIR": str(root)}, offline=True)
    return list(doctor._source(project, project.services["salg"], environ))
