"""A project file as MSBuild evaluates it: properties, then items in the order of the document."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.parsers import expat

from cdc_assets.catalog.msbuild_text import Unknown, condition, expand, unescape
from cdc_assets.errors import CdcError, Problem
from cdc_assets.files import not_listed

_TOOLS = "/msbuild"
"""Where nothing is: imports from Visual Studio's and .NET's own folders are known by their names, not read."""
SDKS = ("microsoft.build.sql", "msbuild.sdk.sqlproj")
"""The SDKs of database projects. The second one's older versions say Content for what the others Build."""
_MAX_IMPORTS = 200
_WILD = re.compile(r"[*?]")


@dataclass(frozen=True, slots=True)
class Item:
    """An item: its file, where the project names it ("source/Db.sqlproj:12"), its metadata by name in lower case.

    `key` is the path as Windows compares paths.
    """

    path: Path
    key: str
    where: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """What a project file says. Names are in lower case. `files` are those that were read: itself and its imports."""

    sdk: str | None
    properties: Mapping[str, str]
    items: Mapping[str, tuple[Item, ...]]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """An element; `tag` and the names in `attributes` are in lower case, as MSBuild tells no case apart."""

    tag: str
    attributes: Mapping[str, str]
    children: list[Node]
    text: list[str]
    where: str
    file: Path

    def get(self, name: str) -> str:
        """The value of an attribute, empty where it is not there."""
        return self.attributes.get(name.lower(), "")


def evaluate(path: Path, shown: Callable[[Path], str], read: Callable[[Path], bytes]) -> Project:
    """The project `path`; `shown` is how a file is called in messages, `read` reads one. Raises CdcError.

    Configuration and platform are those of a build that names none.
    """
    return _Evaluation(path, shown, read).project()


def folded(path: Path | str) -> str:
    """Paths in a project file are Windows': any case, and composed where a Mac stores them decomposed."""
    return unicodedata.normalize("NFC", str(path)).casefold()


