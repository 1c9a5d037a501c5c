"""The client is cheap to make, and reaches what its HTTP client may."""

import subprocess
import sys

import pytest

from tranship.clients.addresses import AddressPolicy
from tranship.clients.http import HTTPClient
from tranship.clients.oci import NOBODY, OCIClient
from tranship.errors import AddressError
from tranship.execution import BACKGROUND
from tranship.refs.image_ref import parse_image_ref


def test_making_one_does_not_load_the_library() -> None:
    code = "import sys; from tranship.clients.oci import OCIClient; OCIClient(); print('httpcore2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("registry", ["169.254.169.254", "metadata.google.internal", "127.0.0.1:5000"])
def test_registries_are_addresses_like_any_others(registry: str) -> None:
    client = OCIClient(HTTPClient(AddressPolicy(environment={})))
    ref = parse_image_ref(f"{registry}/team/app")
    with client.repository(ref, NOBODY, BACKGROUND) as source, pytest.raises(AddressError, match="steps may not reach"):
        source.manifest("1")
