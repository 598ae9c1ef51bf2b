"""What can go wrong with a translator, sorted by what to do about it. Texts are for the user and never hold the key."""


class MachineError(Exception):
    """A translator did not translate."""


class DeniedError(MachineError):
    """It will not, however often it is asked: a wrong key, a used-up allowance, a wrong address."""


class BusyError(MachineError):
    """It may later. `pause`: seconds it asked us to wait, 0 where it did not say."""

    def __init__(self, message: str, pause: float = 0.0) -> None:
        self.pause = pause
        super().__init__(message)


class TooLargeError(MachineError):
    """It takes less at once."""


class AnswerError(MachineError):
    """What it said is not a translation of what was asked."""
