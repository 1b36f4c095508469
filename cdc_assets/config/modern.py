"""Configuration files as they are read: from disk, then in today's shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cdc_assets.config.legacy import OLDER_NAMES, Modern, Note, modern_groups, modern_service, modern_templates
from cdc_assets.config.yaml_nodes import MapNode, YamlFile, read_yaml

SOURCE_GROUPS = "source-groups.yaml"
SINK_GROUPS = "sink-groups.yaml"
ALERTS = "alerts.yaml"
SERVICES = "services"
TEMPLATES = "services/_schemas/column-templates.yaml"


def overrides_path(group: str) -> str:
    """Where a source group's type overrides are."""
    return f"services/_schemas/_definitions/source-{group}-type-overrides.yaml"


@dataclass(frozen=True, slots=True)
class Read:
    """A file in today's shape, the same file as it was written, and notes on the difference (places in the latter)."""

    file: YamlFile
    written: YamlFile
    notes: tuple[Note, ...] = ()


def read_modern(root: Path, path: str, customers: Mapping[str, MapNode] | None = None, env: str = "nonprod") -> Read:
    """The file `root/path`; source-groups.yaml under an older name where it has one. Raises FileNotFoundError.

    `customers` and `env` as in `legacy.modern_groups`.
    """
    try:
        written = read_yaml(root, path, inside=True)
    except FileNotFoundError:
        older = [name for name in OLDER_NAMES if path == SOURCE_GROUPS and (root / name).is_file()]
        if not older:
            raise
        written = read_yaml(root, older[0], inside=True)
    modern = _modern(path, written, customers, env)
    return Read(modern.file, written, modern.notes)


def _modern(path: str, file: YamlFile, customers: Mapping[str, MapNode] | None, env: str) -> Modern:
    if path in (SOURCE_GROUPS, SINK_GROUPS):
        return modern_groups(file, customers, env)
    if path == TEMPLATES:
        return modern_templates(file)
    folder, _, name = path.rpartition("/")
    return modern_service(file) if folder == SERVICES and name else Modern(file)
