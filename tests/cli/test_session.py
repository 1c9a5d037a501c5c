from __future__ import annotations

import signal

import pytest

from tranship.cli.session import interruptible


def test_a_request_to_end_is_an_interrupt_while_it_matters() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
