"""What a pipeline must write (`model.py`, `files.py`), and whether Redpanda Connect's does (`check.py`)."""
