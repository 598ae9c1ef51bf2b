"""The table of variables in settings/base.py, .env.example and docs/operating.md say the same."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from settings import base

ROOT = Path(settings.BASE_DIR)
ONLY_FOR_COMPOSE = {"POSTGRES_PASSWORD", "HTTP_BIND"}
EXAMPLE = (ROOT / ".env.example").read_text()
ASSIGNMENT = re.compile(r"(?P<optional># )?(?P<name>[A-Z_]+)=(?P<value>.*)")


def assignments() -> dict[str, re.Match[str]]:
    found = (ASSIGNMENT.fullmatch(line) for line in EXAMPLE.splitlines())
    return {match["name"]: match for match in found if match}


def shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_example_names_every_variable_that_the_settings_read_and_no_other() -> None:
    assert set(assignments()) == set(base.env.scheme) | ONLY_FOR_COMPOSE


def test_the_example_shows_the_defaults_of_the_settings() -> None:
    optional = {name: match["value"] for name, match in assignments().items() if match["optional"]}
    assert {name: shown(base.env.scheme[name][1]) for name in optional.keys() & base.env.scheme.keys()} == {
        name: value for name, value in optional.items() if name not in ONLY_FOR_COMPOSE
    }


def test_a_secret_has_no_value_in_the_example() -> None:
    secrets = [match["value"] for name, match in assignments().items() if re.search("KEY|PASSWORD", name)]
    assert secrets == [""] * 6


@pytest.mark.parametrize("name", sorted(assignments()))
def test_the_example_explains_every_variable(name: str) -> None:
    lines = EXAMPLE.splitlines()
    (number,) = [index for index, line in enumerate(lines) if re.match(rf"(# )?{name}=", line)]
    assert re.match(r"# .*[a-z]\.?", lines[number - 1])


def test_the_manual_for_operators_lists_every_variable_with_its_default() -> None:
    manual = (ROOT / "docs" / "operating.md").read_text()
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", manual, re.MULTILINE))
    assert set(rows) == set(base.env.scheme) | ONLY_FOR_COMPOSE
    for name, (_type, default) in base.env.scheme.items():
        assert rows[name].strip("`") == (shown(default) or "–"), name


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        path.relative_to(ROOT)
        for package in ("home", "blog", "search", "ops")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"os\.environ|getenv|\benviron\b", path.read_text())
    ]
    assert readers == []
