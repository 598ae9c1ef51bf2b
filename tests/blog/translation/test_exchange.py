"""Translations as files: out, through other people's tools, and back, without losing anything."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polib
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from blog.models import ArticlePage
from blog.translation.exchange import inline, po, xliff
from blog.translation.exchange.documents import Document, FileError, Unit, canonical, digest, documents_of
from blog.translation.exchange.files import FORMATS, read
from blog.translation.exchange.intake import Outcome, Report, take_in
from blog.translation.saving import By, save, set_reviewed
from blog.translation.segments import Segment, State, segments_of
from tests.factories import block

KINDS = sorted(FORMATS)
HOSTILE = Path(__file__).resolve().parents[4] / "shared" / "data" / "hostile" / "naughty-strings.json"


def begin(write: Any, submit: Any, *paragraphs: str, title: str = "구름") -> Translation:
    article = write(title, body=[block("paragraph", "".join(f"<p>{text}</p>" for text in paragraphs))])
    submit(article)
    rows = Translation.objects.select_related("source__locale", "source__specific_content_type", "target_locale")
    return rows.get(source__object_id=article.translation_key)


def change(translation: Translation, *paragraphs: str) -> None:
    article = ArticlePage.objects.get(translation_key=translation.source.object_id, locale=translation.source.locale)
    raw = list(article.body.get_prep_value())
    raw[0]["value"] = "".join(f"<p>{text}</p>" for text in paragraphs)
    article.body = ArticlePage.body.field.stream_block.to_python(raw)
    article.save_revision().publish()
    translation.source.refresh_from_db()
    translation.source.update_from_db()


def find(translation: Translation, source: str) -> Segment:
    return next(each for each in segments_of(translation) if each.source == source and each.path != "slug")


def out(translation: Translation, kind: str) -> bytes:
    return FORMATS[kind].write(list(documents_of([translation])))


def back(content: bytes, user: User, **options: Any) -> Report:
    tool, documents = read(content)
    (report,) = take_in(documents, user=user, tool=tool, **options)
    return report


def outcomes(report: Report) -> dict[str, Outcome]:
    return {result.unit.source: result.outcome for result in report.results if result.unit.path != "slug"}


def rewrite(content: bytes, texts: dict[str, str], *, finish: bool = True) -> bytes:
    """What a translator's tool makes of a file: targets by source, whatever the format."""
    if not content.lstrip().startswith(b"<"):
        file = polib.pofile(content.decode())
        for entry in file:
            if entry.msgid in texts:
                entry.msgstr = texts[entry.msgid]
                entry.flags = [] if finish else entry.flags
        return str(file).encode()
    root = ET.fromstring(content)
    for segment in root.iter(inline.name("segment")):
        source = segment.find(inline.name("source"))
        assert source is not None
        if (text := "".join(source.itertext())) in texts:
            target = segment.find(inline.name("target"))
            target = ET.SubElement(segment, inline.name("target")) if target is None else target
            target.clear()
            target.text = texts[text]
            segment.attrib.pop("subState", None)
            segment.set("state", "translated" if finish else "initial")
    return ET.tostring(root)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_out_and_brought_back_changes_nothing(
    write: Any, submit: Any, translator: User, kind: str
) -> None:
    translation = begin(
        write,
        submit,
        '<b>굵은</b> 말과 <a href="https://a.example/?a=1&amp;b=2">링크</a>',
        "줄<br/>바꿈 &lt;b&gt;",
        "셋",
        "넷",
    )
    texts = {"셋": "Three &amp; more", "줄<br/>바꿈 &lt;b&gt;": "A line<br/>break &lt;b&gt;"}
    for source, text in texts.items():
        save(translation, find(translation, source).place, text, by=By(translator))
    save(translation, find(translation, "넷").place, "Four", by=By(tool="Robot", machine=True))
    set_reviewed(translation, find(translation, "셋").place, user=translator)
    before = segments_of(translation)
    report = back(out(translation, kind), translator)
    assert report.refused == ""
    assert {result.outcome for result in report.results} <= {Outcome.UNCHANGED, Outcome.UNFINISHED}
    assert segments_of(translation) == before


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_translator_wrote_elsewhere_is_stored_under_their_name(
    write: Any, submit: Any, translator: User, kind: str
) -> None:
    translation = begin(write, submit, "하나", "둘")
    report = back(rewrite(out(translation, kind), {"하나": "One"}), translator)
    stored = find(translation, "하나")
    assert (stored.text, stored.state, stored.user) == ("One", State.TRANSLATED, translator.pk)
    assert outcomes(report)["하나"] == Outcome.STORED
    assert outcomes(report)["둘"] == Outcome.UNFINISHED


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_changed_here_meanwhile_is_not_overwritten_unless_somebody_says_so(
    write: Any, submit: Any, translator: User, editor: User, kind: str
) -> None:
    translation = begin(write, submit, "하나")
    save(translation, find(translation, "하나").place, "One", by=By(translator))
    file = rewrite(out(translation, kind), {"하나": "Uno"})
    save(translation, find(translation, "하나").place, "One!", by=By(translator))
    report = back(file, translator)
    assert outcomes(report)["하나"] == Outcome.CONFLICT
    assert [result.stored for result in report.remarkable] == ["One!"]
    assert find(translation, "하나").text == "One!"
    back(file, translator, replace=True)
    assert find(translation, "하나").text == "Uno"


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_older_than_the_original_loses_nothing(write: Any, submit: Any, translator: User, kind: str) -> None:
    translation = begin(write, submit, "하나", "둘")
    file = rewrite(out(translation, kind), {"하나": "One", "둘": "Two"})
    change(translation, "하나", "둘과 반")
    report = back(file, translator)
    assert outcomes(report) == {"구름": Outcome.UNFINISHED, "하나": Outcome.STORED, "둘": Outcome.OUTDATED}
    changed = find(translation, "둘과 반")
    assert (changed.state, changed.earlier_source, changed.earlier_text) == (State.STALE, "둘", "Two")


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_piece_goes_out_with_its_old_translation_and_comes_back_new(
    write: Any, submit: Any, translator: User, kind: str
) -> None:
    translation = begin(write, submit, "둘")
    save(translation, find(translation, "둘").place, "Two", by=By(translator))
    change(translation, "둘과 반")
    file = out(translation, kind)
    assert "Two" in file.decode()
    assert "둘</note>" in file.decode() or '#| msgid "둘"' in file.decode()
    assert outcomes(back(file, translator))["둘과 반"] == Outcome.UNFINISHED
    assert find(translation, "둘과 반").state == State.STALE
    back(rewrite(file, {"둘과 반": "Two"}), translator)
    assert find(translation, "둘과 반").state == State.TRANSLATED


