"""The client itself: cheap to make, and a session for each piece of work."""

import subprocess
import sys

from tests.servers.http_routes import RouteServer
from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient, Request, parse_url
from tranship.execution import BACKGROUND


def test_making_one_does_not_load_the_library() -> None:
    code = "import sys; from tranship.clients.http import HTTPClient; HTTPClient(); print('httpcore2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_client_sends_requests() -> None:
    with RouteServer() as server:
        client = HTTPClient(AddressPolicy(allow_loopback=True, environment={}), user_agent="me")
        assert client.send(Request("GET", parse_url(server.url)), BACKGROUND).status == 404
        assert ("User-Agent", "me") in server.asked[0].headers
