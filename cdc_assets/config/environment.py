"""What the chosen environment (`CDC_ENV`) uses, and whether that is all there.

A variable in a server or a database entry is needed where the environment uses the entry: every tenant's entry of the
environment and its server, the service's reference database, the sinks' databases for the tenants' sink environments.
Other environments' entries may name variables that are not set here. `offline` asks for no server's variables: files
can then be generated and checked where no passwords are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cdc_assets.config.files import SINK_GROUPS, SOURCE_GROUPS
from cdc_assets.config.findings import Findings, Section, did_you_mean, key_path
from cdc_assets.config.model import DB_PER_TENANT, Project, Service
from cdc_assets.config.sections import Reading, report_unset
from cdc_assets.config.tenants import Unknown, members, resolve_reference, resolve_sink, services_of, tenants
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
        for tenant in found:
            used[(SOURCE_GROUPS, name, "sources", tenant.name, project.env)] = None
            used[(SOURCE_GROUPS, name, "servers", tenant.server)] = None
        _database_ref(project, name, draft, reading.found)
        for service in services:
            _validation_env(project, service, draft, reading.found)
            fed = members(project, service)
            _reference(project, service, draft, used, reading.found, needed=bool(fed))
            sink_envs = dict.fromkeys(tenant.sink_env for tenant in fed)
            for sink in service.sinks:
                _sink(project, sink, sink_envs, draft, used, reading.found)
    for entry in used:
        if entry in project.unset and not (offline and entry[2] == "servers"):
            _report(entry, draft, reading)


def _database_ref(project: Project, group: str, draft: Draft, found: Findings) -> None:
    """Warn of a `database_ref` that nothing is read from: most likely it is misspelt, or left over."""
    named = project.source_groups[group].database_ref
    references = [resolve_reference(project, service) for service in services_of(project, group)]
    read = {one.source.database for one in references if not isinstance(one, Unknown)}
    if named is not None and named not in read and read:
        what = f"nothing is read from `{named}`: the services name {', '.join(f'`{name}`' for name in sorted(read))}"
        found.warn(draft.source_groups[group].section, ("database_ref",), what, "leave it out, or correct it")


def _validation_env(project: Project, service: Service, draft: Draft, found: Findings) -> None:
    """Warn of an environment that no tenant has: the reference database would be looked for on another server."""
    env = service.source.validation_env
    known = _environments(project, service.group)
    if env is not None and known and env not in known:
        what = f"no tenant has environment `{env}`"
        section = draft.services[service.name].section
        found.warn(section, ("source", "validation_env"), what, did_you_mean(env, known, "environments"))


def _environments(project: Project, group: str) -> list[str]:
    entries = project.source_groups[group].sources.values()
    return list(dict.fromkeys(env for entry in entries for env in entry.environments))


def _warn_no_tenants(project: Project, group: str, draft: Draft, found: Findings) -> None:
    section = draft.source_groups[group].section
    known = _environments(project, group)
    noun = "customer" if project.source_groups[group].pattern == DB_PER_TENANT else "service"
    hint = did_you_mean(project.env, known, "environments") or "no environment is configured"
    found.warn(section, ("sources",), f"no {noun} has environment `{project.env}`, so there is no partition", hint)


def _reference(
    project: Project, service: Service, draft: Draft, used: dict[Entry, None], found: Findings, *, needed: bool
) -> None:
    reference = resolve_reference(project, service)
    if isinstance(reference, Unknown):
        if needed:
            _unknown(reference, draft, found)
        return
    used[(SOURCE_GROUPS, service.group, "servers", reference.source.server_name)] = None
    if reference.entry is not None:
        used[(SOURCE_GROUPS, service.group, "sources", reference.entry, reference.env)] = None


def _sink(
    project: Project, sink: str, envs: Iterable[str], draft: Draft, used: dict[Entry, None], found: Findings
) -> None:
    group, _, target = sink.partition(".")
    for env in envs:
        resolved = resolve_sink(project, sink, env)
        if isinstance(resolved, Unknown):
            # An unknown sink is the service file's mistake and reported there.
            if group in project.sink_groups and target in project.sink_groups[group].sources:
                _unknown(resolved, draft, found)
            continue
        used[(SINK_GROUPS, group, "sources", target, env)] = None
        used[(SINK_GROUPS, group, "servers", resolved.server_name)] = None


def _unknown(unknown: Unknown, draft: Draft, found: Findings) -> None:
    section = {SOURCE_GROUPS: draft.source_file, SINK_GROUPS: draft.sink_file}.get(unknown.file)
    if section is not None and not _is_wrong(unknown, found):
        found.add(section, unknown.path, unknown.what, unknown.hint)


def _is_wrong(unknown: Unknown, found: Findings) -> bool:
    """True where something at that place is wrong in itself, so that what is not found there may just be cut out."""
    at = key_path(unknown.path[:1] if unknown.file == SOURCE_GROUPS else unknown.path)
    here = (problem.key for problem in found.problems if problem.where.partition(":")[0] == unknown.file)
    return any(f"{key}.".startswith(f"{at}.") or f"{at}.".startswith(f"{key}.") for key in here)


def _report(entry: Entry, draft: Draft, reading: Reading) -> None:
    """Every value of a server or database entry whose variables are not set, at its own line."""
    groups: Mapping[str, Section | None] = {SOURCE_GROUPS: draft.source_file, SINK_GROUPS: draft.sink_file}
    section = groups[entry[0]]
    if section is None:
        return
    for path, variables in reading.unset.items():
        if path[: len(entry)] == entry:
            _, node = find(section.node, path[1:])
            if isinstance(node, ScalarNode):
                report_unset(reading.found, section, path[1:], variables, reading.environ)
