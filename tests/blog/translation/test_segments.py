"""The pieces of a translation: what is read, what is stored, and what is remembered when the original changes."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from wagtail_localize.models import StringTranslation, Translation

from blog.models import ArticlePage
from blog.translation.models import Predecessor, SegmentVersion
from blog.translation.saving import By, ConflictError, RefusedError, save, set_reviewed
from blog.translation.segments import Segment, State, carried_over, segments_of
from tests.factories import block, paragraph, section


def begin(write: Any, submit: Any, *paragraphs: str) -> tuple[ArticlePage, Translation]:
    html = "".join(f"<p>{text}</p>" for text in paragraphs)
    article = write(f"글 {len(paragraphs)}", body=[block("paragraph", html)])
    submit(article)
    return article, Translation.objects.select_related("source").get(source__object_id=article.translation_key)


def read_again(article: ArticlePage, translation: Translation, *paragraphs: str) -> None:
    raw = article.body.get_prep_value()
    raw[0]["value"] = "".join(f"<p>{text}</p>" for text in paragraphs)
    article.body = ArticlePage.body.field.stream_block.to_python(raw)
    article.save_revision().publish()
    translation.source.refresh_from_db()
    translation.source.update_from_db()


def find(translation: Translation, source: str) -> Segment:
    return next(each for each in segments_of(translation) if each.source == source)


def test_pieces_come_in_the_order_of_the_page_with_what_editors_call_their_places(write: Any, submit: Any) -> None:
    article = write("구름", body=[paragraph("첫 문단"), section("구조", paragraph("안의 문단"))])
    submit(article)
    found = segments_of(Translation.objects.get(source__object_id=article.translation_key))
    assert [each.source for each in found] == ["구름", "구름", "첫 문단", "구조", "안의 문단"]
    assert {each.state for each in found} == {State.MISSING}
    assert [each.labels for each in found[2:]] == [("글",), ("섹션", "소제목"), ("섹션", "글")]


def test_a_stored_text_is_read_back_with_its_state_its_writer_and_its_version(
    write: Any, submit: Any, translator: User
) -> None:
    _article, translation = begin(write, submit, "하나")
    segment = find(translation, "하나")
    save(translation, segment.place, "One", by=By(translator), version=segment.version)
    after = find(translation, "하나")
    assert (after.text, after.state, after.user) == ("One", State.TRANSLATED, translator.pk)
    assert after.version != segment.version


def test_nobody_overwrites_what_they_have_not_seen(write: Any, submit: Any, translator: User, editor: User) -> None:
    _article, translation = begin(write, submit, "하나")
    segment = find(translation, "하나")
    save(translation, segment.place, "One", by=By(translator), version=segment.version)
    with pytest.raises(ConflictError) as conflict:
        save(translation, segment.place, "Uno", by=By(editor), version=segment.version)
    assert conflict.value.stored is not None
    assert conflict.value.stored.data == "One"
    assert find(translation, "하나").text == "One"


def test_a_string_that_the_original_has_no_more_is_refused(write: Any, submit: Any, translator: User) -> None:
    article, translation = begin(write, submit, "하나")
    segment = find(translation, "하나")
    read_again(article, translation, "둘")
    with pytest.raises(RefusedError):
        save(translation, segment.place, "One", by=By(translator))


def test_what_cannot_be_used_is_stored_with_its_error(write: Any, submit: Any, translator: User) -> None:
    _article, translation = begin(write, submit, "하나")
    save(translation, find(translation, "하나").place, "<p>One</p>", by=By(translator))
    broken = find(translation, "하나")
    assert (broken.state, broken.text) == (State.BROKEN, "<p>One</p>")
    assert broken.error


def test_every_version_is_kept_and_a_review_goes_when_the_text_changes(
    write: Any, submit: Any, translator: User, editor: User
) -> None:
    _article, translation = begin(write, submit, "하나")
    place = find(translation, "하나").place
    save(translation, place, "Machine one", by=By(tool="Robot", machine=True))
    assert find(translation, "하나").state == State.MACHINE
    set_reviewed(translation, place, user=editor)
    assert find(translation, "하나").state == State.REVIEWED
    save(translation, place, "One", by=By(translator))
    assert find(translation, "하나").state == State.TRANSLATED
    save(translation, place, "One", by=By(translator))
    versions = SegmentVersion.objects.filter(string_id=place[0]).order_by("pk")
    assert [(each.text, each.origin) for each in versions] == [("Machine one", "machine"), ("One", "person")]


def test_a_changed_paragraph_knows_its_old_source_and_its_old_translation(
    write: Any, submit: Any, translator: User
) -> None:
    article, translation = begin(write, submit, "하나", "둘", "셋")
    for text, english in (("하나", "One"), ("둘", "Two"), ("셋", "Three")):
        save(translation, find(translation, text).place, english, by=By(translator))
    read_again(article, translation, "하나", "둘과 반", "새것", "셋")
    read_again(article, translation, "하나", "둘과 조금", "새것", "셋")
    changed = find(translation, "둘과 조금")
    assert (changed.state, changed.earlier_source, changed.earlier_text) == (State.STALE, "둘", "Two")
    assert find(translation, "새것").state == State.MISSING
    assert find(translation, "셋").state == State.TRANSLATED
    assert {place: row.data for place, row in carried_over(translation).items() if place == changed.place} == {
        changed.place: "Two"
    }


def test_a_text_that_was_changed_back_has_its_translation_again(write: Any, submit: Any, translator: User) -> None:
    article, translation = begin(write, submit, "하나")
    save(translation, find(translation, "하나").place, "One", by=By(translator))
    read_again(article, translation, "하나 둘")
    read_again(article, translation, "하나")
    assert (find(translation, "하나").state, find(translation, "하나").text) == (State.TRANSLATED, "One")
    StringTranslation.objects.all().delete()
    assert find(translation, "하나").state == State.MISSING
    assert find(translation, "하나").earlier_text == ""
    assert Predecessor.objects.count() == 1


def test_reading_the_pieces_costs_the_same_for_few_and_for_many(
    write: Any, submit: Any, django_assert_num_queries: Any
) -> None:
    for count in (2, 40):
        _article, translation = begin(write, submit, *(f"문단 {number}" for number in range(count)))
        translation = Translation.objects.select_related("source__specific_content_type").get(pk=translation.pk)
        with django_assert_num_queries(3):
            assert len(segments_of(translation)) == count + 2
