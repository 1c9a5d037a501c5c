"""Which cluster is meant, and how it is reached: from within it, or by the user's kubeconfig."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml
from lightkube import ConfigError, KubeConfig, SingleConfig
from lightkube.config.models import User

from tranship.errors import InputError

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where a pod finds who it is."""

_NO_KUBECONFIG = (AttributeError, KeyError, TypeError, ValueError)
"""What the library comes upon in a file of another form."""
_EXEC = "client.authentication.k8s.io/"


def cluster_config(
    environment: Mapping[str, str], context: str = "", service_account: Path = SERVICE_ACCOUNT
) -> SingleConfig:
    """The cluster that this process runs in, or else the current one of the kubeconfig.

    :param environment: names the kubeconfig in ``KUBECONFIG``; of several files the first that exists counts. Without
        it, it is ``.kube/config`` in the user's home.
    :param context: the context of the kubeconfig to use, "" for the current one.
    :raises InputError: there is no kubeconfig, or it can't be used.
    """
    if not context and "KUBERNETES_SERVICE_HOST" in environment and (service_account / "token").is_file():
        return _usable(KubeConfig.from_service_account(service_account).get())
    path = _kubeconfig(environment)
    try:
        return _usable(KubeConfig.from_file(path).get(context or None))
    except (ConfigError, OSError, yaml.YAMLError, msgspec.MsgspecError, *_NO_KUBECONFIG) as error:
        # Most of these errors show a piece of the file, and there are secrets in it.
        why = str(error) if isinstance(error, ConfigError) else "it is no kubeconfig, or names what it does not hold"
        raise InputError(f"the kubeconfig {path} can't be used: {why}") from None


def _kubeconfig(environment: Mapping[str, str]) -> Path:
    named = [Path(part) for part in environment.get("KUBECONFIG", "").split(os.pathsep) if part]
    candidates = named or [Path(environment.get("HOME", "~"), ".kube", "config").expanduser()]
    for path in candidates:
        if path.is_file():
            return path
    raise InputError(
        f"there is no cluster to connect to: not within one, and there is no file {candidates[0]}; name your "
        "kubeconfig in KUBECONFIG"
    )


def _usable(config: SingleConfig | None) -> SingleConfig:
    """The configuration as the library can take it."""
    if config is None:
        raise ConfigError("it names no context")
    user = config.user or User()
    if user.exec and user.exec.apiVersion == f"{_EXEC}v1":
        # The two versions differ in nothing that the library reads, and it knows the older one only.
        known = msgspec.structs.replace(user.exec, apiVersion=f"{_EXEC}v1beta1")
        user = msgspec.structs.replace(user, exec=known)
    return config._replace(user=user)
