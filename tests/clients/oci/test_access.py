"""Who we are is told to nobody by accident."""

from tranship.clients.oci.access import NOBODY, RegistryAccess


def test_somebody_and_nobody() -> None:
    assert NOBODY.is_anonymous
    assert not RegistryAccess(password="t").is_anonymous
    assert RegistryAccess("bot", "pw:1").basic == "Basic Ym90OnB3OjE="
    assert "hunter2" not in repr(RegistryAccess("bot", "hunter2"))
