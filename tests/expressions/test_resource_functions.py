"""configMap(), secret(), their shared forms, and metadata."""

import base64
from typing import Any

import pytest

from tests.expressions.sources import evaluate, meta, sources
from tranship.credentials.lookup import TYPE_LABEL
from tranship.credentials.secrets import SecretSource
from tranship.errors import ExprError
from tranship.models.base import read_model
from tranship.models.core import ConfigMap, Secret
from tranship.models.freight import Freight
from tranship.models.stage import Stage


def secret(name: str, namespace: str = "demo", *, generic: bool = False, **values: bytes) -> Secret:
    labels = {TYPE_LABEL: "generic"} if generic else {}
    data = {key: base64.b64encode(value).decode() for key, value in values.items()}
    return read_model(Secret, {"metadata": {"name": name, "namespace": namespace, "labels": labels}, "data": data})


CONFIG = ConfigMap(metadata=meta("app"), data={"url": "https://x", "port": "8080"})


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("${{ configMap('app').url }}", "https://x"),
        ("${{ configMap('app').port }}", 8080.0),
        ("${{ configMap('app') }}", {"url": "https://x", "port": "8080"}),
        ("${{ configMap('app').missing }}", ""),
        ("${{ configMap('app').missing ?? 'default' }}", ""),
        ("${{ configMap('gone') }}", {}),
        ("${{ configMap('') }}", {}),
        ("${{ configMap('bare') }}", None),
        ("${{ configMap('bare').x }}", ""),
        ("${{ configMap('bare') ?? 'default' }}", "default"),
    ],
)
def test_texts_of_a_config_map(template: str, value: Any) -> None:
    assert evaluate(template, sources(CONFIG, ConfigMap(metadata=meta("bare")))) == value


def test_shared_config_maps_stand_in_the_shared_namespace() -> None:
    shared = ConfigMap(metadata=meta("app", "common"), data={"url": "https://shared"})
    assert evaluate("${{ sharedConfigMap('app').url }}", sources(CONFIG, shared, shared="common")) == "https://shared"
    assert evaluate("${{ sharedConfigMap('app') }}", sources(CONFIG, shared)) == {}


def test_values_of_a_secret_are_recorded_with_their_source() -> None:
    known = sources(secret("slack", token=b"xoxb-12345"))

    assert evaluate("Bearer ${{ secret('slack').token }}", known) == "Bearer xoxb-12345"
    assert known.secrets.mask("it is xoxb-12345") == "it is ***"
    (part,) = known.secrets.split("xoxb-12345")
    assert not isinstance(part, str)
    assert part.source == SecretSource("Secret", "demo", "slack", "token")


def test_bytes_that_are_no_utf_8_are_replaced_in_the_value_and_masked_all_the_same() -> None:
    known = sources(secret("key", raw=b"ab\xffcdef"))
    assert evaluate("${{ secret('key') }}", known) == {"raw": "ab\ufffdcdef"}
    assert known.secrets.mask("ab\ufffdcdef") == "***"


def test_a_secret_that_is_not_there_is_empty() -> None:
    assert evaluate("${{ secret('gone') }}", sources()) == {}
    assert evaluate("x${{ secret('gone').token }}", sources()) == "x"


def test_shared_secrets_need_the_label_that_says_generic() -> None:
    generic, other = secret("a", "common", generic=True, k=b"value-a"), secret("b", "common", k=b"value-b")
    known = sources(generic, other, shared="common")

    assert evaluate("${{ sharedSecret('a').k }}", known) == "value-a"
    assert evaluate("${{ sharedSecret('b') }}", known) == {}
    assert "value-b" not in known.secrets


def test_the_label_is_asked_for_even_if_the_secret_was_read_before() -> None:
    known = sources(secret("a", k=b"value-a"), shared="demo")
    assert evaluate("${{ secret('a').k }}-${{ sharedSecret('a').k }}", known) == "value-a-"


def freight(**status: Any) -> Freight:
    return read_model(
        Freight,
        {
            "metadata": {"name": "f", "namespace": "demo"},
            "origin": {"kind": "Warehouse", "name": "w"},
            "status": status,
        },
    )


def stage(**status: Any) -> Stage:
    return read_model(
        Stage,
        {
            "metadata": {"name": "test", "namespace": "demo"},
            "spec": {"requestedFreight": [{"origin": {"kind": "Warehouse", "name": "w"}, "sources": {"direct": True}}]},
            "status": status,
        },
    )


@pytest.mark.parametrize("function", ["freightMetadata('f')", "stageMetadata('test')"])
def test_metadata_is_what_steps_have_noted(function: str) -> None:
    metadata = {"n": 1, "m": {"deep": [True]}, "null": None}
    known = sources(freight(metadata=metadata), stage(metadata=metadata))

    assert evaluate(f"${{{{ {function} }}}}", known) == metadata
    assert evaluate(f"${{{{ {function}.m.deep[0] }}}}", known) is True
    assert evaluate(f"${{{{ {function}.missing }}}}", known) is None


@pytest.mark.parametrize("function", ["freightMetadata('gone')", "stageMetadata('gone')", "freightMetadata('f')"])
def test_without_metadata_it_is_nil(function: str) -> None:
    assert evaluate(f"${{{{ {function} }}}}", sources(freight())) is None


def test_metadata_is_never_cached() -> None:
    known = sources(freight(metadata={"n": 1}))
    assert evaluate("${{ freightMetadata('f').n }}", known) == 1.0
    assert known.client is not None
    known.client.patch(Freight, "demo", "f", {"status": {"metadata": {"n": 2}}})
    assert evaluate("${{ freightMetadata('f').n }}", known) == 2.0


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("freightMetadata('')", "freightMetadata() needs the name of Freight, such as ctx.targetFreight.name"),
        ("stageMetadata('')", "stageMetadata() needs the name of a Stage, such as ctx.stage"),
    ],
)
def test_an_empty_name_has_no_metadata(expression: str, problem: str) -> None:
    with pytest.raises(ExprError) as caught:
        evaluate(f"${{{{ {expression} }}}}", sources())
    assert caught.value.message == problem


@pytest.mark.parametrize(
    "name", ["configMap", "sharedConfigMap", "secret", "sharedSecret", "freightMetadata", "stageMetadata"]
)
@pytest.mark.parametrize("arguments", ["", "1", "nil", "'a', 'b'", "missing"])
def test_each_takes_exactly_one_text(name: str, arguments: str) -> None:
    with pytest.raises(ExprError):
        evaluate(f"${{{{ {name}({arguments}) }}}}", sources())
