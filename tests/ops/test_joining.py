"""Imports are replaced by what they bring, in order and once; what is written in another way is refused."""

import shutil
import subprocess
from collections.abc import Callable

import pytest

from ops.joining import CannotJoinError, joined_module, joined_style, without_comments

Files = dict[str, str]


def style(**files: str) -> str:
    return joined_style("css/site.css", reader("css", "css", files))


def module(**files: str) -> str:
    return joined_module("js/site.js", reader("js", "js", files))


def reader(folder: str, suffix: str, files: Files) -> Callable[[str], str]:
    return {f"{folder}/{name}.{suffix}": text for name, text in files.items()}.__getitem__


def test_a_style_sheet_holds_its_imports_in_their_layers_and_media() -> None:
    joined = style(
        site='/* order */\n@layer a, b;\n\n@import url("x.css") layer(a);\n@import url("y.css") layer(b) print;\n',
        x="/* why */\np {\n  color: red; /* and how */\n}\n",
        y="@page {\n  margin: 1cm;\n}\n",
    )
    assert " ".join(joined.split()) == (
        "@layer a, b; @layer a { p { color: red; } } @layer b { @media print { @page { margin: 1cm; } } }"
    )


def test_an_import_without_a_layer_is_only_its_text() -> None:
    assert style(site='@import url("x.css");\n', x="p {}\n").strip() == "p {}"


@pytest.mark.parametrize(
    "site",
    [
        '@import "x.css";\n',
        "@import url(x.css) layer(a);\n",
        '@import url("x.css") supports(display: grid);\n',
        '@import url("https://elsewhere.example/x.css");\n',
        '@import url("other/x.css");\n',
        '@import url("x.css") screen and (width > 1px);\n',
    ],
)
def test_an_import_of_another_form_is_refused(site: str) -> None:
    with pytest.raises(CannotJoinError):
        style(site=site, x="p {}\n")


def test_an_imported_style_sheet_imports_nothing_itself() -> None:
    with pytest.raises(CannotJoinError):
        style(site='@import url("x.css");\n', x='@import url("y.css");\n', y="p {}\n")


def test_comments_go_and_rules_stay() -> None:
    assert without_comments("/* a\n b */\n\n\np {\n  content: '/' ; /* c */\n}\n") == "p {\n  content: '/' ; \n}\n"


JOINED = {
    "site": 'import { a } from "./one.js";\nimport { b, c } from "./two.js";\nconsole.log(a(), b(), c);\n',
    "one": 'import { c } from "./two.js";\nconst mine = "one";\nexport function a() {\n  return mine + c;\n}\n',
    "two": 'const mine = "two";\nexport const c = 3;\nexport async function d() {}\nexport const b = () => mine;\n',
}


def test_modules_run_once_and_in_order_and_keep_their_own_names() -> None:
    joined = module(**JOINED)
    assert joined.count('const mine = "two"') == 1
    assert "import" not in joined
    assert "export" not in joined
    node = shutil.which("node")
    if node:  # the browser journeys run the real one; this shows what it means
        done = subprocess.run([node, "-e", joined], capture_output=True, text=True, check=True)
        assert done.stdout == "one3 two 3\n"


@pytest.mark.parametrize(
    "line",
    [
        'import a from "./one.js";',
        'import * as a from "./one.js";',
        'import { a as b } from "./one.js";',
        'import { a } from "https://elsewhere.example/one.js";',
        'import { a } from "one.js";',
        'import "./one.js";',
        'const one = await import("./one.js");',
        "console.log(import.meta.url);",
        "export default function () {}",
        "export { a };",
        "await fetch('/');",
    ],
)
def test_a_module_that_is_written_in_another_way_is_refused(line: str) -> None:
    with pytest.raises(CannotJoinError):
        module(site=f"const b = 1;\n{line}\n", one="export const a = 1;\n")


def test_modules_that_import_each_other_are_refused() -> None:
    with pytest.raises(CannotJoinError, match="itself"):
        module(
            site='import { a } from "./one.js";\n',
            one='import { b } from "./two.js";\nexport const a = 1;\n',
            two='import { a } from "./one.js";\nexport const b = 1;\n',
        )
