"""The main job on real input: an old blog's article comes in, is translated, and is read in both languages.

It runs on an article of our own in tests/data, and on the one in ../shared/article when that lies beside the
repository; its sentences are read from there and stay there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, TestCase
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils.text import slugify
from wagtail.models import Locale, Page, Revision
from wagtail_localize.models import StringSegment, Translation
from wagtail_localize.strings import StringValue

from blog.models import ArticlePage, Author, BlogImage, Disclaimer, ImportRecord, Series
from blog.translation.progress import missing_pieces
from home.bootstrap import Trees
from home.models import StandardPage

KOREAN_TIME = ZoneInfo("Asia/Seoul")
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


@dataclass(frozen=True)
class Sample:
    """An exported article, the same in Korean and English line by line, and what must become of it."""

    folder: Path
    name: str
    published: datetime
    slug: str
    category: str
    topic: str

    @property
    def export(self) -> Path:
        return self.folder / f"{self.name}.wxr.xml"

    def lines(self, language: str) -> list[str]:
        """The lines of a version, without the "■" that the design adds; empty ones mark the same places in both."""
        text = (self.folder / f"{self.name}.{language}.txt").read_text(encoding="utf-8")
        return [squeezed(line.removeprefix("■")) for line in text.rstrip().split("\n")]

    def pairs(self) -> dict[str, str]:
        """Korean line → English line. The Korean file goes on with comments; the English one says where to end."""
        korean, english = self.lines("ko"), self.lines("en")
        assert [bool(line) for line in korean[: len(english)]] == [bool(line) for line in english]
        return {source: target for source, target in zip(korean, english, strict=False) if source}


OURS = Sample(
    folder=Path(__file__).parent / "data" / "acceptance",
    name="library",
    published=datetime(2021, 3, 5, 7, 15, tzinfo=KOREAN_TIME),
    slug="three-years-of-shelves",
    category="도서관",
    topic="서가",
)
THEIRS = Sample(
    folder=Path(settings.BASE_DIR).parent / "shared" / "article",
    name="aws-5-years",
    published=datetime(2019, 11, 1, 7, 50, tzinfo=KOREAN_TIME),
    slug="aws-5-years",
    category="클라우드",
    topic="AWS",
)


@pytest.fixture(params=[OURS, THEIRS], ids=["our article", "the article it began with"])
def sample(request: pytest.FixtureRequest, trees: Trees) -> Sample:
    """One of the two."""
    found: Sample = request.param
    if not found.export.exists():
        pytest.skip("../shared/article is not beside this repository")
    return found


@pytest.fixture
def article(sample: Sample) -> ArticlePage:
    """The article as the command brings it in."""
    import_it(sample)
    return ArticlePage.objects.get()


def import_it(sample: Sample) -> str:
    """What the command says."""
    said = StringIO()
    call_command("import_wordpress", sample.export, stdout=said)
    return said.getvalue()


def squeezed(text: str) -> str:
    """Text with single spaces; a line break or a space that does not break is a space too."""
    return " ".join(text.split())


def get(path: str) -> BeautifulSoup:
    """A page as a reader gets it."""
    answer = Client().get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def text_of(page: BeautifulSoup) -> str:
    """All that stands on a page beside its head and foot."""
    assert page.main is not None
    return squeezed(page.main.get_text())


def sentences(lines: list[str]) -> Iterator[str]:
    """The sentences of every line."""
    for line in lines:
        yield from re.split(r"(?<=[.!?])\s+", line)


def alternates(page: BeautifulSoup) -> dict[str, str]:
    """Paths of the same page in other languages, as its head names them."""
    return {
        str(link["hreflang"]): urlsplit(str(link["href"])).path for link in page.select("link[hreflang]:not([type])")
    }


def switch(page: BeautifulSoup) -> dict[str, str]:
    """Paths behind the language switch."""
    links = page.select("nav.language-switch a")
    return {str(link["hreflang"]): urlsplit(str(link["href"])).path for link in links}


def test_the_import_gives_one_published_article_with_its_date_and_belongings(
    sample: Sample, article: ArticlePage
) -> None:
    assert article.live
    assert article.locale.language_code == "ko"
    assert article.slug == sample.slug
    assert article.title == sample.lines("ko")[0]
    assert article.published_at == article.first_published_at == sample.published
    assert [category.name for category in article.categories] == [sample.category]
    assert [topic.name for topic in article.topics] == [sample.topic]


def test_its_headings_become_sections_and_its_missing_picture_a_placeholder(
    sample: Sample, article: ArticlePage
) -> None:
    marked = (sample.folder / f"{sample.name}.ko.txt").read_text(encoding="utf-8").splitlines()
    headings = [squeezed(line.removeprefix("■")) for line in marked if line.startswith("■")]
    assert len(headings) == 4
    sections = [block["value"]["heading"] for block in article.raw_body if block["type"] == "section"]
    assert sections == headings
    (picture,) = (block["value"] for block in article.raw_body if block["type"] == "image")
    assert picture["image"]["image"] is None
    assert picture["caption"] in sample.lines("ko")
    assert picture["missing_file"].endswith(".jpg")


def test_its_disclaimer_is_recognised_and_kept_in_its_place(sample: Sample, article: ArticlePage) -> None:
    last = article.raw_body[-1]["value"]["content"][-1]
    assert last["type"] == "paragraph"
    assert squeezed(BeautifulSoup(last["value"], "html.parser").get_text()).startswith("Disclaimer")
    assert "면책 문구" in import_it(sample)
    assert article.disclaimer_choice == "none"  # the site's own would say it twice


def test_every_sentence_of_the_source_is_on_the_page(sample: Sample, article: ArticlePage) -> None:
    shown = text_of(get(article.url))
    wanted = list(sentences(list(sample.pairs())))
    assert len(wanted) > 20
    assert [sentence for sentence in wanted if sentence not in shown] == []


def test_importing_again_changes_nothing(sample: Sample, article: ArticlePage) -> None:
    before = state()
    assert import_it(sample)
    assert state() == before


def state() -> dict[str, Any]:
    """All that an import writes, by key and revision."""
    return {
        "pages": list(Page.objects.order_by("pk").values_list("pk", "slug", "live", "latest_revision_id")),
        "bodies": {page.pk: page.raw_body for page in ArticlePage.objects.all()},
        "revisions": list(Revision.objects.order_by("pk").values_list("pk", flat=True)),
        "records": list(ImportRecord.objects.order_by("pk").values_list("ref", "digest", "revision_id")),
        "people": list(Author.objects.order_by("pk").values_list("pk", "slug")),
        "pictures": list(BlogImage.objects.order_by("pk").values_list("pk", flat=True)),
        "disclaimers": list(Disclaimer.objects.order_by("pk").values_list("pk", "latest_revision_id")),
    }


def submit(client: Client, article: ArticlePage) -> Translation:
    """Asks for the English version, as the form of the admin does."""
    english = Locale.objects.get(language_code="en")
    address = f"/admin/localize/submit/page/{article.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"locales": [english.pk]}).status_code == 302
    return Translation.objects.get(source__object_id=article.translation_key, target_locale=english)


def translate(client: Client, translation: Translation, pairs: dict[str, str]) -> None:
    """Translates every string but the slug, as the script of the translation editor does."""
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string", "context"):
        if segment.context.path != "slug":
            original = squeezed(StringValue(segment.string.data).render_text())
            put_string(client, translation, segment, pairs[original])


def translate_names(client: Client, article: Translation) -> None:
    """Translates the names of the author, category and topic, which the gate asks for as well."""
    for translation in Translation.objects.exclude(pk=article.pk).filter(target_locale=article.target_locale):
        names = StringSegment.objects.filter(source=translation.source, context__path="name")
        for segment in names.select_related("context"):
            put_string(client, translation, segment, f"A name {segment.pk}")


def put_string(client: Client, translation: Translation, segment: StringSegment, text: str) -> None:
    address = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
    form = encode_multipart(BOUNDARY, {"value": text})
    answer = client.put(address, form, content_type=MULTIPART_CONTENT)
    assert answer.status_code in {200, 201}, answer.content


@pytest.fixture
def both(
    sample: Sample,
    article: ArticlePage,
    editor_client: Client,
    translator_client: Client,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> tuple[ArticlePage, ArticlePage]:
    """The article and its English version: asked for by the editor, written and published by the translator."""
    translation = submit(editor_client, article)
    draft = translation.get_target_instance()
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    unfinished = translator_client.post(address, {"action": "publish"})
    assert "끝나지 않은 번역을 발행할까요?" in unfinished.content.decode()
    translate(translator_client, translation, sample.pairs())
    translate_names(translator_client, translation)
    assert missing_pieces(translation) == ()
    assert not ArticlePage.objects.get(pk=draft.pk).live
    with django_capture_on_commit_callbacks(execute=True):
        translator_client.post(address, {"action": "publish"})
    return article, ArticlePage.objects.get(pk=draft.pk)


def test_its_translation_reads_in_english_under_an_english_address(
    sample: Sample, both: tuple[ArticlePage, ArticlePage]
) -> None:
    _korean, english = both
    lines = list(sample.pairs().values())
    assert english.live
    assert english.title == lines[0]
    assert english.url == f"/en/blog/{english.slug}/"
    assert english.slug.isascii()
    assert slugify(english.title).startswith(english.slug)
    assert english.published_at == sample.published
    shown = text_of(get(english.url))
    assert [sentence for sentence in sentences(lines) if sentence not in shown] == []


def test_both_pages_point_at_each_other(both: tuple[ArticlePage, ArticlePage]) -> None:
    korean, english = both
    for page in (get(korean.url), get(english.url)):
        assert alternates(page) == {"ko": korean.url, "en": english.url, "x-default": korean.url}
        assert switch(page) == {"ko": korean.url, "en": english.url}


def test_what_stays_korean_on_the_english_page_is_marked(both: tuple[ArticlePage, ArticlePage]) -> None:
    page = get(both[1].url)
    assert page.html is not None
    assert page.html["lang"] == "en"
    unmarked = [
        text
        for text in page.find_all(string=HANGUL)
        if (marked := text.find_parent(lang=True)) is None or marked["lang"] != "ko"
    ]
    assert [text for text in unmarked if text.find_parent("head") is None] == []


@pytest.fixture(scope="module")
def loading(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], None]]:
    """Loads the sample content, on a day before the scheduled article and after the others: once, in a transaction
    around those of the tests. So tests that want it come last here."""

    def load() -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            call_command("load_demo", verbosity=0)

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.utils.timezone.now", lambda: datetime(2026, 12, 1, tzinfo=KOREAN_TIME))
        load()
        yield load
        transaction.set_rollback(True)


@pytest.fixture
def demo(loading: Callable[[], None], db: None) -> Callable[[], None]:
    """A site with the sample content; loads it again when it is called."""
    return loading


def in_language(language: str) -> dict[str, ArticlePage]:
    """Articles by the slug of their Korean original."""
    originals = dict(ArticlePage.objects.filter(locale__language_code="ko").values_list("translation_key", "slug"))
    pages = ArticlePage.objects.filter(locale__language_code=language)
    return {originals[page.translation_key]: page for page in pages}


def test_the_sample_content_shows_every_state_of_an_article(demo: Callable[[], None]) -> None:
    korean, english = in_language("ko"), in_language("en")
    scheduled = {slug for slug, page in korean.items() if page.status_string == "예약됨"}
    assert len(korean) == 5
    assert scheduled == {"translations-age"}
    assert korean["translations-age"].go_live_at == korean["translations-age"].published_at
    assert Client().get("/blog/translations-age/").status_code == 404
    assert {slug for slug, page in korean.items() if page.live} == korean.keys() - scheduled
    assert {slug for slug, page in english.items() if page.live} == {"tide-on-sqlite", "on-call-for-three"}
    assert korean.keys() - english.keys() == {"한글-줄바꿈", "translations-age"}


def test_the_half_translated_sample_is_not_public_in_english(demo: Callable[[], None]) -> None:
    half = in_language("en")["translation-edits-the-original"]
    translation = Translation.objects.get(source__object_id=half.translation_key)
    total, done = translation.get_progress()
    assert 0 < done < total
    assert not half.live
    assert Client().get(f"/en/blog/{half.slug}/").status_code == 404
    original = get("/blog/translation-edits-the-original/")
    assert "en" not in alternates(original)
    assert switch(original)["en"] == "/en/blog/"


def test_the_long_sample_has_everything_in_both_languages(demo: Callable[[], None]) -> None:
    for language in ("ko", "en"):
        page = in_language(language)["tide-on-sqlite"]
        sections = [block["value"] for block in page.raw_body if block["type"] == "section"]
        kinds = {block["type"] for section in sections for block in section["content"]}
        assert len(sections) == 5
        assert kinds >= {"paragraph", "image", "code", "quote", "table", "embed"}
        shown = get(page.url)
        assert shown.select_one("section.disclaimer")
        assert shown.select_one("figure.block-image figcaption")


def test_the_samples_come_with_people_a_series_and_a_page_about_the_blog(demo: Callable[[], None]) -> None:
    for language in ("ko", "en"):
        assert Author.objects.filter(locale__language_code=language).count() == 2
        assert Series.objects.filter(locale__language_code=language).count() == 2
        assert StandardPage.objects.get(locale__language_code=language, slug="about").live
    for series in Series.objects.filter(locale__language_code="ko"):
        positions = series.articles.order_by("position").values_list("position", flat=True)
        assert list(positions) == list(range(1, len(positions) + 1))
        assert len(positions) >= 2


def test_loading_the_samples_again_changes_nothing(demo: Callable[[], None]) -> None:
    before = state()
    demo()
    after = state()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
