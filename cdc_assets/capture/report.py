"""Capture of one service as a whole: what the asset `cdc_capture`, its checks and `cdc source status` show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
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
    """Capture in one database. `state` is None where it was not looked at: `problem` says why.

    `progress` is what was known of its consumers. `live` is False where files stand in for the server.
    """

    name: str
    database: str
    state: CaptureState | None
    advice: tuple[Advice, ...]
    unwanted: tuple[Instance, ...]
    checks: tuple[Check, ...]
    problem: str | None = None
    progress: Progress = field(default_factory=Progress)
    live: bool = True


@dataclass(frozen=True, slots=True)
class CaptureReport:
    """A service's capture: what is wanted, each database, and the scripts written."""

    service: str
    wanted: tuple[Wanted, ...]
    databases: tuple[DatabaseCapture, ...]
    files: WriteReport


Asked = Callable[[str, CaptureState], Progress]
"""A tenant's name and the state of its source → how far its consumers are. Called from several threads."""


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
    known = progress or Progress()
    try:
        one = _look(source.database, source, wanted, environ, lambda _state: known, limits, lag)
    except CdcError as error:
        one = _failed(source.database, source, str(error))
    return CaptureReport(service.name, wanted, (one,), write_scripts(wanted, (one,), folder, options or Options()))


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
    progress: Mapping[str, Progress] | Asked | None = None,
    limits: Limits | None = None,
    lag: Mapping[str, timedelta] | None = None,
    workers: int = WORKERS,
) -> CaptureReport:
    """Capture in every tenant's own source database, at most `workers` looked at at once.

    `progress` by tenant, or asked for once a tenant's state is known; `lag` by tenant; `only` names tenants. Raises
    CdcError as `reference_capture` does.
    """
    wanted = wanted_capture(definitions, catalog)
    pairs = tenant_sources(project, service, only)
    behind = lag or {}

    def progress_of(tenant: str, state: CaptureState) -> Progress:
        return progress(tenant, state) if callable(progress) else (progress or {}).get(tenant, Progress())

    found = each(
        pairs,
        lambda pair: _look(
            pair[0].name,
            pair[1],
            wanted,
            environ,
            partial(progress_of, pair[0].name),
            limits,
            behind.get(pair[0].name),
        ),
        workers,
        lambda pair: pair[1].server_name,
    )
    databases = tuple(
        _failed(tenant.name, source, str(one)) if isinstance(one, CdcError) else one
        for (tenant, source), one in zip(pairs, found, strict=True)
    )
    return CaptureReport(
        service.name, wanted, databases, write_scripts(wanted, databases, folder, options or Options())
    )


def write_scripts(
    wanted: Sequence[Wanted], databases: Sequence[DatabaseCapture] | None, folder: Path, options: Options
) -> WriteReport:
    """`enable-cdc.sql`, and `advice/<name>.sql` for every database that was looked at.

    Advice for other databases stays, and is reported as orphaned. `databases` None: nobody was asked, nothing is known.
    """
    texts = {"enable-cdc.sql": enable_script(wanted, options).text}
    for one in databases or ():
        if one.state is not None:
            script = advice_script(one.advice, wanted, one.database, options)
            texts[f"advice/{file_stem(one.name)}.sql"] = script.text
    written = [name for name, text in texts.items() if write_text_if_changed(folder / name, text)]
    found = [] if databases is None else sorted(folder.glob("advice/*.sql"))
    there = [path.relative_to(folder).as_posix() for path in found]
    orphaned = [name for name in there if name not in texts]
    unchanged = [name for name in texts if name not in written]
    return WriteReport(written=tuple(written), unchanged=tuple(unchanged), orphaned=tuple(orphaned))


def _look(
    name: str,
    source: ReferenceSource,
    wanted: Sequence[Wanted],
    environ: Mapping[str, str],
    progress_of: Callable[[CaptureState], Progress],
    limits: Limits | None,
    lag: timedelta | None,
) -> DatabaseCapture:
    if not is_live(source):
        files = "a snapshot" if source.server.driver == "snapshot" else source.server.driver
        return replace(_failed(name, source, f"the source is read from {files}"), live=False)
    state = read_capture(source_endpoint(source, environ))
    progress = progress_of(state).with_connector(state.connector_lsn)
    advice = advise(wanted, state, progress)
    return DatabaseCapture(
        name,
        source.database,
        state,
        advice,
        unwanted(wanted, state),
        health(state, advice, progress, limits, state.lag if lag is None else lag),
        progress=progress,
    )


def _failed(name: str, source: ReferenceSource, problem: str) -> DatabaseCapture:
    return DatabaseCapture(name, source.database, None, (), (), (), problem)
