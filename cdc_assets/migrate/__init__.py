"""Bringing databases to what was rendered.

Shapes: `desired.py` what should be, `live.py` what is there (`shape.py`), `database_state.py` what was recorded.
A table's plan: `diff.py` and its aspects make it of both (`steps.py`, `hazards.py`, `costs.py`).
All tenants' plan: `plan.py`, `fleet_plan.py`; as text for people `explain.py`. A review without any database:
`changes.py`. What no diff can see: `hints.py`, `renames.py`, `decisions.py`.
Doing it: `apply.py` in waves, units that are new `create.py`, people's scripts `manual.py`, tables that change
`evolve.py`, a step back `undo.py`; all of them by the locks of `locks.py` and the history of `history.py`.
Comparing: `drift.py`, `adopt.py`, `existing.py`.
"""
