"""How far a search goes for a reader, and what is said of it: other words, beginnings, spelling, some of the words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import Author, Category, Topic
from blog.translation.models import Term
from home.bootstrap import Trees
from search.models import SpellingGroup
from tests.factories import make_article, paragraph


def answered(client: Client, query: str, address: str = "/search/", **chosen: str) -> Any:
    return client.get(address, {"q": query, **chosen}).context["answer"]


def titles(client: Client, query: str, address: str = "/search/", **chosen: str) -> list[str]:
    return [page.title for page in answered(client, query, address, **chosen).pages]


def marked(client: Client, query: str, address: str = "/search/") -> str:
    """The pieces of text of all results, matches in brackets."""
    found = client.get(address, {"q": query}).context["found"]
    pieces = (piece for result in found for piece in (*result.title, *result.snippet))
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in pieces)


def test_a_word_of_the_other_language_is_looked_for_through_the_glossary(trees: Trees, client: Client):
    Term.objects.create(korean="가용 영역", english="Availability Zone")
    make_article(trees.lists["ko"], title="통신비", body=[paragraph("가용 영역을 넘나든다.")])
    make_article(trees.lists["en"], title="Traffic", body=[paragraph("Between each Availability Zone.")])
    korean = answered(client, "availability zone")
    assert (korean.step.value, korean.said) == ("glossary", "가용 영역")
    assert [page.title for page in korean.pages] == ["통신비"]
    assert "[가용] [영역]" in marked(client, "availability zone")
    assert titles(client, "가용 영역", "/en/search/") == ["Traffic"]


def test_the_beginning_of_a_word_finds_the_word(trees: Trees, client: Client):
    make_article(trees.lists["en"], title="Kubernetes first")
    answer = answered(client, "kubern", "/en/search/")
    assert [page.title for page in answer.pages] == ["Kubernetes first"]
    assert answer.step.value == "beginnings"


def test_a_misspelt_word_is_put_right_and_the_rest_of_the_query_stays(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="쿠버네티스 요금")
    make_article(trees.lists["ko"], title="쿠버네티스")
    answer = answered(client, "쿠버내티스의 요금")
    assert answer.said == "쿠버네티스의 요금"
    assert answer.pages[0].title == "쿠버네티스 요금"


@pytest.mark.parametrize("typed", ["ㅋㄹㅇㄷ", "ㅋㄹㅇㄷ ㅇㄱ", "클라우ㄷ", "클랑"])
def test_what_finds_a_title_while_one_types_finds_it_as_well_when_it_is_sent(trees: Trees, client: Client, typed: str):
    make_article(trees.lists["ko"], title="작은 클라우드 요금")
    make_article(trees.lists["ko"], title="다른 글")
    make_article(trees.lists["ko"], title="클라우드 요금 초안", live=False)
    answer = answered(client, typed)
    assert [page.title for page in answer.pages] == ["작은 클라우드 요금"]
    assert answer.step.value == "titles" or answer.said


def test_first_consonants_stay_within_what_a_reader_chose(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="클라우드", published_at=datetime(2019, 5, 1, tzinfo=UTC))
    make_article(trees.lists["ko"], title="다른 글", published_at=datetime(2019, 6, 1, tzinfo=UTC))
    assert titles(client, "ㅋㄹㅇㄷ", year="2019") == ["클라우드"]
    assert titles(client, "ㅋㄹㅇㄷ", year="2020") == []


def test_a_name_that_nobody_has_is_looked_for_as_a_word_and_the_reader_is_told(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="홍길동 이야기")
    make_article(trees.lists["ko"], title="경보 줄이기")
    for query in ("글쓴이:홍길동", "주제:홍길동", "홍길동 분류:홍길동"):
        assert titles(client, query) == ["홍길동 이야기"], query
    assert titles(client, "글쓴이:<b>없음</b> 경보") == ["경보 줄이기"]
    assert answered(client, "글쓴이:홍길동").unnamed == ("홍길동",)
    html = client.get("/search/", {"q": "글쓴이:<b>홍길동 경보"}).content.decode()
    assert "“&lt;b&gt;홍길동”" in html


def test_spellings_of_a_word_find_each_other_and_are_marked(trees: Trees, client: Client):
    SpellingGroup.objects.create(spellings="프런트엔드\n프론트엔드\nfrontend")
    make_article(trees.lists["ko"], title="화면", body=[paragraph("프런트엔드에서는 다르다.")])
    for query in ("프론트엔드", "프론트엔드를", "frontend", "Frontend"):
        assert titles(client, query) == ["화면"], query
        assert "[프런트엔드]에서는" in marked(client, query), query


def test_one_word_of_an_editor_stays_whole_after_indexing_anew(trees: Trees, client: Client):
    SpellingGroup.objects.create(spellings="두글로그")
    make_article(trees.lists["ko"], title="이름", body=[paragraph("두글로그에서 옮겼다.")])
    make_article(trees.lists["ko"], title="다른 이름", body=[paragraph("두글 이야기의 로그")])
    assert titles(client, "두글로그") == ["이름"]


def test_what_is_spelt_apart_finds_what_is_spelt_together_and_back(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="하나", body=[paragraph("논리복제를 걸었다.")])
    make_article(trees.lists["ko"], title="둘", body=[paragraph("논리 복제를 걸었다.")])
    assert set(titles(client, "논리복제")) == set(titles(client, "논리 복제")) == {"하나", "둘"}


def test_some_of_the_words_are_enough_when_nothing_holds_all_and_the_reader_is_told(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="요금", body=[paragraph("클라우드 요금")])
    make_article(trees.lists["ko"], title="고양이")
    answer = answered(client, "클라우드 고양이 요금")
    assert (answer.step.value, answer.whole) == ("some", 0)
    assert answer.pages[0].title == "요금"
    html = client.get("/search/", {"q": "클라우드 고양이 요금"}).content.decode()
    assert "search-said" in html


def test_few_words_all_come_before_more_of_one_of_them(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="하나", body=[paragraph("경보 경보 경보 경보 경보")])
    make_article(trees.lists["ko"], title="둘", body=[paragraph(f"경보가 울렸다. {'다른 말. ' * 80} 새벽이었다.")])
    answer = answered(client, "새벽 경보")
    assert [page.title for page in answer.pages] == ["둘", "하나"]
    assert (answer.step.value, answer.whole) == ("more", 1)


def test_a_question_is_answered_although_a_word_of_it_stands_elsewhere(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="물때표", body=[paragraph("백업은 파일을 복사하는 것으로 끝난다.")])
    for number in range(12):
        filler = "방법 백업 파일 복사 서버 " if number < 1 else "방법과 서버 이야기"
        make_article(trees.lists["ko"], title=f"글 {number}", body=[paragraph(filler)])
    assert "물때표" in titles(client, "서버에서 백업 파일을 복사하는 방법은 무엇인가?")[:3]


def test_a_question_that_quotes_is_no_search_for_the_quotation(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="침묵", body=[paragraph("연봉 협상에서 숫자를 먼저 말하지 않았다.")])
    make_article(trees.lists["ko"], title="다른 글", body=[paragraph("침묵은 금이다")])
    assert titles(client, '"침묵은 금이다"라고 하는데 연봉 협상에서 숫자를 먼저 말하지 않아도 될까?')[0] == "침묵"
    assert titles(client, '"침묵은 금이다"') == ["다른 글"]


def test_a_phrase_that_stands_nowhere_still_finds_its_words(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="돈", body=[paragraph("돈이 침묵이었다. 숫자")])
    answer = answered(client, '"침묵은 돈이었다"')
    assert (answer.step.value, [page.title for page in answer.pages]) == ("without_phrase", ["돈"])
    assert titles(client, '"침묵은 돈이었다" 없는낱말뭉치') == ["돈"]


@pytest.mark.parametrize("phrase", ['"가용 영역을"', '"가용영역"', '"가용 영역"을', "“가용 영역”", '"가용  영역" 요금'])
def test_a_phrase_is_found_with_particles_and_whatever_white_space(trees: Trees, client: Client, phrase: str):
    make_article(trees.lists["ko"], title="요금", body=[paragraph("가용 영역을 넘나드는 요금")])
    make_article(trees.lists["ko"], title="영역", body=[paragraph("영역이 가용하고 요금이 있다")])
    assert titles(client, phrase) == ["요금"]


def test_newer_articles_come_first_among_equals_and_only_among_equals(trees: Trees, client: Client):
    now = timezone.now()
    make_article(trees.lists["ko"], title="경보 새글", published_at=now - timedelta(days=2))
    make_article(trees.lists["ko"], title="경보 옛글", published_at=datetime(2009, 1, 1, tzinfo=UTC))
    assert titles(client, "경보") == ["경보 새글", "경보 옛글"]
    make_article(trees.lists["ko"], title="오늘", body=[paragraph(f"경보 한 번. {'다른 말. ' * 50}")], published_at=now)
    assert titles(client, "경보") == ["경보 새글", "경보 옛글", "오늘"]


@pytest.fixture
def shelves(trees: Trees) -> None:
    """An article by somebody, on a shelf, and one that only speaks of them."""
    locale = trees.lists["ko"].locale
    article = make_article(trees.lists["ko"], title="온콜 하나", body=[paragraph("경보")])
    article.article_authors.create(author=Author.objects.create(name="김 철수", slug="kim", locale=locale))
    article.article_categories.create(category=Category.objects.create(name="운영", slug="operations", locale=locale))
    article.article_topics.create(topic=Topic.objects.create(name="밤샘 당직", slug="night", locale=locale))
    article.save_revision().publish()
    make_article(trees.lists["ko"], title="경보 둘", body=[paragraph("온콜, 김 철수, 운영, 밤샘 당직")])


@pytest.mark.parametrize(
    "query",
    [
        "제목:하나",
        "제목: 하나",
        "제목 : 하나",
        "제목：하나",
        'title:"온콜 하나"',
        "TITLE:하나 경보",
        "글쓴이:김철수",
        "글쓴이: 김철수",
        '글쓴이:"김 철수"',
        "글쓴이：철수",
        "author:김철수",
        "작성자:김철수 경보",
        "분류:운영",
        "분류 : 운영",
        "category:운영",
        'Category: "운영"',
        "주제:당직",
        "태그:밤샘",
        "topic:밤샘",
        "온콜 -둘",
        "경보 -운영이",
    ],
)
def test_field_words_are_read_however_they_are_typed(shelves, client: Client, query: str):
    expected = {"경보 -운영이": []}.get(query, ["온콜 하나"])
    assert titles(client, query) == expected, query


def test_a_name_that_stands_nowhere_finds_nothing_and_breaks_nothing(shelves, client: Client):
    for query in (
        "글쓴이:없는사람",
        "분류:없음 경보",
        'author:"',
        "제목:",
        "글쓴이:",
        "분류: ",
        "제목:::하나",
        "제목:-하나",
    ):
        assert client.get("/search/", {"q": query}).status_code == 200
    assert titles(client, "글쓴이:없는사람") == []
    assert titles(client, "분류:없는분류 -경보") == []


def test_minus_leaves_out_words_phrases_and_names_in_any_form(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="하나", body=[paragraph("온콜을 하고 경보를 지웠다")])
    make_article(trees.lists["ko"], title="둘", body=[paragraph("온콜을 하고 배웠다")])
    assert titles(client, "온콜 -경보") == ["둘"]
    assert titles(client, "온콜 -배우다") == ["하나"]
    assert titles(client, '온콜 -"경보를 지웠다"') == ["둘"]
    assert titles(client, "온콜 –경보") == ["둘"]
    assert titles(client, "온콜 - 경보")[0] == "하나"  # a dash between words


def test_an_article_in_both_languages_is_shown_once_in_either(trees: Trees, client: Client):
    korean = make_article(trees.lists["ko"], title="SQLite 물때", body=[paragraph("SQLite")])
    make_article(trees.lists["en"], title="SQLite tides", translation_key=korean.translation_key)
    make_article(trees.lists["en"], title="SQLite in English only")
    make_article(trees.lists["ko"], title="SQLite 한국어로만")
    for address, own, other in (
        ("/search/", {"SQLite 물때", "SQLite 한국어로만"}, ["SQLite in English only"]),
        ("/en/search/", {"SQLite tides", "SQLite in English only"}, ["SQLite 한국어로만"]),
    ):
        context = client.get(address, {"q": "SQLite"}).context
        assert {page.title for page in context["answer"].pages} == own
        assert [page.title for page in context["elsewhere"].pages] == other
        assert context["elsewhere"].number == 1


def test_a_match_by_morpheme_or_stem_is_marked_in_the_letters_of_the_text(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="글", body=[paragraph("작년에 많이 배웠다. 데이터베이스를 옮겼다.")])
    make_article(trees.lists["en"], title="Post", body=[paragraph("We were deploying twice a day.")])
    assert "[배웠]다" in marked(client, "배우는")
    assert "[데이터베이스]를" in marked(client, "데이터베이스에서")
    assert "[deploying]" in marked(client, "deployed", "/en/search/")


def test_numbers_are_found_with_what_they_count(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title="사서", body=[paragraph("1990년 3월에 사서 3명이 왔다.")])
    make_article(trees.lists["ko"], title="책", body=[paragraph("1991년 5월에 책 3권이 왔다.")])
    assert titles(client, "3명") == ["사서"]
    assert titles(client, "3권") == ["책"]
    assert titles(client, "1990년 3월") == ["사서"]
    assert "사서 [3명]이" in marked(client, "3명")


def test_a_search_says_the_same_without_the_analyser(trees: Trees, client: Client, monkeypatch: pytest.MonkeyPatch):
    from search import morphemes

    monkeypatch.setattr(morphemes, "_analyser", lambda: None)
    make_article(trees.lists["ko"], title="클라우드에서는", body=[paragraph("데이터베이스를 옮기며 배운 것")])
    for query in ("클라우드", "클라우드의", "데이터베이스로", "베이스", "데이타베이스"):
        assert titles(client, query) == ["클라우드에서는"], query


def test_what_is_left_out_stays_out_where_only_some_words_are_found(trees: Trees, client: Client):
    for title, said in (("바다 하나", "산책을 했다"), ("바다 둘", "배를 탔다"), ("들", "바다가 보인다")):
        make_article(trees.lists["ko"], title=title, body=[paragraph(said)])
    assert sorted(titles(client, "바다 인공위성 -산책")) == ["들", "바다 둘"]
    assert titles(client, "제목:바다 보인다 인공위성 -산책") == []
    assert titles(client, "제목:바다 탔다 인공위성 -산책") == ["바다 둘"]
