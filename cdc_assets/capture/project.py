"""Capture of a service as its project describes it: from configuration and generated files to a report."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cdc_assets import stages
from cdc_assets.capture.lsn import Lsn
from cdc_assets.capture.model import CaptureState, Options, Progress
from cdc_assets.capture.report import CaptureReport, fleet_capture, write_scripts
from cdc_assets.capture.targets import read_progress
from cdc_assets.capture.wanted import wanted_capture
from cdc_assets.catalog.deviation import TenantSource, survey
from cdc_assets.catalog.fleet import tenant_sources
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.snapshot import read_snapshots
from cdc_assets.config.model import Project, ReferenceSource, Service, Tenant
from cdc_assets.config.tenants import reference_source, tenants
from cdc_assets.files import WriteReport
from cdc_assets.tables.files import read_definitions


def own_tenants(project: Project, service: Service, names: Collection[str] | None = None) -> tuple[Tenant, ...]:
    """The tenants whose source databases a service reads: customers, or the service itself; of `names` where given."""
    found = tenants(project, service.group)
    return tuple(
        tenant
        for tenant in found
        if stages.is_tenant_of(project, service, tenant) and (names is None or tenant.name in names)
    )


def tenant_source(project: Project, service: Service, name: str) -> ReferenceSource:
    """The source database of a tenant. Raises CdcError for one that is not known."""
    ((_, found),) = tenant_sources(project, service, (name,))
    return found


def options_of(project: Project, service: Service) -> Options:
    """How the group's tables are captured, by source-groups.yaml."""
    return Options(**project.source_groups[service.group].capture.model_dump())


def reference_catalog(project: Project, service: Service) -> Catalog:
    """The catalog that the table definitions were made from. Raises CdcError where there is none yet."""
    database = reference_source(project, service).database
    return read_snapshots(stages.schemas_dir(project), database, cache_dir=stages.cache_dir(project))


def look_at_capture(
    project: Project,
    service: Service,
    environ: Mapping[str, str],
    names: Collection[str] | None = None,
    *,
    merged: bool = False,
    committed: Lsn | None = None,
) -> CaptureReport:
    """Capture in the databases of a service's tenants (of `names` where given), with scripts in `generated/sqlserver`.

    Needs what the stages wrote before. How far targets have merged is read for tables in the middle of a change of
    capture instances, with `merged` for every captured table. `committed` is the connector's position where the
    database does not keep it, as for Debezium. Raises CdcError for files that are missing or do not fit; a server that
    cannot be reached is in the report.
    """
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    members = {tenant.name: tenant for tenant in own_tenants(project, service, names)}

    def progress_of(name: str, state: CaptureState) -> Progress:
        captured = [instance.full_name for instance in state.instances]
        asked = {table for table in captured if merged or captured.count(table) > 1}
        found = read_progress(project, service, definitions, members[name], asked)
        return found if committed is None else replace(found, committed={"*": committed})

    return fleet_capture(
        project,
        service,
        definitions,
        reference_catalog(project, service),
        environ,
        stages.sqlserver_dir(project, service),
        only=tuple(members),
        options=options_of(project, service),
        progress=progress_of,
    )


def compare_customers(project: Project, service: Service, environ: Mapping[str, str]) -> tuple[TenantSource, ...]:
    """Every customer's source database against the catalog that the definitions were made from. Raises CdcError."""
    return survey(
        project,
        service,
        environ,
        reference=reference_catalog(project, service),
        cache_dir=stages.cache_dir(project),
    )


@dataclass(frozen=True, slots=True)
class ScriptStage:
    """What was written for a service, in how many wall seconds."""

    service: str
    files: WriteReport
    seconds: float


def write_enable_script(project: Project, service: Service) -> ScriptStage:
    """`enable-cdc.sql` alone, which no server has to be asked for. Raises CdcError like `look_at_capture`."""
    started = time.perf_counter()
    definitions = read_definitions(stages.definitions_dir(project, service), service.name)
    wanted = wanted_capture(definitions, reference_catalog(project, service))
    files = write_scripts(wanted, None, stages.sqlserver_dir(project, service), options_of(project, service))
    return ScriptStage(service.name, files, time.perf_counter() - started)


def script_files(project: Project, reports: Sequence[CaptureReport]) -> list[str]:
    """The scripts that belong to reports, relative to the project."""
    return [
        (stages.sqlserver_dir(project, project.services[report.service]) / name).relative_to(project.root).as_posix()
        for report in reports
        for name in sorted((*report.files.written, *report.files.unchanged))
    ]
