"""Steps reach what they may, and nothing behind which a cloud keeps its secrets, however it is spelled."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tranship.clients.addresses import AddressPolicy, Destination
from tranship.errors import AddressError, CancelledError
from tranship.execution import BACKGROUND, Cancellation, Execution

NAMES = {
    "example.com": ["93.184.216.34", "2606:2800::1"],
    "git.corp": ["10.1.2.3"],
    "localhost": ["::1", "127.0.0.1"],
    "rebound.evil": ["169.254.169.254"],
    "mixed.evil": ["93.184.216.34", "169.254.169.254"],
    "hidden.evil": ["64:ff9b::a9fe:a9fe"],
    "laptop.local": ["fe80::1%en0", "192.168.1.9"],
    "near.local": ["fe80::1%en0"],
    "xn--bcher-kva.example": ["93.184.216.34"],
    "nothing.example": [],
}


def lookup(host: str, port: int) -> Sequence[str]:
    """The addresses of a few names."""
    if host not in NAMES:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return NAMES[host]


POLICY = AddressPolicy(lookup=lookup, environment={})


def refusal(url: str, policy: AddressPolicy = POLICY) -> str:
    with pytest.raises(AddressError) as caught:
        policy.check_url(url, BACKGROUND)
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "destination"),
    [
        (
            "https://example.com/a?b#c",
            Destination("example.com", 443, ("93.184.216.34", "2606:2800::1")),
        ),
        ("http://bot:p%40w@EXAMPLE.com.:8080", Destination("example.com", 8080, ("93.184.216.34", "2606:2800::1"))),
        ("https://1.1.1.1/", Destination("1.1.1.1", 443, ("1.1.1.1",))),
        ("https://[2606:4700::1111]:8443/", Destination("2606:4700::1111", 8443, ("2606:4700::1111",))),
        ("ssh://git@git.corp/a.git", Destination("git.corp", 22, ("10.1.2.3",))),
        ("git@git.corp:team/a.git", Destination("git.corp", 22, ("10.1.2.3",))),
        ("git.corp:team/a.git", Destination("git.corp", 22, ("10.1.2.3",))),
        ("oci://git.corp/charts/web", Destination("git.corp", 443, ("10.1.2.3",))),
        ("git::https://git.corp/a", Destination("git.corp", 443, ("10.1.2.3",))),
        ("https://bücher.example/", Destination("xn--bcher-kva.example", 443, ("93.184.216.34",))),
        ("http://laptop.local/", Destination("laptop.local", 80, ("192.168.1.9",))),
    ],
)
def test_what_may_be_reached(url: str, destination: Destination) -> None:
    assert POLICY.check_url(url, BACKGROUND) == destination


@pytest.mark.parametrize("url", ["/srv/git/a.git", "../a", "my repos/a.git", "file:///srv/a.git", "file://host/a", ""])
def test_what_leads_to_no_host_is_not_for_this_policy_to_judge(url: str) -> None:
    assert POLICY.check_url(url, BACKGROUND) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.169.254./",
        "http://bot@169.254.169.254:80/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[fd00:ec2::254]/",
        "http://168.63.129.16/",
        "http://100.100.100.200/",
        "http://metadata.google.internal/",
        "http://METADATA.google.internal./",
        "http://metadata/",
        "ssh://169.254.169.254/a",
        "git@169.254.169.254:a",
        "oci://169.254.169.254/a",
        "git::http://169.254.169.254/",
        "ftp://169.254.169.254/",
        "http://rebound.evil/",
        "http://mixed.evil/",
        "http://hidden.evil/",
        "http://１６９.254.169.254/",
        "http://169。254。169。254/",
        "http://good.example@rebound.evil/",
    ],
)
def test_metadata_is_refused(url: str) -> None:
    assert refusal(url, POLICY.trusting()).endswith("a cloud's metadata service, and steps may not reach those")


@pytest.mark.parametrize(
    "url", ["http://169.254.1.1/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://near.local"]
)
def test_link_local_addresses_are_refused(url: str) -> None:
    assert refusal(url, POLICY.trusting()).endswith("is a link-local address, and steps may not reach those")


@pytest.mark.parametrize(
    "host", ["2852039166", "0251.0376.0251.0376", "0xa9fea9fe", "0xa9.254.0251.254", "169.254.43518", "127.1", "0x7f.1"]
)
def test_an_address_in_a_spelling_that_programs_read_differently_is_refused(host: str) -> None:
    message = "the URL's host is an address in an unusual spelling; write it as four decimal numbers"
    assert refusal(f"http://{host}/") == message


def test_the_message_says_where_a_name_leads() -> None:
    assert refusal("http://rebound.evil/") == (
        "rebound.evil leads to 169.254.169.254, which is a cloud's metadata service, and steps may not reach those"
    )


def test_this_machine_is_reached_by_setting() -> None:
    for url in ("http://localhost:5000/", "http://127.0.0.1/", "http://[::1]/", "http://0.0.0.0/", "git@localhost:a"):
        assert refusal(url).endswith(
            "is this machine itself, and steps may not reach it here; TRANSHIP_ALLOW_LOOPBACK_ADDRESSES=true lets them"
        )
        assert replace(POLICY, allow_loopback=True).check_url(url, BACKGROUND) is not None


def test_private_addresses_are_reached_unless_a_setting_says_no() -> None:
    strict = replace(POLICY, allow_private=False)
    for url in ("https://git.corp/", "https://10.0.0.1/", "https://100.64.0.1/", "https://[fd12::1]/"):
        assert POLICY.check_url(url, BACKGROUND) is not None
        assert refusal(url, strict).endswith(
            "is a private address, and steps may not reach those here; TRANSHIP_ALLOW_PRIVATE_ADDRESSES=true lets them"
        )
    assert strict.check_url("https://example.com/", BACKGROUND) is not None


def test_multicast_is_refused() -> None:
    assert "multicast" in refusal("http://224.0.0.1/")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://exa\nmple.com/", "the URL holds a line break or another unprintable character"),
        ("https://example.com/\r\nX: y", "the URL holds a line break or another unprintable character"),
        ("https://example.com\\@evil.dev/", "the URL's host holds a blank, a backslash or a per cent sign"),
        ("https://exam%70le.com/", "the URL's host holds a blank, a backslash or a per cent sign"),
        ("https://exam ple.com/", "the URL's host holds a blank, a backslash or a per cent sign"),
        ("https://exam*ple.com/", "the URL's host holds characters that no host's name has"),
        ("https://straße.example/", "programs disagree about the URL's host; write it in its ASCII form, xn--..."),
        ("https://\udcff.example/", "the URL's host holds letters that no host's name has"),
        ("https://[::1", "the URL's host or port can't be read"),
        ("https://example.com:99999/", "the URL's host or port can't be read"),
        ("https:///path", 'the URL names no host; write it as "https://host/path"'),
        (" https://example.com/", 'the URL can\'t be read; it should start with "https://" or another scheme'),
        ("://example.com/", "the URL can't be read"),
        ("1x://example.com/", "the URL can't be read"),
    ],
)
def test_a_url_that_programs_read_differently_is_refused(url: str, message: str) -> None:
    assert refusal(url).startswith(message)


@pytest.mark.parametrize("url", ["https://unknown.example/", "https://nothing.example/", "https://a..b/"])
def test_a_host_that_is_not_found(url: str) -> None:
    assert refusal(url).endswith("can't be found; check its spelling, and the network")


def test_no_message_repeats_a_password() -> None:
    for url in (
        "http://bot:hunter2@169.254.169.254/?key=hunter2",
        "http://bot:hunter2@[::1",
        "http://bot:hunter2@a b/",
    ):
        assert "hunter2" not in refusal(url)


def test_with_a_proxy_only_names_are_checked() -> None:
    behind = replace(POLICY, environment={"https_proxy": "http://proxy:3128"})
    assert behind.check_url("https://unknown.example/", BACKGROUND) == Destination("unknown.example", 443)
    assert "metadata" in refusal("https://169.254.169.254/", behind)
    assert "metadata" in refusal("https://metadata.google.internal/", behind)
    assert "can't be found" in refusal("http://unknown.example/", behind)
    assert "can't be found" in refusal("ssh://unknown.example/", behind)


def test_git_goes_through_proxies_that_other_programs_do_not_know() -> None:
    everything = replace(POLICY, environment={"ALL_PROXY": "socks5h://proxy"})
    assert everything.check_url("https://unknown.example/", BACKGROUND) == Destination("unknown.example", 443)
    # Git does not read this one, so the name has to be found here.
    capitals = replace(POLICY, environment={"HTTP_PROXY": "http://proxy"})
    assert "metadata" in refusal("http://rebound.evil/", capitals)


def test_checked_addresses_for_programs_that_would_look_the_name_up_again() -> None:
    found = POLICY.check_url("https://example.com:8443/", BACKGROUND)
    assert found is not None
    assert found.curl_resolve == "example.com:8443:93.184.216.34,[2606:2800::1]"
    assert Destination("1.1.1.1", 443, ("1.1.1.1",)).curl_resolve == ""
    assert Destination("example.com", 443).curl_resolve == ""


@contextmanager
def stalled_policy() -> Iterator[tuple[AddressPolicy, threading.Event]]:
    """A policy whose lookups never end, and the event that one has begun; they end with the block."""
    begun, over = threading.Event(), threading.Event()

    def stall(host: str, port: int) -> Sequence[str]:
        begun.set()
        over.wait()
        return ["1.1.1.1"]

    try:
        yield AddressPolicy(lookup=stall, environment={}), begun
    finally:
        over.set()


def test_a_lookup_ends_when_the_work_is_asked_to_stop() -> None:
    cancel = Cancellation()
    with stalled_policy() as (policy, begun):

        def stop() -> None:
            begun.wait()
            cancel.cancel("enough")

        stopper = threading.Thread(target=stop)
        stopper.start()
        with pytest.raises(CancelledError, match="stopped: enough"):
            policy.check_url("https://example.com/", Execution(cancel))
        stopper.join()


def test_a_lookup_ends_with_the_time_of_its_step() -> None:
    with (
        stalled_policy() as (policy, _),
        pytest.raises(AddressError, match=r"the lookup of example\.com took too long"),
    ):
        policy.check_url("https://example.com/", Execution(deadline=0.0))


def test_the_systems_own_lookup_finds_this_machine() -> None:
    found = AddressPolicy(allow_loopback=True).check_url("http://localhost/", BACKGROUND)
    assert found is not None
    assert set(found.addresses) <= {"127.0.0.1", "::1"}
