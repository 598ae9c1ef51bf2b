"""Old English instead of sudden Korean: what is carried over, how it is marked, and where it must not be."""

import json
from collections.abc import Callable
from typing import Any
from zlib import crc32

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, Disclaimer
from blog.translation.carrying import carried_pieces
from blog.translation.models import Basis
from blog.translation.progress import missing_pieces
from blog.translation.publishing import UntranslatedError, publish
from tests.factories import block

HTML = "<p>첫 문단.</p><p>둘째 문단.</p>"
BODY = [
    block("paragraph", HTML),
    block(
        "section",
        {
            "heading": "구조",
            "content": [
                block("paragraph", "<p>셋째 문단.</p>"),
                block("code", {"language": "python", "code": "x = 1", "caption": "설명"}),
            ],
        },
    ),
]
NOTE = "This part is not translated yet in its current version."

Release = Callable[..., Any]


def translation_of(source: Any) -> Translation:
    return Translation.objects.select_related("source", "target_locale").get(source__object_id=source.translation_key)


def en(korean: str) -> str:
    """English words of our own for Korean ones, the same every time."""
    return f"EN {crc32(korean.encode()):08x}"


def say(source: Any, **texts: str) -> None:
    """Translates the strings that are named, or all of them."""
    translation = translation_of(source)
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        english = texts.get(segment.string.data, "") if texts else en(segment.string.data)
        if english and segment.context.path != "slug":
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                defaults={"data": english, "translation_type": "manual"},
            )


def edit(source: Any, *changes: tuple[str, str], **fields: str) -> Any:
    """Publishes a Korean text with other words and reads it again, as the worker would."""
    page = type(source).objects.get(pk=source.pk)
    if changes:
        raw = json.dumps(page.body.get_prep_value(), ensure_ascii=False)
        for old, new in changes:
            assert json.dumps(old, ensure_ascii=False)[1:-1] in raw
            raw = raw.replace(json.dumps(old, ensure_ascii=False)[1:-1], json.dumps(new, ensure_ascii=False)[1:-1])
        page.body = page.body.stream_block.to_python(json.loads(raw))
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    TranslationSource.objects.get(object_id=page.translation_key).update_from_db()
    return page


@pytest.fixture
def release(english: Locale, django_capture_on_commit_callbacks: Any) -> Release:
    """Publishes the translation as it is."""

    def publish_translation(source: Any, *, consent: bool = False) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            publish(translation_of(source), user=None, consent=consent)
        return translation_of(source).get_target_instance()

    return publish_translation


@pytest.fixture
def pair(write: Any, english: Locale, release: Release) -> tuple[ArticlePage, ArticlePage]:
    """A Korean article and its published translation."""
    article = write("구름", body=BODY, summary="요약입니다.")
    translate_object(article, [english])
    say(article)
    return article, release(article)


def shown(page: Page) -> BeautifulSoup:
    return BeautifulSoup(Client().get(page.get_url()).content.decode(), "html.parser")


def behind(page: Page) -> int:
    return Basis.objects.get(page=page.pk).behind


CHANGES: list[Any] = [
    pytest.param((("둘째 문단.", "고친 문단."),), {}, en("둘째 문단."), id="paragraph"),
    pytest.param((("구조", "새 구조"),), {}, en("구조"), id="heading"),
    pytest.param((("설명", "새 설명"),), {}, en("설명"), id="caption"),
    pytest.param((), {"title": "바다"}, en("구름"), id="title"),
    pytest.param((), {"summary": "새 요약입니다."}, en("요약입니다."), id="summary"),
]


@pytest.mark.parametrize(("changes", "fields", "kept"), CHANGES)
def test_the_old_english_stays_and_is_marked_when_the_page_is_built_again(
    pair: Any, release: Release, changes: Any, fields: Any, kept: str
) -> None:
    article, target = pair
    edit(article, *changes, **fields)
    before = shown(target).select(".stale-note")
    assert len(before) == 1
    release(article)
    page = shown(target)
    assert kept in page.get_text()
    assert behind(target) == 1
    assert [str(each) for each in page.select(".stale-note")] == [str(each) for each in before]


