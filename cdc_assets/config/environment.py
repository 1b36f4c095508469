"""What the chosen environment (`CDC_ENV`) uses, and whether that is all there.

A variable in a server or a database entry is needed where the environment uses the entry: every tenant's entry of the
environment and its server, the service's reference database, the sinks' databases for the tenants' sink environments.
Other environments' entries may name variables that are not set here. `offline` asks for no server's variables: files
can then be generated and checked where no passwords are known.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from cdc_assets.config.files import SINK_GROUPS, SOURCE_GROUPS
from cdc_assets.config.findings import Findings, did_you_mean, key_path, place
from cdc_assets.config.model import DB_PER_TENANT, Project, Service, Tenant
from cdc_assets.config.sections import Reading, report_unset
from cdc_assets.config.tenants import (
    Reference,
    Unknown,
    members,
    resolve_reference,
    resolve_sink,
    services_of,
    tenants,
)
from cdc_assets.config.validate import Draft
from cdc_assets.config.yaml_nodes import ScalarNode, find

Entry = tuple[str, ...]


def check_environment(project: Project, draft: Draft, reading: Reading, *, offline: bool) -> None:
    """Report what the project's environment lacks, and warn of groups that have no tenant in it."""
    used: dict[Entry, None] = {}
    for name in project.source_groups:
        services = services_of(project, name)
        found = tenants(project, name)
        if not services:
            continue
        if not found:
            _warn_no_tenants(project, name, draft, reading.found)
        else:
            _warn_misspelt(project, name, draft, reading.found)
        for tenant in found:
            used[(SOURCE_GROUPS, name, "sources", tenant.name, project.env)] = None
            used[(SOURCE_GROUPS, name, "servers", tenant.server)] = None
        references = [resolve_reference(project, service) for service in services]
        _database_ref(project, name, references, draft, reading.found)
        for service, reference in zip(services, references, strict=True):
            _validation_env(project, service, draft, reading.found)
            fed = members(project, service)
            if not isinstance(reference, Unknown):
                used[(SOURCE_GROUPS, name, "servers", reference.source.server_name)] = None
                if reference.entry is not None:
                    used[(SOURCE_GROUPS, name, "sources", reference.entry, reference.env)] = None
            elif fed:
                _unknown(reference, draft, reading.found)
            for sink in service.sinks:
                for tenant in {tenant.sink_env: tenant for tenant in reversed(fed)}.values():
                    _sink(project, service, sink, tenant, draft, used, reading.found)
    for entry in used:
        if entry in project.unset and not (offline and entry[2] == "servers"):
            _report(entry, draft, reading)


def _database_ref(
    project: Project, group: str, references: Sequence[Reference | Unknown], draft: Draft, found: Findings
) -> None:
    """Warn of a `database_ref` that nothing is read from: most likely it is misspelt, or left over."""
    named = project.source_groups[group].database_ref
    read = {one.source.database for one in references if not isinstance(one, Unknown)}
    if named is not None and named not in read and read:
        what = f"nothing is read from `{named}`: the services name {', '.join(f'`{name}`' for name in sorted(read))}"
        found.warn(draft.source_groups[group].section, ("database_ref",), what, "leave it out, or correct it")


def _validation_env(project: Project, service: Service, draft: Draft, found: Findings) -> None:
    """Warn of an environment that no tenant has: the reference database would be looked for on another server."""
    env = service.source.validation_env
    known = _environments(project, service.group)
    if env is not None and known and env not in known:
        section, hint = draft.services[service.name].section, did_you_mean(env, known, "environments")
        found.warn(section, ("source", "validation_env"), f"no tenant has environment `{env}`", hint)


def _environments(project: Project, group: str) -> list[str]:
    entries = project.source_groups[group].sources.values()
    return list(dict.fromkeys(env for entry in entries for env in entry.environments))


def _warn_no_tenants(project: Project, group: str, draft: Draft, found: Findings) -> None:
    known = _environments(project, group)
    noun = "customer" if project.source_groups[group].pattern == DB_PER_TENANT else "service"
    hint = did_you_mean(project.env, known, "environments") or "no environment is configured"
    what = f"no {noun} has environment `{project.env}`, so there is no partition"
    found.warn(draft.source_groups[group].section, ("sources",), what, hint)


def _warn_misspelt(project: Project, name: str, draft: Draft, found: Findings) -> None:
    """Warn of an environment that one entry has alone, and nearly is the chosen one: whose it is would be left out."""
    entries = project.source_groups[name].sources
    count = Counter(env for entry in entries.values() for env in entry.environments)
    for tenant, entry in entries.items():
        alone = [env for env in entry.environments if count[env] == 1 and project.env not in entry.environments]
        for env in difflib.get_close_matches(project.env, alone, n=1, cutoff=0.85):
            hint = f"did you mean `{project.env}`?"
            at = ("sources", tenant, env)
            found.warn(draft.source_groups[name].section, at, f"only `{tenant}` has an environment `{env}`", hint)


def _sink(
    project: Project,
    service: Service,
    sink: str,
    tenant: Tenant,
    draft: Draft,
    used: dict[Entry, None],
    found: Findings,
) -> None:
    group, _, target = sink.partition(".")
    resolved = resolve_sink(project, sink, tenant.sink_env)
    if not isinstance(resolved, Unknown):
        used[(SINK_GROUPS, group, "sources", target, tenant.sink_env)] = None
        used[(SINK_GROUPS, group, "servers", resolved.server_name)] = None
    elif group in project.sink_groups and target in project.sink_groups[group].sources:
        if resolved.path == (group, "sources", target):
            at = ("sources", tenant.name, project.env, "target_sink_env")
            where, _ = place(draft.source_groups[service.group].section, at)
            hint = (
                f"{resolved.hint}{'' if resolved.hint.endswith('?') else '.'} `target_sink_env` in {where} chooses it"
            )
            resolved = replace(resolved, hint=hint)
        _unknown(resolved, draft, found)  # an unknown sink is the service file's mistake and reported there


def _unknown(unknown: Unknown, draft: Draft, found: Findings) -> None:
    section = draft.section(unknown.file)
    if section is not None and not _is_wrong(unknown, found):
        found.add(section, unknown.path, unknown.what, unknown.hint)


def _is_wrong(unknown: Unknown, found: Findings) -> bool:
    """True where something at that place is wrong in itself, so that what is not found there may just be cut out."""
    at = key_path(unknown.path[:1] if unknown.file == SOURCE_GROUPS else unknown.path)
    here = (problem.key for problem in found.problems if problem.where.partition(":")[0] == unknown.file)
    return any(f"{key}.".startswith(f"{at}.") or f"{at}.".startswith(f"{key}.") for key in here)


def _report(entry: Entry, draft: Draft, reading: Reading) -> None:
    """Every value of a server or database entry whose variables are not set, at its own line."""
    section = draft.section(entry[0])
    if section is None:
        return
    for path, variables in reading.unset.items():
        if path[: len(entry)] == entry and isinstance(find(section.node, path[1:])[1], ScalarNode):
            report_unset(reading.found, section, path[1:], variables, reading.environ)
