"""The command that counts translations again, and what it makes of a site from before they were counted."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from blog.models import Category
from blog.translation.earlier import count_earlier_translations
from blog.translation.models import Composition, TranslationStatus
from blog.translation.publishing import publish
from blog.translation.status import count, refresh_all


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("count_translations", *arguments, stdout=out)
    return out.getvalue()


def test_it_says_how_many_rows_were_wrong_and_mends_them(complete: Any) -> None:
    _article, _target, translation = complete
    assert "1 translations, 0 of them" in run("--check")
    TranslationStatus.objects.update(words=7)
    with pytest.raises(CommandError, match="1 of them"):
        run("--check")
    assert TranslationStatus.objects.get().words == 7
    assert "1 of them" in run()
    assert TranslationStatus.objects.get().words == count(translation).words == 0
    TranslationStatus.objects.all().delete()
    with pytest.raises(CommandError):
        run("--check")
    assert "1 of them" in run()
    assert "0 of them" in run()


def test_translations_from_before_the_numbers_get_them_once(
    complete: Any, translate: Any, english: Any, trees: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _article, _target, translation = complete
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None)
    category = Category.objects.create(name="개발", slug="개발", locale=trees.lists["ko"].locale)
    translate_object(category, [english])
    publish(translate(category), user=None)
    translate(category, name="Changed since")
    before = {row.pk: row.is_as_published for row in TranslationStatus.objects.all()}
    TranslationStatus.objects.all().delete()
    Composition.objects.all().delete()
    assert count_earlier_translations() == 2
    assert {row.pk: row.is_as_published for row in TranslationStatus.objects.all()} == before
    assert sorted(before.values()) == [False, True]
    category.name = "개발과 운영"
    category.save()
    changed = Translation.objects.get(source__object_id=category.translation_key)
    assert TranslationStatus.objects.get(pk=changed.pk).behind == 1
    assert count_earlier_translations() == 0
    assert refresh_all(before) == 0