@pytest.mark.parametrize("kind", KINDS)
def test_a_machine_draft_is_a_draft_until_somebody_takes_the_mark_away(
    write: Any, submit: Any, translator: User, kind: str
) -> None:
    translation = begin(write, submit, "하나")
    save(translation, find(translation, "하나").place, "One", by=By(tool="Robot", machine=True))
    file = out(translation, kind)
    back(file, translator)
    assert find(translation, "하나").state == State.MACHINE
    back(rewrite(file, {"하나": "One"}), translator)
    assert find(translation, "하나").state == State.TRANSLATED


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_that_cannot_be_used_is_stored_and_said_to_be(
    write: Any, submit: Any, translator: User, kind: str
) -> None:
    translation = begin(write, submit, '<a href="https://a.example/">링크</a>와 말')
    (source,) = [each.source for each in segments_of(translation) if "링크" in each.source]
    documents = read(out(translation, kind))[1]
    unit = next(each for each in documents[0].units if each.source == source)
    broken = Unit(unit.path, unit.source, '<a id="a9">link</a>', "translated", base=unit.base)
    report = take_in([Document(documents[0].key, "ko", "en", "", (broken,))], user=translator, tool="PO")[0]
    assert [result.outcome for result in report.results] == [Outcome.BROKEN]
    assert report.results[0].why
    assert find(translation, source).state == State.BROKEN


def test_files_that_do_not_belong_are_refused_without_saying_whether_the_text_exists(
    write: Any, submit: Any, editor: User, translator: User
) -> None:
    translation = begin(write, submit, "하나")
    (document,) = documents_of([translation])
    stranger = Document("00000000-0000-4000-8000-000000000000", "ko", "en", "", document.units)
    reverse_way = Document(document.key, "en", "ko", "", document.units)
    nonsense = Document("no key", "ko", "en", "", document.units)
    for wrong in (stranger, reverse_way, nonsense):
        (report,) = take_in([wrong], user=translator, tool="PO")
        assert report.refused
        assert report.results == ()
    (report,) = take_in([document], user=editor, tool="PO")
    assert report.refused
    assert StringTranslation.objects.count() == 0


