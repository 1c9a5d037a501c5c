"""What an API server refuses, in the words of the Store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import msgspec
from lightkube import ApiError, ConfigError

from tranship.errors import AlreadyExistsError, ConflictError, NotFoundError, StoreError
from tranship.models.resource import Resource

_UNREADABLE = (msgspec.MsgspecError, AttributeError, KeyError, TypeError, ValueError)
"""What the client comes upon in answers that are none of an API server's: it takes them for such without a look."""

FAILURES = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, ConfigError, OSError, *_UNREADABLE)
"""What the client raises."""

_GONE = 410


@contextmanager
def in_our_words(model: type[Resource], key: object, goal: str) -> Iterator[None]:
    """Raise StoreErrors for what goes wrong in the block.

    :param key: the resource that it is about. :param goal: what is done, in words that follow "to": ``read it``.
    """
    try:
        yield
    except FAILURES as error:
        raise store_error(error, model, key, goal) from error


def is_expired(error: Exception) -> bool:
    """Whether the server has forgotten the version that it was asked to go on from."""
    return isinstance(error, ApiError) and error.status.code == _GONE


def store_error(error: Exception, model: type[Resource], key: object, goal: str) -> StoreError:
    """The error that a failure of the client stands for."""
    if isinstance(error, ApiError):
        return _refusal(error.status, model, key, goal)
    if isinstance(error, httpx2.HTTPStatusError):
        if error.response.status_code == 404:
            return _unknown(model)
        return StoreError(f"the cluster could not {goal}: it answered {error.response.status_code}")
    if isinstance(error, ConfigError):
        return StoreError(f"the cluster can't be asked to {goal}: {error}")
    if isinstance(error, _UNREADABLE):
        return StoreError(f"what answered when asked to {goal} is no API server of Kubernetes; check the kubeconfig")
    return StoreError(f"the cluster can't be reached to {goal}: {str(error) or type(error).__name__}")


def _refusal(status: Any, model: type[Resource], key: object, goal: str) -> StoreError:
    said = str(status.message or status.reason or "it gave no reason")
    match status.code:
        case 401:
            return StoreError(f"the cluster does not accept our credentials to {goal}; log in to it again")
        case 404 if status.details is None or not status.details.name:
            return _unknown(model)
        case 404:
            return NotFoundError(f"there is no {key}")
        case 409 if status.reason == "AlreadyExists":
            return AlreadyExistsError(f"there is a {key} already")
        case 409:
            return ConflictError(f"{key} was changed meanwhile; read it again and repeat the change")
    return StoreError(f"the cluster refused to {goal}: {said}")


def _unknown(model: type[Resource]) -> StoreError:
    return StoreError(
        f"the cluster knows no {model.plural} of {model.api_version}; is it the right one, and is what brings them "
        "installed there?"
    )
