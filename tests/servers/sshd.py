"""Git over SSH: the real ``sshd``, one for each connection, on a free port of 127.0.0.1."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path
from typing import Self

_SEARCHED = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def make_key(folder: Path, name: str) -> str:
    """Make a key pair ``name`` and ``name.pub`` in the folder; the private key."""
    file = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(file)], check=True)
    return file.read_text(encoding="utf-8")


class SSHServer:
    """Lets the holder of a key in, as the user who runs the tests, while its block runs.

    :param folder: an empty folder for its configuration and keys.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._listener = socket.socket()
        self._children: list[subprocess.Popen[bytes]] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._closing = False
        make_key(folder, "host")
        self.key = make_key(folder, "client")
        shutil.copy(folder / "client.pub", folder / "authorized_keys")
        settings = {
            "HostKey": folder / "host",
            "AuthorizedKeysFile": folder / "authorized_keys",
            "PidFile": "none",
            "StrictModes": "no",
            "UsePAM": "no",
            "PasswordAuthentication": "no",
            "KbdInteractiveAuthentication": "no",
            "PermitRootLogin": "yes",
            "LogLevel": "ERROR",
            "SetEnv": "GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1",
        }
        (folder / "sshd_config").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def host_key(self) -> str:
        """Its public key as a line of a known_hosts file."""
        kind, key, *_ = (self._folder / "host.pub").read_text(encoding="utf-8").split()
        return f"[127.0.0.1]:{self.port} {kind} {key}\n"

    def url(self, path: Path) -> str:
        """The address of a repository on this machine's disk."""
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{path}"

    def new_host_key(self) -> None:
        """Become another host, as an attacker in between would."""
        (self._folder / "host").unlink()
        (self._folder / "host.pub").unlink()
        make_key(self._folder, "host")

    def __enter__(self) -> Self:
        if os.getuid() == 0:
            # It wants a place without anything in it; the system makes one only if it starts sshd itself.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(16)
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._closing = True
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join()
        self._listener.close()
        for child in self._children:
            child.kill()
            child.wait()

    def _accept(self) -> None:
        program = shutil.which("sshd", path=_SEARCHED)
        assert program is not None, "the tests need sshd: make tools"
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._closing:
                    return
                arguments = [program, "-i", "-e", "-f", str(self._folder / "sshd_config")]
                end = connection.fileno()
                child = subprocess.Popen(arguments, stdin=end, stdout=end, stderr=subprocess.DEVNULL)
                self._children.append(child)