def test_several_changed_paragraphs_of_one_block_are_counted_and_marked_and_no_other(
    write: Any, english: Locale, release: Release
) -> None:
    article = write("구름", body=[block("paragraph", "<p>하나.</p><p>둘.</p><p>셋.</p><ul><li>넷.</li></ul>")])
    translate_object(article, [english])
    say(article)
    target = release(article)
    edit(article, ("하나.", "하나와 반."), ("넷.", "넷과 반."))
    release(article)
    assert behind(target) == 2
    assert [each.get_text() for each in shown(target).select(".stale")] == [
        f"The Korean version has changed here.{en('하나.')}",
        f"The Korean version has changed here.{en('넷.')}",
    ]


def test_the_mark_goes_when_the_piece_is_translated_and_when_the_original_is_changed_back(
    pair: Any, release: Release
) -> None:
    article, target = pair
    edit(article, ("둘째 문단.", "고친 문단."))
    release(article)
    assert behind(target) == 1
    edit(article, ("고친 문단.", "둘째 문단."))
    assert behind(target) == 0
    assert shown(target).select(".stale-note") == []
    edit(article, ("둘째 문단.", "고친 문단."))
    assert behind(target) == 1
    say(article, **{"고친 문단.": "Mended."})
    release(article)
    assert behind(target) == 0
    assert "Mended." in shown(target).get_text()


def test_what_was_carried_is_marked_also_while_the_original_is_not_public(pair: Any, release: Release) -> None:
    article, target = pair
    edit(article, ("둘째 문단.", "고친 문단."))
    ArticlePage.objects.get(pk=article.pk).unpublish()
    release(article)
    [note] = shown(target).select(".stale-note")
    assert (note.name, behind(target)) == ("span", 1)


def test_a_second_change_before_anybody_translated_still_shows_the_last_english(pair: Any, release: Release) -> None:
    article, target = pair
    edit(article, ("둘째 문단.", "고친 문단."))
    release(article)
    edit(article, ("고친 문단.", "또 고친 문단."))
    release(article)
    assert en("둘째 문단.") in shown(target).get_text()
    assert behind(target) == 1


def test_what_is_new_is_korean_and_marked_as_such_and_only_that_asks_for_consent(pair: Any, release: Release) -> None:
    article, target = pair
    edit(article, ("둘째 문단.", "고친 문단."), ("<p>셋째 문단.</p>", "<p>셋째 문단.</p><p>아주 새로운 것.</p>"))
    assert [piece.text for piece in missing_pieces(translation_of(article))] == ["아주 새로운 것."]
    with pytest.raises(UntranslatedError):
        release(article)
    release(article, consent=True)
    new = shown(target).find(string=lambda text: "아주 새로운 것" in text)
    assert new is not None
    assert new.parent["lang"] == "ko"
    assert behind(target) == 1


def test_a_broken_translation_is_named_before_publishing_and_readers_keep_the_old_one(
    pair: Any, release: Release
) -> None:
    article, target = pair
    edit(article, ("둘째 문단.", "고친 문단."))
    say(article, **{"고친 문단.": "<p>Broken"})
    StringTranslation.objects.filter(data="<p>Broken").update(has_error=True)
    assert [(piece.text, piece.broken) for piece in missing_pieces(translation_of(article))] == [("고친 문단.", True)]
    release(article, consent=True)
    assert en("둘째 문단.") in shown(target).get_text()


