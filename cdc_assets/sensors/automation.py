"""`follow_upstream`: the sensor that evaluates the assets' automation conditions (`assets/automation.py`)."""

import dagster as dg

from cdc_assets.sensors.looking import interval


def build_automation_sensor(keys: list[dg.AssetKey]) -> dg.AutomationConditionSensorDefinition:
    """The sensor over the assets `keys`. Many tenants become one backfill, which makes runs of N tenants each."""
    return dg.AutomationConditionSensorDefinition(
        name="follow_upstream",
        target=dg.AssetSelection.assets(*keys),
        minimum_interval_seconds=interval(),
        default_status=dg.DefaultSensorStatus.RUNNING,
        run_tags={"cdc/started_by": "follow_upstream"},
        description=(
            "Carries a change downstream: runs a stage when what it is made from changed, a tenant that is new, a "
            "stage or tenant that failed (once), and everything whose code changed. Never while its inputs are being "
            "made."
        ),
    )
