"""Moving a running system over: what its databases hold against our definitions, and history for what matches."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

import psycopg

from cdc_assets import stages
from cdc_assets.config.model import Project
from cdc_assets.errors import CdcError, Problem, noted
from cdc_assets.migrate.adopt import Adoption, adopt, compare
from cdc_assets.migrate.apply import Pool, roll_out
from cdc_assets.migrate.existing import existing_tables
from cdc_assets.migrate.plan import MANAGEMENT, TenantPlan
from cdc_assets.tables.files import read_definitions
from resources.postgres import connect, database, pool


@dataclass(frozen=True, slots=True)
class AdoptStage:
    """What was found, and where asked for written, in one database of a sink (`default/directory_dev`)."""

    sink: str
    database: str
    found: Adoption


def adoption(
    project: Project,
    group: str,
    sink: str,
    names: Sequence[str],
    *,
    write: bool = False,
    take_over: bool = False,
    unreachable: list[Problem] | None = None,
) -> tuple[AdoptStage, ...]:
    """Compare what the tenants `names` have with the sink's files; with `write`, record what matches.

    `take_over` also records, as found, what differs and can be changed: `cdc plan` shows the statements then. Nothing
    that is there is made anew; `cdc_management` is made where it is missing. CdcError where another tool's is, or a
    database is not there; with `unreachable` that is added to it, and the other databases are looked at.
    """
    found: list[AdoptStage] = []
    for place in stages.places(project, group, sink, names):
        theirs = existing_tables(
            read_definitions(stages.definitions_dir(project, place.service), place.service.name), sink
        )
        with noted(unreachable), database(place.target, project.root) as reachable, connect(reachable) as connection:
            schemas = [tenant.schema for tenant in place.schemas]
            policy = stages.policy()
            seen = compare(connection, place.migrations, place.wanted, schemas, policy, theirs)
            if write:
                _refuse_foreign(seen, place.label)
                if any(each.stand in ("matches", "differs") for each in seen.candidates):
                    with pool(reachable, 1) as opened:
                        _infrastructure(opened, place, connection)
                    run = f"adopt-{uuid.uuid4()}"
                    seen = adopt(connection, sink, seen, place.wanted, run, policy, take_over=take_over)
            found.append(AdoptStage(sink, place.label, seen))
    return tuple(found)


def _refuse_foreign(seen: Adoption, label: str) -> None:
    problems = [Problem(label, one.what, one.where, one.hint) for one in seen.others if one.where == MANAGEMENT]
    if problems:
        raise CdcError(problems)


def _infrastructure(opened: Pool, place: stages.Place, connection: psycopg.Connection) -> None:
    """Make or renew `cdc_management` alone."""
    base = place.plan(connection)
    units = tuple(unit for unit in base.database.units if unit.name == MANAGEMENT)
    part = TenantPlan(None, units)
    (result,) = roll_out(opened, replace(base, database=part, tenants=()), stages.policy()).results
    if result.failed:
        raise CdcError(Problem(place.label, f"{MANAGEMENT} could not be made: {result.failed[0].error}"))