def test_what_the_original_never_had_is_reported(write: Any, submit: Any, translator: User) -> None:
    translation = begin(write, submit, "하나")
    (document,) = documents_of([translation])
    unit = Unit("body.nowhere", "없는 글", "Nothing", "translated")
    (report,) = take_in([Document(document.key, "ko", "en", "", (unit,))], user=translator, tool="PO")
    assert [result.outcome for result in report.results] == [Outcome.UNKNOWN]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"<xliff",
        b"<?xml version='1.0'?><other/>",
        b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file/></xliff>',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff>&e;</xliff>',
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xliff>&b;</xliff>',
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="ko" trgLang="en"/>',
        b"<?xml version='1.0' encoding='nonsense'?><xliff/>",
        b"just words",
        b'msgid ""\nmsgstr ""\n',
        b"\xec\x97\xb0\xff",
        b"<" * 50_000,
    ],
)
def test_a_broken_file_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(FileError) as refusal:
        read(content)
    assert str(refusal.value)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.translation.exchange.files.LARGEST", 10)
    with pytest.raises(FileError):
        read(b" " * 11)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1, max_size=40)


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """Canonical HTML of a piece: text with tags around some of it."""
    parts = draw(st.lists(st.tuples(texts, st.sampled_from(["", "b", "i", "code", "a"])), min_size=1, max_size=5))
    html = "".join(
        inline.escape(text, quote=False)
        if not tag
        else f"<{tag}{f' id={chr(34)}a{number}{chr(34)}' if tag == 'a' else ''}>"
        f"{inline.escape(text, quote=False)}</{tag}><br/>"
        for number, (text, tag) in enumerate(parts)
    )
    return canonical(html)


@given(source=pieces(), target=pieces() | st.just(""), state=st.sampled_from(list(State)))
def test_any_text_survives_both_formats(source: str, target: str, state: State) -> None:
    unit = Unit("body.x", source, target, state.value, base=digest(target), labels=("본문",))
    document = Document("0" * 8 + "-0000-4000-8000-" + "0" * 12, "ko", "en", "제목", (unit,))
    for write_file, read_file in ((xliff.write, xliff.read), (po.write, po.read)):
        (again,) = read_file(write_file([document]))
        (same,) = again.units
        assert (same.path, same.source, same.target, same.base) == (unit.path, source, target, unit.base)
        assert (again.key, again.source_language, again.target_language) == (document.key, "ko", "en")


@pytest.mark.skipif(not HOSTILE.exists(), reason="the hostile strings are not here")
def test_hostile_strings_survive_both_formats() -> None:
    strings = [text.replace("\r", "").replace("\0", "") for text in json.loads(HOSTILE.read_text())]
    units = tuple(
        Unit(f"body.{number}", inline.escape(text, quote=False), inline.escape(text, quote=False), "translated")
        for number, text in enumerate(strings)
        if text.strip() and text.encode("utf-8", "ignore").decode() == text
    )
    document = Document("0" * 8 + "-0000-4000-8000-" + "0" * 12, "ko", "en", "제목", units)
    for write_file, read_file in ((xliff.write, xliff.read), (po.write, po.read)):
        (again,) = read_file(write_file([document]))
        assert [(unit.source, unit.target) for unit in again.units] == [(unit.source, unit.target) for unit in units]


