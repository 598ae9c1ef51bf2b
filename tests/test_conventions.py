"""House rules that neither ruff nor import-linter checks."""

import ast
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("settings", "home", "blog", "search", "ops")
FORBIDDEN_NAMES = {"core", "common", "util", "utils", "helper", "helpers", "service", "services", "misc", "lib"}
LONGEST_MODULE = 400
LONGEST_TEMPLATE = 80
LONGEST_BEHAVIOUR = 80
ALL_JAVASCRIPT = 500
LONGEST_ADMIN_SCRIPT = 150
LONGEST_DECISION = 60
NOT_DUGEUL = {".git", ".venv", "var", "node_modules"}


@cache
def files() -> tuple[Path, ...]:
    """Files that are tracked or about to be; on an export without git, every file."""
    command = ["git", "-c", "core.quotePath=false", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    git = (
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False) if shutil.which("git") else None
    )
    if git and git.returncode == 0:
        found = [ROOT / name for name in git.stdout.split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not NOT_DUGEUL & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def python_modules(*, with_migrations: bool = False, packages: tuple[str, ...] = PACKAGES) -> list[Path]:
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in packages
        and (with_migrations or "migrations" not in path.parts)
    ]


def templates() -> list[Path]:
    return [path for path in files() if path.suffix == ".html" and "templates" in path.relative_to(ROOT).parts]


def public_templates() -> list[Path]:
    """Templates of pages that everybody gets alike; the doors to restricted pages are never cached."""
    doors = {
        "templates/wagtailcore/login.html",
        "templates/wagtailcore/password_required.html",
        "templates/comments/confirm.html",
    }
    ours = [path for path in templates() if path.relative_to(ROOT).parts[0] == "templates"]
    return [path for path in ours if str(path.relative_to(ROOT)) not in doors]


def scripts() -> list[Path]:
    return [path for path in files() if path.suffix == ".js" and path.is_relative_to(ROOT / "static")]


def behaviours() -> list[Path]:
    """What readers load."""
    return [path for path in scripts() if path not in admin_scripts()]


def admin_scripts() -> list[Path]:
    """What translators and editors load, each on the page that needs it."""
    return [path for path in scripts() if path.is_relative_to(ROOT / "static" / "admin")]


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def too_long(paths: list[Path], limit: int) -> list[str]:
    return [f"{name_of(path)}: {lines_of(path)} lines" for path in paths if lines_of(path) > limit]


def offences(paths: list[Path], pattern: str) -> list[str]:
    """The places where a pattern occurs, as file:line."""
    found = re.compile(pattern)
    return [
        f"{name_of(path)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if found.search(line)
    ]


def test_there_is_something_to_look_at() -> None:
    assert len(python_modules()) > 30
    assert len(public_templates()) > 30
    assert behaviours()


def test_no_module_is_named_for_what_it_does_not_own() -> None:
    names = {part.removesuffix(".py") for path in files() if path.suffix == ".py" for part in path.parts}
    assert not names & FORBIDDEN_NAMES


def test_every_module_begins_with_a_sentence_that_says_why_it_exists() -> None:
    everything = python_modules(packages=(*PACKAGES, "tests", "manage.py"))
    missing = [name_of(path) for path in everything if path.read_text().strip() and not docstring_is_a_sentence(path)]
    assert missing == []


def docstring_is_a_sentence(path: Path) -> bool:
    first_paragraph = (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0]
    return first_paragraph.endswith((".", "?", ":"))


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    assert too_long(python_modules(), LONGEST_MODULE) == []


def test_no_template_is_longer_than_a_screen_or_two() -> None:
    assert too_long(templates(), LONGEST_TEMPLATE) == []


def test_every_behaviour_is_small_and_so_is_all_javascript_together() -> None:
    assert too_long(behaviours(), LONGEST_BEHAVIOUR - 1) == []
    assert sum(map(lines_of, behaviours())) < ALL_JAVASCRIPT


def test_every_script_of_the_admin_can_be_held_in_one_head() -> None:
    assert too_long(admin_scripts(), LONGEST_ADMIN_SCRIPT) == []


def test_no_script_moves_the_page_under_its_reader() -> None:
    assert offences(behaviours(), r"scroll(?:To|By|IntoView|Restoration)\b|\bdocumentElement\.scroll") == []


def test_what_moves_asks_first_whether_the_reader_wants_motion() -> None:
    for path in (ROOT / "static" / "css").glob("*.css"):
        still = re.sub(
            r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}\n", "", path.read_text(), flags=re.DOTALL
        )
        assert re.findall(r"^\s*(?:transition|animation|scroll-behavior)[\w-]*:", still, re.MULTILINE) == [], name_of(
            path
        )


def test_the_night_of_the_system_gives_way_to_the_theme_of_the_reader() -> None:
    for path in (ROOT / "static" / "css").glob("*.css"):
        rules = re.findall(r"@media \(prefers-color-scheme: \w+\) \{.*?\n\}\n", path.read_text(), re.DOTALL)
        assert [rule for rule in rules if ":root:not([data-theme=" not in rule] == [], name_of(path)


@pytest.mark.parametrize(
    "pattern",
    [
        r"""<script(?![^>]*\bsrc=)(?! type="application/ld\+json">\{\{ data \}\}</script>)""",  # data is no script
        r"<style\b",
        r"""\sstyle\s*=\s*["']""",
        r"""\son[a-z]+\s*=\s*["']""",
        r"javascript:",
    ],
)
def test_templates_hold_no_inline_script_or_style(pattern: str) -> None:
    assert offences(templates(), pattern) == []


