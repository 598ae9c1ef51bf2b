"""The Korean of the Wagtail admin: complete, well formed, and no older than Wagtail itself.

Wagtail and wagtail-localize are shipped with Korean for about two thirds of their strings.
``locale/wagtail/ko`` holds the rest. These tests read catalogues only; they need neither
Django nor a database, and they fail when an upgrade brings strings without Korean.
"""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest

OURS = Path(__file__).resolve().parent.parent / "locale" / "wagtail" / "ko" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")

#: Every string of these packages must have Korean.
COVERED = ("wagtail", "wagtail_localize")
#: These show in the admin too, and have no Korean of their own; their strings may be in ours.
HELPERS = ("taggit", "modelsearch", "django_filters")

Key = tuple[str | None, str]

PLACEHOLDER = re.compile(r"%\([^)]+\)[sd]|%[sd]|\{[^{}]*\}")
TAG = re.compile(r"<[^>]+>")
GLUED_PARTICLE = re.compile(
    r"(?:%\([^)]+\)[sd]|%[sd]|\{[^{}]*\})(?:</\w+>)*[’”'\"]?"
    r"(?:은|는|이|가|을|를|과|와|으로|로|이며|이고|입니다)(?![가-힣])"
)
FUNCTIONS = {f"{plural}gettext{lazy}" for plural in ("", "n", "p", "np") for lazy in ("", "_lazy", "_noop")} | {"_"}


def key_of(entry: polib.POEntry) -> Key:
    return (entry.msgctxt, entry.msgid)


