"""Checks of assets: what is promised (`model.py`), looked at (`health.py`, `definition.py`) and told to Dagster."""