def test_templates_never_switch_escaping_off() -> None:
    assert offences(templates(), r"\|\s*safe\b|\bsafeseq\b|autoescape\s+off") == []


def test_no_public_template_holds_anything_about_its_visitor() -> None:
    assert (
        offences(public_templates(), r"csrf_token|\brequest\.user\b|\brequest\.session\b|\bmessages\b|\buser\.") == []
    )


def test_every_component_receives_explicitly_what_it_shows() -> None:
    includes = offences(public_templates(), r"{%\s*include\s")
    assert [place for place in includes if not re.search(r"\bonly\s*%}|components/|blocks/", place)] == []
    assert offences(public_templates(), r"{%\s*include\s(?:(?!%}).)*(?<!only)\s%}") == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_pins_every_package_with_hashes_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    requirements = re.split(r"\n(?=\S)", text.strip())
    unpinned = [entry for entry in requirements if not re.match(r"[a-z0-9][a-z0-9.\-]*(?:\[[^\]]+\])?==\S+", entry)]
    assert unpinned == []
    assert [entry.split()[0] for entry in requirements if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|@ ", text)


def test_the_development_lock_agrees_with_the_one_of_the_site() -> None:
    pins = [dict(re.findall(r"^([a-z0-9.\-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE)) for name in LOCKS]
    assert pins[0].items() <= pins[1].items()


LOCKS = ("requirements.lock", "requirements-dev.lock")


def test_no_file_names_a_place_that_exists_on_one_machine_only() -> None:
    # Put together here, so that this file does not find itself.
    places = "|".join(("wor" + "k", "ro" + "ot", "Use" + "rs", "home/[a-z]+", "tm" + "p"))
    pattern = rf"""(?:^|[\s"'`=(:])/(?:{places})/"""
    texts = [path for path in files() if path.suffix not in BINARY and is_text(path)]
    assert offences(texts, pattern) == []


BINARY = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".mo", ".ico", ".gz", ".br"}


def is_text(path: Path) -> bool:
    try:
        path.read_text()
    except UnicodeDecodeError:
        return False
    return True


def test_every_management_command_is_documented() -> None:
    commands = {path.stem for path in python_modules() if path.parent.name == "commands"} - {"__init__"}
    manuals = "\n".join(path.read_text() for path in (ROOT / "docs").glob("*.md"))
    assert {
        name for name in commands if not re.search(rf"`(?:manage\.py )?{name}\b|manage\.py {name}\b", manuals)
    } == set()


def test_a_command_is_only_a_door() -> None:
    assert too_long([path for path in python_modules() if path.parent.name == "commands"], 60) == []


def documents() -> list[Path]:
    """Our own; the sample articles and the data of tests link to what exists elsewhere."""
    folders = {"demo", "tests"}
    return [path for path in files() if path.suffix == ".md" and path.relative_to(ROOT).parts[0] not in folders]


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if not (path.parent / target.split("#")[0]).exists()] == []


def test_every_guide_for_editors_and_translators_exists_in_both_languages_with_the_same_outline() -> None:
    for name in ("docs/writing", "docs/translating", "docs/moderating", "README"):
        english, korean = ((ROOT / f"{name}{language}.md").read_text() for language in ("", ".ko"))
        assert levels(english) == levels(korean), name


def levels(markdown: str) -> list[str]:
    return re.findall(r"^#+(?= )", re.sub(r"```.*?```", "", markdown, flags=re.DOTALL), re.MULTILINE)


def test_the_first_screen_of_the_readme_holds_the_two_commands() -> None:
    for name in ("README.md", "README.ko.md"):
        first_screen = (ROOT / name).read_text().splitlines()[:20]
        assert any(line.startswith("make run") for line in first_screen)
        assert any(line.startswith("make test") for line in first_screen)


def test_decisions_are_numbered_without_gaps_and_fit_on_a_screen() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [name_of(p) for p in decisions if not p.read_text().startswith(f"# {int(p.name[:4])}. ")] == []
    assert too_long(decisions, LONGEST_DECISION) == []


def test_what_ci_runs_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert {"make check", "make test"} <= set(script.read_text().splitlines())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their contracts, where a test may put what does not belong there."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_packages_import_only_to_the_right(copy: Path) -> None:
    done = lint_imports(copy)
    assert done.returncode == 0, done.stdout


def test_a_stray_module_fails_the_build(copy: Path) -> None:
    (copy / "blog" / "utils.py").write_text('"""Odds and ends."""\n')
    done = lint_imports(copy)
    assert done.returncode != 0
    assert "blog.utils" in done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("ops/health.py", "import blog.models"),
        ("search/query.py", "import ops.health"),
        ("search/scoring.py", "import blog.models"),
        ("blog/reading.py", "import blog.blocks"),
        ("blog/models/pages.py", "import blog.translation.patches"),
        ("home/models.py", "import settings.base"),
    ],
)
def test_an_import_to_the_left_fails_the_build(copy: Path, module: str, line: str) -> None:
    path = copy / module
    path.write_text(f"{path.read_text()}\n{line}\n")
    assert lint_imports(copy).returncode != 0
