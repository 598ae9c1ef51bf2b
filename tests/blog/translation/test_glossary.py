"""Terms in texts: found whatever hangs on them, and not where they only seem to stand."""

from time import perf_counter
from typing import Any
from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from blog.translation.glossary import glossary, marked, occurs, terms_in
from blog.translation.inline import inline
from blog.translation.models import Term

TERMS = {
    "클라우드": "cloud",
    "가용 영역": "Availability Zone",
    "쿠버네티스": "Kubernetes",
    "데이터": "data",
    "데이터베이스": "database",
    "글": "article",
    "AWS": "AWS",
    "파이프라인": "pipeline",
    "배포 파이프라인": "deployment pipeline",
    "VPC": "VPC",
}


@pytest.fixture
def terms(db: Any) -> None:
    for korean, english in TERMS.items():
        Term.objects.create(korean=korean, english=english)


def words(html: str, language: str = "ko") -> list[str]:
    return [inline(html).text[match.start : match.end] for match in terms_in(html, glossary(language))]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("클라우드에서는", ["클라우드"]),
        ("쿠버네티스를 AWS에서의", ["쿠버네티스", "AWS"]),
        ("가용영역과 가용 영역은", ["가용영역", "가용 영역"]),
        ("<b>가용</b> 영역", ["가용 영역"]),
        ("배포파이프라인과 파이프라인", ["배포파이프라인", "파이프라인"]),
        ("데이터베이스의 데이터를", ["데이터베이스", "데이터"]),
        ("하이브리드클라우드", ["클라우드"]),
        ("글을 글로벌 회사에서", ["글"]),
        ("AWSome AWS", ["AWS"]),
        ("aws", ["aws"]),
        ("VPCs", ["VPC"]),
        ("클 라우드", []),
        ("<code>AWS</code>", []),
        ("A&amp;B 데이터", ["데이터"]),
        (normalize("NFD", "클라우드에서는"), ["클라우드"]),
        ("\u202e클라우드를\u202c 🙂글", ["클라우드", "글"]),
        ("", []),
    ],
)
def test_a_term_is_found_as_a_word(terms: None, html: str, expected: list[str]) -> None:
    assert words(html) == expected


def test_english_terms_are_found_in_an_english_original(terms: None) -> None:
    assert words("Databases in the cloud; cloudy data.", "en") == ["Database", "cloud", "data"]


def test_a_term_of_two_scripts_and_one_whose_capitals_matter(db: Any) -> None:
    Term.objects.create(korean="Go", english="Go", case_sensitive=True)
    Term.objects.create(korean="웹 API", english="web API")
    assert words("Go 언어로 go 하는 웹API를") == ["Go", "웹API"]


def test_a_name_is_no_two_words_that_sound_alike(db: Any) -> None:
    Term.objects.create(korean="두글", do_not_translate=True)
    assert words("두글에서는 두 글을 나란히") == ["두글"]


def test_marks_keep_the_html_well_formed(terms: None) -> None:
    runs = list(marked("<b>가용</b> 영역을 &lt;본다&gt;", glossary("ko")))
    assert "".join(run.html for run in runs) == "<b>가용</b> 영역을 &lt;본다&gt;"
    assert [run.html for run in runs if run.mark] == ["가용", " 영역"]


def test_a_changed_term_is_seen_at_once_and_an_unchanged_one_costs_nothing(
    terms: None, django_assert_num_queries: Any
) -> None:
    assert words("새 낱말") == []
    with django_assert_num_queries(0):
        words("클라우드")
    term = Term.objects.create(korean="낱말", english="word")
    with django_assert_num_queries(1):
        assert words("새 낱말") == ["낱말"]
    term.delete()
    assert words("새 낱말") == []


def test_a_thousand_terms_and_sixty_pieces_are_fast(db: Any) -> None:
    Term.objects.bulk_create(Term(korean=f"용어{n} 낱말{n * 3}", english=f"term {n}") for n in range(1000))
    sentence = "이 글은 용어{}낱말{}에서 시작해서 클라우드와 데이터베이스를 이야기합니다. "
    pieces = [sentence.format(n, n * 3) * 4 for n in range(60)]
    found = glossary("ko")
    terms_in(pieces[0], found)
    start = perf_counter()
    assert sum(len(terms_in(each, found)) for each in pieces) == 240
    assert perf_counter() - start < 2  # 0.1 s on an idle core


@pytest.mark.parametrize(
    ("wording", "text", "expected"),
    [
        ("Availability Zone", "two availability zones", True),
        ("cloud", "cloudy", False),
        ("두글", "두글에서는", True),
        ("C++", "in C++ and C", True),
        ("AWS", "aws", True),
    ],
)
def test_a_wording_occurs_as_a_word(wording: str, text: str, expected: bool) -> None:
    assert occurs(wording, text) is expected


def test_the_case_counts_where_it_is_said_to() -> None:
    assert not occurs("Go", "go on", case_sensitive=True)


def test_a_term_is_composed_and_its_variants_are_tidied() -> None:
    term = Term(korean=normalize("NFD", " 가용  영역 "), english=" Availability  Zone ", forbidden="AZ\n\n AZ \nzone")
    term.clean()
    assert (term.korean, term.english) == ("가용 영역", "Availability Zone")
    assert term.forbidden_variants == ("AZ", "zone")


def test_a_term_needs_a_translation_or_none_at_all(db: Any) -> None:
    with pytest.raises(ValidationError):
        Term(korean="글").full_clean()
    Term(korean="두글", do_not_translate=True).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(korean="글")


def test_a_term_cannot_forbid_its_own_translation(db: Any) -> None:
    with pytest.raises(ValidationError) as error:
        Term(korean="글", english="article", forbidden="Article").full_clean()
    assert set(error.value.message_dict) == {"forbidden"}


def test_korean_stands_in_the_glossary_once(terms: None) -> None:
    with pytest.raises(ValidationError):
        Term(korean=normalize("NFD", "클라우드"), english="clouds").full_clean()


def test_editors_and_translators_keep_the_glossary(translator_client: Any, editor_client: Any) -> None:
    data = {"korean": "가용 영역", "english": "Availability Zone", "note": "", "forbidden": ""}
    answer = translator_client.post("/admin/snippets/translation/term/add/", data)
    assert answer.status_code == 302
    term = Term.objects.get(korean="가용 영역")
    listed = editor_client.get("/admin/snippets/translation/term/", {"q": "영역"})
    assert "Availability Zone" in listed.content.decode()
    data["english"] = "availability zone"
    assert editor_client.post(f"/admin/snippets/translation/term/edit/{term.pk}/", data).status_code == 302
    term.refresh_from_db()
    assert term.english == "availability zone"


def test_groups_that_exist_already_get_the_rights_once(trees: Any) -> None:
    from importlib import import_module

    from django.apps import apps
    from django.contrib.auth.models import Group, Permission

    rights = Permission.objects.filter(codename__endswith="_term", content_type__app_label="translation")
    group = Group.objects.get(name="번역자")
    group.permissions.remove(*rights)
    import_module("home.migrations.0003_terms_for_groups").grant(apps, None)
    assert set(rights) <= set(group.permissions.all())
    assert rights.count() == 4