def test_other_tools_may_split_codes_and_segments_and_add_annotations() -> None:
    content = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="ko" trgLang="en">
    <file id="f" original="k"><unit id="u" name="body"><originalData><data id="d1">&lt;b&gt;</data>
    <data id="d2">&lt;/b&gt;</data><data id="d3">&lt;script src=x&gt;</data></originalData>
    <segment state="final"><source><pc id="1" dataRefStart="d1" dataRefEnd="d2">하나</pc>.</source>
    <target><sc id="1" dataRef="d1"/><mrk id="m" type="comment">One</mrk><ec startRef="1" dataRef="d2"/>.<ph id="2"
    dataRef="d3"/></target></segment><ignorable><source> </source></ignorable>
    <segment state="translated"><source>둘.</source><target>Two.</target></segment></unit></file></xliff>"""
    (document,) = xliff.read(content.encode())
    (unit,) = document.units
    assert (unit.source, unit.target, unit.state) == ("<b>하나</b>. 둘.", "<b>One</b>. Two.", "translated")


def codes_in(unit: ET.Element, side: str) -> list[ET.Element]:
    return [code for element in unit.iter(inline.name(side)) for code in element.iter() if code.get("id")]


def test_xliff_is_what_the_standard_says(write: Any, submit: Any, translator: User) -> None:
    translation = begin(write, submit, '<b>굵은</b> 말과 <a href="https://a.example/">링크</a>와 <b>또</b>')
    source = next(each for each in segments_of(translation) if "굵은" in each.source)
    save(translation, source.place, '<a id="a1">A link</a>, <b>bold</b> and <b>again</b>', by=By(translator))
    root = ET.fromstring(out(translation, "xliff"))
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.1", "ko", "en")
    for unit in root.iter(inline.name("unit")):
        children = [child.tag.partition("}")[2] for child in unit]
        assert children == [name for name in ("metadata", "notes", "originalData", "segment") if name in children]
        data = {each.get("id") for each in unit.iter(inline.name("data"))}
        for side in ("source", "target"):
            ids = [
                code.get("id") for element in unit.iter(inline.name(side)) for code in element.iter() if code.get("id")
            ]
            assert len(ids) == len(set(ids))
        for code in unit.iter(inline.name("pc")):
            assert {code.get("dataRefStart"), code.get("dataRefEnd")} <= data
    bold = next(unit for unit in root.iter(inline.name("unit")) if "굵은" in "".join(unit.itertext()))
    sides = {
        side: {(code.get("id"), code.get("type")) for code in codes_in(bold, side)} for side in ("source", "target")
    }
    assert sides["source"] == sides["target"]
    assert ("2", "link") in sides["source"]


def test_a_translator_takes_out_and_brings_back_in_the_admin(
    write: Any, submit: Any, translator_client: Client, translator: User
) -> None:
    translation = begin(write, submit, "하나")
    page = translator_client.get(reverse("translation:exchange"), {"translation": translation.pk})
    assert "구름" in page.content.decode()
    url = reverse("translation:download")
    answer = translator_client.get(url, {"format": "xliff", "translation": translation.pk})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    file = SimpleUploadedFile("a.xlf", rewrite(answer.content, {"하나": "One"}))
    report = translator_client.post(reverse("translation:upload"), {"file": file})
    assert report.status_code == 200
    assert find(translation, "하나").text == "One"


def test_everything_unfinished_goes_into_one_file(
    write: Any, submit: Any, translate: Any, translator_client: Client
) -> None:
    one = begin(write, submit, "하나", title="글 하나")
    begin(write, submit, "둘", title="글 둘")
    done = begin(write, submit, "셋", title="글 셋")
    for segment in segments_of(done):
        save(done, segment.place, f"EN {segment.order}" if segment.path != "slug" else "three", by=By())
    answer = translator_client.get(reverse("translation:download"), {"format": "po", "pending": "1"})
    documents = read(answer.content)[1]
    assert len(documents) == 2
    assert str(one.source.object_id) in {document.key for document in documents}


def test_nobody_takes_out_what_they_may_not_edit(write: Any, submit: Any, editor_client: Client) -> None:
    translation = begin(write, submit, "하나")
    url = reverse("translation:download")
    assert editor_client.get(url, {"format": "po", "translation": translation.pk}).status_code == 404
    assert editor_client.get(url, {"format": "po", "pending": "1"}).status_code == 302
    assert editor_client.get(url, {"format": "exe", "pending": "1"}).status_code == 404


def test_a_refused_file_leads_back_with_a_reason(translator_client: Client, trees: Any) -> None:
    url = reverse("translation:upload")
    for file in (SimpleUploadedFile("a.po", b"\xff\xff"), SimpleUploadedFile("a.xlf", b"<")):
        answer = translator_client.post(url, {"file": file}, follow=True)
        assert answer.redirect_chain
        assert list(answer.context["messages"])
    assert list(translator_client.post(url, follow=True).context["messages"])


def test_po_files_of_wagtail_localize_are_read_too(write: Any, submit: Any, translator: User) -> None:
    translation = begin(write, submit, "하나")
    file = translation.export_po()
    for entry in file:
        if entry.msgid == "하나":
            entry.msgstr = "One"
    report = back(str(file).encode(), translator)
    assert outcomes(report)["하나"] == Outcome.STORED
    assert find(translation, "하나").text == "One"


def test_a_locked_page_takes_nothing_in(write: Any, submit: Any, translator: User, superuser: User) -> None:
    translation = begin(write, submit, "하나")
    file = rewrite(out(translation, "po"), {"하나": "One"})
    target = translation.get_target_instance()
    Page.objects.filter(pk=target.pk).update(locked=True, locked_by=superuser, locked_at=timezone.now())
    assert back(file, translator).refused
    assert find(translation, "하나").text == ""


@pytest.mark.parametrize("name", ["download_pofile", "upload_pofile"])
def test_the_addresses_of_wagtail_localize_lead_to_ours(
    write: Any, submit: Any, translator_client: Client, name: str
) -> None:
    translation = begin(write, submit, "하나")
    answer = translator_client.get(reverse(f"wagtail_localize:{name}", args=[translation.pk]), follow=True)
    assert answer.status_code == 200
    assert answer.resolver_match.view_name in {"translation:download", "translation:exchange"}


def test_taking_out_costs_three_queries_a_text(write: Any, submit: Any, django_assert_num_queries: Any) -> None:
    translation = begin(write, submit, *(f"문단 {number}" for number in range(30)))
    with django_assert_num_queries(3):
        assert len(next(iter(documents_of([translation]))).units) == 32
