"""Child processes: no shell, a session of their own, bounds on time and output; none is left behind."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tranship.errors import ProcessError
from tranship.execution import Execution

GRACE = 5.0
"""Seconds between asking a child to end and killing it."""
LARGEST_OUTPUT = 64 << 20
"""Bytes of standard output that are kept in memory, unless a call says otherwise."""
KEPT_STDERR = 64 << 10
"""Bytes of standard error that are kept: the last ones."""

_PASSED_ON = (
    "PATH",
    "TMPDIR",
    "TZ",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
)


@dataclass(frozen=True)
class Finished:
    """A child that has ended: exit ``status`` (negative: the signal that ended it) and what it printed.

    Bytes that are no UTF-8 are there as surrogates. Of ``stderr`` there is only the end, if it was long.
    """

    status: int
    stdout: str
    stderr: str


def child_environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a child: of this process's own only what is harmless and needed, and ``extra``.

    :param home: the child's HOME; never the user's own, whose settings would reach into a promotion.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment.setdefault("PATH", os.defpath)
    # Texts of programs are read by machines, and file names may hold any letter.
    environment |= {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "HOME": str(home)}
    return environment | dict(extra or {})


def run(
    execution: Execution,
    arguments: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: bytes = b"",
    stdout: BinaryIO | None = None,
    timeout: float | None = None,
    output_limit: int = LARGEST_OUTPUT,
    log_output: bool = False,
    mask: Callable[[str], str] = str,
    check: bool = True,
) -> Finished:
    """Run a program to its end. Whatever it has started is gone afterwards, too.

    :param arguments: the program, found on ``env``'s PATH, and its arguments. Never secrets: all users see them.
    :param env: its whole environment; see :func:`child_environment`.
    :param stdout: takes its standard output, which is then not kept and not limited.
    :param timeout: seconds it may take; the execution's deadline holds as well.
    :param log_output: write each line it prints, masked, to the execution's log as it comes.
    :param mask: replaces secrets in a text.
    :param check: whether an exit status other than 0 is an error.
    :raises ProcessError: it is not there, failed, took too long or printed too much. Its texts are masked.
    :raises CancelledError: the execution was asked to stop; the child was ended.
    """
    execution.check()
    program = Path(arguments[0]).name
    try:
        process = subprocess.Popen(
            list(arguments),
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        if not cwd.is_dir():
            raise ProcessError(f'"{program}" can\'t run: its folder is gone', status=126) from error
        raise ProcessError(f'the program "{program}" is not on PATH; install it', status=127) from error
    except (OSError, ValueError) as error:
        raise ProcessError(f'"{program}" can\'t be started: {error}', status=126) from error
    limits = [limit for limit in (timeout, execution.remaining) if limit is not None]
    exchange = _Exchange(process, stdin, stdout, output_limit, execution.log if log_output else None, mask)
    with process, execution.cancel.when_cancelled(exchange.stop):
        exchange.run(min(limits) if limits else None)
    execution.check()
    finished = Finished(process.returncode, exchange.stdout_text, exchange.stderr_text)
    problem = exchange.problem
    if problem is None and check and finished.status != 0:
        problem = _failure(finished)
    if problem is not None:
        raise ProcessError(
            mask(f'"{program}" {problem}'),
            status=finished.status,
            stdout=mask(finished.stdout),
            stderr=mask(finished.stderr),
        )
    return finished


def _failure(finished: Finished) -> str:
    """How a child failed, with the end of what it said."""
    how = f"ended with status {finished.status}"
    if finished.status < 0:
        how = f"was ended by {signal.Signals(-finished.status).name}"
    said = "\n".join((finished.stderr.strip() or finished.stdout.strip()).splitlines()[-10:])
    return f"{how}: {said}" if said else how


class _Exchange:
    """What goes between a child and us until it has ended. One thread runs it; any thread may stop it."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        stdin: bytes,
        sink: BinaryIO | None,
        output_limit: int,
        log: Callable[[str], None] | None,
        mask: Callable[[str], str],
    ) -> None:
        self._process = process
        self._unsent = memoryview(stdin)
        self._sink = sink
        self._output_limit = output_limit
        self._log = log
        self._mask = mask
        self._stdout = bytearray()
        self._stderr = bytearray()
        self._partial: dict[str, bytes] = {}
        self._wake_read, self._wake_write = os.pipe()
        self._kill_at: float | None = None
        self._pidfd: int | None = None
        self.problem: str | None = None

    @property
    def stdout_text(self) -> str:
        """What was kept of standard output."""
        return self._stdout.decode("utf-8", "surrogateescape")

    @property
    def stderr_text(self) -> str:
        """The end of standard error."""
        return self._stderr.decode("utf-8", "surrogateescape")

    def stop(self) -> None:
        """Wake the running thread so that it ends the child; safe from any thread while :meth:`run` goes on."""
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"x")

    def run(self, limit: float | None) -> None:
        """Exchange data until the child has ended, at most ``limit`` seconds, then end what it left running."""
        deadline = None if limit is None else time.monotonic() + limit
        try:
            with selectors.DefaultSelector() as selector:
                self._register(selector)
                while self._process_lives():
                    for key, _ in selector.select(self._patience(deadline)):
                        self._handle(selector, key)
                    now = time.monotonic()
                    if deadline is not None and now >= deadline and self._kill_at is None:
                        self.problem = f"did not end within {limit:g} seconds and was stopped"
                        self._terminate()
                    if self._kill_at is not None and now >= self._kill_at:
                        self._signal(signal.SIGKILL)
                        break
                self._drain()
        finally:
            # The child is not reaped yet, so its group's number can't belong to anybody else.
            self._signal(signal.SIGKILL)
            self._process.wait()
            for descriptor in (self._wake_read, self._wake_write, self._pidfd):
                if descriptor is not None:
                    os.close(descriptor)
            self._flush()

    def _register(self, selector: selectors.BaseSelector) -> None:
        selector.register(self._wake_read, selectors.EVENT_READ, "wake")
        for name, stream in (("stdout", self._process.stdout), ("stderr", self._process.stderr)):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                selector.register(stream, selectors.EVENT_READ, name)
        if self._process.stdin is not None:
            os.set_blocking(self._process.stdin.fileno(), False)
            selector.register(self._process.stdin, selectors.EVENT_WRITE, "stdin")
        if hasattr(os, "pidfd_open"):
            with contextlib.suppress(OSError):
                self._pidfd = os.pidfd_open(self._process.pid)
                selector.register(self._pidfd, selectors.EVENT_READ, "ended")

    def _process_lives(self) -> bool:
        """Whether the child still runs. Where the system allows, it is not reaped: its number stays its own."""
        if not hasattr(os, "waitid"):
            return self._process.poll() is None
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def _patience(self, deadline: float | None) -> float | None:
        """Seconds to wait for news; without a descriptor for the child's end it has to be looked for."""
        waits = [moment - time.monotonic() for moment in (deadline, self._kill_at) if moment is not None]
        if self._kill_at is not None:
            waits = [self._kill_at - time.monotonic()]
        if self._pidfd is None:
            waits.append(0.05)
        return max(0.0, min(waits)) if waits else None

    def _handle(self, selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
        if key.data == "wake":
            os.read(self._wake_read, 1)
            self._terminate()
        elif key.data == "stdin":
            self._send(selector)
        elif key.data in ("stdout", "stderr") and self._read(key.fd, key.data) == b"":
            selector.unregister(key.fileobj)

    def _send(self, selector: selectors.BaseSelector) -> None:
        stream = self._process.stdin
        if stream is None:
            return
        try:
            self._unsent = self._unsent[os.write(stream.fileno(), self._unsent[:65536]) :]
        except BrokenPipeError:
            self._unsent = memoryview(b"")
        if not self._unsent:
            selector.unregister(stream)
            stream.close()

    def _read(self, descriptor: int, name: str) -> bytes | None:
        """Take what is there: nothing at the end, None if there may be more later."""
        try:
            data = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return None
        self._lines(name, data)
        if name == "stderr":
            self._stderr += data
            del self._stderr[:-KEPT_STDERR]
        elif self._sink is not None:
            self._sink.write(data)
        elif len(self._stdout) + len(data) <= self._output_limit:
            self._stdout += data
        elif self.problem is None:
            self.problem = f"printed more than {self._output_limit >> 20} MiB and was stopped"
            self._terminate()
        return data

    def _drain(self) -> None:
        """Take what the child had printed when it ended; a process that it left behind may hold the pipes open."""
        for name, stream in (("stdout", self._process.stdout), ("stderr", self._process.stderr)):
            while stream is not None and self._read(stream.fileno(), name):
                pass

    def _lines(self, name: str, data: bytes) -> None:
        if self._log is None:
            return
        # Programs that draw progress end a line with a carriage return.
        *lines, rest = (self._partial.get(name, b"") + data).replace(b"\r", b"\n").split(b"\n")
        self._partial[name] = rest[-KEPT_STDERR:]
        for line in _texts(lines):
            self._log(self._mask(line))

    def _flush(self) -> None:
        """Log lines that had no end."""
        if self._log is not None:
            for line in _texts(self._partial.values()):
                self._log(self._mask(line))

    def _terminate(self) -> None:
        """Ask the child and all it has started to end; they have some seconds for it."""
        if self._kill_at is None:
            self._kill_at = time.monotonic() + GRACE
            self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


def _texts(lines: Iterable[bytes]) -> Iterator[str]:
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip()
        if text:
            yield text