class _Evaluation:
    def __init__(self, path: Path, shown: Callable[[Path], str], read: Callable[[Path], bytes]) -> None:
        self.path, self.base = path, path.parent
        self.shown, self.read = shown, read
        self.sdk: str | None = None
        self.files: list[Path] = []
        self.groups: list[Node] = []
        self.items: dict[str, list[Item]] = {}
        self.walked: dict[Path, list[tuple[Path, str]]] = {}
        self.wanted = _RELEVANT
        self.properties = {
            "os": "Windows_NT",
            "msbuildprojectdirectory": _escape(self.base),
            "msbuildprojectfullpath": _escape(path),
            "msbuildprojectfile": path.name,
            "msbuildprojectname": path.stem,
            "msbuildprojectextension": path.suffix,
            "msbuildextensionspath": _TOOLS,
            "msbuildextensionspath32": _TOOLS,
            "msbuildtoolspath": _TOOLS,
            "msbuildbinpath": _TOOLS,
            "msbuildsdkspath": _TOOLS,
            "msbuildtoolsversion": "Current",
            "visualstudioversion": "17.0",
        }
        solution = next((one for one in (self.base, *self.base.parents) if any(one.glob("*.sln*"))), None)
        if solution is not None:
            self.properties["solutiondir"] = f"{_escape(solution)}\\"

    def project(self) -> Project:
        root = self._parse(self.path)
        self._this_file(self.path)
        self.sdk = _sdk_of(root)
        self.properties["msbuildruntimetype"] = "Core" if self.sdk else "Full"
        if self.sdk is not None:
            self._beside("Directory.Build.props")
            for name, value in _SDK_PROPERTIES.items():
                self.properties.setdefault(name, value)
        self._properties(root)
        if self.sdk is not None:
            self._beside("Directory.Build.targets")
            self._default_items()
        nodes = (node for group in self.groups for node in (group, *group.children))
        texts = " ".join(value for node in nodes for value in node.attributes.values())
        self.wanted |= {name.lower() for name in re.findall(r"@\(\s*([\w-]*\w)", texts)}
        for group in self.groups:
            self._item_group(group)
        if self.sdk is not None:
            kinds = _NOT_BUILT if self.sdk == SDKS[0] else DEPLOYED
            gone = {item.key for kind in kinds for item in self.items.get(kind, ())}
            self.items["build"] = [item for item in self.items.get("build", ()) if item.key not in gone]
        items = {name: tuple(found) for name, found in self.items.items()}
        properties = {name: unescape(value) for name, value in self.properties.items()}
        return Project(self.sdk, properties, items, tuple(self.files))

    def _parse(self, path: Path) -> Node:
        self.files.append(path)
        return parse_xml(self.read(path), path, self.shown(path), "project file")

    # the first pass: properties and imports, which may condition each other

    def _properties(self, node: Node) -> None:
        for child in node.children:
            if child.tag == "itemgroup":
                self.groups.append(child)
            elif child.tag in {"propertygroup", "importgroup", "choose", "import"} and self._holds(child):
                if child.tag == "propertygroup":
                    for each in child.children:
                        if self._holds(each):
                            self.properties[each.tag] = self._try_expand("".join(each.text).strip())
                elif child.tag == "importgroup":
                    self._properties(child)
                elif child.tag == "choose":
                    self._choose(child)
                else:
                    self._import(child)

    def _choose(self, node: Node) -> None:
        for case in node.children:
            if case.tag == "otherwise" or (case.tag == "when" and self._holds(case)):
                self._properties(case)
                return

    def _import(self, node: Node) -> None:
        if node.get("Sdk"):
            return
        try:
            name = unescape(expand(node.get("Project"), self.properties)).replace("\\", "/")
        except Unknown as unknown:
            raise _refused(node, unknown) from None
        if name.startswith(_TOOLS):
            last = name.rpartition("/")[2].lower()
            if last == "microsoft.common.props":
                self._beside("Directory.Build.props")
            elif last.endswith("sqltasks.targets") or last == "microsoft.common.targets":
                self._beside("Directory.Build.targets")
            return
        for path, _ in self._matching(name, node.file.parent) if name else ():
            self._read_in(path)

    def _beside(self, name: str) -> None:
        """The nearest file of that name in the project's folder or above it."""
        for folder in (self.base, *self.base.parents):
            path = _on_disk(folder / name)
            if path is not None:
                self._read_in(path)
                return

    def _read_in(self, path: Path) -> None:
        if path in self.files or len(self.files) > _MAX_IMPORTS:
            return
        root = self._parse(path)
        before = {name: value for name, value in self.properties.items() if name.startswith("msbuildthisfile")}
        self._this_file(path)
        self._properties(root)
        self.properties.update(before)

    def _this_file(self, path: Path) -> None:
        self.properties.update(
            msbuildthisfile=path.name,
            msbuildthisfilename=path.stem,
            msbuildthisfileextension=path.suffix,
            msbuildthisfilefullpath=_escape(path),
            msbuildthisfiledirectory=_escape(path.parent) + "\\",
        )

    def _try_expand(self, text: str) -> str:
        try:
            return expand(text, self.properties)
        except Unknown:
            return text

    def _holds(self, node: Node) -> bool:
        """The condition of something that is no item: one that cannot be known here does not hold."""
        try:
            return self._condition(node)
        except Unknown:
            return False

    def _condition(self, node: Node) -> bool:
        text = node.get("Condition")
        return not text.strip() or condition(text, self.properties, self._exists, self._list)

    def _exists(self, name: str) -> bool:
        name = unescape(name).replace("\\", "/").strip()
        return name.startswith(_TOOLS) or (bool(name) and _on_disk(self.base / name) is not None)

    # the second pass: items, with every property known

    def _item_group(self, group: Node) -> None:
        self._this_file(group.file)
        relevant = [child for child in group.children if child.tag in self.wanted]
        try:
            if relevant and not self._condition(group):
                return
        except Unknown as unknown:
            raise _refused(group, unknown) from None
        for child in relevant:
            try:
                if self._condition(child):
                    self._item(child)
            except Unknown as unknown:
                raise _refused(child, unknown) from None

    def _item(self, node: Node) -> None:
        tag = "build" if self.sdk == SDKS[1] and node.tag == "content" else node.tag
        if node.get("Include"):
            excluded = self._matcher(node.get("Exclude"))
            metadata = self._metadata(node)
            for path, key in self._paths(node.get("Include")):
                if not excluded(key):
                    self.items.setdefault(tag, []).append(Item(path, key, node.where, metadata))
        elif node.get("Remove"):
            removed = self._matcher(node.get("Remove"))
            self.items[tag] = [item for item in self.items.get(tag, ()) if not removed(item.key)]
        elif node.get("Update"):
            updated, metadata = self._matcher(node.get("Update")), self._metadata(node)
            self.items[tag] = [
                replace(item, metadata={**item.metadata, **metadata}) if updated(item.key) else item
                for item in self.items.get(tag, ())
            ]

    def _metadata(self, node: Node) -> dict[str, str]:
        own = {"include", "exclude", "remove", "update", "condition", "label", "keepmetadata", "keepduplicates"}
        found = {name: self._try_expand(value) for name, value in node.attributes.items() if name not in own}
        for child in node.children:
            if self._holds(child):
                found[child.tag] = self._try_expand("".join(child.text).strip())
        return {name: unescape(value) for name, value in found.items()}

    def _list(self, name: str) -> list[str]:
        return [str(item.path) for item in self.items.get(name.lower(), ())]

    def _specs(self, text: str) -> Iterator[str]:
        for spec in map(str.strip, _SPEC.findall(expand(text, self.properties))):
            reference = _LIST.fullmatch(spec)
            if reference:
                for item in self.items.get(reference[1].lower(), ()):
                    yield _transformed(item, self.base, reference[2] or "%(FullPath)")
            elif "@(" in spec or "%(" in spec:
                raise Unknown(spec)
            elif spec:
                yield spec

    def _paths(self, text: str) -> Iterator[tuple[Path, str]]:
        for spec in self._specs(text):
            if _WILD.search(spec):
                yield from self._matching(spec.replace("\\", "/"), self.base)
            else:
                path = _path(self.base, unescape(spec))
                yield _on_disk(path) or path, folded(path)

    def _matcher(self, text: str) -> Callable[[str], bool]:
        specs = [spec.replace("\\", "/") for spec in self._specs(text)] if text else []
        exact = {folded(_path(self.base, unescape(spec))) for spec in specs if not _WILD.search(spec)}
        wild = [_pattern(self.base, spec) for spec in specs if _WILD.search(spec)]
        if not wild:
            return exact.__contains__
        return lambda key: key in exact or any(one.fullmatch(key) for one in wild)

    def _matching(self, spec: str, base: Path) -> list[tuple[Path, str]]:
        """The files that a path with wildcards means, sorted; without any, the one file if it is there."""
        if not _WILD.search(spec):
            path = _on_disk(_path(base, unescape(spec)))
            return [] if path is None else [(path, folded(path))]
        fixed = spec[: _WILD.search(spec).start()].rpartition("/")[0]  # type: ignore[union-attr]
        root = _on_disk(_path(base, unescape(fixed) or ("/" if spec.startswith("/") else ".")), folder=True)
        if root is None:
            return []
        if root not in self.walked:
            found = sorted(Path(at, name) for at, _, names in os.walk(root, onerror=not_listed) for name in names)
            self.walked[root] = [(path, folded(path)) for path in found]
        pattern = _pattern(base, spec)
        return [(path, key) for path, key in self.walked[root] if pattern.fullmatch(key)]

    # what the SDKs add

    def _default_items(self) -> None:
        """Every script below the project, unless it says no."""
        if any(self.properties.get(name, "").lower() == "false" for name in _SWITCHES):
            return
        outputs = [self.properties.get(name, "") for name in ("baseoutputpath", "baseintermediateoutputpath")]
        excluded = ["**/.*/**", *(f"{output}/**" for output in outputs if output)]
        excluded += [self.properties.get(name, "") for name in ("defaultitemexcludes", "defaultsqlitemexcludes")]
        if self.sdk == SDKS[1]:
            excluded += ["Pre-Deployment/**", "Post-Deployment/**"]
        known = ";".join(one for one in excluded if "$(" not in one)
        attributes = {"include": "**/*.sql", "exclude": known}
        self._item(Node("build", attributes, [], [], self.shown(self.path), self.path))


