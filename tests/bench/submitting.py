"""What submitting articles costs beside stock wagtail-localize: the same articles, one after the other, rolled back.

Processor time of one process, the best of some rounds in turns, so that a busy machine troubles all alike.
BENCH_ARTICLES sets how many articles.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ROUNDS = 3
SENTENCE = "물때표는 작은 데이터베이스입니다. 하루에 네 번, 바다가 스스로 적는 기록을 우리는 표로 옮겨 읽습니다. "


def compare() -> list[tuple[str, str, str, str]]:
    """A row per way of submitting: name, queries and milliseconds per article, share of the first row."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    count = int(os.environ.get("BENCH_ARTICLES", "20"))
    articles = [_article(number) for number in range(count + 1)]
    ways = {"wagtail-localize alone": _bare, "wagtail-localize on this site": _stock, "this site": _ours}
    spent = dict.fromkeys(ways, float("inf"))
    queries = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            spent[name] = min(spent[name], _rolled_back(way, articles, time.process_time))
    for name, way in ways.items():
        with CaptureQueriesContext(connection) as captured:
            _rolled_back(way, articles[:2], time.process_time)
        queries[name] = len(captured) // 2
    each = {name: seconds * 1000 / count for name, seconds in spent.items()}
    stock = each["wagtail-localize on this site"]
    return [(name, str(queries[name]), f"{ms:.0f}", f"{ms / stock:.2f}") for name, ms in each.items()]


def body(number: int) -> list[dict[str, Any]]:
    """57 strings in sections, in proportion to the sample articles: one paragraph in ten has a bold word.

    With title, slug and summary that makes 60.
    """
    from tests.factories import block, section

    def text(place: str, index: int) -> str:
        words = f"{SENTENCE}{number}번 글의 {place} {index}."
        words = words.replace("바다", "<b>바다</b>") if index % 10 == 5 else words
        return f'<p data-block-key="{place}{index:02}">{words}</p>'

    def part(at: int) -> dict[str, Any]:
        paragraphs = [
            block("paragraph", "".join(text(f"a{at}", index * 3 + each) for each in range(3))) for index in range(3)
        ]
        quote = {"text": text(f"q{at}", 1), "attribution": f"사람 {number} {at}", "source": "", "language": ""}
        code = {"language": "python", "filename": "", "code": "tide = 4", "highlight": "", "caption": f"{number} {at}"}
        return section(f"{number}번 글의 절 {at}", *paragraphs, block("quote", quote), block("code", code))

    opening = "".join(text("b", index) for index in range(5))
    return [block("paragraph", opening), *(part(at) for at in range(4))]


def _article(number: int) -> Any:
    from blog.models import Author, BlogIndexPage, Category, Topic
    from blog.models.relations import ArticleAuthor, ArticleCategory, ArticleTopic
    from tests.factories import make_article

    korean = BlogIndexPage.objects.get(locale__language_code="ko")
    article = make_article(
        korean, title=f"물때표 {number}", slug=f"물때표-{number}", summary=SENTENCE, body=body(number)
    )
    for relation, name, model in (
        (ArticleAuthor, "author", Author),
        (ArticleCategory, "category", Category),
        (ArticleTopic, "topic", Topic),
    ):
        value = model._default_manager.filter(locale=korean.locale).first()
        relation._default_manager.create(page=article, locale=korean.locale, **{name: value})
    return article


def _rolled_back(way: Callable[[Any, Any], None], articles: list[Any], clock: Callable[[], float]) -> float:
    """Seconds for all articles but the first, which warms up."""
    from django.db import transaction
    from wagtail.models import Locale

    english = Locale.objects.get(language_code="en")
    with transaction.atomic():
        way(articles[0], english)
        begin = clock()
        for article in articles[1:]:
            way(article, english)
        spent = clock() - begin
        transaction.set_rollback(True)
    return spent


def _ours(article: Any, locale: Any) -> None:
    from blog.translation.submitting import submit

    submit(article, [locale], user=None)


def _stock(article: Any, locale: Any) -> None:
    from wagtail_localize.operations import translate_object

    with _without_patches():
        translate_object(article, [locale])


def _bare(article: Any, locale: Any) -> None:
    with _without_receivers():
        _stock(article, locale)


@contextmanager
def _without_patches() -> Iterator[None]:
    """Upstream's reading and building, and an index that is written after every save."""
    from wagtail_localize.models import TranslationSource

    names = ("refresh_segments", "create_or_update_translation")
    ours = {name: getattr(TranslationSource, name) for name in names}
    for name in names:
        setattr(TranslationSource, name, ours[name].__wrapped__)
    try:
        yield
    finally:
        for name in names:
            setattr(TranslationSource, name, ours[name])


@contextmanager
def _without_receivers() -> Iterator[None]:
    """Without what this site adds to a submission: provenance, relations of relations, link previews."""
    from django.db.models.signals import post_save, pre_save

    signals = (pre_save, post_save)
    before = [signal.receivers for signal in signals]
    for signal in signals:
        signal.receivers = [each for each in signal.receivers if not _is_ours(each[1]())]
        signal.sender_receivers_cache.clear()
    try:
        yield
    finally:
        for signal, receivers in zip(signals, before, strict=True):
            signal.receivers = receivers
            signal.sender_receivers_cache.clear()


def _is_ours(receiver: Any) -> bool:
    return str(getattr(receiver, "__module__", "")).startswith("blog.")
