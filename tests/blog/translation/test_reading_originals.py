"""Our own reading of originals: upstream's rows without upstream's queries, and rows that stay where they can."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments.extract import extract_segments

from blog.models import ArticlePage, Author
from blog.models.relations import ArticleAuthor
from blog.translation import patches
from blog.translation.models import Predecessor
from blog.translation.reading_originals import read
from tests.factories import block, paragraph

MOST_QUERIES = 21  # besides those that unpack a snapshot, which depend on what the text points at

TEXTS = ("물때", "바다와 데이터베이스", "한 줄\n두 줄", "A & B < C", "같은 말", "😀 이모지", "עברית", "각")
IDS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(8)]

texts = st.sampled_from(TEXTS)
optional = st.one_of(st.just(""), texts)


@st.composite
def rich(draw: Any) -> str:
    found = []
    for key in draw(st.lists(st.sampled_from(["", "k1", "k2", "k3"]), max_size=4)):
        text = draw(texts).replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br/>")
        text = draw(st.sampled_from([text, f"<b>{text}</b> 끝", f'<a href="https://e.example/{text[0]}">{text}</a>']))
        tag = draw(st.sampled_from(["p", "h3"]))
        found.append(f'<{tag} data-block-key="{key}">{text}</{tag}>' if key else f"<{tag}>{text}</{tag}>")
    return "".join(found)


def fields(**parts: Any) -> Any:
    return st.fixed_dictionaries(parts)


items = st.lists(rich(), max_size=3).map(
    lambda notes: [{"type": "item", "id": f"{IDS[0][:-2]}{n:02}", "value": note} for n, note in enumerate(notes)]
)
no_image = st.just({"image": None, "alt_text": "", "decorative": False})
cells = st.lists(texts.map(lambda text: f"<p>{text.partition('&')[0]}</p>"), min_size=2, max_size=2)
columns = st.lists(fields(type=st.just("text"), heading=optional), min_size=2, max_size=2)
rows_of_cells = st.lists(fields(values=cells), max_size=3)
CONTENT = {
    "paragraph": rich(),
    "quote": fields(text=rich(), attribution=optional, source=st.just(""), language=st.just("")),
    "callout": fields(kind=st.just("tip"), title=optional, text=rich()),
    "code": fields(language=st.just("text"), filename=st.just(""), code=texts, highlight=st.just(""), caption=optional),
    "image": fields(
        image=no_image, caption=optional, credit=optional, width=st.just("column"), missing_file=st.just("")
    ),
    "gallery": fields(pictures=st.just([]), caption=optional),
    "embed": fields(url=st.just("https://youtu.be/abcdefgh"), title=optional, caption=optional),
    "bookmark": fields(url=st.just("https://b.example/"), title=optional, description=optional),
    "table": fields(columns=columns, rows=rows_of_cells, caption=optional),
    "footnotes": fields(notes=items),
    "divider": st.none(),
}


@st.composite
def content(draw: Any, ids: Any) -> list[dict[str, Any]]:
    kinds = [draw(st.sampled_from(sorted(CONTENT))) for _ in ids]
    return [{"type": kind, "id": name, "value": draw(CONTENT[kind])} for name, kind in zip(ids, kinds, strict=True)]


@st.composite
def bodies(draw: Any) -> list[dict[str, Any]]:
    """Blocks under few ids, so that two bodies are edits of each other: moved, changed, gone, of another kind."""
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=5))
    inside = draw(st.integers(0, len(ids)))
    body = draw(content(ids[inside:]))
    if inside:
        value = {"heading": draw(optional), "content": draw(content(ids[:inside]))}
        body.append({"type": "section", "id": "00000000-0000-4000-8000-0000000000ff", "value": value})
    return body


def by_value(source: TranslationSource) -> dict[str, Any]:
    """Everything that a reading writes, without primary keys."""

    def table(model: Any, *names: str, **where: Any) -> list[Any]:
        return sorted(map(repr, model.objects.filter(**where).values_list(*names)))

    own = {"source": source}
    return {
        "strings": table(StringSegment, "context__path", "order", "string__data_hash", "attrs", **own),
        "templates": table(TemplateSegment, "context__path", "order", "template__uuid", **own),
        "related": table(RelatedObjectSegment, "context__path", "order", "object_id", **own),
        "overridable": table(OverridableSegment, "context__path", "order", "data_json", **own),
        "contexts": table(TranslationContext, "object_id", "path", "path_id", "field_path"),
        "all strings": table(String, "locale", "data", "data_hash"),
        "all templates": table(Template, "uuid", "template", "template_format", "string_count"),
        "objects": table(TranslatableObject, "translation_key", "content_type"),
        "slugs": table(StringTranslation, "translation_of__data", "context__path", "locale", "data"),
        "submitted": table(Translation, "source__object_id", "target_locale", "enabled"),
    }


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def snapshot(write: Any, submit: Any, translate: Any, belongings: Any) -> Callable[..., TranslationSource]:
    """Puts a text into the snapshot of a submitted article, as `update_from_db` would, without reading it."""
    article = write("구름", slug="구름")
    ArticleAuthor.objects.create(page=article, author=belongings["author"], locale=article.locale)
    submit(ArticlePage.objects.get(pk=article.pk))
    translate(article, slug="cloud")
    source = TranslationSource.objects.get(object_id=article.translation_key)
    submitted = json.loads(source.content_json)
    author = Author.objects.create(name="이바다", slug="이바다", bio="", locale=article.locale)

    def put(title: str, slug: str, body: list[Any], authors: int) -> TranslationSource:
        (relation,) = submitted["article_authors"]
        relations = ([], [relation], [{**relation, "author": author.pk}])[authors]
        said = {"title": title, "slug": slug, "body": json.dumps(body), "article_authors": relations}
        source.content_json = json.dumps({**submitted, **said})
        source.save()
        return TranslationSource.objects.get(pk=source.pk)

    return put


@pytest.mark.once
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(texts, st.sampled_from(["구름", "다른-주소", "cloud"]), bodies(), st.integers(0, 2)),
        min_size=2,
        max_size=3,
    )
)
def test_any_text_after_any_other_gives_the_rows_that_upstream_gives(snapshot: Any, readings: Any) -> None:
    with undone():
        for reading in readings:
            source = snapshot(*reading)
            with undone():
                patches._REFRESH_SEGMENTS(source)
                expected = by_value(source)
            read(TranslationSource.objects.get(pk=source.pk))
            assert by_value(source) == expected


def begin(write: Any, submit: Any, *paragraphs: str) -> tuple[ArticlePage, TranslationSource]:
    article = write(f"글 {len(paragraphs)}", body=[paragraph(text) for text in paragraphs])
    submit(article)
    return article, TranslationSource.objects.get(object_id=article.translation_key)


def change(article: ArticlePage, edit: Callable[[list[Any]], None]) -> None:
    raw = list(article.body.get_prep_value())
    edit(raw)
    article.body = ArticlePage.body.field.stream_block.to_python(raw)
    article.save_revision().publish()


def ids(source: TranslationSource) -> dict[str, int]:
    return dict(StringSegment.objects.filter(source=source).values_list("string__data", "pk"))


def test_rows_keep_their_ids_when_something_is_inserted_above_them_and_upstream_still_makes_new_ones(
    write: Any, submit: Any
) -> None:
    article, source = begin(write, submit, "하나", "둘", "셋")
    before = ids(source)
    change(article, lambda raw: raw.insert(0, paragraph("머리말")))
    with undone():
        source.update_from_db()
        after = ids(source)
        assert {text: after[text] for text in before} == before
        orders = StringSegment.objects.filter(source=source).order_by("order").values_list("string__data", flat=True)
        assert list(orders)[2:] == ["머리말", "하나", "둘", "셋"]
    patches._REFRESH_SEGMENTS(source)
    with undone():
        source.content_json = article.to_json()
        patches._REFRESH_SEGMENTS(source)
        assert ids(source)["셋"] != before["셋"]


def test_reading_again_what_did_not_change_writes_nothing(write: Any, submit: Any) -> None:
    _article, source = begin(write, submit, "하나", "둘")
    with CaptureQueriesContext(connection) as queries:
        read(source)
    written = [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


@pytest.mark.parametrize("count", [3, 120])
def test_reading_costs_the_same_for_few_pieces_and_for_many_and_upstream_still_asks_for_each(
    write: Any, submit: Any, count: int
) -> None:
    article, source = begin(write, submit, *(f"문단 {number}" for number in range(count)))
    with undone(), CaptureQueriesContext(connection) as first:
        StringSegment.objects.all().delete()
        TemplateSegment.objects.all().delete()
        read(source)
    change(
        article, lambda raw: (raw.insert(0, paragraph("머리말")), raw[2].update(value="<p>문단 1, 고침</p>"), raw.pop())
    )
    source.content_json = ArticlePage.objects.get(pk=article.pk).to_json()
    with undone(), CaptureQueriesContext(connection) as again:
        read(source)
    with undone(), CaptureQueriesContext(connection) as upstream:
        patches._REFRESH_SEGMENTS(source)
    with CaptureQueriesContext(connection) as unpacking:
        extract_segments(source.as_instance())
    assert max(len(first), len(again)) - len(unpacking) <= MOST_QUERIES
    assert len(upstream) > 3 * count


def test_only_new_rows_are_told_of(write: Any, submit: Any) -> None:
    article, source = begin(write, submit, "하나", "둘")
    told: list[str] = []

    def listen(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
        assert created
        assert instance.pk
        assert instance.source == source
        told.append(instance.string.data)

    post_save.connect(listen, sender=StringSegment)
    try:
        change(article, lambda raw: raw.insert(0, paragraph("머리말")))
        source.update_from_db()
    finally:
        post_save.disconnect(listen, sender=StringSegment)
    assert told == ["머리말"]


def test_a_translation_and_its_place_survive_edits_around_and_inside(write: Any, submit: Any, translate: Any) -> None:
    html = '<p data-block-key="aaaaa">{}</p><p data-block-key="bbbbb">{}</p>'
    article = write(body=[block("paragraph", html.format("첫 문단이다.", "둘째 문단이다."))])
    submit(article)
    translation = translate(article)
    new = '<p data-block-key="ccccc">새 문단이 위에 선다.</p><p data-block-key="bbbbb">완전히 다르게</p>'
    change(article, lambda raw: raw[0].update(value=new + '<p data-block-key="aaaaa">첫 문단이 아래로 간다.</p>'))
    translation.source.update_from_db()
    rows = Predecessor.objects.values_list("string__data", "earlier__data")
    assert dict(rows) == {"완전히 다르게": "둘째 문단이다.", "첫 문단이 아래로 간다.": "첫 문단이다."}


def test_a_text_that_was_deleted_and_comes_back_in_another_block_has_its_translation_of_then(
    write: Any, submit: Any, translate: Any
) -> None:
    article, source = begin(write, submit, "남는 글", "돌아올 글")
    translate(article)
    change(article, lambda raw: raw.pop())
    source.update_from_db()
    change(article, lambda raw: raw.append(paragraph("돌아올 글")))
    source.update_from_db()
    row = Predecessor.objects.get()
    assert (row.string_id, row.string.data) == (row.earlier_id, "돌아올 글")
    assert row.context_id != row.earlier_context_id


def test_a_text_that_went_back_and_forth_leads_to_every_translation_once(
    write: Any, submit: Any, translate: Any
) -> None:
    article, source = begin(write, submit, "하나")
    for text in ("둘", "셋", "하나", "둘"):
        change(article, lambda raw, text=text: raw[0].update(value=f"<p>{text}</p>"))
        source.update_from_db()
    rows = dict(Predecessor.objects.values_list("string__data", "earlier__data"))
    assert rows == {"둘": "하나", "하나": "셋"}
