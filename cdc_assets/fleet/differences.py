"""What source and configuration say now against the files that are there: changes with a severity and a sentence each.

Needs no database and no server: a live source is taken as `generated/schemas/` has it. What belongs here: asking the
rooms and putting their answers together. What does not: finding changes (`catalog/changes.py`, `tables/changes.py`,
`migrate/changes.py`), files as text (`preview.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cdc_assets import stages
from cdc_assets.catalog.changes import Change, Severity, catalog_changes
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.snapshot import read_snapshots
from cdc_assets.config.model import Project, Service
from cdc_assets.config.tenants import reference_source
from cdc_assets.ddl.files import read_migrations
from cdc_assets.ddl.model import Migrations
from cdc_assets.ddl.render import render_migrations
from cdc_assets.errors import CdcError
from cdc_assets.fleet.preview import copied
from cdc_assets.migrate.changes import changes_since, decisions, review_sql, since_written
from cdc_assets.migrate.desired import title_of
from cdc_assets.migrate.hazards import HazardKind
from cdc_assets.migrate.steps import UnitPlan
from cdc_assets.tables.changes import definition_changes
from cdc_assets.tables.files import read_definitions
from cdc_assets.tables.model import TableDefinition

ORDER: Mapping[Severity, int] = {"approval": 0, "automatic": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """One difference. `sink` is empty for what is said of the source or the configuration.

    `severity`: `info` nothing to do downstream, `automatic` rolls out by itself, `approval` a person allows it by name.
    `table` is the source table, or the relation of a sink; `column` empty where it is about the whole of it. The last
    entry of a table that is altered has the statements, as for a large table, and those that undo them.
    """

    service: str
    sink: str
    table: str
    column: str
    kind: str
    severity: Severity
    sentence: str
    sql: str = ""
    undo: str = ""


def project_differences(project: Project, environ: Mapping[str, str]) -> tuple[ProjectChange, ...]:
    """Every difference, service by service: the source's, the configuration's, then each sink's.

    Raises CdcError where source, configuration or the files that are there are wrong.
    """
    found: list[ProjectChange] = []
    with copied(project) as copy:
        for service in copy.services.values():
            found += _service(project, copy, service, environ)
    return tuple(found)


def _service(project: Project, copy: Project, service: Service, environ: Mapping[str, str]) -> Iterator[ProjectChange]:
    source = reference_source(copy, service)
    before = _catalog(project, source.database)
    written = _definitions(project, service)
    changes: list[Change] = []
    if not source.is_live:
        after = stages.source_schema(copy, service, environ).catalog
        if before is not None:
            wanted = {"", *service.source.tables, *(one.source for one in written)}
            renames = {
                use.from_: {hint.from_: hint.to for hint in use.manual_migration_hints.renames}
                for sink in service.sinks.values()
                for use in sink.tables.values()
                if use.manual_migration_hints.renames
            }
            changes += [change for change in catalog_changes(before, after, renames) if change.table in wanted]
    definitions = stages.table_definitions(copy, service).definitions
    changes += definition_changes(written, definitions)
    for change in changes:
        yield ProjectChange(
            service.name, "", change.table, change.column or "", change.kind, change.severity, change.sentence
        )
    catalog = _catalog(copy, source.database)
    for sink in service.sinks:
        yield from _sink(copy, service, sink, definitions, catalog)


def _catalog(project: Project, database: str) -> Catalog | None:
    """The snapshot as it was written, None where there is none yet."""
    try:
        return read_snapshots(stages.schemas_dir(project), database, cache_dir=stages.cache_dir(project))
    except CdcError:
        return None


def _definitions(project: Project, service: Service) -> tuple[TableDefinition, ...]:
    folder = stages.definitions_dir(project, service)
    return read_definitions(folder, service.name) if folder.is_dir() else ()


def _sink(
    project: Project, service: Service, sink: str, definitions: Sequence[TableDefinition], catalog: Catalog | None
) -> Iterator[ProjectChange]:
    """What the sink's tables would become, from the state its folder was written with."""
    folder = stages.migrations_dir(project, service, sink)
    migrations = render_migrations(project, sink, definitions)
    now = since_written(folder, service, migrations, definitions, catalog)
    written = read_migrations(folder) if (folder / "manifest.yaml").exists() else None
    for key, found in decisions(folder, now.wanted, now.ids, now.origins):
        title = title_of(key)
        sentence = f"{title}: {found.what}; {'; or '.join(found.ways)}."
        yield ProjectChange(service.name, sink, title, "", "to_be_decided", "approval", sentence)
    plans = changes_since(folder, now.wanted, datetime.now(UTC).date(), now.ids, now.origins)
    for key, plan in plans.items():
        lines = [ProjectChange(service.name, sink, title_of(key), *rest) for rest in _plan(plan)]
        up, down = review_sql(folder, key, plan, now.wanted[key])
        yield from (*lines[:-1], replace(lines[-1], sql=up, undo=down))
    touched = {title_of(key) for key in plans}
    for table, kind, sentence in _files(written, migrations):
        if table not in touched:
            yield ProjectChange(service.name, sink, table, "", kind, "automatic", sentence)


def _plan(plan: UnitPlan) -> Iterator[tuple[str, str, Severity, str]]:
    """(column, kind, severity, sentence) of a table's change: what it asks for, or how much it does by itself."""
    for problem in plan.problems:
        yield (
            "",
            "table_unplannable",
            "approval",
            f"{plan.unit}: {problem.what}{f' ({problem.hint})' if problem.hint else ''}.",
        )
    for hazard in plan.hazards:
        if hazard.kind is HazardKind.GOES_BACK:
            yield "", "table_goes_back", "info", f"{hazard.sentence}."
    asked = [hazard for hazard in plan.hazards if hazard.needs_approval]
    for hazard in asked:
        column = hazard.subject.removeprefix(plan.unit).removeprefix(".")
        yield column, "table_altered", "approval", f"{hazard.subject}: {hazard.sentence}; allow it with {hazard.allow}."
    if not asked and not plan.problems:
        count = len(plan.steps)
        doing = f"{count} statements alter it" if count > 1 else "one statement alters it"
        first = next((step for step in plan.steps if step.sql.startswith("ALTER ")), plan.steps[0])
        yield "", "table_altered", "automatic", f"{plan.unit}: {doing}: {first.why}."


def _files(written: Migrations | None, rendered: Migrations) -> Iterator[tuple[str, str, str]]:
    """(relation, kind, sentence) of what comes or goes, and of what is rendered anew while its table stays."""
    before = {file.path: file for file in written.files} if written else {}
    after = {file.path: file for file in rendered.files}

    def relation(path: str) -> str:
        file = after.get(path) or before[path]
        return f"{file.schema}.{file.relation}" if file.schema else file.relation or path

    for path in sorted(after.keys() - before.keys()):
        if after[path].kind == "table":
            yield relation(path), "table_created", f"{relation(path)} is created, with its staging table and its merge."
    for path in sorted(before.keys() - after.keys()):
        if before[path].kind == "table":
            yield relation(path), "table_released", f"{relation(path)} is no longer ours: it stays as it is, unmerged."
    anew = [path for path in after if path in before and after[path].body != before[path].body]
    for kind, what in (
        ("infrastructure", "cdc_management is brought to this version of cdc-assets"),
        ("schema", "schemas or what roles may do in them change"),
        ("procedure", "merge procedures are replaced"),
    ):
        count = sum(after[path].kind == kind for path in anew)
        if count:
            yield "", f"{kind}_replaced", f"{count} {'file' if count == 1 else 'files'}: {what}."
