import pytest

from tests.store.resources import cluster_task, config_map
from tranship.errors import DamagedStoreError
from tranship.models.core import ConfigMap
from tranship.models.task import ClusterPromotionTask
from tranship.store.records import decode, encode, has_labels, key_of


def test_a_key_is_written_as_people_call_the_resource() -> None:
    assert str(key_of(ConfigMap, "demo", "c")) == "ConfigMap demo/c"
    assert str(key_of(ClusterPromotionTask, "demo", "t")) == "ClusterPromotionTask t"


@pytest.mark.parametrize("resource", [config_map(a="é"), cluster_task()])
def test_a_resource_comes_back_from_its_text(resource: ConfigMap | ClusterPromotionTask) -> None:
    model = type(resource)
    assert decode(model, encode(resource), key_of(model, "", "")) == resource


def test_a_text_of_another_kind_is_a_damage() -> None:
    with pytest.raises(DamagedStoreError, match="ConfigMap a/b can't be read from the store: apiVersion must be v1"):
        decode(ConfigMap, encode(cluster_task()), key_of(ConfigMap, "a", "b"))


def test_no_labels_fit_every_resource() -> None:
    assert has_labels(config_map(), None)
    assert has_labels(config_map(), {})
    assert not has_labels(config_map(), {"a": "b"})
