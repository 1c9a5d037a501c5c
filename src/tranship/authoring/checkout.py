"""One checkout of git-clone: how it is configured, and what the Git client makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from tranship.clients.git import CheckoutRequest
from tranship.models.base import KargoModel, NonEmpty


class CheckoutConfig(KargoModel):
    """What is checked out, and where to."""

    path: NonEmpty = Field(description="Where the work tree goes, below the work directory: a new or empty folder.")
    branch: str = Field(default="", description="The branch to check out, as it is on the server.")
    commit: str = Field(default="", description="The commit to check out: its id, or anything Git understands.")
    tag: str = Field(default="", description="The tag to check out.")
    create: bool = Field(
        default=False,
        description="Whether the branch, if the server has none of that name, is made with one empty commit and pushed "
        "at once.",
    )
    as_: str = Field(default="", description="The key of this checkout in the output, instead of its path.")
    sparse: Annotated[list[NonEmpty], Field(min_length=1)] = Field(
        default_factory=list,
        description="Folders, as seen from the root of the repository, that alone are checked out, with the files on "
        "the way to them. No patterns.",
    )

    @property
    def creates(self) -> bool:
        """Whether the branch may have to be made."""
        return self.create and self.branch != ""

    @property
    def key(self) -> str:
        """The name of the checkout in the output."""
        return self.as_ or self.path

    def request(self, path: Path, *, submodules: bool) -> CheckoutRequest:
        """For the Git client. :param path: where ``path`` leads to."""
        return CheckoutRequest(
            path,
            self.branch,
            self.commit,
            self.tag,
            create=self.create,
            sparse=tuple(self.sparse),
            submodules=submodules,
        )

    @model_validator(mode="after")
    def _one_revision(self) -> CheckoutConfig:
        if sum(map(bool, (self.branch, self.commit, self.tag))) > 1:
            raise ValueError("branch, commit and tag exclude each other; give one of them")
        return self
