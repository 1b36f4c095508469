"""Which files of a folder are scripts, and what is known of the database beside them.

What belongs here: `*.sqlproj` (Visual Studio, Azure Data Studio), `database.yaml`, the walk through the folder.
What does not: T-SQL.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from cdc_assets.config.tree import text
from cdc_assets.config.yaml_nodes import keys, read_yaml
from cdc_assets.errors import CdcError, Problem

DATABASE_YAML = "database.yaml"
"""Beside the scripts of a folder without a .sqlproj: `collation: Danish_Norwegian_CI_AS`."""

_NOT_BUILT = frozenset({"PostDeploy", "PreDeploy", "None", "RefactorLog", "Content"})


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths relative to the folder: scripts and settings, both sorted. `collation` is the database's, if it is said."""

    scripts: tuple[str, ...]
    settings: tuple[str, ...]
    collation: str | None


def read_folder(folder: Path, label: str) -> Folder:
    """Find the scripts below `folder`; `label` is what people are shown for it. Raises CdcError.

    A .sqlproj leaves out what it does not build: pre- and post-deployment scripts, `None` items, bin and obj.
    """
    if not folder.is_dir():
        raise CdcError(Problem(label, "no such folder", hint="the path of a server with `driver: scripts`"))
    files = sorted(_walk(folder))
    settings = [file for file in files if file.lower().endswith(".sqlproj") or file == DATABASE_YAML]
    scripts = [file for file in files if file.lower().endswith(".sql")]
    collations: dict[str, str] = {}
    collation: str | None
    for file in settings:
        if file == DATABASE_YAML:
            collation = _database_yaml(folder / file, f"{label}/{file}")
        else:
            project = _parse(folder / file, f"{label}/{file}")
            left_out = _left_out(project, PurePosixPath(file).parent)
            scripts = [script for script in scripts if not left_out.fullmatch(_folded(script))]
            collation = next((node.text for node in project.iter() if _tag(node) == "DefaultCollation"), None)
        if collation:
            collations[collation.strip()] = file
    if len(collations) > 1:
        found = ", ".join(f"{collation} ({file})" for collation, file in collations.items())
        raise CdcError(Problem(label, f"the database has several collations: {found}"))
    if not scripts:
        raise CdcError(Problem(label, "no scripts (*.sql) in this folder", hint="is the path right?"))
    return Folder(tuple(scripts), tuple(settings), next(iter(collations), None))


def _walk(folder: Path) -> Iterable[str]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            yield (Path(root) / name).relative_to(folder).as_posix()


def _folded(path: str) -> str:
    """Paths in a project file are Windows': any case, and composed where a Mac stores them decomposed."""
    return unicodedata.normalize("NFC", path).casefold()


def _tag(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _parse(path: Path, label: str) -> ElementTree.Element:
    data = path.read_bytes()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise CdcError(Problem(label, "a project file with a document type is not read"))
    try:
        return ElementTree.fromstring(data)  # noqa: S314 - entities were refused above
    except (ElementTree.ParseError, LookupError, ValueError) as wrong:
        raise CdcError(Problem(label, f"not a project file: {wrong}")) from None


def _left_out(project: ElementTree.Element, base: PurePosixPath) -> re.Pattern[str]:
    """What the project does not build, as a pattern over folded paths."""
    patterns = [f"{prefix}/**" for prefix in ("bin", "obj")]
    for node in project.iter():
        tag = _tag(node)
        items = node.get("Include") if tag in _NOT_BUILT else node.get("Remove") if tag == "Build" else None
        patterns.extend(item.strip() for item in (items or "").split(";") if item.strip())
    found = []
    for pattern in patterns:
        path = os.path.normpath((base / pattern.replace("\\", "/")).as_posix()).replace(os.sep, "/")
        found.append(_glob(_folded(path)))
    return re.compile("|".join(found))


def _glob(pattern: str) -> str:
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(meaning.get(part, re.escape(part)) for part in parts)


def _database_yaml(path: Path, label: str) -> str:
    file = read_yaml(path.parent, path.name)
    if file.faults:
        raise CdcError(Problem(label, fault.what, hint=fault.hint) for fault in file.faults)
    collation = text(file.node, "collation")
    if collation is None or set(keys(file.node)) != {"collation"}:
        raise CdcError(Problem(label, "holds one key: collation", hint="collation: Danish_Norwegian_CI_AS"))
    return collation
