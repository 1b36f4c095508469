"""What each stage is made from, as a hash that its materialisation records and sensors compare."""

from __future__ import annotations

import hashlib
import json

from cdc_assets.config.model import Project, Service
from cdc_assets.config.tenants import in_every_environment, reference_source


def source_inputs(project: Project, service: Service) -> str:
    """SHA-256 over where the source's schema is read; secrets and server addresses' credentials have no part in it."""
    source = reference_source(project, service)
    server = source.server
    return content_hash([server.driver, server.path, server.host, server.port, source.database, list(source.schemas)])


def definition_inputs(project: Project, service: Service) -> str:
    """SHA-256 over what decides tables and pipelines: service YAML, templates, type map, overrides, tenants."""
    templates = {name: template.model_dump(mode="json") for name, template in project.templates.items()}
    overrides = project.type_overrides.get(service.group, {})
    members = [(name, env, one.database, one.customer_id) for name, env, one in in_every_environment(project, service)]
    fed = [project.source_groups[service.group].topic_format, members]
    return content_hash(
        [service.model_dump(mode="json", exclude={"path"}), templates, dict(project.type_map), overrides, fed]
    )


def ddl_inputs(project: Project, sink: str) -> str:
    """SHA-256 over what decides the SQL beyond the definitions: SQL templates, the sink's schemas and roles."""
    group_name, _, target = sink.partition(".")
    group = project.sink_groups[group_name]
    entry = group.sources[target]
    roles = [group.roles.model_dump(), entry.roles.model_dump() if entry.roles else None]
    return content_hash([templates_hash(), list(entry.schemas), roles])


def templates_hash() -> str:
    """SHA-256 over `sql_templates/`."""
    from cdc_assets.ddl.environment import TEMPLATES  # Jinja2 is slow to import

    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.rglob("*.j2")):
        digest.update(path.relative_to(TEMPLATES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def content_hash(content: object) -> str:
    """SHA-256 over anything that JSON can say."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
