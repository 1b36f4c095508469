"""`<group>/cdc_capture`: what SQL Server captures, what it should, and the script of the next step."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from cdc_assets.assets.automation import follow_upstream
from cdc_assets.assets.metadata import Metadata, rows_table
from cdc_assets.assets.names import (
    cdc_capture_key,
    is_shared,
    source_schema_key,
    stage_asset,
    table_definitions_key,
    tag_run,
)
from cdc_assets.assets.resources import ProjectResource, failing
from cdc_assets.checks.capture import capture_results, capture_specs, customers_result
from cdc_assets.config.model import Project
from cdc_assets.config.tenants import services_of

if TYPE_CHECKING:
    from cdc_assets.capture.report import CaptureReport, DatabaseCapture


def build_cdc_capture(project_at_load: Project, group: str) -> dg.AssetsDefinition:
    """The asset for one source group, with its checks; over all customers or services at once."""
    key = cdc_capture_key(group)
    shared = is_shared(project_at_load, group)

    @stage_asset(
        key,
        deps=[source_schema_key(group), table_definitions_key(group)],
        check_specs=capture_specs(key, customers=not shared),
        kinds={"sqlserver", "sql"},
        automation_condition=follow_upstream(),
        description=(
            "Change data capture in every source database: instances, captured columns, the gap to the table "
            "definitions and the next safe step, as scripts under `generated/sqlserver/`. Looks only: nothing is "
            "changed on a server before somebody runs a script or says `cdc … --execute`."
        ),
    )
    def cdc_capture(
        context: dg.AssetExecutionContext, project: dg.ResourceParam[ProjectResource]
    ) -> Iterator[dg.MaterializeResult[None]]:
        from cdc_assets.capture.report import compare_customers, look_at_capture

        opened, environ = project.open()
        services = services_of(opened, group)
        tag_run(context, [service.name for service in services])
        with failing():
            reports = [look_at_capture(opened, service, environ) for service in services]
            pairs = zip(services, reports, strict=True) if not shared else ()
            surveys = [compare_customers(opened, service, environ, report) for service, report in pairs]
        results = list(capture_results([one for report in reports for one in report.databases]))
        if not shared:
            results.append(customers_result([found for survey in surveys for found in survey]))
        yield dg.MaterializeResult(
            metadata=capture_metadata(opened, reports), check_results=results, data_version=_version(reports)
        )

    return cdc_capture


def capture_metadata(project: Project, reports: "Sequence[CaptureReport]") -> Metadata:
    """Per table instances, captured columns and gap; what the health checks found; files."""
    from cdc_assets.capture.report import check_rows, fleet_rows, script_files, wanted_rows

    databases = [one for report in reports for one in report.databases]
    looked = [one for one in databases if one.state is not None]
    unseen = list(dict.fromkeys(one.problem for one in databases if one.problem))
    steps = [advice for one in looked for advice in one.advice if advice.step != "none"]
    status = f"looked at {len(looked)} of {len(databases)} databases" if looked else ""
    shown: Metadata = {
        "status": dg.MetadataValue.text("; ".join([status] * bool(status) + [f"not looked at: {t}" for t in unseen])),
        "databases": dg.MetadataValue.int(len(databases)),
        "looked_at": dg.MetadataValue.int(len(looked)),
        "tables": dg.MetadataValue.int(sum(len(report.wanted) for report in reports)),
        "captured_columns_wanted": dg.MetadataValue.int(sum(len(t.columns) for r in reports for t in r.wanted)),
        "tables_that_need_a_step": dg.MetadataValue.int(len(steps)),
        "files": dg.MetadataValue.md("\n".join(f"- `{path}`" for path in script_files(project, reports))),
        "files_written": dg.MetadataValue.int(sum(len(report.files.written) for report in reports)),
    }
    if looked:
        shown["capture"] = rows_table(fleet_rows(looked), limit=500)
        health = [{"database": one.name, **row} for one in databases for row in check_rows(one)]
        shown["health"] = rows_table([row for row in health if row["status"] != "ok"], "well everywhere", 500)
    else:
        shown["capture"] = rows_table([row for report in reports for row in wanted_rows(report.wanted)], limit=500)
    return shown


def _version(reports: "Sequence[CaptureReport]") -> dg.DataVersion:
    """What is captured, what should be, and the steps; not how far anybody is, which changes all the time."""
    facts = [
        (report.service, report.wanted, [(one.name, one.state is None, _steps(one)) for one in report.databases])
        for report in reports
    ]
    return dg.DataVersion(hashlib.sha256(repr(facts).encode()).hexdigest())


def _steps(one: "DatabaseCapture") -> list[object]:
    return [
        (advice.table, advice.step, advice.instances, advice.captured, advice.create, advice.drop and advice.drop.name)
        for advice in one.advice
    ]
