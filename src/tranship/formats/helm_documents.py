"""A rendered chart as one file for each resource: the flat layout, with the names that Kargo gives them."""

from __future__ import annotations

from collections.abc import Iterator

from tranship.errors import InputError
from tranship.formats.rendered import Rendered, checked_name, read_rendered, split_documents
from tranship.formats.yaml_dialects import LENIENT_MANIFEST, compose_documents, value_of

_SOURCE = "# Source: "


def flat_files(stream: str) -> dict[str, str]:
    """Texts by the names of their files: ``[group-]kind[-namespace]-name.yaml`` in lower case, dots of the group as _.

    A document without kind or name is ``resource-N.yaml``. Of two of one name the later one stays, as in Kargo. The
    first document begins with its separator; hooks come without the line that says where they are from. Lines end in a
    line feed, whatever the chart's do.

    :raises InputError: a document is no YAML.
    :raises PathError: a name can't be that of a file.
    """
    files: dict[str, str] = {}
    unnamed = 0
    separator = "---\n"
    for document in split_documents(stream):
        resource = read_rendered(document)
        text = document.replace("\r\n", "\n").strip()
        if _is_hook(document):
            text = "\n".join(line for line in text.splitlines() if not line.startswith(_SOURCE))
        else:
            text, separator = separator + text, ""
        if resource.kind and resource.name:
            name = checked_name("-".join(_parts(resource)).lower() + ".yaml")
        else:
            name, unnamed = f"resource-{unnamed}.yaml", unnamed + 1
        files[name] = text
    return files


def _parts(resource: Rendered) -> Iterator[str]:
    parts = (resource.group.replace(".", "_"), resource.kind, resource.namespace, resource.name)
    return (part for part in parts if part)


def _is_hook(document: str) -> bool:
    try:
        nodes = compose_documents(document)
        value = value_of(nodes[0], LENIENT_MANIFEST) if nodes else None
    except InputError:
        return False
    metadata = value.get("metadata") if isinstance(value, dict) else None
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    return isinstance(annotations, dict) and "helm.sh/hook" in annotations
