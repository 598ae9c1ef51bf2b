"""Which searches are counted: those that a reader has typed, once each, and after the answer has been sent.

It knows requests and how they tell machines from readers; what is kept of a search is said by `search.asked`.
"""

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from search import asked

# CUBOT makes phones, and the apps of Daum and Naver are read by people.
_ROBOT: Final = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|scrap|archiv|fetch|monitor|scan|yeti|daumoa|daum/|headless|"
    r"curl|wget|python|java/|go-http|okhttp|axios|libwww|perl|ruby|php|postman|httpx",
    re.IGNORECASE,
)
_AHEAD: Final = re.compile("prefetch|prerender|preview", re.IGNORECASE)


class Counted(HttpResponse):
    """An answer that counts a search when it has been sent, so that nobody waits for it."""

    count: Callable[[], None] | None = None

    def close(self) -> None:
        """The server calls it when the last byte is out."""
        counting, self.count = self.count, None
        if counting:
            counting()
        super().close()


def counted(request: HttpRequest, answer: HttpResponse, query: str, results: int, *, is_first: bool) -> HttpResponse:
    """The answer, which will count the search if it is to be counted. `is_first`: no further page, nothing chosen."""
    if not (query and is_first and is_from_a_reader(request)):
        return answer
    language = get_language() or ""
    counting = Counted(answer.content, headers=dict(answer.headers.items()), status=answer.status_code)
    counting.count = lambda: asked.count(query, language, results)
    return counting


def is_from_a_reader(request: HttpRequest) -> bool:
    """Whether a person asks, as far as a request tells: no robot, and no browser that reads ahead."""
    agent = request.headers.get("User-Agent", "")
    purpose = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return request.method == "GET" and bool(agent) and not _ROBOT.search(agent) and not _AHEAD.search(purpose)
