"""A storm over the site: random edits, publications, readings, translations, in any order, told by a seed.

It keeps its own books of what readers of Korean see, in the numbers that every sentence carries: a Korean one says
"문장 17", its translation "EN17". Nothing here asks the code under test what is stale.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, BlogIndexPage, Category, Disclaimer
from blog.models.relations import ArticleCategory
from blog.translation import jobs
from blog.translation.publishing import UntranslatedError, publish
from tests.factories import block

KOREAN = re.compile(r"문장 (\d+)")
Raw = list[dict[str, Any]]


@dataclass
class Article:
    """One Korean article. `raw`, `title`, `summary`: as last saved; `live`: the numbers that readers of Korean see."""

    pk: int
    raw: Raw
    title: str = ""
    summary: str = ""
    live: frozenset[int] = frozenset()
    whole: bool = False  # the English one was last published without consent to gaps

    def numbers(self) -> frozenset[int]:
        """Every sentence of the saved text."""
        said = json.dumps([self.raw, self.title, self.summary], ensure_ascii=False)
        return frozenset(map(int, KOREAN.findall(said)))


@dataclass
class Storm:
    """The weather and its books."""

    random: Random
    articles_page: BlogIndexPage
    commit: Callable[..., Any]
    count: int = 0
    articles: list[Article] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    disclaimer: int = 0  # the number that the live Korean disclaimer has

    def __post_init__(self) -> None:
        self.english = Locale.objects.get(language_code="en")
        self.korean = self.articles_page.locale
        self.categories = [
            Category.objects.create(name=f"분류 {number}", slug=f"분류-{number}", locale=self.korean)
            for number in range(2)
        ]
        self.rules = Disclaimer.objects.create(
            name="면책", text="<p>아직 없음</p>", is_default=True, locale=self.korean, live=False
        )
        self.change_disclaimer()
        translate_object(self.rules, [self.english])
        with self.commit(execute=True):
            self.write()
            self.write()

    def step(self) -> None:
        """One thing happens."""
        chances = {
            self.write: 2 if len(self.articles) < 3 else 0,
            self.edit: 9,
            self.work: 5,
            self.translate: 7,
            self.release: 5,
            self.routine: 4,
            self.take_down: 1,
            self.change_category: 1,
            self.change_disclaimer: 1,
            self.release_disclaimer: 1,
        }
        happens = self.random.choices(list(chances), list(chances.values()))[0]
        self.log.append(happens.__name__)
        with self.commit(execute=True):
            happens()

    # What is written

    def sentence(self, *, known: bool = False) -> str:
        """A new sentence; now and then one that stands somewhere already, as when text is cut and pasted."""
        numbers = [number for article in self.articles for number in article.numbers()]
        if known and numbers and self.random.random() < 0.1:
            return f"문장 {self.random.choice(sorted(numbers))}"
        self.count += 1
        return f"문장 {self.count}"

    def html(self) -> str:
        """One to three paragraphs, with keys of the editor or without, now and then a list, a heading or a link."""
        keyed = self.random.random() < 0.5
        return "".join(self.element(keyed=keyed) for _ in range(self.random.randint(1, 3)))

    def element(self, *, keyed: bool) -> str:
        key = f' data-block-key="{self.random.getrandbits(40):08x}"' if keyed else ""
        words = self.sentence(known=True)
        forms = [
            f"<p{key}>{words}</p>",
            f"<p{key}><b>굵게</b> {words}</p>",
            f'<p{key}>{words} <a href="https://a.example/{self.count}">여기</a></p>',
            f"<h3{key}>{words}</h3>",
            f"<ul><li{key}>{words}</li></ul>",
        ]
        return self.random.choices(forms, [6, 1, 1, 1, 1])[0]

    def block(self) -> dict[str, Any]:
        quote = {"text": f"<p>{self.sentence()}</p>", "attribution": "", "source": "", "language": ""}
        code = {"language": "python", "filename": "", "code": "x = 1", "highlight": "", "caption": self.sentence()}
        table = {
            "columns": [{"type": "text", "heading": self.sentence()}, {"type": "text", "heading": "값"}],
            "rows": [{"values": [f"<p>{self.sentence()}</p>", f"<p>{self.sentence()}</p>"]}],
            "caption": self.sentence(),
        }
        forms = [
            ("paragraph", self.html()),
            ("quote", quote),
            ("code", code),
            ("table", table),
            ("callout", {"kind": "tip", "title": self.sentence(), "text": f"<p>{self.sentence()}</p>"}),
            ("footnotes", {"notes": [block("item", f"<p>{self.sentence()}</p>")]}),
        ]
        return block(*self.random.choices(forms, [8, 1, 1, 1, 1, 1])[0])

    def section(self) -> dict[str, Any]:
        content = [self.block() for _ in range(self.random.randint(1, 3))]
        return block("section", {"heading": self.sentence(), "content": content})

    def write(self) -> None:
        raw = [block("paragraph", self.html()), self.section(), self.section()]
        page = ArticlePage(
            title=self.sentence(), slug=f"글-{self.count}", locale=self.korean, live=False, summary=self.sentence()
        )
        page.body = ArticlePage.body.field.stream_block.to_python(raw)
        BlogIndexPage.objects.get(pk=self.articles_page.pk).add_child(instance=page)
        article = Article(page.pk, raw, page.title, page.summary)
        self.articles.append(article)
        page.save_revision().publish()
        article.live = article.numbers()
        translate_object(ArticlePage.objects.get(pk=page.pk), [self.english])

    # What is edited

    def edit(self) -> None:
        if not self.articles:
            return
        article = self.random.choice(self.articles)
        changes = [self.change_words, self.change_words, self.insert, self.remove, self.move, self.change_head]
        for change in self.random.choices(changes, k=self.random.randint(1, 4)):
            self.log.append(f"  {change.__name__}")
            change(article)
        page = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
        page.title, page.summary = article.title, article.summary
        page.body = ArticlePage.body.field.stream_block.to_python(article.raw)
        if self.random.random() < 0.2:
            rows = [ArticleCategory(category=self.random.choice(self.categories), locale=self.korean)]
            page.article_categories = rows
        revision = page.save_revision()
        if self.random.random() < 0.7:
            revision.publish()
            article.live = article.numbers()

    def streams(self, article: Article) -> list[Raw]:
        return [article.raw, *(each["value"]["content"] for each in article.raw if each["type"] == "section")]

    def change_words(self, article: Article) -> None:
        """One sentence says something else; the markup around it stays."""
        said = json.dumps(article.raw, ensure_ascii=False)
        if found := list(KOREAN.finditer(said)):
            match = self.random.choice(found)
            article.raw = json.loads(said[: match.start()] + self.sentence(known=True) + said[match.end() :])

    def insert(self, article: Article) -> None:
        stream = self.random.choice(self.streams(article))
        texts = [each for each in stream if each["type"] == "paragraph"]
        if texts and self.random.random() < 0.5:
            text = self.random.choice(texts)
            new = self.element(keyed="data-block-key" in text["value"])
            text["value"] = new + text["value"] if self.random.random() < 0.5 else text["value"] + new
        elif stream is article.raw and self.random.random() < 0.5:
            stream.append(self.section())
        else:
            first_section = next((n for n, each in enumerate(stream) if each["type"] == "section"), len(stream))
            stream.insert(self.random.randint(0, first_section), self.block())

    def remove(self, article: Article) -> None:
        stream = self.random.choice(self.streams(article))
        if len(stream) > 1:
            stream.pop(self.random.randrange(len(stream)))

    def move(self, article: Article) -> None:
        """Paragraphs change places inside a block, or blocks among those of a stream, or between sections."""
        streams = [each for each in self.streams(article)[1:] if each]
        if not streams:
            return
        source, target = self.random.choice(streams), self.random.choice(streams)
        moved = source.pop(self.random.randrange(len(source)))
        target.insert(self.random.randint(0, len(target)), moved)
        if moved["type"] == "paragraph":
            moved["value"] = "".join(reversed(re.findall(r"<(?:p|h3)\b.*?</(?:p|h3)>|<ul>.*?</ul>", moved["value"])))

    def change_head(self, article: Article) -> None:
        if self.random.random() < 0.5:
            article.title = self.sentence()
        else:
            article.summary = self.sentence()

    # What happens to the translation

    def work(self) -> None:
        """The worker does what is in line."""
        jobs.run_round()

    def translation(self, source: Any) -> Translation:
        return Translation.objects.select_related("source").get(
            source__object_id=source.translation_key, target_locale=self.english
        )

    def translate(self) -> None:
        """Some strings are translated, a few of them in a way that nobody can use."""
        if self.articles:
            article = self.random.choice(self.articles)
            self.translate_some(self.translation(ArticlePage.objects.get(pk=article.pk)), self.random.choice([0.3, 1]))

    def translate_some(self, translation: Translation, share: float, broken: float = 0.03) -> None:
        for segment in StringSegment.objects.filter(source=translation.source).select_related("string", "context"):
            if segment.context.path == "slug" or self.random.random() > share:
                continue
            text = KOREAN.sub(lambda match: f"EN{match[1]}.", segment.string.data)
            text = (
                text.replace("굵게", "bold").replace("여기", "here").replace("값", "value").replace("분류", "Category")
            )
            text = f"<p>{text}" if self.random.random() < broken else text.replace("면책", "Disclaimer")
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=self.english,
                defaults={"data": text, "translation_type": "manual", "has_error": False, "field_error": ""},
            )

    def release(self) -> None:
        """The English page is published, if need be with consent."""
        if self.articles:
            self.publish(self.random.choice(self.articles), consent=self.random.random() < 0.4)

    def publish(self, article: Article, *, consent: bool) -> None:
        try:
            missing = publish(self.translation(ArticlePage.objects.get(pk=article.pk)), user=None, consent=consent)
        except UntranslatedError:
            return
        self.log.append(f"  with {missing} gaps")
        article.whole = not missing

    def routine(self) -> None:
        """All is translated and published; then one sentence changes, and what nobody has translated is published."""
        article = self.random.choice(self.articles)
        page = ArticlePage.objects.get(pk=article.pk)
        if not page.live:
            return
        jobs.run_round()
        self.translate_some(self.translation(page), 1, broken=0)
        for each in Translation.objects.filter(source__specific_content_type__model="category"):
            self.translate_some(each, 1, broken=0)
        self.publish(article, consent=False)
        self.change_words(article)
        page = page.get_latest_revision_as_object()
        page.title, page.summary = article.title, article.summary
        page.body = ArticlePage.body.field.stream_block.to_python(article.raw)
        page.save_revision().publish()
        article.live = article.numbers()
        jobs.run_round()
        self.publish(article, consent=False)

    def take_down(self) -> None:
        """An article disappears in one language; what is published later brings it back."""
        if self.articles:
            article = self.random.choice(self.articles)
            page = ArticlePage.objects.get(pk=article.pk)
            (page.get_translation(self.english) if self.random.random() < 0.5 else page).unpublish()

    def change_category(self) -> None:
        category = self.random.choice(self.categories)
        category.refresh_from_db()
        self.count += 1
        category.name, category.description = f"분류 {self.count}", f"설명 {self.count}"
        category.save()

    def change_disclaimer(self) -> None:
        self.disclaimer = self.count = self.count + 1
        self.rules = Disclaimer.objects.get(pk=self.rules.pk)
        self.rules.text = f"<p>문장 {self.count}</p>"
        self.rules.save_revision().publish()

    def release_disclaimer(self) -> None:
        translation = self.translation(self.rules)
        self.translate_some(translation, self.random.choice([0.5, 1]))
        try:
            publish(translation, user=None, consent=self.random.random() < 0.5)
        except UntranslatedError:
            return


def english_pages(storm: Storm) -> Iterator[tuple[Article, ArticlePage]]:
    """The articles that readers of English see."""
    for article in storm.articles:
        key = ArticlePage.objects.values_list("translation_key", flat=True).get(pk=article.pk)
        page = ArticlePage.objects.filter(translation_key=key, locale=storm.english, live=True).first()
        if page:
            yield article, page
