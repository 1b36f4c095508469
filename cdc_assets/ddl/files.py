"""A sink's migrations on disk: SQL files with a checksum each, and the manifest that lists them.

The infrastructure is the same for all sinks: it lies once in the project's `migrations/infrastructure/`, with a
manifest of its own that theirs point to.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from cdc_assets.cache import load, store
from cdc_assets.ddl.model import FileKind, Migrations, SqlFile
from cdc_assets.ddl.render import header_text, migrations
from cdc_assets.errors import CdcError, Problem
from cdc_assets.files import (
    Overwrite,
    WriteReport,
    intact_body,
    may_replace,
    read_if_there,
    renew,
    sealed,
    written_report,
)
from cdc_assets.flow_yaml import Value, flow_map, read_list, read_map, scalar, unscalar

MANIFEST = "manifest.yaml"
FOLDERS = ("schemas", "tables", "staging")
INFRASTRUCTURE = "infrastructure"
FORMER = (INFRASTRUCTURE, "evolution/state.json", "evolution/*.sql")
"""What a former version wrote into a sink's folder; nothing reads it once the folder is written."""
_FORMAT = "format: 2"
_FORMATS = ("format: 1\n", f"{_FORMAT}\n")
"""In format 1 a sink's folder held an infrastructure of its own."""
_MARK = (
    "# DO NOT EDIT: made by cdc-assets. Files in the order of application; `inputs`: hash of what each was made from."
)
_SHA = re.compile(rb"^-- sha256: ([0-9a-f]{64})\n(?=\n)", re.MULTILINE)


def write_migrations(
    wanted: Migrations,
    folder: Path,
    overwrite: Overwrite = False,
    cache: Path | None = None,
    intact: Mapping[str, SqlFile] | None = None,
    root: Path | None = None,
) -> WriteReport:
    """Make `folder` hold `wanted` and its manifest; `root` (the folder above) holds the infrastructure of all sinks.

    A file edited by hand (its checksum no longer fits) is kept and reported, unless `overwrite` names its path (True:
    all). SQL files that are no longer made are reported as orphaned, never deleted. In the folder `cache` is kept what
    each file was made from, for `intact_files`; what that returned a moment ago (`intact`) is not read again.
    """
    root = root or folder.parent
    shared = tuple(file for file in wanted.files if file.kind == "infrastructure")
    own = tuple(file for file in wanted.files if file.kind != "infrastructure")
    known = intact or {}
    report = _write(root, INFRASTRUCTURE, "", shared, overwrite, known) if shared else WriteReport()
    report += _write(folder, wanted.sink, os.path.relpath(root, folder) if shared else "", own, overwrite, known)
    if cache is not None:
        index = {file.path: [file.sha256, file.inputs] for file in wanted.files}
        store(cache, "ddl", folder.resolve(), index)
    return report


def _write(
    folder: Path,
    name: str,
    root: str,
    files: Sequence[SqlFile],
    overwrite: Overwrite,
    intact: Mapping[str, SqlFile],
) -> WriteReport:
    """`write_migrations` of the files below one folder; the manifest lists those of a sink, or the infrastructure."""
    fates = {
        file.path: "unchanged"
        if intact.get(file.path) is file
        else renew(folder / file.path, file_text(file), _parts, may_replace(file.path, overwrite))
        for file in files
    }
    manifest = _manifest_path(name)
    fates[manifest] = renew(folder / manifest, manifest_text(name, root, files), _parts, overwrite=True)
    return written_report({**fates, **{path: "orphaned" for path in _on_disk(folder, name) if path not in fates}})


def read_migrations(folder: Path) -> Migrations:
    """What `write_migrations` wrote. Raises CdcError for a missing manifest and every missing or edited file."""
    sink, files, problems = _read_all(folder)
    if problems:
        raise CdcError(problems)
    return migrations(sink, files)


def edited_migrations(folder: Path) -> tuple[Problem, ...]:
    """What keeps `read_migrations` from reading the files; paths relative to the folder."""
    return tuple(replace(each, where=os.path.relpath(each.where, folder)) for each in _read_all(folder)[2])


def _read_all(folder: Path, name: str = "") -> tuple[str, tuple[SqlFile, ...], tuple[Problem, ...]]:
    """Sink, files that are as they were written, and a problem for each that is not."""
    path = folder / _manifest_path(name)
    manifest = read_if_there(path)
    if manifest is None:
        what, hint = "there are no migrations yet", "run ddl first: cdc generate"
        return "", (), (Problem(path.as_posix(), what, hint=hint),)
    sink, root, entries = _entries(manifest)
    if sink is None:
        what = "edited by hand, or written by another version of cdc-assets"
        return "", (), (Problem(path.as_posix(), what, hint="run ddl again: cdc generate"),)
    files: list[SqlFile] = []
    problems: list[Problem] = []
    if root:
        _, shared, missing = _read_all(_root(folder, root), INFRASTRUCTURE)
        files += shared
        problems += missing
    for entry in entries:
        file = _file(folder, entry)
        if file is not None:
            files.append(file)
            continue
        path = folder / entry["path"]
        data = read_if_there(path)
        if data is None:
            what, hint = "missing", "restore it with git, or run ddl again: cdc generate"
        elif _parts(data) is None:
            what = "edited by hand"
            hint = f"restore it with git, or run ddl again: cdc generate --overwrite {entry['path']}"
        else:
            what, hint = "not the file that the manifest lists", "run ddl again: cdc generate"
        problems.append(Problem(path.as_posix(), what, hint=hint))
    return sink, tuple(files), tuple(problems)