_SDK_PROPERTIES = {
    "netcorebuild": "true",
    "configuration": "Debug",
    "platform": "AnyCPU",
    "baseoutputpath": "bin\\",
    "baseintermediateoutputpath": "obj\\",
}
_SWITCHES = ("enabledefaultitems", "enabledefaultsqlitems")
DEPLOYED = ("predeploy", "postdeploy", "preplan")
_NOT_BUILT = (*DEPLOYED, "none", "buildextensionconfiguration", "deploymentextensionconfiguration")
_RELEVANT = frozenset({"build", "content", "refactorlog", "projectreference", *_NOT_BUILT})


def _sdk_of(root: Node) -> str | None:
    named = [root.get("Sdk"), *(node.get("Name") for node in root.children if node.tag == "sdk")]
    named += [node.get("Sdk") for node in root.children if node.tag == "import"]
    names = {name.strip().partition("/")[0].lower() for sdks in named for name in sdks.split(";")}
    return next((sdk for sdk in SDKS if sdk in names), None)


def _refused(node: Node, unknown: Unknown) -> CdcError:
    return CdcError(Problem(node.where, f"{unknown} is not understood in a project file", hint="write the paths out"))


def _escape(text: object) -> str:
    return re.sub(r"[%*?@$();']", lambda found: f"%{ord(found[0]):02X}", str(text))


