"""Which scripts make up a database, and what is known of it beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cdc_assets.catalog.msbuild import DEPLOYED, SDKS, Item, Project, evaluate, folded
from cdc_assets.config.files import OUTPUTS, SOURCE_GROUPS
from cdc_assets.config.legacy import OLDER_NAMES
from cdc_assets.config.yaml_nodes import keys, read_yaml, text
from cdc_assets.errors import CdcError, Problem
from cdc_assets.files import not_listed, read_input

DATABASE_YAML = "database.yaml"
"""Beside the scripts: `collation: Danish_Norwegian_CI_AS`."""

_SDK_PROJECTS = (".csproj", ".fsproj", ".vbproj")
_OTHER_DATABASE = ("databasevariableliteralvalue", "databasesqlcmdvariable", "serversqlcmdvariable")
_SQLCMD_INCLUDE = re.compile(r"^[ \t]*:r[ \t]+(?:\"([^\"\n]+)\"|([^\s\"]+))", re.MULTILINE | re.IGNORECASE)
_PATH = "`path` of a server with `driver: scripts` in source-groups.yaml"


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a database, relative to `root`: scripts (sorted), refactor logs, settings that name them (sorted).

    `collation` is the database's, if it is known.
    """

    root: Path
    label: str
    scripts: tuple[str, ...]
    settings: tuple[str, ...]
    refactor_logs: tuple[str, ...]
    collation: str | None

    def shown(self, file: str) -> str:
        """What people are shown for a file."""
        return os.path.normpath(f"{self.label}/{file}")

    def read(self, file: str) -> bytes:
        return _read(self.root / file, self.shown(file))


def read_folder(folder: Path, label: str) -> Folder:
    """Find the scripts of `folder`, or of the one project file that it is; `label` is what people are shown for it.

    Where there are database projects, they alone say which files count, wherever those lie: several, and those they
    reference as part of the same database, make one. Otherwise it is every script below. Raises CdcError.
    """
    one = [folder.parent.resolve() / folder.name] if folder.is_file() else []
    if one:
        folder, label = folder.parent, Path(label).parent.as_posix()
    if not folder.is_dir():
        raise CdcError(Problem(label, "no such folder", hint=f"{_PATH} names it"))
    folder = folder.resolve()  # where a link to it leads, `..` means what it means there
    files = [] if one else sorted(_walk(folder))
    projects = _Projects(folder, label)
    projects.add(one or [folder / file for file in files])
    if one and not projects.found:
        hint = f"{_PATH} names a .sqlproj, or a folder"
        raise CdcError(Problem(projects.shown(one[0]), "no database project", hint=hint))
    settings = {projects.relative(file) for project in projects.found for file in project.files}
    settings.update(file for file in files if file == DATABASE_YAML)
    scripts = projects.scripts() if projects.found else [file for file in files if file.lower().endswith(".sql")]
    scripts = [file for file in scripts if not _made_by_us(folder, file)]
    if not scripts:
        what = "the project builds no scripts" if projects.found else "no scripts (*.sql) in this folder"
        raise CdcError(Problem(projects.shown(one[0]) if one else label, what, hint="is the path right?"))
    logs = projects.refactor_logs()
    collation = _collation(folder, label, projects.found, sorted(settings))
    return Folder(folder, label, tuple(scripts), tuple(sorted({*settings, *logs})), tuple(logs), collation)


def _made_by_us(folder: Path, file: str) -> bool:
    """True below an output folder of a project such as ours, which may lie in the source's folder."""
    outputs = (part for part in PurePosixPath(file).parents if part.name in OUTPUTS)
    return any((folder / part.parent / name).exists() for part in outputs for name in (SOURCE_GROUPS, *OLDER_NAMES))


