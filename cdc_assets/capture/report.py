"""Capture of one service as a whole: what the asset `cdc_capture`, its checks and `cdc source status` show.

What belongs here: putting this room's parts together for a service and its databases, and writing the scripts.
What does not: any decision (`advisor.py`, `health.py`), Dagster, the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cdc_assets.capture.advisor import Advice, advise, unwanted
from cdc_assets.capture.health import Check, Limits, health
from cdc_assets.capture.model import CaptureState, Instance, Options, Progress, Wanted
from cdc_assets.capture.read import read_capture
from cdc_assets.capture.scripts import advice_script, enable_script
from cdc_assets.capture.wanted import wanted_capture
from cdc_assets.catalog.fleet import WORKERS, each, is_live, tenant_sources
from cdc_assets.catalog.live import source_endpoint
from cdc_assets.catalog.model import Catalog
from cdc_assets.config.model import Project, ReferenceSource, Service
from cdc_assets.errors import CdcError
from cdc_assets.filenames import file_stem
from cdc_assets.files import WriteReport, write_text_if_changed
from cdc_assets.tables.model import TableDefinition


@dataclass(frozen=True, slots=True)
class DatabaseCapture:
    """Capture in one database. `state` is None where it was not looked at: `problem` says why."""

    name: str
    database: str
    state: CaptureState | None
    advice: tuple[Advice, ...]
    unwanted: tuple[Instance, ...]
    checks: tuple[Check, ...]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CaptureReport:
    """A service's capture: what is wanted, each database, and the scripts written."""

    service: str
    wanted: tuple[Wanted, ...]
    databases: tuple[DatabaseCapture, ...]
    files: WriteReport


NO_SERVER = "the catalog comes from files, so there is no server to look at"


def reference_capture(
    service: Service,
    source: ReferenceSource,
    definitions: Sequence[TableDefinition],
    catalog: Catalog,
    environ: Mapping[str, str],
    folder: Path,
    *,
    options: Options | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    lag: timedelta | None = None,
) -> CaptureReport:
    """Capture in the reference database alone, with `enable-cdc.sql` and `advice/<database>.sql` below `folder`.

    Without a live server the enabling script is still written. Raises CdcError for definitions that do not fit the
    catalog; a server that cannot be reached is reported in `problem`.
    """
    wanted = wanted_capture(definitions, catalog)
    options, progress = options or Options(), progress or Progress()
    one = _look(source.database, source, wanted, environ, progress, limits, lag)
    return CaptureReport(service.name, wanted, (one,), write_scripts(wanted, (one,), folder, options))


def fleet_capture(
    project: Project,
    service: Service,
    definitions: Sequence[TableDefinition],
    catalog: Catalog,
    environ: Mapping[str, str],
    folder: Path,
    *,
    only: Sequence[str] | None = None,
    options: Options | None = None,
    progress: Mapping[str, Progress] | None = None,
    limits: Limits | None = None,
    lag: Mapping[str, timedelta] | None = None,
    workers: int = WORKERS,
) -> CaptureReport:
    """Capture in every tenant's own source database, at most `workers` looked at at once.

    `progress` and `lag` by tenant; `only` names tenants. Raises CdcError as `reference_capture` does.
    """
    wanted = wanted_capture(definitions, catalog)
    pairs = tenant_sources(project, service, only)
    known, behind = progress or {}, lag or {}
    found = each(
        pairs,
        lambda pair: _look(
            pair[0].name,
            pair[1],
            wanted,
            environ,
            known.get(pair[0].name, Progress()),
            limits,
            behind.get(pair[0].name),
        ),
        workers,
    )
    databases = tuple(
        _failed(tenant.name, source, str(one)) if isinstance(one, CdcError) else one
        for (tenant, source), one in zip(pairs, found, strict=True)
    )
    return CaptureReport(
        service.name, wanted, databases, write_scripts(wanted, databases, folder, options or Options())
    )


def write_scripts(
    wanted: Sequence[Wanted], databases: Sequence[DatabaseCapture], folder: Path, options: Options
) -> WriteReport:
    """`enable-cdc.sql`, and `advice/<name>.sql` for every database that was looked at."""
    texts = {"enable-cdc.sql": enable_script(wanted, options).text}
    for one in databases:
        if one.state is not None:
            script = advice_script(one.advice, wanted, one.database, options)
            texts[f"advice/{file_stem(one.name)}.sql"] = script.text
    written = [name for name, text in texts.items() if write_text_if_changed(folder / name, text)]
    orphaned = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.glob("advice/*.sql"))
        if path.relative_to(folder).as_posix() not in texts
    ]
    unchanged = [name for name in texts if name not in written]
    return WriteReport(written=tuple(written), unchanged=tuple(unchanged), orphaned=tuple(orphaned))


def _look(
    name: str,
    source: ReferenceSource,
    wanted: Sequence[Wanted],
    environ: Mapping[str, str],
    progress: Progress,
    limits: Limits | None,
    lag: timedelta | None,
) -> DatabaseCapture:
    if not is_live(source):
        return _failed(name, source, NO_SERVER)
    try:
        state = read_capture(source_endpoint(source, environ))
    except CdcError as error:
        return _failed(name, source, str(error))
    progress = progress.with_connector(state.connector_lsn)
    advice = advise(wanted, state, progress)
    return DatabaseCapture(
        name,
        source.database,
        state,
        advice,
        unwanted(wanted, state),
        health(state, advice, progress, limits, state.lag if lag is None else lag),
    )


def _failed(name: str, source: ReferenceSource, problem: str) -> DatabaseCapture:
    return DatabaseCapture(name, source.database, None, (), (), (), problem)
