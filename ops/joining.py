"""One style sheet out of its imports, and one script out of its modules, so that a page asks for each of them once.

It reads only what our own files are written in and refuses the rest: it is no bundler. It knows text, and nothing of
folders, hashes or servers.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field

Read = Callable[[str], str]

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_IMPORT = re.compile(r'^@import url\("([\w./-]+)"\)(?: layer\((\w+)\))?(?: (\w+))?;$', re.MULTILINE)
_JS_IMPORT = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "(\.[\w./-]+)";$', re.MULTILINE)
_JS_EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)", re.MULTILINE)
_NOT_JOINABLE = re.compile(r"^\s*(?:import|export)\b.*|\bimport\s*[(.].*|^await\b.*", re.MULTILINE)


class CannotJoinError(ValueError):
    """A file is written in a way that this module does not read."""


def joined_style(name: str, read: Read) -> str:
    """The style sheet `name` with each import replaced by what it brings, in the layer and for the medium it names.

    `read` returns the text of a file by its path. Imported files stand in the same folder, for addresses in them are
    relative to it, and import nothing themselves. Comments are left out.
    """

    def inline(match: re.Match[str]) -> str:
        address, layer, medium = match.groups()
        if "/" in address:
            raise CannotJoinError(f"{name} imports {address}, which is not in its folder")
        text = without_comments(read(_beside(name, address)))
        for rule in filter(None, (f"@media {medium}" if medium else "", f"@layer {layer}" if layer else "")):
            text = f"{rule} {{\n{text}}}\n"
        return text

    text = _CSS_IMPORT.sub(inline, without_comments(read(name)))
    if "@import" in text:
        raise CannotJoinError(f'{name}: an import is not of the form @import url("name.css") layer(name) medium;')
    return text


def without_comments(style: str) -> str:
    """CSS without its comments and the empty lines they leave. Strings that hold a comment's opening are not read."""
    return re.sub(r"\n\s*\n+", "\n", _COMMENT.sub("", style)).lstrip()


def joined_module(name: str, read: Read) -> str:
    """The module `name` and everything it imports, as one module. Each keeps its own names in a function of its own."""
    modules = _Modules(read)
    main = modules.bind(name)
    return "".join((*modules.written, main))


@dataclass(slots=True)
class _Modules:
    """The modules met so far, in the order in which they run, and the constant that holds the exports of each."""

    read: Read
    written: list[str] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)

    def bind(self, name: str) -> str:
        """The text of a module, its imports taken from the constants of the modules before it."""

        def take(match: re.Match[str]) -> str:
            return f"const {{ {match[1]} }} = {self.constant_of(_beside(name, match[2]))};"

        text = _JS_IMPORT.sub(take, self.read(name))
        if odd := _NOT_JOINABLE.search(_JS_EXPORT.sub(r"\1 \2", text)):
            raise CannotJoinError(f"{name} cannot be joined: {odd[0].strip()}")
        return text

    def constant_of(self, name: str) -> str:
        """Writes a module once, and says what its exports hang on."""
        if name not in self.constants:
            self.constants[name] = ""
            text = self.bind(name)
            exports = ", ".join(match[2] for match in _JS_EXPORT.finditer(text))
            self.constants[name] = f"module{len(self.written)}"
            body = _JS_EXPORT.sub(r"\1 \2", text)
            self.written.append(f"const {self.constants[name]} = (() => {{\n{body}return {{ {exports} }};\n}})();\n")
        if not self.constants[name]:
            raise CannotJoinError(f"{name} imports itself by way of another module")
        return self.constants[name]


def _beside(name: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
