"""The Celery application of the workers: `celery -A cdc_assets.celery_worker worker --concurrency 1`.

What belongs here: the one application, with the settings that the executor uses too. What does not: the settings.
"""

from __future__ import annotations

import os

from dagster_celery.executor import CeleryExecutor
from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_task

from cdc_assets.scaling import BACKEND, BROKER, celery_settings

app = make_app(
    CeleryExecutor.for_cli(
        broker=os.environ.get(BROKER),
        backend=os.environ.get(BACKEND) or os.environ.get(BROKER),
        config_source=celery_settings(os.environ),
    ).app_args()
)
execute_plan = create_task(app)