_LIST = re.compile(r"@\(\s*([\w-]+)\s*(?:->\s*'([^']*)'\s*)?(?:,\s*';'\s*)?\)")


_SPEC = re.compile(r"(?:@\([^()]*(?:\([^()]*\)[^()]*)*\)|[^;])+")
"""A part between semicolons, of which a list `@(…)` may hold some."""


def _transformed(item: Item, base: Path, pattern: str) -> str:
    """`%(…)` in `pattern` as what they say of the item."""
    path = item.path
    known = {"fullpath": str(path), "filename": path.stem, "extension": path.suffix, "rootdir": path.anchor}
    known["identity"] = os.path.relpath(path, base)
    known["relativedir"] = os.path.relpath(path.parent, base) + "/"
    known["directory"] = str(path.parent).removeprefix(path.anchor) + "/"
    known_values = {**item.metadata, **known}
    return re.sub(r"%\(\s*([\w-]+)\s*\)", lambda found: _escape(known_values.get(found[1].lower(), "")), pattern)


def _path(base: Path, name: str) -> Path:
    return Path(os.path.normpath(base / name.replace("\\", "/").strip()))


def _pattern(base: Path, spec: str) -> re.Pattern[str]:
    """A path with wildcards as a pattern over folded absolute paths. `**` stands alone between slashes."""
    fixed = spec[: _WILD.search(spec).start()].rpartition("/")[0]  # type: ignore[union-attr]
    parts = spec[len(fixed) :].strip("/").split("/")
    found = re.escape(folded(_path(base, unescape(fixed) or ".")).rstrip("/"))
    for index, part in enumerate(parts):
        if part == "**":
            found += "/.*" if index == len(parts) - 1 else "(?:/.*)?"
        elif part not in {"", "."}:
            name = folded(unescape(part)) if part != "*.*" else "*"
            found += "/" + "".join({"*": "[^/]*", "?": "[^/]"}.get(char, re.escape(char)) for char in name)
    return re.compile(found)


def _on_disk(path: Path, folder: bool = False) -> Path | None:
    """The file (or `folder`) of that path in any case of letters; None where there is none."""
    there = Path.is_dir if folder else _is_file
    if there(path):
        return path
    found = Path(path.anchor)
    for part in path.parts[1:]:
        if (found / part).exists():
            found /= part
        else:
            name = next((name for name in _names_in(found) if folded(name) == folded(part)), None)
            if name is None:
                return None
            found /= name
    return found if there(found) else None


def _is_file(path: Path) -> bool:
    return path.exists() and not path.is_dir()


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def parse_xml(data: bytes, path: Path, label: str, what: str) -> Node:
    """The root of an XML file that is a `what` ("project file"). Raises CdcError."""
    parser = expat.ParserCreate()
    document = Node("", {}, [], [], label, path)
    stack = [document]

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        lowered = {name.lower(): value for name, value in attributes.items()}
        where = f"{label}:{parser.CurrentLineNumber}"
        node = Node(tag.rpartition(":")[2].lower(), lowered, [], [], where, path)
        stack[-1].children.append(node)
        stack.append(node)

    def doctype(*_: object) -> None:
        raise CdcError(Problem(label, f"a {what} with a document type is not read"))

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: stack.pop()
    parser.CharacterDataHandler = lambda text: stack[-1].text.append(text)
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as wrong:
        raise CdcError(Problem(label, f"not a {what}: {wrong}")) from None
    return document.children[0]
