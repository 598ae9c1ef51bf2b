"""Korean particles by their spelling: the ends of words that may follow a noun, for text that no analyser has seen.

It knows a closed list and no dictionary, so it cannot tell a particle from the end of a word that sounds alike.
"""

from typing import Final

# Particles, and forms of 이다 and 하다 that follow nouns; the order of their syllables decides nothing.
_SINGLE: Final = """
가 이 은 는 을 를 의 에 와 과 도 만 로 으로 에서 에게 에게서 한테 한테서 께 께서 부터 까지 마다 조차 마저 밖에
처럼 같이 보다 보단 만큼 대로 하고 랑 이랑 이나 나 이라도 라도 이든 든 든지 이든지 이며 며 이자 이란 란 라는
이라는 이라고 라고 라면 이라면 요 야 아 여 이여 들 뿐 쯤 씩 님 적 식 형 화 용 별 간 상 하 시 이다 입니다 이었다
였다 인 일 임 이고 고 이지만 지만 하는 하여 해 한 할 했다 합니다 하며 하면 하기 하게 되는 되어 된 될 됐다 됩니다
시키는
"""
PARTICLES: Final = frozenset(_SINGLE.split())
_LONGEST: Final = max(map(len, PARTICLES))
_MOST: Final = 4


def are_particles(ending: str, most: int = _MOST) -> bool:
    """Whether the end of a word is nothing but particles, at most `most` of them: 에서는 is 에서 and 는. "" is."""
    if not ending:
        return True
    if most == 0:
        return False
    return any(
        ending[:length] in PARTICLES and are_particles(ending[length:], most - 1)
        for length in range(min(_LONGEST, len(ending)), 0, -1)
    )


def stem_length(word: str) -> int:
    """Where the particles of a word begin: the shortest stem of at least two syllables that only particles follow."""
    return next((length for length in range(2, len(word)) if are_particles(word[length:])), len(word))
