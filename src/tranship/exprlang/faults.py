"""What operators and functions raise: the compiled expression adds the place."""

from __future__ import annotations

from tranship.exprlang.structs import Unknown


class Fault(Exception):  # noqa: N818 - it becomes an ExprError at the place where it is caught
    """Something can't be evaluated; ``message`` says why, with types and names, never with values."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotKnown(Exception):  # noqa: N818 - it is no error: the result is Unknown
    """Raised where something that can't be known yet decides: what is computed can't be known either."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown
