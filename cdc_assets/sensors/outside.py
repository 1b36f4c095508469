"""What the first stages are made from, outside: `source_drift` looks at sources, `service_config` at files."""

import dagster as dg

from cdc_assets.assets.inputs import ddl_inputs, definition_inputs, source_inputs
from cdc_assets.assets.metadata import INPUTS, SOURCE
from cdc_assets.assets.names import ddl_key, is_shared, source_schema_key, table_definitions_key
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.checks.report import news, say_last, with_targets
from cdc_assets.config.model import Project, Service
from cdc_assets.config.tenants import services_of
from cdc_assets.errors import some
from cdc_assets.sensors.looking import ask, configured, freshness, look, quiet, read_requests, sensor, write_cursor


def build_source_drift_sensor(groups: list[str]) -> dg.SensorDefinition:
    """The sensor over the sources of the groups `groups`."""
    keys = [source_schema_key(group) for group in groups]

    @sensor(
        "source_drift",
        "Takes one cheap fingerprint of each reference database (of the scripts' content where there are scripts) "
        "and runs source_schema when it is not the one last read, or nothing was read yet: a new group fills "
        "itself. A source that cannot be read skips the tick with the reason and fails the check source_fresh; an "
        "empty catalog counts as that, never as `all was dropped`.",
        keys,
    )
    def source_drift(
        context: dg.SensorEvaluationContext, project: dg.ResourceParam[ProjectResource]
    ) -> dg.SensorResult:
        opened, environ = project.open()
        state = read_requests(context, opened, keys)
        requests: list[dg.RunRequest] = []
        events: list[dg.AssetCheckEvaluation] = []
        unread: list[str] = []
        present = configured(context, opened, groups)
        seen = look(opened, environ, present)
        for group in present:
            asked = False
            alone = not is_shared(opened, group)  # of a db-shared group its partitions are new, which automation sees
            for service in services_of(opened, group):
                name, found = service.name, seen[service.name]
                if found.sha256 is None:
                    unread.append(f"{name}: {found.error}")
                    continue
                key = source_schema_key(group)
                made = ask(context, opened, service, key, state, found.sha256, SOURCE, upstream_known=alone)
                asked = asked or made.run is not None or made.waiting
                if made.run:
                    requests.append(made.run)
            if asked:
                continue  # whether the run takes the change over is seen at the next look
            events += news(context.instance, freshness(context.instance, opened, group, seen))
        # Dagster takes one answer per partition without a run, and fails the tick at the second.
        for event in with_targets(context.instance, [one for one in events if one.partition is not None]):
            say_last(context.instance, event)
        message = "; ".join(unread)
        if message:
            context.log.warning(message)
        return dg.SensorResult(
            run_requests=requests,
            skip_reason=None
            if requests
            else dg.SkipReason(message)
            if message
            else quiet(state, "no source has changed"),
            cursor=write_cursor(state),
            asset_events=[one for one in events if one.partition is None],
        )

    return source_drift


def stages_of(project: Project, service: Service) -> list[tuple[dg.AssetKey, str]]:
    """The stages with inputs of their own, first to last, with the hash of those inputs as configured now."""
    found = [
        (source_schema_key(service.group), source_inputs(project, service)),
        (table_definitions_key(service.group), definition_inputs(project, service)),
    ]
    return found + [(ddl_key(service.group, sink), ddl_inputs(project, sink)) for sink in service.sinks]


def build_service_config_sensor(keys: list[dg.AssetKey]) -> dg.SensorDefinition:
    """The sensor over every service of the project; `keys` are the assets it may ask for."""
    loaded = frozenset(keys)

    @sensor(
        "service_config",
        "Compares services/, source-groups.yaml, sink-groups.yaml, templates and type map with what the stages "
        "were last made from, and runs the first stage that a change affects; automation carries it on from there. "
        "A mistake in a file fails the tick with file and line, and moves nothing.",
        keys,
    )
    def service_config(
        context: dg.SensorEvaluationContext, project: dg.ResourceParam[ProjectResource]
    ) -> dg.SensorResult:
        opened, _ = project.open()
        state = read_requests(context, opened, keys)
        requests: list[dg.RunRequest] = []
        unloaded: dict[str, None] = {}
        for service in opened.services.values():
            begun = False
            for key, observed in stages_of(opened, service):
                if key not in loaded:
                    unloaded[key.to_user_string()] = None
                    continue
                asked = ask(context, opened, service, key, state, observed, INPUTS, upstream_known=begun)
                begun = begun or asked.known
                if asked.run:
                    requests.append(asked.run)
                    break  # the stages below are looked at again on the next tick
        nothing = "no file that a stage is made from has changed"
        if unloaded:
            nothing = f"reload the code location to get the assets of {some(list(unloaded))}"
            context.log.warning(nothing)
        skip = None if requests else quiet(state, nothing)
        return dg.SensorResult(run_requests=requests, skip_reason=skip, cursor=write_cursor(state))

    return service_config
