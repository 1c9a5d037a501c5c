"""Child processes: their environment, their ends, their output."""

from __future__ import annotations

import io
import os
import select
import sys
import threading
import time
from pathlib import Path

import pytest

from tranship.clients.process import child_environment, run
from tranship.errors import CancelledError, ProcessError
from tranship.execution import BACKGROUND, Cancellation, Execution


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def environment(tmp_path: Path) -> dict[str, str]:
    return child_environment(tmp_path)


def test_output_and_status_come_back(tmp_path: Path) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"

    finished = run(BACKGROUND, python(code), cwd=tmp_path, env=environment(tmp_path), check=False)

    assert (finished.status, finished.stdout, finished.stderr) == (3, "out\n", "err\n")


def test_a_failure_says_what_the_program_said(tmp_path: Path) -> None:
    code = "import sys; print('no such branch', file=sys.stderr); sys.exit(3)"

    with pytest.raises(ProcessError, match=r"ended with status 3: no such branch") as raised:
        run(BACKGROUND, python(code), cwd=tmp_path, env=environment(tmp_path))

    assert raised.value.status == 3


def test_secrets_are_masked_everywhere(tmp_path: Path) -> None:
    lines: list[str] = []
    code = "import sys; print('pw=hunter22'); print('pw=hunter22', file=sys.stderr); sys.exit(1)"

    with pytest.raises(ProcessError) as raised:
        run(
            Execution(log=lines.append),
            python(code),
            cwd=tmp_path,
            env=environment(tmp_path),
            log_output=True,
            mask=lambda text: text.replace("hunter22", "***"),
        )

    assert "hunter22" not in str(raised.value) + raised.value.stdout + raised.value.stderr + "".join(lines)
    assert lines == ["pw=***", "pw=***"]


def test_large_input_and_output_do_not_block(tmp_path: Path) -> None:
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"
    text = b"0123456789abcdef" * 65536

    finished = run(BACKGROUND, python(code), cwd=tmp_path, env=environment(tmp_path), stdin=text)

    assert finished.stdout.encode() == text


def test_a_child_that_does_not_read_its_input_is_no_error(tmp_path: Path) -> None:
    finished = run(BACKGROUND, python("pass"), cwd=tmp_path, env=environment(tmp_path), stdin=b"x" * (1 << 20))

    assert finished.status == 0


def test_output_can_go_elsewhere(tmp_path: Path) -> None:
    sink = io.BytesIO()

    finished = run(BACKGROUND, python("print('x' * 10)"), cwd=tmp_path, env=environment(tmp_path), stdout=sink)

    assert (finished.stdout, sink.getvalue()) == ("", b"x" * 10 + b"\n")


def test_too_much_output_ends_the_child(tmp_path: Path) -> None:
    code = "import sys\nwhile True: sys.stdout.write('x' * 65536)"

    with pytest.raises(ProcessError, match="printed more than 1 MiB"):
        run(BACKGROUND, python(code), cwd=tmp_path, env=environment(tmp_path), output_limit=1 << 20)


def test_bytes_that_are_no_utf8_survive(tmp_path: Path) -> None:
    code = r"import sys; sys.stdout.buffer.write(b'\xff\xfe')"

    finished = run(BACKGROUND, python(code), cwd=tmp_path, env=environment(tmp_path))

    assert finished.stdout.encode("utf-8", "surrogateescape") == b"\xff\xfe"


def test_a_timeout_ends_the_child_and_its_children(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pid_file)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)\n"
    )

    with pytest.raises(ProcessError, match="did not end within"):
        run(BACKGROUND, python(code), cwd=tmp_path, env=environment(tmp_path), timeout=1.5)

    assert ends(int(pid_file.read_text()))


def test_the_deadline_of_the_execution_is_a_timeout(tmp_path: Path) -> None:
    with pytest.raises(ProcessError, match="did not end within"):
        run(
            Execution(deadline=time.monotonic() + 0.2),
            python("import time; time.sleep(600)"),
            cwd=tmp_path,
            env=environment(tmp_path),
        )


def test_what_a_child_leaves_running_is_ended(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid)\n"
    )

    finished = run(BACKGROUND, python(code), cwd=tmp_path, env=environment(tmp_path))

    assert ends(int(finished.stdout))


def test_cancellation_ends_the_child(tmp_path: Path) -> None:
    cancel = Cancellation()
    started = threading.Event()

    def log(_line: str) -> None:
        started.set()

    def cancel_when_started() -> None:
        started.wait(30)
        cancel.cancel("the user wants to stop")

    thread = threading.Thread(target=cancel_when_started)
    thread.start()
    with pytest.raises(CancelledError, match="the user wants to stop"):
        run(
            Execution(cancel, log=log),
            python("import time; print('on', flush=True); time.sleep(600)"),
            cwd=tmp_path,
            env=environment(tmp_path),
            log_output=True,
        )
    thread.join()


def test_nothing_is_started_after_a_cancellation(tmp_path: Path) -> None:
    cancel = Cancellation()
    cancel.cancel()

    with pytest.raises(CancelledError):
        run(Execution(cancel), ["/does/not/exist"], cwd=tmp_path, env=environment(tmp_path))


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProcessError, match=r'the program "no-such-program" is not on PATH; install it'):
        run(BACKGROUND, ["no-such-program"], cwd=tmp_path, env=environment(tmp_path))


def test_a_missing_folder_is_no_missing_program(tmp_path: Path) -> None:
    with pytest.raises(ProcessError, match="its folder is gone"):
        run(BACKGROUND, python("pass"), cwd=tmp_path / "gone", env=environment(tmp_path))


def test_the_environment_holds_only_what_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "no")
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("https_proxy", "http://proxy:1")

    made = child_environment(tmp_path, {"EXTRA": "yes"})

    assert made["HOME"] == str(tmp_path)
    assert made["EXTRA"] == "yes"
    assert made["https_proxy"] == "http://proxy:1"
    assert made["PATH"] == os.environ["PATH"]
    assert not {"AWS_SECRET_ACCESS_KEY", "GIT_DIR"} & made.keys()


def ends(pid: int) -> bool:
    """Whether a process has ended, or does so soon."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 10)[0])
    finally:
        os.close(descriptor)
