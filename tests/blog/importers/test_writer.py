"""The writer: pages as they were, twice equals once, and editors always win."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from blog.importers.article import Article, Asset, Block, ImportFileError, Person, SeriesPlace, Term, image_block
from blog.importers.media import MediaFolder
from blog.importers.wordpress import open_export, read_articles
from blog.importers.writer import write
from blog.models import ArticleAuthor, ArticlePage, Author, BlogImage, Category, ImportRecord
from home.bootstrap import Trees
from tests.blog.importers.goldens import DATA, SHARED

PUBLISHED = datetime(2020, 2, 29, 15, 0, tzinfo=UTC)
PICTURE = Asset("https://x.example/wp-content/uploads/2020/02/a.png", "a.png", alt="그림")


def text(words: str) -> Block:
    return Block("paragraph", f"<p>{words}</p>")


ARTICLE = Article(
    ref="test:1",
    title="첫 글",
    slug="first",
    summary="요약",
    body=(
        text("여는 말"),
        Block("section", {"heading": "가", "content": (text("하나"), image_block(PICTURE, "캡션"))}),
    ),
    authors=(Person("한나리", "nari", role="정원사"),),
    categories=(Term("정원", "garden"),),
    topics=(Term("온실", "greenhouse"), Term("봄", "spring")),
    series=SeriesPlace(Term("열두 달", "months"), 3),
    published_at=PUBLISHED,
    status="published",
    comments_open=False,
    old_path="/2020/02/29/first/",
)


@pytest.fixture(autouse=True)
def _english(tmp_path: Path, settings: Any, trees: Trees) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "stored"
    with translation.override("en"):
        yield


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    folder = tmp_path / "media" / "2020" / "02"
    folder.mkdir(parents=True)
    Image.new("RGB", (64, 48), "orange").save(folder / "a.png")
    return MediaFolder(tmp_path / "media")


def page() -> ArticlePage:
    found: ArticlePage = ArticlePage.objects.get()
    return found


def whats(*articles: Article, **options: Any) -> list[str]:
    return [outcome.what for outcome in write(articles, **options).outcomes]


def test_a_published_article_is_as_it_was(media: MediaFolder) -> None:
    assert whats(ARTICLE, media=media) == ["created"]
    article = page()
    assert article.live
    assert not article.has_unpublished_changes
    assert article.published_at == article.first_published_at == article.last_published_at == PUBLISHED
    assert (article.title, article.slug, article.summary, article.comments_open) == ("첫 글", "first", "요약", False)
    assert [author.role for author in article.authors] == ["정원사"]
    assert [category.name for category in article.categories] == ["정원"]
    assert [topic.slug for topic in article.topics] == ["greenhouse", "spring"]
    assert article.series_place is not None
    assert (article.series_place.series.title, article.series_place.position) == ("열두 달", 3)
    assert article.body[1].value["content"][1].value["image"].pk == BlogImage.objects.get().pk


def test_the_page_of_an_imported_article_opens(media: MediaFolder, client: Any) -> None:
    write([ARTICLE], media=media)
    response = client.get("/blog/first/")
    assert response.status_code == 200
    assert "여는 말" in response.content.decode()


def test_the_old_address_leads_to_the_page(media: MediaFolder, client: Any) -> None:
    write([ARTICLE], media=media)
    response = client.get("/2020/02/29/first/")
    assert (response.status_code, response["Location"]) == (301, "/blog/first/")


def test_a_redirect_of_an_editor_stays_and_is_reported() -> None:
    Redirect.add_redirect("/2020/02/29/first", "/elsewhere/")
    (outcome,) = write([ARTICLE]).outcomes
    assert Redirect.objects.count() == 1
    assert any("already leads" in remark for remark in outcome.remarks)


def test_importing_twice_equals_importing_once(media: MediaFolder) -> None:
    counted = (Page, Revision, BlogImage, Author, Category, ImportRecord, Redirect, ArticleAuthor)
    assert whats(ARTICLE, media=media) == ["created"]
    before = [model.objects.count() for model in counted]
    assert whats(ARTICLE, media=media) == ["unchanged"]
    assert [model.objects.count() for model in counted] == before


def test_a_changed_article_is_updated_and_its_blocks_keep_their_ids(media: MediaFolder) -> None:
    write([ARTICLE], media=media)
    before, key = list(page().body.raw_data), page().pk
    rows = list(ArticleAuthor.objects.values_list("pk", "translation_key"))
    changed = replace(ARTICLE, title="고친 글", body=(text("새 말"), *ARTICLE.body))
    assert whats(changed, media=media) == ["updated"]
    after = page()
    assert (after.pk, after.title, after.published_at) == (key, "고친 글", PUBLISHED)
    assert [block["id"] for block in after.body.raw_data[1:]] == [block["id"] for block in before]
    assert list(ArticleAuthor.objects.values_list("pk", "translation_key")) == rows


def test_an_article_that_an_editor_changed_is_kept() -> None:
    write([ARTICLE])
    edited = page()
    edited.title = "손으로 고친 글"
    edited.save_revision().publish()
    (outcome,) = write([replace(ARTICLE, title="다른 글")]).outcomes
    assert (outcome.what, page().title) == ("kept", "손으로 고친 글")
    assert any("edited here" in remark for remark in outcome.remarks)


def test_an_article_that_an_editor_took_down_stays_down() -> None:
    write([ARTICLE])
    page().unpublish()
    assert whats(replace(ARTICLE, title="다른 글")) == ["kept"]
    assert not page().live


def test_a_trial_writes_nothing_not_even_a_file(media: MediaFolder, tmp_path: Path) -> None:
    report = write([ARTICLE, replace(ARTICLE, ref="test:2", slug="second")], media=media, dry_run=True)
    assert [outcome.what for outcome in report.outcomes] == ["created", "created"]
    assert [outcome.page for outcome in report.outcomes] == [None, None]
    assert not ArticlePage.objects.exists()
    assert not Author.objects.exists()
    assert not [path for path in (tmp_path / "stored").rglob("*") if path.is_file()]


def test_a_missing_file_leaves_a_place_and_a_later_import_fills_it(media: MediaFolder) -> None:
    (outcome,) = write([ARTICLE]).outcomes
    assert outcome.missing == (f"{PICTURE.source} (그림)",)
    place = page().body[1].value["content"][1].value
    assert place["image"] is None
    assert (place["caption"], place["missing_file"]) == ("캡션", PICTURE.source)
    assert write([ARTICLE]).missing == 1
    assert whats(ARTICLE, media=media) == ["updated"]
    filled = page().body[1].value["content"][1].value
    assert (filled["image"].contextual_alt_text, filled["missing_file"]) == ("그림", "")
    assert whats(ARTICLE) == ["unchanged"]


@pytest.mark.parametrize("content", [b"<svg/>", b"\x89PNG\r\n\x1a\n", b""])
def test_a_bad_picture_is_reported_and_the_article_comes_all_the_same(media: MediaFolder, content: bytes) -> None:
    assert media.directory is not None
    (media.directory / "2020" / "02" / "a.png").write_bytes(content)
    (outcome,) = write([ARTICLE], media=media).outcomes
    assert outcome.what == "created"
    assert any("a.png" in remark for remark in outcome.remarks)


def test_a_draft_stays_a_draft() -> None:
    write([replace(ARTICLE, status="draft")])
    draft = page()
    assert not draft.live
    assert draft.first_published_at is None
    assert draft.latest_revision is not None
    assert not Redirect.objects.exists()


def test_a_draft_that_is_published_at_its_source_is_published_here() -> None:
    write([replace(ARTICLE, status="draft")])
    assert whats(ARTICLE) == ["updated"]
    assert page().live


def test_a_scheduled_article_waits_for_its_date() -> None:
    ahead = timezone.now() + timedelta(days=9)
    write([replace(ARTICLE, status="scheduled", published_at=ahead)])
    article = page()
    assert not article.live
    assert article.go_live_at == ahead
    assert article.latest_revision is not None
    assert article.latest_revision.approved_go_live_at == ahead


def test_a_scheduled_article_whose_date_has_passed_is_published_and_reported() -> None:
    (outcome,) = write([replace(ARTICLE, status="scheduled")]).outcomes
    assert page().live
    assert outcome.remarks


def test_a_slug_that_another_page_has_gets_a_number_once() -> None:
    other = replace(ARTICLE, ref="test:2", old_path="")
    assert whats(ARTICLE, other) == ["created", "created"]
    assert set(ArticlePage.objects.values_list("slug", flat=True)) == {"first", "first-2"}
    assert whats(ARTICLE, replace(other, title="둘째")) == ["unchanged", "updated"]
    assert set(ArticlePage.objects.values_list("slug", flat=True)) == {"first", "first-2"}


def test_an_author_that_exists_is_used_and_not_changed(trees: Trees) -> None:
    Author.objects.create(name="한 나리", slug="nari", locale=trees.homes["ko"].locale)
    write([ARTICLE])
    assert [author.name for author in page().authors] == ["한 나리"]


def test_two_authors_of_one_name_stay_two() -> None:
    namesake = replace(ARTICLE, ref="test:2", authors=(Person("한나리", "nari-2"),))
    write([ARTICLE, namesake])
    assert Author.objects.count() == 2


def test_a_topic_without_a_slug_is_found_by_name_or_by_the_slug_it_would_get() -> None:
    again = replace(ARTICLE, ref="test:2", topics=(Term("온실", ""), Term("Greenhouse", "")))
    assert whats(ARTICLE, again) == ["created", "created"]
    second = ArticlePage.objects.get(slug="first-2")
    assert [topic.slug for topic in second.topics] == ["greenhouse"]


def test_a_draft_that_changes_twice_keeps_its_block_ids() -> None:
    draft = replace(ARTICLE, status="draft")
    write([draft])
    first = [block["id"] for block in page().body.raw_data]
    for words in ("둘째 판", "셋째 판"):
        body = (text(words), *ARTICLE.body)
        assert whats(replace(draft, body=body)) == ["updated"]
    latest = page().get_latest_revision_as_object()
    assert [block["id"] for block in latest.body.raw_data[1:]] == first
    assert latest.topics


def test_one_bad_article_does_not_stop_the_others() -> None:
    bad = replace(ARTICLE, ref="test:2", title="")
    assert whats(bad, ARTICLE) == ["failed", "created"]
    assert ArticlePage.objects.count() == 1


def test_two_articles_with_one_reference_never_overwrite_each_other() -> None:
    report = write([ARTICLE, replace(ARTICLE, title="다른 글", slug="other")])
    assert [outcome.what for outcome in report.outcomes] == ["created", "failed"]
    assert "Another article of this import" in report.outcomes[1].remarks[0]
    assert page().title == "첫 글"
    assert whats(ARTICLE) == ["unchanged"]


def test_an_unknown_disclaimer_is_reported() -> None:
    (outcome,) = write([replace(ARTICLE, disclaimer="없는 것")]).outcomes
    assert page().disclaimer_choice == "default"
    assert outcome.remarks


def test_a_site_without_an_article_list_says_so(trees: Trees) -> None:
    trees.lists["ko"].delete()
    with pytest.raises(ImportFileError):
        write([ARTICLE])


def english(title: str = "The first article") -> Article:
    body = (
        text("Opening words"),
        Block(
            "section",
            {"heading": "A", "content": (text("One"), image_block(replace(PICTURE, alt="Picture"), "Caption"))},
        ),
    )
    return replace(ARTICLE, ref="test:1/en", language="en", title=title, slug="the-first", summary="Summary", body=body)


def test_an_english_version_becomes_the_translation_of_its_original(
    media: MediaFolder, django_capture_on_commit_callbacks: Any
) -> None:
    def arrive(*articles: Article) -> list[str]:
        with django_capture_on_commit_callbacks(execute=True):
            return whats(*articles, media=media)

    assert arrive(ARTICLE, english()) == ["created", "created"]
    original = ArticlePage.objects.get(locale__language_code="ko")
    version = ArticlePage.objects.get(locale__language_code="en")
    assert version.translation_key == original.translation_key
    assert (version.title, version.slug, version.live) == ("The first article", "the-first", True)
    assert [b["id"] for b in version.body.raw_data] == [b["id"] for b in original.body.raw_data]
    assert arrive(ARTICLE, english()) == ["unchanged", "unchanged"]
    assert arrive(ARTICLE, english("The first one")) == ["unchanged", "updated"]
    version.refresh_from_db()
    assert version.title == "The first one"


def test_an_english_version_without_its_original_fails() -> None:
    assert whats(english()) == ["failed"]


def test_the_export_of_our_own_arrives(media: MediaFolder) -> None:
    report = write(read_articles(open_export(DATA / "export.xml")))
    assert report.counts["created"] == 5
    assert ArticlePage.objects.filter(live=True).count() == 1


def test_the_article_it_began_with_is_published(client: Any) -> None:
    file = SHARED / "article" / "aws-5-years.wxr.xml"
    if not file.is_file():
        pytest.skip("the article is not beside the repository")
    export = open_export(file)
    assert write(read_articles(export)).counts == {"created": 1}
    assert write(read_articles(export)).counts == {"unchanged": 1}
    assert page().published_at == datetime(2019, 10, 31, 22, 50, tzinfo=UTC)
    assert client.get("/2019/11/01/aws-5-years/")["Location"] == "/blog/aws-5-years/"
    assert client.get("/blog/aws-5-years/").status_code == 200
