import pytest

from tranship.formats.kubernetes_lists import Shape, shape_of


def at(api_version: str, kind: str, path: str) -> Shape:
    shape = shape_of(api_version, kind)
    assert shape is not None
    for name in path.split("."):
        shape = shape.fields[name]
    return shape


@pytest.mark.parametrize(
    ("api_version", "kind", "path", "keys"),
    [
        ("apps/v1", "Deployment", "spec.template.spec.containers", ("name",)),
        ("apps/v1", "StatefulSet", "spec.template.spec.initContainers.env", ("name",)),
        ("batch/v1", "CronJob", "spec.jobTemplate.spec.template.spec.volumes", ("name",)),
        ("v1", "Pod", "spec.containers.ports", ("containerPort", "protocol")),
        ("v1", "Service", "spec.ports", ("port", "protocol")),
        ("v1", "ConfigMap", "metadata.finalizers", ()),
        ("rbac.authorization.k8s.io/v1", "Role", "metadata.ownerReferences", ("uid",)),
        ("kustomize.config.k8s.io/v1beta1", "Kustomization", "configMapGenerator", ("name",)),
    ],
)
def test_lists_that_are_merged(api_version: str, kind: str, path: str, keys: tuple[str, ...]) -> None:
    assert at(api_version, kind, path).keys == keys


def test_lists_that_are_replaced() -> None:
    assert "tolerations" not in at("v1", "Pod", "spec").fields
    assert "rules" not in (shape_of("networking.k8s.io/v1", "Ingress") or Shape()).fields


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [("argoproj.io/v1alpha1", "Rollout"), ("kargo.akuity.io/v1alpha1", "Stage"), ("", "Pod"), ("v1", "")],
)
def test_kinds_of_others_are_not_known(api_version: str, kind: str) -> None:
    assert shape_of(api_version, kind) is None