def _walk(folder: Path) -> Iterable[str]:
    for root, folders, files in os.walk(folder, onerror=not_listed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            yield (Path(root) / name).relative_to(folder).as_posix()


def _read(path: Path, label: str) -> bytes:
    try:
        return read_input(path)
    except OSError as wrong:
        raise CdcError(Problem(label, f"cannot be read: {wrong.strerror}")) from None


class _Projects:
    """The database projects of a folder, and what they build."""

    def __init__(self, root: Path, label: str) -> None:
        self.root, self.label = root, label
        self.found: list[Project] = []

    def relative(self, path: Path) -> str:
        return Path(os.path.relpath(path, self.root)).as_posix()

    def shown(self, path: Path) -> str:
        return os.path.normpath(f"{self.label}/{self.relative(path)}")

    def add(self, paths: Iterable[Path]) -> None:
        """Evaluate the projects among `paths` and those they reference, other databases' left out."""
        waiting, seen, others = list(paths), set[Path](), set[str]()
        while waiting:
            path = waiting.pop(0)
            if path in seen or not self._is_project(path):
                continue
            seen.add(path)
            project = evaluate(path, self.shown, lambda file: _read(file, self.shown(file)))
            if project.sdk is None and path.suffix.lower() != ".sqlproj":
                continue
            self.found.append(project)
            for reference in project.items.get("projectreference", ()):
                if any(reference.metadata.get(name) for name in _OTHER_DATABASE):
                    others.add(reference.key)
                else:
                    waiting.append(reference.path)
        own = [project for project in self.found if folded(project.files[0]) not in others]
        self.found = own or self.found  # those that reference each other as others are read as one

    def _is_project(self, path: Path) -> bool:
        suffix = path.suffix.lower()
        if suffix in _SDK_PROJECTS and path.is_file():
            content = _read(path, self.shown(path)).lower()
            return any(sdk.encode() in content for sdk in SDKS)
        return suffix == ".sqlproj" and path.exists()

    def scripts(self) -> list[str]:
        """What the projects build. Raises CdcError for files that are not there."""
        built = [item for project in self.found for item in self._built(project)]
        missing = [item for item in built if not item.path.exists()]
        if missing:
            raise CdcError(Problem(item.where, f"{self.relative(item.path)} does not exist") for item in missing)
        return sorted({self.relative(item.path) for item in built})

    def refactor_logs(self) -> list[str]:
        """The refactor logs, in the order of the projects."""
        logs = [item for project in self.found for item in project.items.get("refactorlog", ())]
        return list(dict.fromkeys(self.relative(item.path) for item in logs if item.path.exists()))

    def _built(self, project: Project) -> Sequence[Item]:
        kinds = ((item, item.metadata.get("type", "")) for item in project.items.get("build", ()))
        built = [item for item, kind in kinds if kind.lower() != "externalstreamingjob"]
        if project.sdk is None:
            return built
        deployed = [item for kind in DEPLOYED for item in project.items.get(kind, ())]
        included = self._included([item.path for item in deployed])
        return [item for item in built if item.key not in included and item.key.endswith(".sql")]

    def _included(self, scripts: list[Path]) -> set[str]:
        """Scripts that deployment scripts include by `:r`: an SDK does not build those."""
        found: set[str] = set()
        while scripts:
            script = scripts.pop()
            content = _read(script, self.shown(script)).decode("utf-8", "ignore") if script.is_file() else ""
            for quoted, bare in _SQLCMD_INCLUDE.findall(content):
                path = Path(os.path.normpath(script.parent / (quoted or bare).replace("\\", "/")))
                if folded(path) not in found:
                    found.add(folded(path))
                    scripts.append(path)
        return found


def _collation(root: Path, label: str, projects: Sequence[Project], settings: Sequence[str]) -> str | None:
    collations: dict[str, str] = {}
    for project in projects:
        value = project.properties.get("defaultcollation") or (project.sdk and project.properties.get("collation"))
        if value:
            collations[value.strip()] = Path(os.path.relpath(project.files[0], root)).as_posix()
    if DATABASE_YAML in settings:
        collations[_database_yaml(root / DATABASE_YAML, f"{label}/{DATABASE_YAML}")] = DATABASE_YAML
    if len(collations) > 1:
        found = ", ".join(f"{collation} ({file})" for collation, file in collations.items())
        raise CdcError(Problem(label, f"the database has several collations: {found}"))
    return next(iter(collations), None)


def _database_yaml(path: Path, label: str) -> str:
    file = read_yaml(path.parent, path.name)
    if file.faults:
        raise CdcError(Problem(label, fault.what, hint=fault.hint) for fault in file.faults)
    collation = text(file.node, "collation")
    if collation is None or set(keys(file.node)) != {"collation"}:
        raise CdcError(Problem(label, "holds one key: collation", hint="collation: Danish_Norwegian_CI_AS"))
    return collation
