"""References to images and charts in registries: how they are written, and one spelling for all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tranship.errors import InputError
from tranship.refs.url_text import visible

DOCKER_HUB = "index.docker.io"
"""The registry of references that name none."""

_HUB_NAMES = (DOCKER_HUB, "docker.io", "registry-1.docker.io")
_REGISTRY = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]+)?")
_REPOSITORY = re.compile(r"[a-z0-9_./-]{2,255}")
_TAG = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_WEB = re.compile(r"https?://")


@dataclass(frozen=True)
class ImageRef:
    """A reference to something in a registry.

    ``registry`` is a host with its port if one is given, ``repository`` the path in it. ``tag`` and ``digest``
    (``sha256:`` and 64 hexadecimal digits) are empty where they are not given; the digest decides if both are.
    """

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """Registry and repository."""
        return f"{self.registry}/{self.repository}"

    @property
    def version(self) -> str:
        """What is asked for in the repository: the digest, or else the tag, or else ``latest``."""
        return self.digest or self.tag or "latest"

    def normalized(self) -> str:
        """The repository's address that stands for all equal ones: without registry and ``library/`` on Docker Hub."""
        return self.repository.removeprefix("library/") if self.registry in _HUB_NAMES else self.name

    def __str__(self) -> str:
        return self.name + (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")


def parse_image_ref(text: str) -> ImageRef:
    """A reference out of ``[registry/]repository[:tag][@sha256:digest]``.

    Without a registry it is Docker Hub's, where repositories without a slash are official ones under ``library/``.

    :raises InputError: the text has another form. The message does not repeat it.
    """
    name, at, digest = text.partition("@")
    if at and not _DIGEST.fullmatch(digest):
        raise InputError("the part after @ must be a digest: sha256: and 64 hexadecimal digits")
    head, colon, last = name.rpartition(":")
    # A colon before a slash belongs to the registry's port.
    tag = last if colon and "/" not in last else ""
    if colon and "/" not in last:
        name = head
        if not _TAG.fullmatch(tag):
            raise InputError("the part after the last colon must be a tag: up to 128 letters, digits and _ . -")
    registry, repository = _split(name)
    if not _REGISTRY.fullmatch(registry):
        raise InputError("the part before the first slash is no registry: write a host, and a port if it needs one")
    if not _REPOSITORY.fullmatch(repository):
        raise InputError("a repository's name is 2 to 255 characters long: a-z, 0-9 and _ . - /")
    official = registry == DOCKER_HUB and "/" not in repository
    return ImageRef(registry, f"library/{repository}" if official else repository, tag, digest)


def _split(name: str) -> tuple[str, str]:
    """Registry and repository. Only what looks like a host is one: "acme/web" is a repository on Docker Hub."""
    first, slash, rest = name.partition("/")
    if not (slash and (set(first) & {".", ":"} or first == "localhost")):
        return DOCKER_HUB, name
    return DOCKER_HUB if first == "docker.io" else first, rest


def normalize_image_url(url: str) -> str:
    """The one spelling of an image repository's address that stands for all equal ones.

    It is in lower case and without a tag, and names no registry for Docker Hub. An address of another form is returned
    as it is.
    """
    try:
        return parse_image_ref(visible(url.lower())).normalized()
    except InputError:
        return url


def normalize_chart_url(url: str) -> str:
    """The one spelling of a chart repository's address that stands for all equal ones.

    It is in lower case and without a final slash. One in a registry loses its ``oci://`` and becomes as
    :func:`normalize_image_url` has it.
    """
    text = visible(url).lower().removesuffix("/")
    return text if _WEB.match(text) else normalize_image_url(text.removeprefix("oci://"))
