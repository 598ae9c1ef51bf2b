"""Old Korean pages are read whatever they say of themselves."""

import pytest

from ops.charsets import decoded

TEXT = "<title>똠방각하와 펲시콜라</title>"  # letters that EUC-KR lacks and its extension has


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode(), ""),
        (TEXT.encode("cp949"), "euc-kr"),
        (TEXT.encode("cp949"), "EUC-KR"),
        (TEXT.encode("cp949"), "ks_c_5601-1987"),
        (TEXT.encode("cp949"), ""),
        (TEXT.encode("cp949"), "utf-8"),
        (TEXT.encode(), "euc-kr"),
        (TEXT.encode(), "no-such-charset"),
        (TEXT.encode(), "hex"),
        (TEXT.encode("utf-8-sig"), "euc-kr"),
        (TEXT.encode("utf-16"), ""),
    ],
)
def test_hangul_arrives_whatever_was_declared(body: bytes, declared: str) -> None:
    assert decoded(body, declared) == TEXT


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="euc-kr">',
        "<META CHARSET=euc-kr>",
        '<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">',
    ],
)
def test_the_page_itself_may_name_its_charset(meta: str) -> None:
    assert decoded((meta + TEXT).encode("cp949")) == meta + TEXT


def test_a_character_cut_in_two_at_the_end_does_no_harm() -> None:
    assert decoded("한글".encode()[:-1], "utf-8") == "한"


def test_what_cannot_be_read_is_shown_as_such() -> None:
    assert "\ufffd" in decoded(b"<title>\xff\xfe\xfa</title>\xed\xa0\x80 \xc9", "utf-8")


@pytest.mark.parametrize("declared", ["zip", "rot13", "base64", "idna", "\x00", "x" * 1000, "utf_7"])
def test_a_declared_charset_cannot_choose_a_codec_that_is_none_or_do_harm(declared: str) -> None:
    assert decoded(b"plain", declared) == "plain"
