"""Git: clones, work trees, commits, tags and pushes, by the program ``git``."""

from tranship.clients.git.branches import Branches, BranchesRequest
from tranship.clients.git.client import GitClient
from tranship.clients.git.integration import ConflictsError, RebaseUnsafeError
from tranship.clients.git.snapshots import NoRepositoryError
from tranship.clients.git.staging import Staged, Staging
from tranship.clients.git.values import (
    DEFAULT_AUTHOR,
    NO_CREDENTIALS,
    CheckedOut,
    CheckoutRequest,
    Clone,
    CloneRequest,
    CommitInfo,
    Committed,
    GitAuthor,
    GitCredentials,
    GitSettings,
    Pushed,
    PushIntegrationPolicy,
    PushRequest,
    Rehearsed,
    WorkTree,
)

__all__ = [
    "DEFAULT_AUTHOR",
    "NO_CREDENTIALS",
    "Branches",
    "BranchesRequest",
    "CheckedOut",
    "CheckoutRequest",
    "Clone",
    "CloneRequest",
    "CommitInfo",
    "Committed",
    "ConflictsError",
    "GitAuthor",
    "GitClient",
    "GitCredentials",
    "GitSettings",
    "NoRepositoryError",
    "PushIntegrationPolicy",
    "PushRequest",
    "Pushed",
    "RebaseUnsafeError",
    "Rehearsed",
    "Staged",
    "Staging",
    "WorkTree",
]
