"""`service_config`: an edit of YAML, type map or SQL templates re-materialises the first stage it affects, no other."""

import dagster as dg

from cdc_assets.assets.inputs import ddl_inputs, definition_inputs, source_inputs
from cdc_assets.assets.metadata import INPUTS
from cdc_assets.assets.names import ddl_key, source_schema_key, table_definitions_key
from cdc_assets.assets.resources import ProjectResource
from cdc_assets.config.model import Project, Service
from cdc_assets.sensors.looking import ask, quiet, read_cursor, sensor, write_cursor


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
        state = read_cursor(context)
        requests: list[dg.RunRequest] = []
        for service in opened.services.values():
            begun = False
            for key, observed in stages_of(opened, service):
                if key not in loaded:
                    context.log.warning(f"{key.to_user_string()} is new: reload the code location to get its asset")
                    continue
                asked = ask(context, opened, service, key, state, observed, INPUTS, upstream_known=begun)
                begun = begun or asked.known
                if asked.run:
                    requests.append(asked.run)
                    break  # the stages below are looked at again on the next tick
        skip = None if requests else quiet(state, "no file that a stage is made from has changed")
        return dg.SensorResult(run_requests=requests, skip_reason=skip, cursor=write_cursor(state))

    return service_config
