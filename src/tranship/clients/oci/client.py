"""The OCI client: repositories in registries, over the HTTP client and within its limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tranship.clients.http import HTTPClient
from tranship.clients.oci.access import RegistryAccess
from tranship.execution import Execution
from tranship.refs.image_ref import ImageRef

if TYPE_CHECKING:
    from tranship.clients.oci.repository import Repository

LARGEST_PUSH = 1 << 30


@dataclass(frozen=True)
class OCIClient:
    """Reads from registries and writes to them. It may be used from several threads; a repository belongs to one.

    :param largest_push: bytes that an artifact may have which is copied to another repository: 0 forbids such copies,
        and less than 0 is no limit.
    """

    http: HTTPClient = field(default_factory=HTTPClient)
    largest_push: int = LARGEST_PUSH

    @contextmanager
    def repository(
        self,
        reference: ImageRef,
        access: RegistryAccess,
        execution: Execution,
        *,
        push: bool = False,
        verify: bool = True,
    ) -> Iterator[Repository]:
        """A reference's repository, while the block runs. Nothing is sent before something is asked of it.

        :param push: whether something will be stored there. :param verify: whether its certificate has to be good.
        """
        from tranship.clients.oci.registry import Registry
        from tranship.clients.oci.repository import Repository

        with self.http.session(execution) as session:
            registry = Registry(session, reference.registry, access, verify=verify)
            yield Repository(registry, reference.repository, "pull,push" if push else "pull")
