"""The Celery application of the workers: `celery -A cdc_assets.jobs.celery_worker worker --concurrency 1`."""

from __future__ import annotations

import os

from cdc_assets.jobs.celery_app import celery_app
from resources.project import export_settings

export_settings()
app = celery_app(os.environ)
