"""Rendered manifests: a stream of YAML taken apart into resources, and the names of the files they are written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tranship.errors import PathError
from tranship.formats.yaml_dialects import LENIENT_MANIFEST, compose_documents, value_of

CLUSTER_SCOPED = frozenset(
    {
        ("", "ComponentStatus"),
        ("", "Namespace"),
        ("", "Node"),
        ("", "PersistentVolume"),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
        ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
        ("apiregistration.k8s.io", "APIService"),
        ("certificates.k8s.io", "CertificateSigningRequest"),
        ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
        ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
        ("networking.k8s.io", "IngressClass"),
        ("node.k8s.io", "RuntimeClass"),
        ("policy", "PodSecurityPolicy"),
        ("rbac.authorization.k8s.io", "ClusterRole"),
        ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
        ("scheduling.k8s.io", "PriorityClass"),
        ("storage.k8s.io", "CSIDriver"),
        ("storage.k8s.io", "CSINode"),
        ("storage.k8s.io", "StorageClass"),
        ("storage.k8s.io", "VolumeAttachment"),
    }
)
"""Kubernetes' own kinds that belong to no namespace, by group."""

_DEFAULT_NAMESPACE = "default"


@dataclass(frozen=True)
class Rendered:
    """A rendered resource: its ``text``, and what names it. What is not there is empty."""

    text: str
    group: str = ""
    version: str = ""
    kind: str = ""
    namespace: str = ""
    name: str = ""

    @property
    def is_cluster_scoped(self) -> bool:
        """Whether it is of a kind that is known to belong to no namespace."""
        return (self.group, self.kind) in CLUSTER_SCOPED


def read_rendered(text: str) -> Rendered:
    """A resource out of the text of its document; names are empty where it is no resource.

    :raises InputError: the document is no YAML.
    """
    nodes = compose_documents(text)
    value = value_of(nodes[0], LENIENT_MANIFEST) if nodes else None
    data: dict[str, Any] = value if isinstance(value, dict) else {}
    metadata = data.get("metadata")
    named: dict[str, Any] = metadata if isinstance(metadata, dict) else {}
    group, _, version = _text(data, "apiVersion").rpartition("/")
    return Rendered(text, group, version, _text(data, "kind"), _text(named, "namespace"), _text(named, "name"))


def split_documents(stream: str) -> list[str]:
    """The documents of a stream that a renderer printed: separators stand alone on their lines."""
    documents: list[str] = []
    lines: list[str] = []
    for line in stream.splitlines(keepends=True):
        if line.rstrip("\r\n") == "---":
            documents.append("".join(lines))
            lines = []
        else:
            lines.append(line)
    documents.append("".join(lines))
    return [document for document in documents if document.strip()]


def kargo_name(resource: Rendered) -> str:
    """``[namespace-]kind-name.yaml`` in lower case."""
    return _file_name("-", resource.namespace, resource.kind, resource.name)


def kustomize_names(resources: Sequence[Rendered]) -> list[str]:
    """``[namespace_][group_]version_kind_name.yaml`` for each; the namespace only where there are several."""
    namespaces = {one.namespace or _DEFAULT_NAMESPACE for one in resources if not one.is_cluster_scoped}
    return [
        _file_name(
            "_",
            one.namespace if len(namespaces) > 1 and not one.is_cluster_scoped else "",
            one.group,
            one.version,
            one.kind,
            one.name,
        )
        for one in resources
    ]


def by_file_name(resources: Iterable[Rendered], names: Iterable[str]) -> dict[str, str]:
    """The texts by the names of their files.

    :raises PathError: two resources would be written to one file.
    """
    files: dict[str, str] = {}
    for resource, name in zip(resources, names, strict=True):
        if name in files:
            raise PathError(
                f'two resources would be written to one file, "{name}"; render to a single file (outPath: ….yaml), or '
                "use names that tell them apart"
            )
        files[name] = resource.text
    return files


def checked_name(name: str) -> str:
    """The name of a file, if it is one.

    :raises PathError: it would lead to another folder.
    """
    if not name or name in (".", "..") or set(name) & set("/\\\0"):
        raise PathError(f'the resource name in "{name}" holds a slash, so that no file can be named after it')
    return name


def _file_name(separator: str, *parts: str) -> str:
    return checked_name(separator.join(part for part in parts if part).lower() + ".yaml")


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""
