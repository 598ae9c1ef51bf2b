"""A storm over the site: random edits, publications, readings, translations, in any order, told by a seed.

It keeps its own books of what readers of Korean see, in the numbers that every sentence carries: a Korean one says
"문장 17", its translation "EN17". Nothing here asks the code under test what is stale.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from time import sleep
from typing import Any

import polib
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, Author, BlogIndexPage, Category, Disclaimer, Series, Topic
from blog.models.relations import ArticleAuthor, ArticleCategory, ArticleSeries, ArticleTopic
from blog.seo import group_address
from blog.translation import jobs
from blog.translation.exchange.documents import documents_of
from blog.translation.exchange.files import FORMATS, read
from blog.translation.exchange.intake import take_in
from blog.translation.publishing import UntranslatedError, publish
from blog.translation.release.gate import read_draft
from tests.factories import make_image

from .storm_texts import KOREAN, Pen, Text, in_english

SOON = timedelta(milliseconds=30)
MOST_ARTICLES = 4
TEXTS_OF_GROUPS = ("name", "title", "description", "bio", "role")
CHANCES = {
    "write": 2,
    "edit": 9,
    "work": 5,
    "translate": 7,
    "release": 5,
    "routine": 4,
    "schedule": 2,
    "pass_time": 2,
    "take_down": 1,
    "bring_back": 2,
    "revert": 1,
    "copy_page": 1,
    "draft_by_machine": 1,
    "read_ahead": 1,
    "send_out": 1,
    "take_in": 2,
    "change_group": 2,
    "translate_groups": 2,
    "change_disclaimer": 1,
    "release_disclaimer": 1,
}


@dataclass(frozen=True)
class Group:
    """A list of articles in English. `numbers`: what its Korean counterpart says now."""

    address: str
    numbers: frozenset[int]


@dataclass
class Article:
    """One Korean article: `text` as last saved, what it was before, and the sentences of each revision."""

    pk: int
    text: Text
    history: list[Text] = field(default_factory=list)
    said: dict[int, frozenset[int]] = field(default_factory=dict)
    whole: bool = False  # the English one was last published without consent to gaps

    @property
    def live(self) -> frozenset[int] | None:
        """The sentences that readers of Korean see; None while they see no page."""
        page = ArticlePage.objects.filter(pk=self.pk, live=True).first()
        return self.said[page.live_revision_id] if page else None


@dataclass
class Storm:
    """The weather and its books."""

    random: Random
    articles_page: BlogIndexPage
    commit: Callable[..., Any]
    articles: list[Article] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    disclaimer: int = 0  # the number that the live Korean disclaimer has

    def __post_init__(self) -> None:
        self.english = Locale.objects.get(language_code="en")
        self.korean = self.articles_page.locale
        self.person = User.objects.create_superuser("storm", "storm@example.org", "password")
        self.pen = Pen(self.random, make_image(size=(40, 30)).pk)
        self.groups: list[Any] = [
            Category.objects.create(name=self.pen.sentence(), slug="분류-하나", locale=self.korean),
            Category.objects.create(name=self.pen.sentence(), slug="분류-둘", locale=self.korean),
            Topic.objects.create(name=self.pen.sentence(), slug="주제", locale=self.korean),
            Author.objects.create(name=self.pen.sentence(), bio=self.pen.sentence(), slug="저자", locale=self.korean),
            Series.objects.create(title=self.pen.sentence(), slug="연재", locale=self.korean),
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
        happens = self.random.choices(list(CHANCES), list(CHANCES.values()))[0]
        self.log.append(happens)
        if happens == "routine":
            self.routine()
        else:
            self.committed(getattr(self, happens))

    def committed(self, happens: Callable[[], Any]) -> None:
        """What happens in one transaction. What waits for its end happens once, so these do not nest."""
        with self.commit(execute=True):
            happens()

    # What is written and edited

    def write(self) -> None:
        if len(self.articles) >= MOST_ARTICLES:
            return
        text = self.pen.text()
        page = ArticlePage(title=text.title, slug=f"글-{self.pen.count}", locale=self.korean, live=False)
        BlogIndexPage.objects.get(pk=self.articles_page.pk).add_child(instance=page)
        article = Article(page.pk, text)
        self.articles.append(article)
        self.save(article).publish()
        translate_object(ArticlePage.objects.get(pk=page.pk), [self.english])

    def save(self, article: Article, *, at: Any = None, belongs: bool = True) -> Revision:
        """A new revision of the Korean page, with what is in the books."""
        page, text = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object(), article.text
        for name in ("title", "summary", "seo_title", "search_description"):
            setattr(page, name, getattr(text, name))
        page.body, page.go_live_at = ArticlePage.body.field.stream_block.to_python(text.raw), at
        if belongs and self.random.random() < 0.2:
            self.belong(page)
        revision = page.save_revision()
        article.said[revision.pk] = text.numbers()
        article.history.append(text.copy())
        return revision

    def belong(self, page: ArticlePage) -> None:
        group = self.random.choice(self.groups)
        rows: dict[type[Any], tuple[str, type[Any]]] = {
            Category: ("category", ArticleCategory),
            Topic: ("topic", ArticleTopic),
            Author: ("author", ArticleAuthor),
            Series: ("series", ArticleSeries),
        }
        name, row = rows[type(group)]
        plural = {"category": "categories", "series": "series"}.get(name, f"{name}s")
        setattr(page, f"article_{plural}", [row(**{name: group}, locale=self.korean)])

    def edit(self) -> None:
        article = self.random.choice(self.articles)
        for _ in range(self.random.randint(1, 4)):
            self.log.append(f"  {self.pen.edit(article.text)}")
        revision = self.save(article)
        if self.random.random() < 0.7:
            revision.publish()

    def revert(self) -> None:
        """The article says again what it said before."""
        article = self.random.choice(self.articles)
        article.text = self.random.choice(article.history).copy()
        self.save(article).publish()

    def schedule(self) -> None:
        """What is edited now goes live in a moment, if nothing else comes between."""
        article = self.random.choice(self.articles)
        self.pen.edit(article.text)
        self.save(article, at=timezone.now() + SOON).publish()

    def pass_time(self) -> None:
        sleep(SOON.total_seconds() * 2)
        call_command("publish_scheduled", verbosity=0)

    def copy_page(self) -> None:
        """A copy, with the same ids of blocks, is an article of its own; an alias changes with its page."""
        if len(self.articles) >= MOST_ARTICLES:
            return
        article = self.random.choice(self.articles)
        page, self.pen.count = ArticlePage.objects.get(pk=article.pk), self.pen.count + 1
        if self.random.random() < 0.3:
            page.create_alias(update_slug=f"글-{self.pen.count}")
            return
        again = page.copy(update_attrs={"slug": f"글-{self.pen.count}"}, keep_live=False, copy_revisions=False)
        copied = Article(again.pk, article.text.copy())
        self.articles.append(copied)
        self.save(copied).publish()
        translate_object(ArticlePage.objects.get(pk=again.pk), [self.english])

    def take_down(self) -> None:
        """An article disappears in one language."""
        page = ArticlePage.objects.get(pk=self.random.choice(self.articles).pk)
        (page.get_translation(self.english) if self.random.random() < 0.5 else page).unpublish()

    def bring_back(self) -> None:
        """Some revision, mostly the last, is published as it is: in Korean, or in English past all forms."""
        article = self.random.choice(self.articles)
        page = ArticlePage.objects.get(pk=article.pk)
        if self.random.random() < 0.5:
            page.get_latest_revision().publish()
            return
        revisions = page.get_translation(self.english).revisions.order_by("-pk")
        if revisions:
            try:
                (revisions[0] if self.random.random() < 0.7 else self.random.choice(revisions)).publish()
            except UntranslatedError:
                return
            article.whole = False

    # What happens to the translation

    def work(self) -> None:
        """The worker does what is in line."""
        jobs.run_round()

    def translation(self, source: Any) -> Translation:
        rows = Translation.objects.select_related("source__locale", "source__specific_content_type", "target_locale")
        return rows.get(source__object_id=source.translation_key, target_locale=self.english)

    def some_translation(self) -> Translation:
        return self.translation(ArticlePage.objects.get(pk=self.random.choice(self.articles).pk))

    def translate(self) -> None:
        """Some strings are translated, a few of them in a way that nobody can use."""
        self.translate_some(self.some_translation(), self.random.choice([0.3, 1]))

    def translate_some(self, translation: Translation, share: float, broken: float = 0.03, how: str = "manual") -> None:
        segments = StringSegment.objects.filter(source=translation.source).select_related("string", "context")
        for segment in segments.order_by("order"):
            if segment.context.path == "slug" or self.random.random() > share:
                continue
            text = in_english(segment.string.data)
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=self.english,
                defaults={
                    "data": f"<p>{text}" if self.random.random() < broken else text,
                    "translation_type": how,
                    "tool_name": "" if how == "manual" else "Robot",
                    "has_error": False,
                    "field_error": "",
                },
            )

    def draft_by_machine(self) -> None:
        translation = self.some_translation()
        self.translate_some(translation, 0.5, broken=0, how="machine")
        self.try_to_publish(translation, consent=True)

    def send_out(self) -> None:
        """Somebody takes a file home."""
        self.files.append(FORMATS["po"].write(list(documents_of([self.some_translation()]))))

    def take_in(self) -> None:
        """A file comes back, translated in part, maybe long after the original has changed."""
        if self.files:
            file = polib.pofile(self.random.choice(self.files).decode())
            for entry in file:
                if KOREAN.search(entry.msgid) and self.random.random() < 0.7:
                    entry.msgstr, entry.flags = in_english(entry.msgid), []
            tool, documents = read(str(file).encode())
            take_in(documents, user=self.person, tool=tool)

    def read_ahead(self) -> None:
        """Translators begin with what is not public yet."""
        read_draft(ArticlePage.objects.get(pk=self.random.choice(self.articles).pk), user=self.person)

    def release(self) -> None:
        """The English page is published, if need be with consent."""
        self.publish(self.random.choice(self.articles), consent=self.random.random() < 0.4)

    def publish(self, article: Article, *, consent: bool) -> str:
        """Publishes the English page; returns why not, "" when it was."""
        try:
            missing = publish(self.translation(ArticlePage.objects.get(pk=article.pk)), user=None, consent=consent)
        except UntranslatedError as refusal:
            return f"{refusal} {refusal.pieces}"
        self.log.append(f"  with {missing} gaps")
        article.whole = not missing
        return ""

    def try_to_publish(self, translation: Translation, *, consent: bool) -> None:
        article = next(each for each in self.articles if self.is_of(translation, each))
        self.publish(article, consent=consent)

    def is_of(self, translation: Translation, article: Article) -> bool:
        return ArticlePage.objects.filter(pk=article.pk, translation_key=translation.source.object_id).exists()

    def routine(self) -> None:
        """All is translated and published; then one sentence changes, and what nobody has translated is published.

        That must not be refused: an earlier translation stands in the place of the sentence.
        """
        article = self.random.choice(self.articles)
        self.committed(lambda: self.save(article).publish())
        self.committed(jobs.run_round)
        self.committed(self.translate_all)
        self.expect_no_refusal(article, "with everything translated")
        self.pen.change_words(article.text)
        self.committed(lambda: self.save(article, belongs=False).publish())
        self.committed(jobs.run_round)
        self.expect_no_refusal(article, "with one sentence changed")

    def translate_all(self) -> None:
        for each in Translation.objects.select_related("source").order_by("pk"):
            self.translate_some(each, 1, broken=0)

    def expect_no_refusal(self, article: Article, when: str) -> None:
        refusals: list[str] = []
        self.committed(lambda: refusals.append(self.publish(article, consent=False)))
        self.faults += [f"refused {when}: {why}" for why in refusals if why]

    # Names and disclaimers

    def change_group(self) -> None:
        group = self.random.choice(self.groups)
        names = [name for name in TEXTS_OF_GROUPS if hasattr(group, name)]
        group.refresh_from_db()
        setattr(group, self.random.choice(names), self.pen.sentence())
        group.save()

    def translate_groups(self) -> None:
        """Names are translated in part; what has no drafts is public at once."""
        for each in Translation.objects.filter(source__object_id__in=[group.translation_key for group in self.groups]):
            self.translate_some(each, 0.5, broken=0)
            if self.random.random() < 0.5:
                try:
                    publish(each, user=None, consent=self.random.random() < 0.5)
                except UntranslatedError:
                    continue

    def english_groups(self) -> Iterator["Group"]:
        """What readers of English may open, with the numbers that the Korean one has now."""
        for group in self.groups:
            korean = type(group).objects.get(pk=group.pk)
            english = korean.get_translation_or_none(self.english)
            if english:
                said = json.dumps([getattr(korean, name, "") for name in TEXTS_OF_GROUPS], ensure_ascii=False)
                yield Group(group_address(english), frozenset(map(int, KOREAN.findall(said))))

    def change_disclaimer(self) -> None:
        self.rules = Disclaimer.objects.get(pk=self.rules.pk)
        self.rules.text = f"<p>{self.pen.sentence()}</p>"
        self.disclaimer = self.pen.count
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
