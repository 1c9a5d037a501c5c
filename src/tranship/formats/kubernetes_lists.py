"""The lists of Kubernetes' own kinds whose items are merged, and by which keys: the table of strategic merges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Shape:
    """What is known of a value.

    :param keys: if it is a list whose items are merged, the keys by which they are found; no keys for a list of single
        values, which are a set. None for anything else.
    :param fields: of a map, or of the items of a list, the fields that are or hold such lists.
    """

    keys: tuple[str, ...] | None = None
    fields: Mapping[str, Shape] = field(default_factory=dict)


def _map(**fields: Shape) -> Shape:
    return Shape(None, MappingProxyType(fields))


def _list(*keys: str, **fields: Shape) -> Shape:
    return Shape(keys, MappingProxyType(fields))


_METADATA = _map(finalizers=_list(), ownerReferences=_list("uid"))
_CONDITIONS = _map(conditions=_list("type"))
_VOLUME = {"ephemeral": _map(volumeClaimTemplate=_map(metadata=_METADATA))}
_EPHEMERAL = {"env": _list("name"), "volumeDevices": _list("devicePath"), "volumeMounts": _list("mountPath")}
_CONTAINER = {**_EPHEMERAL, "ports": _list("containerPort", "protocol")}
_POD_SPEC = _map(
    containers=_list("name", **_CONTAINER),
    initContainers=_list("name", **_CONTAINER),
    ephemeralContainers=_list("name", **_EPHEMERAL),
    hostAliases=_list("ip"),
    imagePullSecrets=_list("name"),
    topologySpreadConstraints=_list("topologyKey", "whenUnsatisfiable"),
    volumes=_list("name", **_VOLUME),
)
_POD_TEMPLATE = _map(metadata=_METADATA, spec=_POD_SPEC)
_WORKLOAD = {"spec": _map(template=_POD_TEMPLATE), "status": _CONDITIONS}
_CRON_JOB = {"spec": _map(jobTemplate=_map(metadata=_METADATA, spec=_map(template=_POD_TEMPLATE)))}
_WEBHOOKS = {"webhooks": _list("name")}
_CSI_NODE = {"spec": _map(drivers=_list("name"))}

_GROUPS = frozenset(
    [
        *("", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps"),
        *("authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io"),
        *("coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "extensions", "flowcontrol.apiserver.k8s.io"),
        *("networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "scheduling.k8s.io"),
        "storage.k8s.io",
    ]
)
"""The API groups of Kubernetes' own kinds; all of those have metadata."""

_KINDS: Mapping[tuple[str, str], Mapping[str, Shape]] = MappingProxyType(
    {
        ("", "ComponentStatus"): {"conditions": _list("type")},
        ("", "Namespace"): {"status": _CONDITIONS},
        ("", "Node"): {
            "spec": _map(podCIDRs=_list()),
            "status": _map(addresses=_list("type"), conditions=_list("type")),
        },
        ("", "PersistentVolumeClaim"): {"status": _CONDITIONS},
        ("", "Pod"): {"spec": _POD_SPEC, "status": _map(conditions=_list("type"), podIPs=_list("ip"))},
        ("", "PodTemplate"): {"template": _POD_TEMPLATE},
        ("", "ReplicationController"): _WORKLOAD,
        ("", "Service"): {"spec": _map(ports=_list("port", "protocol")), "status": _CONDITIONS},
        ("", "ServiceAccount"): {"secrets": _list("name")},
        ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): _WEBHOOKS,
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): _WEBHOOKS,
        ("apiregistration.k8s.io", "APIService"): {"status": _CONDITIONS},
        ("apps", "DaemonSet"): _WORKLOAD,
        ("apps", "Deployment"): _WORKLOAD,
        ("apps", "ReplicaSet"): _WORKLOAD,
        ("apps", "StatefulSet"): _WORKLOAD,
        ("batch", "CronJob"): _CRON_JOB,
        ("batch", "Job"): _WORKLOAD,
        ("kustomize.config.k8s.io", "Kustomization"): {
            "configMapGenerator": _list("name"),
            "secretGenerator": _list("name"),
        },
        ("policy", "PodDisruptionBudget"): {"status": _CONDITIONS},
        ("storage.k8s.io", "CSINode"): _CSI_NODE,
    }
)


def shape_of(api_version: str, kind: str) -> Shape | None:
    """What is known of an object of Kubernetes; None if the kind is not one of its own."""
    if not api_version or not kind:
        return None
    group = api_version.rpartition("/")[0]
    fields = _KINDS.get((group, kind), {})
    if group in _GROUPS:
        return _map(**{"metadata": _METADATA, **fields})
    return _map(**fields) if fields else None
