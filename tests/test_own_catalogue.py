"""The Korean of our own sentences: complete, and never at odds with Wagtail's."""

import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings

from tests.catalogue import CATALOGUE, sentences

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
PARTICLE_AFTER_VARIABLE = re.compile(r"(?:%\(\w+\)[sd]|\}\})[’”\"']?(?:은|는|이|가|을|를|과|와|으로|로)(?=[\s.,]|$)")


def own() -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}


def korean(entry: polib.POEntry) -> str:
    return entry.msgstr or (entry.msgstr_plural or {}).get(0, "")


def test_every_sentence_of_the_code_has_korean():
    entries = own()
    missing = [key for key in sentences() if key not in entries or not korean(entries[key])]
    assert not missing, "run `make messages` and translate these"


def test_the_catalogue_holds_nothing_that_is_gone_from_the_code():
    assert not set(own()) - set(sentences())


@pytest.mark.parametrize("entry", own().values(), ids=lambda entry: entry.msgid[:40])
def test_placeholders_survive_and_no_particle_follows_a_variable(entry: polib.POEntry):
    assert set(PLACEHOLDER.findall(entry.msgid)) == set(PLACEHOLDER.findall(korean(entry)))
    assert not PARTICLE_AFTER_VARIABLE.search(korean(entry))


def test_our_words_do_not_overwrite_wagtails_where_it_means_something_else():
    """One msgid has one Korean in the whole process, so a word of ours that Wagtail uses otherwise needs a context."""
    theirs: dict[tuple[str | None, str], str] = {}
    for app in apps.get_app_configs():
        path = Path(app.path) / "locale" / "ko" / "LC_MESSAGES" / "django.po"
        if path.exists() and not path.is_relative_to(settings.BASE_DIR / "blog"):
            theirs |= {(e.msgctxt, e.msgid): korean(e) for e in polib.pofile(str(path)) if not e.fuzzy}
    overrides = polib.pofile(str(settings.BASE_DIR / "locale" / "wagtail" / "ko" / "LC_MESSAGES" / "django.po"))
    theirs |= {(e.msgctxt, e.msgid): korean(e) for e in overrides}
    clashes = {
        key: (korean(entry), theirs[key])
        for key, entry in own().items()
        if theirs.get(key) and theirs[key] != korean(entry)
    }
    assert not clashes
