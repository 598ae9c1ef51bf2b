"""Queries that nobody means well, ours and those next to the repository, if any: for tests and `make bench`."""

import json
from pathlib import Path
from typing import Final

from django.conf import settings

LONG: Final = 10_000
HOSTILE: Final = (
    '"',
    "''",
    '"unbalanced',
    '"' * LONG,
    "\\",
    "\x00",
    "a\x00b",
    "*",
    "a*",
    "NEAR(a b)",
    'NEAR("a" "b", 5) OR c* NOT d',
    "AND OR NOT",
    "a & !b | (c <-> d):*A",
    "title:가",
    "제목:" * 2_000,
    "-" * LONG,
    "-a " * 3_000,
    "( ) {}",
    "(" * LONG,
    "%",
    "_",
    "\u202eright\u202c to left",
    "\u2066\u2067\u2068" * 3_000,
    "한글".encode().decode("latin-1"),
    "\u1112\u1161\u11ab\u1100\u1173\u11af",  # NFD
    "\u1100" * LONG,
    "😀👍🏽",
    "👨‍👩‍👧‍👦" * 1_000,
    "﷽" * 50,
    "ﷺ" * LONG,
    "가" * LONG,
    "가나다라마바사아자차카타파하 " * 700,
    "ㅋ" * LONG,
    "ㅋㄹㅇㄷ " * 2_000,
    "ㅏ" * LONG,
    "a" * LONG,
    "a b " * 3_000,
    "rkskek " * 1_500,  # on the wrong layout
    "a.a-a/" * 1_600,
    "1,000" * 2_000,
    "0" * LONG,
    "+" * LONG,
    "c++" * 3_000,
    "a'" * 5_000,
    " ".join(f"쿠버네틱{chr(0xAC00 + place)}" for place in range(300)),  # all misspelt
    " ".join(f"{chr(0xAC00 + 37 * place)}{chr(0xB098 + 11 * place)}" for place in range(300)),
    " ".join(["우리", "글", "이야기", "서버", "배포", "코드", "시작", "사람", "회사", "방법"] * 40),
    "' OR 1=1 --",
    "'; DROP TABLE wagtailcore_page; --",
    "${7*7}",
    "{{7*7}}{% debug %}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "zzlko zzt zzz",  # marks of the index
)


def collected() -> list[str]:
    """The collections next to the repository; nothing where there are none."""
    folder = Path(settings.BASE_DIR).parent / "shared" / "data" / "hostile"
    found = [line for path in sorted(folder.glob("*.txt")) for line in path.read_text(errors="replace").splitlines()]
    naughty = folder / "naughty-strings.json"
    return [*(json.loads(naughty.read_text()) if naughty.exists() else ()), *found]
