"""What sensors look at, as pure functions: hashes of a stage's inputs, and what to do when one differs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from cdc_assets.config.model import Project, Service, Tenant
from cdc_assets.config.tenants import reference_source


def source_inputs(project: Project, service: Service) -> str:
    """SHA-256 over where the source's schema is read; secrets and server addresses' credentials have no part in it."""
    source = reference_source(project, service)
    server = source.server
    return _hash([server.driver, server.path, server.host, server.port, source.database, list(source.schemas)])


def definition_inputs(project: Project, service: Service) -> str:
    """SHA-256 over what decides the tables: service YAML, column templates, type map and type overrides."""
    templates = {name: template.model_dump(mode="json") for name, template in project.templates.items()}
    overrides = project.type_overrides.get(service.group, {})
    return _hash([service.model_dump(mode="json", exclude={"path"}), templates, dict(project.type_map), overrides])


def ddl_inputs(project: Project, sink: str) -> str:
    """SHA-256 over what decides the SQL beyond the definitions: SQL templates, the sink's schemas and roles."""
    group_name, _, target = sink.partition(".")
    group = project.sink_groups[group_name]
    entry = group.sources[target]
    roles = [group.roles.model_dump(), entry.roles.model_dump() if entry.roles else None]
    return _hash([templates_hash(), list(entry.schemas), roles])


def templates_hash() -> str:
    """SHA-256 over `sql_templates/`."""
    from cdc_assets.ddl.environment import TEMPLATES  # Jinja2 is slow to import

    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.rglob("*.j2")):
        digest.update(path.relative_to(TEMPLATES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to ask for a run, and what to remember as asked for (None: nothing is outstanding)."""

    run: bool
    requested: str | None


def decide(observed: str, materialised: str | None, requested: str | None, *, upstream_known: bool = False) -> Decision:
    """Compare an input as it is with the one last materialised, so that A → B → A is seen and nothing is asked twice.

    Never materialised: the seed job's work, unless the stage before it was (a sink that is new). Same as materialised:
    nothing, and earlier requests are forgotten (else B → A → B would be missed). Asked for already: its run is under
    way or failed, where a person must look.
    """
    if materialised is None and not upstream_known:
        return Decision(run=False, requested=requested)
    if observed == materialised:
        return Decision(run=False, requested=None)
    if observed == requested:
        return Decision(run=False, requested=requested)
    return Decision(run=True, requested=observed)


class RunOutcome(Enum):
    """What became of a run that was asked for."""

    LOST = "there is no such run, or it never started"
    WAITING = "it has not ended"
    DONE = "it succeeded"
    FAILED = "it failed, or somebody cancelled it"


ASKS = 3
"""How often one input is asked for at most, so that a source that never reads twice the same comes to rest."""


def ask_again(became: RunOutcome, asks: int) -> bool:
    """Whether to ask once more for an input that is still not the one materialised.

    Lost: the daemon, the code server or the queue died with it. Done: the run read what was there before or between
    (A → B → A → B, seen only at the Bs). A failure is retried by the automation policies, once, and is a person's then.
    """
    return became in (RunOutcome.LOST, RunOutcome.DONE) and asks < ASKS


PATIENCE = 3
"""Looks in a row at which a stage is behind while nothing is under way, before the net asks: automation goes first."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How often something was seen behind since it was last asked for, and how often it was asked for."""

    looks: int = 0
    asks: int = 0

    @property
    def due(self) -> bool:
        """Whether to ask now."""
        return self.looks >= PATIENCE and self.asks < ASKS

    def after(self) -> Wait:
        """What to remember of this look."""
        return Wait(0, self.asks + 1) if self.due else self


def contiguous_ranges(wanted: Collection[str], every: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """`wanted` in parts of at most `size` that stand next to each other in `every`: a run takes a range of partitions.

    Names that `every` does not have are left out.
    """
    found: list[list[str]] = []
    open_ = False
    for name in every:
        if name not in wanted:
            open_ = False
        elif open_ and len(found[-1]) < size:
            found[-1].append(name)
        else:
            found.append([name])
            open_ = True
    return [tuple(part) for part in found]


@dataclass(frozen=True, slots=True)
class PartitionChange:
    """Partitions to add; tenants that came back and must be applied again; partitions no longer configured (kept)."""

    add: tuple[str, ...]
    returned: tuple[str, ...]
    gone: tuple[str, ...]


def partition_change(
    configured: Sequence[Tenant],
    existing: Collection[str],
    configured_before: Collection[str] | None,
    materialised: Collection[str],
) -> PartitionChange:
    """What the tenants in the YAML mean for the partition set.

    `configured_before` are the names at the last look (None: first look), `materialised` those that Dagster shows as
    applied. A tenant that comes back may have been off-boarded meanwhile, schema and all, while Dagster keeps showing
    its old materialisation (even when its partition was deleted and added again): it is applied again.
    """
    names = [tenant.name for tenant in configured]
    known = set(existing)
    before = known if configured_before is None else set(configured_before)
    return PartitionChange(
        add=tuple(name for name in names if name not in known),
        returned=tuple(name for name in names if name not in before and name in materialised),
        gone=tuple(sorted(known - set(names))),
    )


def tenant_facts(tenant: Tenant) -> str:
    """What of a tenant's configuration decides where its schema is and what stands in it."""
    return _hash([tenant.sink_env, tenant.customer_id])[:16]


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
