"""OCI registries: artifacts pulled, copied and annotated, each part checked against its digest."""

from tranship.clients.oci.access import NOBODY, RegistryAccess
from tranship.clients.oci.client import LARGEST_PUSH, OCIClient
from tranship.clients.oci.manifests import Descriptor, Manifest

__all__ = ["LARGEST_PUSH", "NOBODY", "Descriptor", "Manifest", "OCIClient", "RegistryAccess"]
