"""What only moved stays translated, with its review and its history, on the desk and for readers."""

from typing import Any

from django.contrib.auth.models import User
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, Disclaimer
from blog.translation.carrying import in_use
from blog.translation.models import Basis, SegmentVersion, TranslationStatus
from blog.translation.progress import machine_drafts, missing_pieces
from blog.translation.publishing import publish
from blog.translation.saving import By, save, set_reviewed
from blog.translation.segments import Segment, State, segments_of
from blog.translation.syncing import read_again
from tests.factories import block


def begin(write: Any, english: Locale, *blocks: Any) -> tuple[ArticlePage, Translation]:
    article = write("구름", body=list(blocks))
    translate_object(article, [english])
    rows = Translation.objects.select_related("source__locale", "source__specific_content_type", "target_locale")
    return article, rows.get(source__object_id=article.translation_key)


def republish(article: ArticlePage, translation: Translation, *blocks: Any) -> None:
    article.body = ArticlePage.body.field.stream_block.to_python(list(blocks))
    article.save_revision().publish()
    translation.source.refresh_from_db()
    read_again(translation.source)


def find(translation: Translation, source: str) -> Segment:
    return next(each for each in segments_of(translation) if each.source == source and each.path != "slug")


def test_a_paragraph_in_a_new_block_is_translated_and_reviewed_as_it_was(
    write: Any, english: Locale, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = block("paragraph", "<p>하나</p><p>둘</p>"), block("paragraph", "<p>셋</p>")
    article, translation = begin(write, english, first, second)
    for text, words in (("구름", "Cloud"), ("하나", "One"), ("둘", "Two"), ("셋", "Three")):
        save(translation, find(translation, text).place, words, by=By(translator))
    set_reviewed(translation, find(translation, "둘").place, user=translator)
    before = find(translation, "둘").place
    republish(article, translation, {**first, "value": "<p>하나</p>"}, second, block("paragraph", "<p>둘</p>"))
    moved = find(translation, "둘")
    assert moved.place != before
    assert (moved.state, moved.text, moved.reviewer) == (State.REVIEWED, "Two", translator.pk)
    assert moved.user == translator.pk
    assert SegmentVersion.objects.get(string_id=moved.string, context_id=moved.context).user == translator
    assert TranslationStatus.objects.get(translation=translation).stale == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert publish(translation, user=translator) == 0
    assert Basis.objects.get(page=translation.get_target_instance().pk).behind == 0


def test_a_draft_of_a_machine_stays_one_where_it_moves(write: Any, english: Locale) -> None:
    article, translation = begin(write, english, block("paragraph", "<p>하나</p>"))
    save(translation, find(translation, "하나").place, "One", by=By(tool="Robot", machine=True))
    republish(article, translation, block("paragraph", "<p>하나</p>"))
    assert find(translation, "하나").state == State.MACHINE


def test_what_has_been_translated_in_its_new_place_already_is_left_alone(
    write: Any, english: Locale, translator: User
) -> None:
    here, there = block("paragraph", "<p>하나</p>"), block("paragraph", "<p>하나</p>")
    article, translation = begin(write, english, here)
    save(translation, find(translation, "하나").place, "One", by=By(translator))
    republish(article, translation, there)
    save(translation, find(translation, "하나").place, "Won", by=By(translator))
    republish(article, translation, here)
    assert find(translation, "하나").text == "One"
    republish(article, translation, there)
    assert find(translation, "하나").text == "Won"


def test_a_title_gets_no_text_that_may_be_too_long_for_it(write: Any, english: Locale, translator: User) -> None:
    article, translation = begin(write, english, block("paragraph", "<p>하늘</p>"))
    save(translation, find(translation, "하늘").place, "Sky " * 100, by=By(translator))
    article.title = "하늘"
    republish(article, translation, block("paragraph", "<p>땅</p>"))
    title = next(each for each in segments_of(translation) if each.path == "title")
    assert (title.source, title.text) == ("하늘", "")
    assert "하늘" in {piece.text for piece in missing_pieces(translation)}


def test_nobody_is_asked_about_the_old_machine_draft_of_a_text_that_must_be_current(english: Locale) -> None:
    rules = Disclaimer.objects.create(
        name="면책", text="<p>약속하지 않습니다.</p>", locale=Locale.objects.get(language_code="ko")
    )
    translate_object(rules, [english])
    translation = Translation.objects.select_related("source").get(source__object_id=rules.translation_key)
    save(translation, find(translation, "약속하지 않습니다.").place, "No promise.", by=By(tool="Robot", machine=True))
    assert [piece.machine for piece in machine_drafts(translation)] == [True]
    rules.text = "<p>약속하지 못합니다.</p>"
    rules.save_revision().publish()
    translation.source.refresh_from_db()
    read_again(translation.source)
    assert StringTranslation.objects.filter(translation_type="machine").exists()
    assert machine_drafts(translation) == ()
    assert in_use(translation) == {}