def intact_files(folder: Path, cache: Path) -> dict[str, SqlFile]:
    """The files that are on disk as they were written and of which `cache` knows what they were made from, by path."""
    index = load(cache, "ddl", folder.resolve())
    found = {}
    for place, entry in _listed(folder):
        sha256, inputs = index.get(entry["path"], ("", ""))
        if sha256 == entry["sha256"] and (file := _file(place, entry)) is not None:
            found[file.path] = replace(file, inputs=inputs)
    return found


def _listed(folder: Path, name: str = "") -> Iterator[tuple[Path, dict[str, str]]]:
    """The files that a folder's manifest lists, and that of the infrastructure, each with the folder that it is in."""
    manifest = read_if_there(folder / _manifest_path(name)) or b""
    _, root, entries = _entries(manifest)
    yield from ((folder, entry) for entry in entries if name or entry["kind"] != "infrastructure")
    if root:
        yield from _listed(_root(folder, root), INFRASTRUCTURE)


def file_text(file: SqlFile) -> str:
    """Header (facts, then the checksum over all the rest) and body."""
    return f"{header_text(file.header)}-- sha256: {file.sha256}\n\n{file.body}"


def manifest_text(sink: str, root: str, files: Sequence[SqlFile]) -> str:
    """One line per file. `root` leads to the folder whose infrastructure comes before these files, if any does."""
    lines = [_FORMAT, f"sink: {scalar(sink)}"]
    lines += [f"infrastructure: {scalar(f'{root}/{_manifest_path(INFRASTRUCTURE)}')}"] if root else []
    lines += ["files:" if files else "files: []"]
    for file in files:
        pairs: list[tuple[str, Value]] = [("path", file.path), ("kind", file.kind), ("scope", file.scope)]
        pairs += [("schema", file.schema), ("relation", file.relation), ("depends_on", file.depends_on or None)]
        pairs += [("sha256", file.sha256)]
        lines.append(f"  - {flow_map(pairs)}")
    return sealed(_MARK, "\n".join(lines) + "\n")


def _manifest_path(name: str) -> str:
    return f"{INFRASTRUCTURE}/{MANIFEST}" if name == INFRASTRUCTURE else MANIFEST


def _root(folder: Path, root: str) -> Path:
    return Path(os.path.normpath(folder / root))


def _entries(manifest: bytes) -> tuple[str | None, str, list[dict[str, str]]]:
    """Sink, the way to the infrastructure's folder and the files' lines of a manifest that is as it was written.

    Else None and nothing.
    """
    body = intact_body(_MARK, manifest)
    if body is None or not body.startswith(_FORMATS):
        return None, "", []
    lines = body.split("\n")
    _, separator, root = lines[2].partition("infrastructure: ")
    return (
        unscalar(lines[1].removeprefix("sink: ")),
        unscalar(root).removesuffix(f"/{_manifest_path(INFRASTRUCTURE)}") if separator else "",
        [read_map(line) for line in lines if line.startswith("  - ")],
    )


def _file(folder: Path, entry: Mapping[str, str]) -> SqlFile | None:
    """The file of a manifest's line, None where it is missing or not what the manifest says."""
    data = read_if_there(folder / entry["path"])
    parts = _parts(data) if data is not None else None
    if parts is None or parts[2] != entry["sha256"]:
        return None
    return SqlFile(
        path=entry["path"],
        kind=cast("FileKind", entry["kind"]),
        scope="tenant" if entry["scope"] == "tenant" else "database",
        schema=entry.get("schema"),
        relation=entry.get("relation"),
        body=parts[1],
        sha256=parts[2],
        header=parts[0],
        depends_on=read_list(entry.get("depends_on", "")),
    )


def _parts(data: bytes) -> tuple[tuple[str, ...], str, str] | None:
    """Header lines, body and checksum of a file that is as it was written (git may have changed its line ends)."""
    mark = _SHA.search(data)
    if mark is not None:
        view = memoryview(data)
        digest = hashlib.sha256(view[: mark.start()])
        digest.update(view[mark.end() :])
        if digest.hexdigest().encode() == mark[1]:
            lines = str(view[: mark.start()], "utf-8").split("\n")[:-1]
            header = tuple(line.removeprefix("-- ") for line in lines)
            return header, str(view[mark.end() + 1 :], "utf-8"), mark[1].decode()
    return _parts(data.replace(b"\r\n", b"\n")) if b"\r\n" in data else None


def _on_disk(folder: Path, name: str) -> Iterator[str]:
    for part in (INFRASTRUCTURE,) if name == INFRASTRUCTURE else FOLDERS:
        for path in sorted((folder / part).glob("*.sql")):
            yield f"{part}/{path.name}"
    if name != INFRASTRUCTURE:
        yield from (pattern for pattern in FORMER if any(folder.glob(pattern)))
