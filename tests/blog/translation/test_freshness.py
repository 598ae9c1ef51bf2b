"""What readers of a translation are told about it, whatever road its original and itself came on."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Revision
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage
from blog.translation.adoption import Version, adopt
from blog.translation.basis import version_date
from blog.translation.earlier import remember_earlier_builds
from blog.translation.freshness import freshness_of, is_original
from blog.translation.models import Basis, Build, PublicName, Review
from blog.translation.publishing import UntranslatedError, publish
from home.bootstrap import Trees
from home.models import HomePage, StandardPage

from .conftest import block, every_block

BODY = [
    block("paragraph", "<p>첫 문단.</p><p>둘째 문단.</p><ul><li>항목 하나</li><li>항목 둘</li></ul>"),
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
CHANGED = "The Korean version has changed here."
GONE = "This passage is no longer in the Korean version."
MORE = "The Korean version has more here."

Edit = Callable[..., ArticlePage]
Publish = Callable[..., ArticlePage]


@pytest.fixture
def edit() -> Edit:
    """Publishes a page with some of its words replaced, as they stand in its body."""

    def publish_edited(article: Any, *changes: tuple[str, str], **fields: str) -> Any:
        page = type(article).objects.get(pk=article.pk)
        raw = json.dumps(page.body.get_prep_value(), ensure_ascii=False)
        for old, new in changes:
            assert json.dumps(old, ensure_ascii=False)[1:-1] in raw
            raw = raw.replace(json.dumps(old, ensure_ascii=False)[1:-1], json.dumps(new, ensure_ascii=False)[1:-1])
        page.body = page.body.stream_block.to_python(json.loads(raw))
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()
        return type(article).objects.get(pk=article.pk)

    return publish_edited


@pytest.fixture
def rebuild(django_capture_on_commit_callbacks: Any) -> Publish:
    """Publishes a translation as its strings are."""

    def publish_translation(article: Any, user: User | None = None, *, consent: bool = False) -> Any:
        translation = Translation.objects.get(source__object_id=article.translation_key)
        with django_capture_on_commit_callbacks(execute=True):
            publish(translation, user=user, consent=consent)
        return translation.get_target_instance()

    return publish_translation


@pytest.fixture
def release(english: Locale, translate: Any, rebuild: Publish) -> Publish:
    """Reads the original, translates what is missing and publishes the translation."""

    def publish_translation(article: Any, user: User | None = None) -> Any:
        source = TranslationSource.objects.filter(object_id=article.translation_key).first()
        source.update_from_db() if source else translate_object(article, [english])
        translate(article, title="A text above the clouds")
        return rebuild(article, user)

    return publish_translation


@pytest.fixture
def pair(write: Any, release: Publish) -> tuple[ArticlePage, ArticlePage]:
    """A Korean article and its published translation."""
    article = write(body=BODY, summary="요약입니다.")
    return article, release(article)


def shown(page: Page, client: Client | None = None) -> BeautifulSoup:
    html = (client or Client()).get(page.get_url()).content.decode()
    return BeautifulSoup(html, "html.parser")


def remarks(page: Page) -> list[str]:
    """The remarks on a page, in reading order."""
    return [note.get_text() for note in shown(page).select(".stale-note")]


def stale(page: Page) -> list[str]:
    """The anchors of the paragraphs that are marked as stale."""
    return [str(each["id"]) for each in shown(page).select(".stale")]


def behind(page: Page) -> int:
    found = freshness_of(Page.objects.get(pk=page.pk))
    assert found is not None
    box = shown(page).select_one(".behind__count")
    assert bool(box) == bool(found.behind)
    assert box is None or f"{found.behind} paragraph" in box.get_text()
    return found.behind


FIRST = BODY[0]["id"][:8]


def test_a_translation_of_the_present_version_says_where_it_comes_from_and_has_no_mark(pair: Any) -> None:
    article, english = pair
    page = shown(english)
    notice = page.select_one(".provenance")
    assert notice is not None
    link = notice.select_one("a")
    assert link is not None
    assert (link["href"], link["lang"], link["hreflang"], link.get_text()) == (
        article.get_url(),
        "ko",
        "ko",
        article.title,
    )
    assert f"{article.published_at.year}" in notice.get_text()
    assert "human translation" in notice.get_text()
    assert behind(english) == 0
    assert remarks(english) == stale(english) == []
    assert shown(article).select(".provenance, .behind, .stale-note") == []


def test_one_changed_paragraph_is_one_behind_and_marked_with_a_link_to_the_korean_one(pair: Any, edit: Edit) -> None:
    article, english = pair
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    assert behind(english) == 1
    assert stale(english) == [f"p-{FIRST}-2"]
    note = shown(english).select_one(".stale .stale-note")
    assert note is not None
    assert (note["href"], note["hreflang"], note.get_text()) == (f"{article.get_url()}#p-{FIRST}-2", "ko", CHANGED)
    assert remarks(english) == [CHANGED]


def test_the_box_names_the_date_of_the_korean_version(pair: Any, edit: Edit) -> None:
    article, english = pair
    now = edit(article, ("둘째 문단.", "고친 둘째 문단."))
    box = shown(english).select_one(".behind")
    assert box is not None
    day = timezone.localtime(now.last_published_at)
    assert f"1 paragraph behind the Korean version of {day.day} {day:%B %Y}" in box.get_text()
    link = box.select_one("a")
    assert link is not None
    assert link["href"] == article.get_url()


@pytest.mark.parametrize(
    ("change", "said", "marked", "number"),
    [
        (("<p>둘째", "<p>새 문단.</p><p>둘째"), [MORE], [], 1),
        (("<p>둘째 문단.</p>", ""), [GONE], [f"p-{FIRST}-2"], 1),
        (("<p>첫 문단.</p><p>둘째 문단.</p>", "<p>둘째 문단.</p><p>첫 문단.</p>"), [], [], 0),
        (("둘째 문단.", "둘째  문단. "), [], [], 0),
        (("<li>항목 둘</li>", "<li>다른 항목</li>"), [CHANGED], [f"p-{FIRST}-4"], 1),
        (("</li></ul>", "</li><li>항목 셋</li></ul>"), [MORE], [], 1),
        (("x = 1", "x = 2"), [CHANGED], [], 1),
        (("구조", "새 구조"), [CHANGED], [], 1),
    ],
    ids=["inserted", "deleted", "moved", "spaces", "list item", "list longer", "code", "section heading"],
)
def test_every_kind_of_change_is_told_and_nothing_else(
    pair: Any, edit: Edit, change: tuple[str, str], said: list[str], marked: list[str], number: int
) -> None:
    article, english = pair
    edit(article, change)
    assert (behind(english), remarks(english), stale(english)) == (number, said, marked)


def test_a_remark_stands_with_the_block_or_heading_that_it_is_about(pair: Any, edit: Edit) -> None:
    article, english = pair
    edit(article, ("x = 1", "x = 2"), ("구조", "새 구조"), title="새 제목", summary="새 요약")
    assert behind(english) == 4
    page = shown(english)
    assert [line.find_previous_sibling().name for line in page.select(".heading-line")] == ["h1", "p", "h2"]
    assert [line.find_next_sibling()["class"] for line in page.select(".stale-line")] == [["block-code"]]


def test_a_whole_new_block_is_said_to_be_there(pair: Any, edit: Edit) -> None:
    article, english = pair
    page = ArticlePage.objects.get(pk=article.pk)
    raw = page.raw_body
    page.body = page.body.stream_block.to_python([raw[0], block("paragraph", "<p>새</p><p>블록</p>"), raw[1]])
    page.save_revision().publish()
    assert (behind(english), remarks(english)) == (2, [MORE])
    note = shown(english).select_one("p:has(> .stale-note)")
    assert note is not None
    assert "block-section" in note.find_next_sibling()["class"]


def test_a_change_that_is_taken_back_leaves_no_mark(pair: Any, edit: Edit) -> None:
    article, english = pair
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    assert behind(english) == 1
    edit(article, ("고친 둘째 문단.", "둘째 문단."))
    assert (behind(english), remarks(english)) == (0, [])


def test_a_draft_of_the_original_is_nobodys_business(pair: Any) -> None:
    article, english = pair
    page = ArticlePage.objects.get(pk=article.pk)
    page.title = "초안 제목"
    page.save_revision()
    assert behind(english) == 0
    assert "초안 제목" not in str(shown(english))


def test_reading_the_original_again_keeps_the_mark_and_publishing_the_translation_clears_it(
    pair: Any, edit: Edit, translate: Any, rebuild: Publish
) -> None:
    article, english = pair
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    TranslationSource.objects.get(object_id=article.translation_key).update_from_db()
    assert (behind(english), len(remarks(english))) == (1, 1)
    translate(article, title="A text above the clouds")
    assert (behind(english), len(remarks(english))) == (1, 1)
    rebuild(article)
    assert (behind(english), remarks(english)) == (0, [])


def test_publishing_again_without_reading_the_original_again_keeps_the_mark(
    pair: Any, edit: Edit, rebuild: Publish
) -> None:
    article, english = pair
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    rebuild(article)
    assert (behind(english), len(remarks(english))) == (1, 1)


def due(revision: Revision) -> None:
    """The hour of a scheduled revision has come."""
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()


def test_a_scheduled_translation_knows_what_it_was_built_from(
    write: Any, submit: Any, translate: Any, edit: Edit
) -> None:
    article = write(body=BODY)
    target = submit(article)
    translation = translate(article, title="A text above the clouds")
    translation.save_target(publish=False)
    assert not Basis.objects.exists()
    revision = target.revisions.latest("pk")
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    translation.source.update_from_db()
    translate(article, title="A text above the clouds")
    due(revision)
    call_command("publish_scheduled")
    target.refresh_from_db()
    assert target.live
    assert (behind(target), stale(target)) == (1, [f"p-{FIRST}-2"])


def test_a_scheduled_original_makes_its_translation_stale_when_its_hour_comes(pair: Any) -> None:
    article, english = pair
    page = ArticlePage.objects.get(pk=article.pk)
    raw = page.raw_body
    raw[0]["value"] = raw[0]["value"].replace("둘째", "고친 둘째")
    page.body = page.body.stream_block.to_python(raw)
    revision = page.save_revision()
    assert behind(english) == 0
    due(revision)
    call_command("publish_scheduled")
    assert behind(english) == 1


def test_while_the_original_is_not_public_it_is_neither_linked_nor_named(pair: Any, edit: Edit) -> None:
    article, english = pair
    now = edit(article, ("둘째 문단.", "고친 둘째 문단."), title="숨은 제목")
    now.unpublish()
    html = str(shown(english))
    assert "숨은 제목" not in html
    assert article.get_url() not in html
    assert "Translated from Korean" in html
    assert behind(english) == 2  # what was behind when it was withdrawn is still old
    now.refresh_from_db()
    now.save_revision().publish()
    assert "숨은 제목" in str(shown(english))
    PageViewRestriction.objects.create(page=now, restriction_type=PageViewRestriction.LOGIN)
    assert "숨은 제목" not in str(shown(english))


def test_a_stopped_translation_keeps_what_it_was_built_from(pair: Any, edit: Edit) -> None:
    article, english = pair
    Translation.objects.update(enabled=False)
    page = ArticlePage.objects.get(pk=english.pk)
    page.summary = "By hand."
    page.save_revision().publish()
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    assert (behind(english), stale(english)) == (1, [f"p-{FIRST}-2"])


def test_an_older_revision_that_comes_back_brings_its_own_basis(pair: Any, edit: Edit, release: Publish) -> None:
    article, english = pair
    old = ArticlePage.objects.get(pk=english.pk).live_revision
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    release(article)
    assert behind(english) == 0
    Translation.objects.update(enabled=False)
    old.publish()
    assert (behind(english), stale(english)) == (1, [f"p-{FIRST}-2"])
    copied = old.as_object().save_revision()  # what “revert” does: the old text under a new number
    copied.publish()
    assert behind(english) == 1


def test_a_draft_built_over_a_live_page_is_what_readers_see(pair: Any, edit: Edit, translate: Any) -> None:
    article, english = pair
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    translation = Translation.objects.get(source__object_id=article.translation_key)
    translation.source.update_from_db()
    translate(article, title="A text above the clouds")
    translation.source.refresh_from_db()
    translation.save_target(publish=False)
    assert behind(english) == 0


def test_an_adopted_version_has_a_basis_like_any_other(
    write: Any, edit: Edit, django_capture_on_commit_callbacks: Any
) -> None:
    article = write(body=[block("paragraph", "<p>첫 문단.</p><p>둘째 문단.</p>")])
    version = Version(
        {"title": "English", "slug": "english"}, {"body": [block("paragraph", "<p>First.</p><p>Second.</p>")]}
    )
    with django_capture_on_commit_callbacks(execute=True):
        english = adopt(article, version, publish=True).target
    assert behind(english) == 0
    edit(article, ("첫 문단.", "고친 첫 문단."))
    assert behind(english) == 1
    with django_capture_on_commit_callbacks(execute=True):
        adopt(ArticlePage.objects.get(pk=article.pk), version, publish=True)
    assert behind(english) == 0


def test_an_english_original_has_a_korean_translation_that_speaks_korean(
    trees: Trees, django_capture_on_commit_callbacks: Any, edit: Edit
) -> None:
    from tests.factories import make_article

    original = make_article(trees.lists["en"], title="On ferries", body=[block("paragraph", "<p>First.</p>")])
    korean = Locale.objects.get(language_code="ko")
    translate_object(original, [korean])
    translation = Translation.objects.get(source__object_id=original.translation_key)
    for segment in translation.source.stringsegment_set.all():
        words = {"On ferries": "나룻배", original.slug: "나룻배"}.get(segment.string.data, "첫째.")
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=korean,
            context=segment.context,
            defaults={"data": words, "translation_type": "manual"},
        )
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, user=None)
    page = ArticlePage.objects.get(pk=original.pk).get_translation(korean).specific
    edit(original, ("First.", "Changed."))
    found = freshness_of(page)
    assert found is not None
    assert (found.language, found.behind) == ("en", 1)
    html = str(shown(page))
    assert 'hreflang="en" lang="en"' in html
    assert "Korean version" not in html
    english = ArticlePage.objects.get(pk=original.pk)
    assert is_original(english)
    assert freshness_of(english) is None
    assert shown(english).select(".provenance") == []


def test_a_copy_that_no_translation_was_run_for_says_only_what_it_is_a_copy_of(write: Any, english: Locale) -> None:
    article = write()
    copy = article.copy_for_translation(english)
    copy.save_revision().publish()
    page = shown(copy)
    notice = page.select_one(".provenance")
    assert notice is not None
    assert notice.select_one("a")["href"] == article.get_url()
    assert " ".join(notice.get_text().split()) == "Translated from Korean: 한국어"
    assert freshness_of(copy) is None
    assert shown(article).select(".provenance") == []


def test_only_translators_who_agreed_are_named_and_only_as_long(
    pair: Any, rebuild: Publish, translator: User, editor: User
) -> None:
    article, english = pair
    StringTranslation.objects.update(last_translated_by=translator)
    rebuild(article, editor)
    assert "translated by <" not in str(shown(english).select_one(".provenance"))
    name = PublicName.objects.create(user=translator, name="문가온 (Gaon)")
    PublicName.objects.create(user=editor, name="Somebody Else")
    text = shown(english).select_one(".provenance")
    assert "translated by 문가온 (Gaon)" in " ".join(text.get_text().split())
    assert text.select('[lang="ko"]')[-1].get_text().startswith("문가온")
    assert "Somebody Else" not in str(text)
    name.name = ""
    name.save()
    assert "Gaon" not in str(shown(english))
    name.name = "Gaon Moon"
    name.save()
    assert freshness_of(Page.objects.get(pk=english.pk)).translators == ("Gaon Moon",)
    translator.delete()
    assert "Gaon" not in str(shown(english))


def test_search_engines_learn_of_the_original_and_of_who_translated_it(
    pair: Any, rebuild: Publish, translator: User
) -> None:
    article, english = pair
    StringTranslation.objects.update(last_translated_by=translator)
    PublicName.objects.create(user=translator, name="Gaon Moon")
    rebuild(article)
    posting = described(english)
    assert posting["translator"] == [{"@type": "Person", "name": "Gaon Moon"}]
    assert posting["translationOfWork"]["url"].endswith(article.get_url())
    assert "workTranslation" not in posting
    assert described(article)["workTranslation"][0]["url"].endswith(english.get_url())


def described(page: Page) -> dict[str, Any]:
    """What the page says of its article in the words of schema.org."""
    block = shown(page).select_one('script[type="application/ld+json"]')
    assert block is not None
    return next(each for each in json.loads(block.get_text())["@graph"] if each["@type"] == "BlogPosting")


def test_side_by_side_the_changed_paragraph_is_marked_too(pair: Any, edit: Edit, client: Client) -> None:
    article, _english = pair
    address = f"{article.get_url()}parallel/en/"
    assert "pair--stale" not in client.get(address).content.decode()
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    marked = BeautifulSoup(client.get(address).content, "html.parser").select(".pair--stale")
    assert len(marked) == 1
    assert "고친 둘째 문단." in marked[0].get_text()


def test_pieces_of_a_machine_are_counted_and_its_name_told(pair: Any, rebuild: Publish, translator: User) -> None:
    article, english = pair
    some = StringTranslation.objects.filter(context__path__contains=".")[:2]
    StringTranslation.objects.filter(pk__in=[each.pk for each in some]).update(
        translation_type="machine", tool_name="Babel <fish>"
    )
    with pytest.raises(UntranslatedError):
        rebuild(article, translator)
    rebuild(article, translator, consent=True)
    told = " ".join(shown(english).select_one(".provenance").get_text().split())
    found = freshness_of(Page.objects.get(pk=english.pk))
    assert f"machine translation, not reviewed by a person: 2 of {found.pieces} pieces (Babel <fish>)" in told
    assert not found.reviewed
    for each in some:
        Review.objects.create(translation=each, reviewer=translator)
    assert freshness_of(Page.objects.get(pk=english.pk)) == found  # only publishing changes what readers see
    rebuild(article)
    told = " ".join(shown(english).select_one(".provenance").get_text().split())
    assert f"machine-assisted: 2 of {found.pieces} pieces (Babel <fish>)" in told
    assert "reviewed by a person" in told
    assert "not reviewed" not in told


def test_a_draft_that_was_reviewed_before_it_was_published_counts_as_reviewed(
    pair: Any, translator: User, django_capture_on_commit_callbacks: Any
) -> None:
    article, english = pair
    row = StringTranslation.objects.filter(context__path__contains=".").first()
    StringTranslation.objects.filter(pk=row.pk).update(translation_type="machine")
    translation = Translation.objects.get(source__object_id=article.translation_key)
    translation.save_target(publish=False)
    draft = ArticlePage.objects.get(pk=english.pk).get_latest_revision()
    assert Build.objects.get(revision=draft).unreviewed_pieces == 1
    Review.objects.create(translation=row, reviewer=translator)
    draft.publish()
    assert freshness_of(Page.objects.get(pk=english.pk)).reviewed


def test_a_plain_page_is_as_honest_as_an_article(trees: Trees, english: Locale, edit: Edit, release: Publish) -> None:
    page = StandardPage(title="소개", slug="about", introduction="들어가며.", body=BODY, live=False)
    HomePage.objects.get(pk=trees.homes["ko"].pk).add_child(instance=page)
    page.save_revision().publish()
    target = release(page)
    edit(page, ("첫 문단.", "고친 첫 문단."), introduction="바뀐 들어가며.")
    assert (behind(target), stale(target)) == (2, [f"p-{FIRST}-1"])
    assert remarks(target) == [CHANGED, CHANGED]


def test_every_kind_of_block_can_be_marked_without_breaking_the_page(
    write: Any, release: Publish, edit: Edit, image: Any
) -> None:
    article = write(body=every_block(image))
    english = release(article)
    texts = (
        "둘째 문단",
        "구조",
        "하나",
        "사진 설명",
        "모음",
        "인용문",
        "x = '글'",
        "도움말",
        "영상",
        "표 설명",
        "북마크",
    )
    edit(article, *((text, f"다른 {text}") for text in texts))
    page = shown(english)
    assert behind(english) >= len(texts)
    assert len(page.select(".stale-note")) == behind(english)
    assert page.select("p p, p ul, p figure") == []


def test_the_notice_and_its_marks_cost_no_query(pair: Any, edit: Edit, client: Client) -> None:
    article, english = pair
    client.get(english.get_url())
    with CaptureQueriesContext(connection) as fresh:
        client.get(english.get_url())
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    with CaptureQueriesContext(connection) as behind_it:
        client.get(english.get_url())
    Basis.objects.all().delete()
    with CaptureQueriesContext(connection) as without:
        client.get(english.get_url())
    assert len(fresh) == len(behind_it) == len(without)
    assert not [query for query in fresh.captured_queries if 'FROM "translation_basis"' in query["sql"]]


def test_the_first_version_has_the_date_of_the_article_and_a_later_one_that_of_its_publication() -> None:
    first, later, told = "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "2019-11-02T00:00:00Z"
    shown_as = {"published_at": told, "updated_at": None}
    once = {"first_published_at": first, "last_published_at": first, **shown_as}
    assert version_date(once).year == 2019
    assert version_date({**once, "last_published_at": later}).month == 4
    assert version_date({**once, "first_published_at": None, "last_published_at": None}) is None


def test_what_was_translated_before_anything_was_remembered_is_found_out_once(
    pair: Any, edit: Edit, translate: Any
) -> None:
    article, english = pair
    Basis.objects.all().delete()
    Build.objects.all().delete()
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    TranslationSource.objects.get(object_id=article.translation_key).update_from_db()
    assert freshness_of(Page.objects.get(pk=english.pk)) is None
    assert remember_earlier_builds() == 1
    assert (behind(english), stale(english)) == (1, [f"p-{FIRST}-2"])
    assert remember_earlier_builds() == 0


def test_snippets_and_pages_without_a_body_have_no_basis(belongings: Any, english: Locale) -> None:
    translate_object(belongings["disclaimer"], [english])
    translate_object(belongings["category"], [english])
    assert not Build.objects.exists()
    assert remember_earlier_builds() == 0


def test_moments_are_written_as_browsers_read_them(pair: Any, edit: Edit, release: Publish) -> None:
    article, english = pair
    edit(article, ("둘째 문단.", "고친 둘째 문단."))
    release(article)
    moment = shown(english).select_one(".provenance time")
    assert moment is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00", str(moment["datetime"]))