def folder_of(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None, f"{package} is not installed"
    assert spec.origin is not None, f"{package} has no folder"
    return Path(spec.origin).parent


def live_entries(path: Path) -> Iterator[polib.POEntry]:
    return (entry for entry in polib.pofile(str(path)) if not entry.obsolete)


def templates(package: str, domain: str) -> list[Path]:
    return sorted(folder_of(package).glob(f"**/locale/en/LC_MESSAGES/{domain}.po"))


def translated(path: Path) -> set[Key]:
    if not path.exists():
        return set()
    return {key_of(entry) for entry in live_entries(path) if entry.translated() and not entry.fuzzy}


def forms(entry: polib.POEntry) -> list[str]:
    if entry.msgid_plural:
        return list(entry.msgstr_plural.values())
    return [entry.msgstr]


def sources(entry: polib.POEntry) -> list[str]:
    return [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]


def marked_in_code(package: str) -> Iterator[Key]:
    """Strings marked for translation in Python and in templates (for packages without ``en``)."""
    for path in folder_of(package).glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            values = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
            if name not in FUNCTIONS or not values:
                continue
            context, message = values[:2] if name.startswith(("p", "np")) else (None, values[0])
            if isinstance(message, str):
                yield (context if isinstance(context, str) else None, message)
    for path in folder_of(package).glob("**/templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"{%\s*trans(?:late)?\s+([\"'])(.+?)\1", text):
            yield (None, match[2])


def upstream(domain: str) -> dict[Key, list[polib.POEntry]]:
    found: dict[Key, list[polib.POEntry]] = {}
    for package in COVERED + HELPERS:
        for path in templates(package, domain):
            for entry in live_entries(path):
                found.setdefault(key_of(entry), []).append(entry)
    return found


@pytest.fixture(params=DOMAINS)
def domain(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ours(domain: str) -> polib.POFile:
    return polib.pofile(str(OURS / f"{domain}.po"))


def described(keys: list[Key]) -> str:
    return "\n".join(f"  {message!r}" + (f"  (context {context!r})" if context else "") for context, message in keys)


def test_every_string_of_the_admin_has_korean(domain: str) -> None:
    in_ours = translated(OURS / f"{domain}.po")
    seen = 0
    missing: dict[Key, str] = {}
    for package in COVERED:
        for template in templates(package, domain):
            shipped = translated(template.parents[2] / "ko" / "LC_MESSAGES" / template.name)
            for entry in live_entries(template):
                seen += 1
                if key_of(entry) not in shipped | in_ours:
                    app = template.parents[3].relative_to(folder_of(package).parent)
                    missing.setdefault(key_of(entry), app.as_posix())
    assert seen > 100, "the templates of Wagtail were not found"
    assert not missing, (
        f"{len(missing)} of {seen} strings ({domain}) have no Korean; "
        f"add them to locale/wagtail/ko/LC_MESSAGES/{domain}.po:\n"
        + "\n".join(f"  {app}: {described([key]).strip()}" for key, app in missing.items())
    )


def test_every_entry_of_ours_is_translated_and_none_is_fuzzy(ours: polib.POFile) -> None:
    unfinished = [key_of(e) for e in ours if e.obsolete or e.fuzzy or not e.translated()]
    assert not unfinished, f"entries that are empty, fuzzy or obsolete:\n{described(unfinished)}"


def test_no_entry_of_ours_is_there_twice(ours: polib.POFile) -> None:
    keys = [key_of(entry) for entry in ours]
    twice = sorted({key for key in keys if keys.count(key) > 1}, key=str)
    assert not twice, f"entries that are there twice:\n{described(twice)}"


def test_placeholders_agree_with_the_english(ours: polib.POFile) -> None:
    wrong = [
        f"  {entry.msgid!r} → {text!r}"
        for entry in ours
        for text in forms(entry)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]
    assert not wrong, "placeholders differ:\n" + "\n".join(wrong)


def test_html_tags_agree_with_the_english(ours: polib.POFile) -> None:
    wrong = [
        f"  {entry.msgid!r} → {text!r}"
        for entry in ours
        for text in forms(entry)
        if sorted(TAG.findall(text)) not in [sorted(TAG.findall(source)) for source in sources(entry)]
    ]
    assert not wrong, "HTML tags differ:\n" + "\n".join(wrong)


def test_white_space_at_the_ends_agrees_with_the_english(ours: polib.POFile) -> None:
    def ends(text: str) -> tuple[str, str]:
        return (text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :])

    wrong = [
        f"  {entry.msgid!r} → {text!r}" for entry in ours for text in forms(entry) if ends(text) != ends(entry.msgid)
    ]
    assert not wrong, "white space at the ends differs:\n" + "\n".join(wrong)


def test_no_korean_particle_is_glued_to_a_variable(ours: polib.POFile) -> None:
    wrong = [f"  {text!r}" for entry in ours for text in forms(entry) if GLUED_PARTICLE.search(text)]
    assert not wrong, "the right particle depends on the value of the variable:\n" + "\n".join(wrong)


def test_korean_has_one_plural_form(ours: polib.POFile) -> None:
    assert ours.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    wrong = [key_of(e) for e in ours if e.msgid_plural and set(e.msgstr_plural) != {0}]
    assert not wrong, f"entries with other than one plural form:\n{described(wrong)}"


def test_no_entry_of_ours_is_obsolete(domain: str, ours: polib.POFile) -> None:
    known = set(upstream(domain))
    for package in HELPERS:
        known.update(marked_in_code(package))
    obsolete = [key_of(entry) for entry in ours if key_of(entry) not in known]
    assert not obsolete, (
        f"{len(obsolete)} entries of locale/wagtail/ko/LC_MESSAGES/{domain}.po "
        f"no longer exist upstream; remove them:\n{described(obsolete)}"
    )


def test_entries_of_ours_have_the_plural_of_the_english(domain: str, ours: polib.POFile) -> None:
    known = upstream(domain)
    wrong = [
        key_of(entry)
        for entry in ours
        if key_of(entry) in known
        and (entry.msgid_plural or "") not in {e.msgid_plural or "" for e in known[key_of(entry)]}
    ]
    assert not wrong, f"the English plural has changed:\n{described(wrong)}"


def test_one_english_string_has_one_korean_in_python_and_in_javascript() -> None:
    python, script = ({key_of(e): forms(e) for e in polib.pofile(str(OURS / f"{name}.po"))} for name in DOMAINS)
    differing = [key for key in python.keys() & script.keys() if python[key] != script[key]]
    assert not differing, f"two translations of one string:\n{described(differing)}"
