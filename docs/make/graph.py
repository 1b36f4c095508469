"""The page of what the code location defines: assets, checks, jobs with their launchpads, sensors, schedules.

Dagster is imported where it is needed: the other pages do without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docs.make.pages import MARK, page, table

if TYPE_CHECKING:
    import dagster as dg

_INTRO = """\
As the code location defines it for one source group with one sink; `<group>` and `<sink>` stand for their names. How to
work with it: [in the UI](../how-to/in-the-ui.md)."""


def graph(group: str, sink: str) -> str:
    """The page, from the definitions of the project that the environment names: `group` feeds `sink`."""
    from cdc_assets.assets.resources import ProjectResource
    from cdc_assets.config.tenants import sink_key
    from cdc_assets.definitions import build_definitions
    from resources.project import EXAMPLE

    text = "".join(_sections(build_definitions(ProjectResource(root=str(EXAMPLE)))))
    for name, stands in ((sink_key(sink), "<sink>"), (sink, "<sink>"), (group, "<group>")):
        text = re.sub(rf"\b{re.escape(name)}\b|(?<=seed_){re.escape(name)}", stands, text)
    pieces = re.split(r"(`[^`]*`)", text)  # outside of code a `<` would begin an HTML tag
    text = "".join(piece if number % 2 else piece.replace("<", "&lt;") for number, piece in enumerate(pieces))
    return page(["# In Dagster", MARK, _INTRO, text.strip()])


def _sections(definitions: dg.Definitions) -> Iterator[str]:
    known = definitions.resolve_asset_graph()
    yield "## Assets\n\n"
    for key in known.toposorted_asset_keys:
        node = known.get(key)
        prose = node.description or ""
        above = ", ".join(f"`{one.to_user_string()}`" for one in sorted(node.parent_keys))
        tenants = "One partition per tenant. " if node.partitions_def else ""
        made = f"Made from {above}." if above else ""
        yield f"### `{key.to_user_string()}`\n\n{prose}\n\n{tenants}{made}".rstrip() + "\n\n"
        yield _launchpad(definitions.resolve_assets_def(key).op)
    yield "## Checks\n\n"
    for key in known.toposorted_asset_keys:
        specs = [known.get_check_spec(one) for one in sorted(known.get_check_keys_for_assets({key}))]
        if specs:
            rows = [(f"`{one.name}`", one.description or "") for one in specs]
            yield f"### of `{key.to_user_string()}`\n\n{table(('check', 'what it promises'), rows)}\n\n"
    yield "## Jobs\n\n"
    for job in sorted(definitions.resolve_all_job_defs(), key=lambda one: one.name):
        if job.name.startswith("__"):
            continue
        yield f"### `{job.name}`\n\n{job.description or ''}\n\n"
        if job.asset_layer is None or not set(job.asset_layer.selected_asset_keys):
            for step in job.nodes:
                yield _launchpad(step.definition)
    repository = definitions.get_repository_def()
    rows = [(f"`{one.name}`", one.description or "") for one in _by_name(repository.sensor_defs)]
    yield f"## Sensors\n\nAll are on from the start.\n\n{table(('sensor', 'what it does'), rows)}\n\n"
    clock = [
        (f"`{one.name}`", f"`{one.cron_schedule}`", _state(one.default_status), one.description or "")
        for one in _by_name(repository.schedule_defs)
    ]
    yield f"## Schedules\n\n{table(('schedule', 'when', 'at first', 'what it does'), clock)}\n"


def _by_name(found: Iterable[Any]) -> list[Any]:
    return sorted(found, key=lambda one: str(one.name))


def _state(status: dg.DefaultScheduleStatus) -> str:
    return "on" if status.value == "RUNNING" else "off"


def _launchpad(node: Any) -> str:  # noqa: ANN401 - ops and graphs share no public base with a configuration
    """The table of an op's configuration; empty where it has none."""
    fields = getattr(node.config_schema.config_type, "fields", None) if node.config_schema else None
    if not fields:
        return ""
    rows = [
        (f"`{name}`", _default(field), " ".join((field.description or "").split())) for name, field in fields.items()
    ]
    return table(("launchpad", "default", "meaning"), rows) + "\n\n"


def _default(field: Any) -> str:  # noqa: ANN401 - dagster's Field
    return f"`{json.dumps(field.default_value)}`" if field.default_provided else "required"
