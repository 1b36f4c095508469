"""`roles/roles.sql` of a sink: its roles, for a DBA to read and run. Nothing applies it by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cdc_assets.config.model import Project, Roles
from cdc_assets.config.tenants import roles_of
from cdc_assets.ddl.environment import environment
from cdc_assets.files import WriteReport, write_text_if_changed

FILE = "roles/roles.sql"


def roles_sql(roles: Roles, schemas: Sequence[str]) -> str:
    """SQL that makes the roles and lets them in; "" where none is configured. It may be run again.

    `schemas` are the sink's literal ones: the migrator needs rights in those that somebody else made.
    """
    names = list(dict.fromkeys(role for role in (roles.migrator, *roles.granted) if role))
    if not names:
        return ""
    text = environment().get_template("roles.sql.j2").render(roles=roles, names=names, schemas=list(schemas))
    return f"{text.rstrip()}\n"


def sink_roles_sql(project: Project, sink: str) -> str:
    """`roles_sql` of a configured sink (`sink_asma.directory`)."""
    name, _, service = sink.partition(".")
    group = project.sink_groups[name]
    entry = group.sources.get(service)
    return roles_sql(roles_of(group, service), entry.schemas if entry is not None else ())


def write_roles(folder: Path, project: Project, sink: str) -> WriteReport:
    """Write `roles/roles.sql` into a sink's folder; nothing where no role is configured."""
    text = sink_roles_sql(project, sink)
    if not text:
        return WriteReport()
    written = write_text_if_changed(folder / FILE, text)
    return WriteReport(written=(FILE,)) if written else WriteReport(unchanged=(FILE,))
