"""The chain's stages as functions of a project: what the assets, the command line and the benches all call.

What belongs here: which files a stage reads and writes, and what it reports.
What does not: how anything is decided (the rooms do that), Dagster, the terminal.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cdc_assets.catalog.fingerprint import fingerprint
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.reader import read_catalog
from cdc_assets.catalog.snapshot import read_snapshots, write_snapshots
from cdc_assets.config.check import check_against_catalog
from cdc_assets.config.model import DB_SHARED, Project, Service
from cdc_assets.config.tenants import reference_source, sink_key
from cdc_assets.ddl.files import read_migrations, write_migrations
from cdc_assets.ddl.model import Migrations
from cdc_assets.ddl.render import render_migrations
from cdc_assets.errors import CdcError
from cdc_assets.files import WriteReport, record_changes, unified_diff
from cdc_assets.tables.build import build_definitions
from cdc_assets.tables.files import read_definitions, write_definitions
from cdc_assets.tables.model import TableDefinition


@dataclass(frozen=True, slots=True)
class SourceStage:
    """`source_schema` of one service: its reference catalog, the files written, their diff, wall seconds."""

    service: str
    catalog: Catalog
    files: WriteReport
    diff: str
    sha256: str
    seconds: float


@dataclass(frozen=True, slots=True)
class DefinitionStage:
    """`table_definitions` of one service."""

    service: str
    definitions: tuple[TableDefinition, ...]
    files: WriteReport
    diff: str
    sha256: str
    seconds: float


@dataclass(frozen=True, slots=True)
class DdlStage:
    """`ddl` of one service's part in a sink."""

    service: str
    sink: str
    migrations: Migrations
    files: WriteReport
    diff: str
    sha256: str
    seconds: float


def cache_dir(project: Project) -> Path:
    """Where parsed and derived content is kept by its hash; safe to delete."""
    return project.root / ".cdc" / "cache"


def schemas_dir(project: Project) -> Path:
    """`generated/schemas`."""
    return project.root / "generated" / "schemas"


def definitions_dir(project: Project, service: Service) -> Path:
    """`generated/table-definitions`, with the service's own folder below it where names could meet."""
    folder = project.root / "generated" / "table-definitions"
    alone = [
        name for name, other in project.services.items() if project.source_groups[other.group].pattern != DB_SHARED
    ]
    return folder if alone == [service.name] else folder / service.name


def migrations_dir(project: Project, service: Service, sink: str) -> Path:
    """`migrations/<sink>`; a db-shared service has its own folder below it, as only its own schema gets its tables."""
    folder = project.root / "migrations" / sink_key(sink)
    return folder / service.name if project.source_groups[service.group].pattern == DB_SHARED else folder


def source_schema(project: Project, service: Service, environ: Mapping[str, str]) -> SourceStage:
    """Read the service's reference database and write `generated/schemas/`. Raises CdcError."""
    started = time.perf_counter()
    source = reference_source(project, service)
    catalog = read_catalog(project.root, source, environ, cache_dir(project))
    with record_changes() as changes:
        report = write_snapshots(catalog, schemas_dir(project))
    return SourceStage(
        service.name,
        catalog,
        report,
        unified_diff(changes, project.root),
        fingerprint(catalog),
        time.perf_counter() - started,
    )


def table_definitions(project: Project, service: Service) -> DefinitionStage:
    """Decide what PostgreSQL shall hold, from `generated/schemas/`, and write `generated/table-definitions/`."""
    started = time.perf_counter()
    catalog = read_snapshots(
        schemas_dir(project), reference_source(project, service).database, cache_dir=cache_dir(project)
    )
    problems = check_against_catalog(project, service, catalog)
    if problems:
        raise CdcError(problems)
    definitions = build_definitions(project, service, catalog)
    with record_changes() as changes:
        report = write_definitions(definitions, definitions_dir(project, service))
    return DefinitionStage(
        service.name,
        definitions,
        report,
        unified_diff(changes, project.root),
        _hash(definitions),
        time.perf_counter() - started,
    )


def ddl(
    project: Project,
    service: Service,
    sink: str,
    overwrite: frozenset[str] | bool = False,
) -> DdlStage:
    """Render the sink's SQL from `generated/table-definitions/` into `migrations/`. Raises CdcError.

    `overwrite` names files edited by hand that may be replaced (True: all of them).
    """
    started = time.perf_counter()
    definitions = read_definitions(definitions_dir(project, service), service.name)
    migrations = render_migrations(project, sink, definitions)
    with record_changes() as changes:
        report = write_migrations(migrations, migrations_dir(project, service, sink), overwrite)
    return DdlStage(
        service.name,
        sink,
        migrations,
        report,
        unified_diff(changes, project.root),
        migrations.sha256,
        time.perf_counter() - started,
    )


def rendered(project: Project, service: Service, sink: str) -> Migrations:
    """What `ddl` wrote and people reviewed. Raises CdcError where files are missing or edited."""
    return read_migrations(migrations_dir(project, service, sink))


def _hash(definitions: Sequence[TableDefinition]) -> str:
    return hashlib.sha256("\n".join(map(repr, definitions)).encode()).hexdigest()
