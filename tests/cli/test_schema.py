from __future__ import annotations

import json

from tests.cli.conftest import Typed


def test_the_schema_is_printed(typed: Typed) -> None:
    code, out, err = typed("schema")
    assert (code, err) == (0, "")
    assert json.loads(out)["$schema"] == "http://json-schema.org/draft-07/schema#"
