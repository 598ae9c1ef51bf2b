"""One sentence translated to see whether a translator works as it is set up; nothing is stored."""

from dataclasses import dataclass
from typing import Final

from blog.translation.machine.checking import problem
from blog.translation.machine.configuration import Provider
from blog.translation.machine.errors import AnswerError
from blog.translation.machine.glossary import terms_between
from blog.translation.machine.pieces import Order, Piece

SENTENCE: Final = '2024년에 쓴 <a id="a1">안내서</a>를 먼저 읽어 주세요.'


@dataclass(frozen=True, slots=True)
class Trial:
    """What was sent and came back, and why a draft like this could not be used, or ""."""

    sent: str
    came: str
    problem: str


def try_out(translator: Provider) -> Trial:
    """Has a Korean sentence with a link and a number translated into English, with our terms. Raises MachineError."""
    answer = translator.translate(Order("ko", "en", (Piece("1", SENTENCE),), glossary=terms_between("ko", "en")))
    if "1" not in answer:
        raise AnswerError("The answer left the sentence out.")
    return Trial(SENTENCE, answer["1"], problem(SENTENCE, answer["1"], target="en"))
