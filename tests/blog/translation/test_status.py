"""How far a translation is: the stored numbers are those of the rows, whatever happened, and cost little to keep."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, Author, Category, Disclaimer
from blog.translation.counting import words_in
from blog.translation.models import Review, TranslationStatus
from blog.translation.publishing import publish
from blog.translation.saving import By, save, set_reviewed
from blog.translation.segments import segments_of
from blog.translation.status import Counts, count, refresh_all, together
from tests.factories import block


def stored(translation: Translation) -> Counts:
    row = TranslationStatus.objects.get(pk=translation.pk)
    return Counts(**{name: getattr(row, name) for name in Counts.__dataclass_fields__})


def begin(write: Any, submit: Any, *paragraphs: str, **fields: Any) -> tuple[ArticlePage, Translation]:
    html = "".join(f"<p>{text}</p>" for text in paragraphs)
    article = write(f"글 {len(paragraphs)}", body=[block("paragraph", html)], **fields)
    submit(article)
    return article, Translation.objects.select_related("source").get(source__object_id=article.translation_key)


def place(translation: Translation, source: str) -> tuple[int, int]:
    return next(each.place for each in segments_of(translation) if each.source == source)


def numbers(translation: Translation) -> dict[str, int]:
    assert stored(translation) == count(translation)
    found = TranslationStatus.objects.get(pk=translation.pk)
    names = ("reviewed", "translated", "machine", "stale", "broken", "missing")
    assert found.total == sum(getattr(found, name) for name in names)
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def test_a_translation_that_was_just_begun_has_a_row_with_everything_missing(write: Any, submit: Any) -> None:
    _article, translation = begin(write, submit, "첫 문단 <b>안의</b> 글", "둘째&nbsp;문단")
    assert numbers(translation) == {"missing": 3}
    assert stored(translation).words == 2 + 4 + 2  # the title is "글 2"


def test_the_numbers_follow_every_way_in_which_strings_change(write: Any, submit: Any, translator: User) -> None:
    _article, translation = begin(write, submit, "하나", "둘")
    one, two = place(translation, "하나"), place(translation, "둘")
    save(translation, one, "Machine", by=By(tool="Robot", machine=True))
    assert numbers(translation) == {"machine": 1, "missing": 2}
    set_reviewed(translation, one, user=translator)
    assert numbers(translation) == {"reviewed": 1, "missing": 2}
    set_reviewed(translation, one, user=translator, reviewed=False)
    save(translation, two, "<p>broken</p>", by=By(translator))
    assert numbers(translation) == {"machine": 1, "broken": 1, "missing": 1}
    row = StringTranslation.objects.get(translation_of_id=two[0])
    row.data, row.has_error = "Two", False
    row.save()
    assert numbers(translation) == {"machine": 1, "translated": 1, "missing": 1}
    Review.objects.create(translation=row, reviewer=translator)
    assert numbers(translation) == {"machine": 1, "reviewed": 1, "missing": 1}
    Review.objects.all().delete()
    StringTranslation.objects.all().delete()
    assert numbers(translation) == {"missing": 3}
    assert stored(translation).words == 4


def test_saving_a_piece_costs_one_query_to_lock_one_to_count_and_one_to_store(
    write: Any, submit: Any, translator: User
) -> None:
    _article, translation = begin(write, submit, *(f"문단 {number}" for number in range(30)))
    where = place(translation, "문단 3")
    with CaptureQueriesContext(connection) as queries:
        save(translation, where, "Three", by=By(translator))
    statements = [each["sql"] for each in queries.captured_queries if "SAVEPOINT" not in each["sql"]]
    ours = [sql for sql in statements if "UNION ALL" in sql or "translationstatus" in sql]
    assert len(ours) == 2
    assert len(statements) <= 9, statements


def test_many_pieces_stored_together_are_counted_once(write: Any, submit: Any, translator: User) -> None:
    _article, translation = begin(write, submit, *(f"문단 {number}" for number in range(60)))
    places = [each.place for each in segments_of(translation)]
    with CaptureQueriesContext(connection) as queries, together():
        for where in places:
            save(translation, where, "Text", by=By(tool="Robot", machine=True))
    assert sum("UNION ALL" in each["sql"] for each in queries.captured_queries) == 1
    assert numbers(translation) == {"machine": 61}


def test_nothing_is_counted_of_what_was_taken_back(write: Any, submit: Any, translator: User) -> None:
    _article, translation = begin(write, submit, "하나")
    before = stored(translation)

    def break_off() -> None:
        with together():
            save(translation, place(translation, "하나"), "One", by=By(translator))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert stored(translation) == before == count(translation)


@pytest.mark.parametrize(
    ("html", "words"), [("", 0), ("하나 둘", 2), ("<b>하</b>나<br/>둘", 2), ("a&nbsp;b &lt;c&gt;", 3), ("😀 شكرا", 2)]
)
def test_words_are_counted_between_spaces_of_plain_text(html: str, words: int) -> None:
    assert words_in(html) == words


def test_what_readers_are_told_of_a_page_is_the_number_in_its_row(
    write: Any, submit: Any, translate: Any, django_capture_on_commit_callbacks: Any
) -> None:
    article, translation = begin(write, submit, "하나", "둘")
    translate(article)
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None)
    assert (stored(translation).published, stored(translation).behind) == (True, 0)
    assert TranslationStatus.objects.get(pk=translation.pk).is_as_published
    for texts, behind in ((("하나", "둘과 반"), 1), (("하나", "둘과 반", "셋"), 2), (("하나", "둘"), 0)):
        raw = article.body.get_prep_value()
        raw[0]["value"] = "".join(f"<p>{text}</p>" for text in texts)
        article.body = ArticlePage.body.field.stream_block.to_python(raw)
        article.save_revision().publish()
        target = ArticlePage.objects.select_related("basis").get(pk=translation.get_target_instance().pk)
        assert (stored(translation).behind, target.basis.behind) == (behind, behind)
        assert stored(translation) == count(translation)
    target.unpublish()
    assert stored(translation) == count(translation)
    assert not stored(translation).published


def test_a_snippet_is_behind_by_its_changed_fields_across_several_changes_until_it_is_built_again(
    english: Any, translate: Any, trees: Any
) -> None:
    category = Category.objects.create(
        name="개발",
        slug="개발",
        description="설명입니다.",
        locale=trees.lists["ko"].locale,
    )
    translate_object(category, [english])
    translation = translate(category)
    publish(translation, user=None)
    assert (stored(translation).published, stored(translation).behind) == (True, 0)
    category.name = "개발과 운영"
    category.save()
    category.description = "다른 설명."
    category.save()
    assert stored(translation).behind == 2
    category.name = " 개발"
    category.slug = "다른"
    category.save()
    assert stored(translation).behind == 1
    assert stored(translation) == count(translation)
    translation.source.refresh_from_db()
    translation.source.update_from_db()
    translate(category)
    publish(translation, user=None)
    assert stored(translation).behind == 0
    assert stored(translation) == count(translation)


def test_a_disclaimer_is_compared_with_what_is_published_not_with_drafts(
    english: Any, translate: Any, trees: Any, django_capture_on_commit_callbacks: Any
) -> None:
    source = Disclaimer.objects.create(name="면책", text="<p>개인 의견.</p>", locale=trees.lists["ko"].locale)
    translate_object(source, [english])
    translation = translate(source)
    assert not stored(translation).published
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None)
    assert stored(translation).published
    source.refresh_from_db()
    source.text = "<p>회사 의견.</p>"
    draft = source.save_revision()
    assert stored(translation).behind == 0
    draft.publish()
    assert stored(translation).behind == 1
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=False)
    assert stored(translation) == count(translation)


def test_many_are_counted_with_a_fixed_number_of_queries(write: Any, submit: Any, english: Any, trees: Any) -> None:
    def add() -> None:
        locale = trees.lists["ko"].locale
        number = Translation.objects.count()
        submit(write(f"글 {number}", body=[block("paragraph", "<p>하나</p>")]))
        for kind in (Author, Category):
            translate_object(kind.objects.create(name=f"이름 {number}", slug=f"s{number}", locale=locale), [english])

    def cost() -> int:
        TranslationStatus.objects.update(total=99)
        keys = list(Translation.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            assert refresh_all(keys) == len(keys)
        return len(queries)

    add()
    few = cost()
    for _ in range(4):
        add()
    assert cost() == few
    assert refresh_all(Translation.objects.values_list("pk", flat=True)) == 0


def test_deleting_a_text_in_any_language_leaves_right_numbers_or_none(
    write: Any, submit: Any, translate: Any, django_capture_on_commit_callbacks: Any
) -> None:
    article, translation = begin(write, submit, "하나")
    translate(article)
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None)
    translation.get_target_instance().delete()
    assert not stored(translation).published
    assert stored(translation) == count(translation)
    translation.source.object.delete() if False else None
    article.delete()
    assert stored(translation) == count(translation)