LINKED = "<a href='https://one.example/'>안내</a>를 보세요."


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (LINKED.replace("를", "서를"), ["https://one.example/"]),
        ("링크 없이 보세요.", []),
        (f"{LINKED} <a href='https://two.example/'>둘</a>", []),
    ],
    ids=["same links", "no link", "another link"],
)
def test_links_of_the_old_text_that_cannot_be_told_apart_become_words(
    write: Any, english: Locale, release: Release, changed: str, expected: list[str]
) -> None:
    article = write("구름", body=[block("paragraph", f"<p>{LINKED}</p>")])
    translate_object(article, [english])
    say(article, **{'<a id="a1">안내</a>를 보세요.': 'EN <a id="a1">words</a>'})
    target = release(article, consent=True)
    raw = article.body.get_prep_value()
    raw[0]["value"] = f"<p>{changed}</p>"
    article.body = ArticlePage.body.field.stream_block.to_python(raw)
    article.save_revision().publish()
    TranslationSource.objects.get(object_id=article.translation_key).update_from_db()
    release(article, consent=True)
    body = shown(target).select_one(".article__text")
    assert body is not None
    assert "EN words" in body.get_text()
    assert [each["href"] for each in body.select('.block-paragraph a[href^="https"]')] == expected


def test_attributes_that_nobody_knows_are_never_an_error(pair: Any, release: Release) -> None:
    article, target = pair
    StringTranslation.objects.filter(data=en("둘째 문단.")).update(data='EN <a id="a7">x</a> <b id="b9">y</b> &amp; z')
    edit(article, ("둘째 문단.", "고친 문단."))
    release(article)
    assert "EN x y & z" in shown(target).get_text()


def test_a_title_that_would_be_too_long_is_not_carried(pair: Any, release: Release) -> None:
    article, _target = pair
    StringTranslation.objects.filter(data=en("구름")).update(data="x" * 300)
    edit(article, title="바다")
    assert [piece.text for piece in missing_pieces(translation_of(article))] == ["바다"]
    release(article, consent=True)


def test_slugs_are_left_alone(pair: Any, release: Release) -> None:
    article, target = pair
    edit(article, title="바다", slug="바다")
    assert all(place[1] != slug_context(article) for place in carried_pieces(translation_of(article)))
    assert release(article).slug == target.slug


def slug_context(article: ArticlePage) -> int:
    return StringSegment.objects.get(source__object_id=article.translation_key, context__path="slug").context_id


def test_the_preview_shows_the_old_english_too(pair: Any, english: Locale) -> None:
    article, _target = pair
    edit(article, ("둘째 문단.", "고친 문단."))
    source = TranslationSource.objects.get(object_id=article.translation_key)
    assert en("둘째 문단.") in str(source.get_ephemeral_translated_instance(english, fallback=True).body)


def test_side_by_side_what_was_carried_is_marked_too(pair: Any, release: Release) -> None:
    article, target = pair
    edit(article, ("둘째 문단.", "고친 문단."))
    release(article)
    html = Client().get(f"{target.get_url()}parallel/ko/").content.decode()
    rows = BeautifulSoup(html, "html.parser").select(".pair--stale")
    assert [(en("둘째 문단.") in row.get_text(), "고친 문단." in row.get_text()) for row in rows] == [(True, True)]


def test_carrying_costs_the_same_for_few_and_for_many(
    write: Any, english: Locale, django_assert_num_queries: Any
) -> None:
    for count in (2, 30):
        html = "".join(f"<p>문단 {number}.</p>" for number in range(count))
        article = write(f"글 {count}", body=[block("paragraph", html)])
        translate_object(article, [english])
        say(article)
        edit(article, *((f"문단 {number}.", f"고친 문단 {number}.") for number in range(count)))
        translation = translation_of(article)
        with django_assert_num_queries(3):
            assert len(carried_pieces(translation)) == count


# Disclaimers


@pytest.fixture
def disclaimer(english: Locale, release: Release) -> Disclaimer:
    korean = Disclaimer.objects.create(
        name="면책",
        text="<p>개인 의견입니다.</p>",
        is_default=True,
        locale=Locale.objects.get(language_code="ko"),
        live=False,
    )
    korean.save_revision().publish()
    translate_object(korean, [english])
    say(korean)
    release(korean)
    return Disclaimer.objects.get(pk=korean.pk)


