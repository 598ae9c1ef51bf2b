"""What an index is asked and how much it answers, wherever it stands: in the database or in a search server."""

from collections.abc import Sequence
from typing import Final

Alternatives = Sequence[Sequence[str]]  # words of which all are needed, and others that will do as well

MOST: Final = 500  # texts that one question may bring; who finds more does not read on
ALL: Final = ""  # the word that stands in every text