def under(page: Page) -> tuple[str, str, bool]:
    """Language and words of the disclaimer under a page, and whether a note stands there."""
    found = shown(page).select_one(".disclaimer")
    assert found is not None
    texts = found.select(".disclaimer__text")
    assert len(texts) == 1
    return str(texts[0]["lang"]), texts[0].get_text(strip=True), NOTE in found.get_text()


def test_an_outdated_disclaimer_is_never_shown_but_the_korean_one_with_a_note(
    pair: Any, disclaimer: Disclaimer, release: Release
) -> None:
    _article, target = pair
    assert under(target) == ("en", en("개인 의견입니다."), False)
    Disclaimer.objects.get(pk=disclaimer.pk)
    disclaimer.text = "<p>회사 의견입니다.</p>"
    disclaimer.save_revision().publish()
    assert under(target) == ("ko", "회사 의견입니다.", True)
    TranslationSource.objects.get(object_id=disclaimer.translation_key).update_from_db()
    assert [piece.text for piece in missing_pieces(translation_of(disclaimer))] == ["회사 의견입니다."]
    with pytest.raises(UntranslatedError):
        release(disclaimer)
    release(disclaimer, consent=True)
    assert under(target) == ("ko", "회사 의견입니다.", True)
    say(disclaimer)
    release(disclaimer)
    assert under(target) == ("en", en("회사 의견입니다."), False)


def test_a_disclaimer_is_current_again_when_its_original_is_changed_back_or_says_the_same(
    pair: Any, disclaimer: Disclaimer
) -> None:
    _article, target = pair
    for text, language in (
        ("<p>회사 의견입니다.</p>", "ko"),
        ("<p>개인 의견입니다.</p>", "en"),
        ("<p>개인  의견입니다. </p>", "en"),
    ):
        disclaimer.text = text
        disclaimer.save_revision().publish()
        assert under(target)[0] == language
    disclaimer.name = "다른 이름"
    disclaimer.save_revision().publish()
    assert under(target)[0] == "en"


def test_an_outdated_english_disclaimer_does_not_stand_under_the_korean_one(pair: Any, disclaimer: Disclaimer) -> None:
    article, target = pair
    disclaimer.show_other_language = True
    disclaimer.save_revision().publish()
    assert len(shown(article).select(".disclaimer__text")) == 2
    disclaimer.text = "<p>회사 의견입니다.</p>"
    disclaimer.save_revision().publish()
    assert under(article) == ("ko", "회사 의견입니다.", False)
    assert under(target) == ("ko", "회사 의견입니다.", True)


def test_feeds_twins_and_side_by_side_take_the_current_disclaimer_too(pair: Any, disclaimer: Disclaimer) -> None:
    _article, target = pair
    before = Client().get("/en/feed/")
    assert en("개인 의견입니다.") in before.content.decode()
    disclaimer.text = "<p>회사 의견입니다.</p>"
    disclaimer.save_revision().publish()
    after = Client().get("/en/feed/")
    assert before["ETag"] != after["ETag"]
    for text in (
        after.content.decode(),
        Client().get(f"{target.get_url()}parallel/ko/").content.decode(),
        Client().get(f"{target.get_url()}index.md").content.decode(),
    ):
        assert "회사 의견입니다." in text
        assert en("개인 의견입니다.") not in text
        assert NOTE in text


def test_an_article_page_costs_no_query_more(
    pair: Any, disclaimer: Disclaimer, django_assert_max_num_queries: Any
) -> None:
    _article, target = pair
    disclaimer.text = "<p>회사 의견입니다.</p>"
    disclaimer.save_revision().publish()
    Client().get(target.get_url())
    with django_assert_max_num_queries(10):
        Client().get(target.get_url())
