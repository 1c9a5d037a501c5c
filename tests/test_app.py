from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.authoring.argocd.apps import app as application
from tests.cli.things import freight, promotion, stage
from tests.clients.argocd.connecting import manifest
from tests.credentials.clouds import FEDERATED, clouds
from tests.servers.kubernetes_api import KubernetesServer
from tranship.app import App, Settings, make_toolbox, open_apart, open_app
from tranship.clients.http import Request, parse_url
from tranship.credentials.chain import ChainDatabase
from tranship.credentials.database import CredentialType
from tranship.credentials.kubernetes_secrets import SecretsDatabase
from tranship.errors import AddressError, CredentialsError, InputError
from tranship.execution import BACKGROUND, Cancellation
from tranship.models.core import Secret
from tranship.models.freight import Freight
from tranship.models.promotion import Promotion, PromotionPhase, PromotionStep
from tranship.models.resource import ObjectMeta
from tranship.models.stage import Stage
from tranship.store.kubernetes import KubernetesStore
from tranship.store.sqlite import SqliteStore
from tranship.testing.argocd import ArgoCDDouble, Token


def settings(folder: Path, **environment: str) -> Settings:
    return Settings.from_environment({"HOME": str(folder), **environment})


def secret(name: str = "git", **data: str) -> Secret:
    labels = {"kargo.akuity.io/cred-type": "git"}
    return Secret(metadata=ObjectMeta(name=name, namespace="demo", labels=labels), string_data=data)


def test_the_store_is_where_the_user_says_or_below_the_home(tmp_path: Path) -> None:
    assert settings(tmp_path).state == tmp_path / ".local" / "state" / "tranship" / "tranship.db"
    assert settings(tmp_path, XDG_STATE_HOME="/s").state == Path("/s/tranship/tranship.db")
    assert Settings.from_environment({}, state="own.db").state == Path.cwd() / "own.db"


def test_kargo_s_variables_and_our_switches_are_read(tmp_path: Path) -> None:
    default = settings(tmp_path)
    assert default.user_credentials
    assert default.allow_loopback_addresses
    assert not default.allow_http_credentials
    changed = settings(
        tmp_path,
        TRANSHIP_USER_CREDENTIALS="off",
        ALLOW_CREDENTIALS_OVER_HTTP="true",
        SHARED_RESOURCES_NAMESPACE="shared",
        SYSTEM_RESOURCES_NAMESPACE="system",
        API_SERVER_BASE_URL="https://kargo.acme.dev",
        GIT_PUSH_INTEGRATION_POLICY="RebaseOrFail",
        TRANSHIP_ALLOW_LOOPBACK_ADDRESSES="0",
    )
    assert not changed.user_credentials
    assert changed.allow_http_credentials
    assert (changed.shared_namespace, changed.system_namespace) == ("shared", "system")
    assert changed.ui_base_url == "https://kargo.acme.dev"
    assert changed.push_integration_policy == "RebaseOrFail"
    assert not changed.allow_loopback_addresses


def test_the_limit_of_copies_between_registries_is_kargo_s(tmp_path: Path) -> None:
    assert make_toolbox(settings(tmp_path)).oci.largest_push == 1 << 30
    assert make_toolbox(settings(tmp_path, MAX_OCI_PUSH_ARTIFACT_SIZE="-1")).oci.largest_push == -1
    with pytest.raises(InputError, match="MAX_OCI_PUSH_ARTIFACT_SIZE must be a whole number"):
        settings(tmp_path, MAX_OCI_PUSH_ARTIFACT_SIZE="1Gi")


def test_git_s_cache_is_where_caches_are_or_nowhere(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path)}
    assert Settings.from_environment(home).git_cache == tmp_path / ".cache" / "tranship" / "git"
    xdg = {**home, "XDG_CACHE_HOME": str(tmp_path / "caches")}
    assert Settings.from_environment(xdg).git_cache == tmp_path / "caches" / "tranship" / "git"
    assert (
        Settings.from_environment({**home, "XDG_CACHE_HOME": "relative"}).git_cache == tmp_path / ".cache/tranship/git"
    )
    assert Settings.from_environment({**home, "TRANSHIP_GIT_CACHE": "/var/cache/t"}).git_cache == Path("/var/cache/t")
    assert Settings.from_environment({**home, "TRANSHIP_GIT_CACHE": "off"}).git_cache is None


def test_a_switch_is_on_or_off(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="TRANSHIP_USER_CREDENTIALS must be true or false"):
        settings(tmp_path, TRANSHIP_USER_CREDENTIALS="perhaps")


def test_secrets_are_never_on_disk(tmp_path: Path) -> None:
    with open_app(settings(tmp_path)) as app:
        app.store.create(secret(password="s3cret-value"))
        app.store.create(stage())
        assert app.store.get(Secret, "demo", "git") is not None
    with open_app(settings(tmp_path)) as app:
        assert app.store.get(Secret, "demo", "git") is None
        assert app.store.get(Stage, "demo", "test") is not None
    written = b"".join(file.read_bytes() for file in (tmp_path / ".local").rglob("*") if file.is_file())
    assert b"s3cret-value" not in written


def test_credentials_come_from_secrets_first_and_then_from_the_user(tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text("[credential]\n\thelper = store\n")
    (tmp_path / ".git-credentials").write_text("https://me:mine@git.acme.dev\nhttps://me:mine@other.acme.dev\n")
    with open_app(settings(tmp_path, PATH="/usr/bin:/bin", GIT_CONFIG_NOSYSTEM="1")) as app:
        app.store.create(secret(repoURL="https://git.acme.dev/gitops", username="bot", password="its"))
        found = app.credentials.get("demo", CredentialType.GIT, "https://git.acme.dev/gitops.git")
        assert found is not None
        assert (found.username, found.password, found.source) == ("bot", "its", "Secret demo/git")
        found = app.credentials.get("demo", CredentialType.GIT, "https://other.acme.dev/gitops.git")
        assert found is not None
        assert found.username == "me"
        assert isinstance(app.credentials, ChainDatabase)


def test_a_controller_asks_no_user(tmp_path: Path) -> None:
    with open_app(settings(tmp_path, TRANSHIP_USER_CREDENTIALS="false")) as app:
        assert isinstance(app.credentials, SecretsDatabase)


ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/web"


def test_a_pod_s_identity_opens_its_registries_and_its_agent_stays_closed_to_steps(tmp_path: Path) -> None:
    with clouds() as amazon:
        environment = {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": amazon.url + "/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": FEDERATED,
            "AWS_ENDPOINT_URL_ECR": amazon.url,
            "AWS_ENDPOINT_URL_STS": amazon.url,
        }
        with open_app(settings(tmp_path, TRANSHIP_USER_CREDENTIALS="false", **environment)) as app:
            found = app.credentials.get("demo", CredentialType.IMAGE, ECR)
    assert found is not None
    assert found.password == "ecr-password-1"
    uri = "http://169.254.170.23/v1/credentials"
    steps = make_toolbox(settings(tmp_path, AWS_CONTAINER_CREDENTIALS_FULL_URI=uri, TRANSHIP_GOOGLE_IDENTITY="true"))
    for url in (uri, "http://169.254.169.254/computeMetadata/v1/", "http://metadata.google.internal/"):
        with pytest.raises(AddressError, match="metadata service, and steps may not reach those"):
            steps.addresses.check_url(url, BACKGROUND)
        with pytest.raises(AddressError, match="metadata service, and steps may not reach those"):
            steps.http.send(Request("GET", parse_url(url)), BACKGROUND)


def test_google_s_metadata_server_is_asked_only_if_the_setting_says_so(tmp_path: Path) -> None:
    environment = {"TRANSHIP_USER_CREDENTIALS": "false", "GCE_METADATA_HOST": "elsewhere.example.com"}
    repository = (CredentialType.IMAGE, "europe-docker.pkg.dev/acme/web/app")
    with open_app(settings(tmp_path, **environment)) as app:
        assert app.credentials.get("demo", *repository) is None
    with (
        open_app(settings(tmp_path, TRANSHIP_GOOGLE_IDENTITY="true", **environment)) as app,
        pytest.raises(CredentialsError, match="GCE_METADATA_HOST: the URL must be one of http://metadata"),
    ):
        app.credentials.get("demo", *repository)


def run(app: App, *steps: PromotionStep) -> Promotion:
    app.store.create(stage())
    app.store.create(freight())
    made = app.store.create(promotion(*steps, phase=None))
    return app.driver.drive("demo", made.name, cancel=Cancellation())


def test_a_promotion_is_driven_to_its_end(tmp_path: Path) -> None:
    with open_app(settings(tmp_path)) as app:
        ended = run(app, PromotionStep(uses="compose-output", as_="say", config={"hello": "world"}))
    assert ended.status.phase is PromotionPhase.SUCCEEDED
    assert ended.status.state == {"say": {"hello": "world"}}
    assert list((tmp_path / ".local/state/tranship/work").iterdir()) == []


def test_work_directories_are_kept_if_asked_for(tmp_path: Path) -> None:
    kept = Settings.from_environment({"HOME": str(tmp_path)}, keep_work_dirs=True)
    with open_app(kept) as app:
        ended = run(app, PromotionStep(uses="compose-output", as_="say", config={"hello": "world"}))
    (folder,) = (tmp_path / ".local/state/tranship/work").iterdir()
    assert folder.name == f"promotion-{ended.metadata.uid}"


def test_apart_nothing_reaches_the_store(tmp_path: Path) -> None:
    known = settings(tmp_path)
    with SqliteStore(known.state) as disk:
        disk.create(stage())
        disk.create(promotion())
    before = known.state.read_bytes()
    with open_apart(known) as app:
        assert [one.name for one in app.store.list(Stage)] == ["test"]
        app.store.create(freight())
        app.store.delete(Stage, "demo", "test")
        assert app.store.list(Stage) == []
    with open_apart(known) as app:
        assert len(app.store.list(Promotion)) == 1
        assert app.store.list(Freight) == []
    assert known.state.read_bytes() == before


def test_apart_there_need_not_be_a_store(tmp_path: Path) -> None:
    with open_apart(settings(tmp_path)) as app:
        assert app.store.list(Stage) == []
    assert not (tmp_path / ".local").exists()


def test_plans_push_into_a_folder_that_is_gone_afterwards(tmp_path: Path) -> None:
    with open_apart(settings(tmp_path)) as app, app.planner() as planner:
        work_dir = planner.work_dir
        assert list(work_dir.iterdir()) == []
    assert not work_dir.parent.exists()
    scratch = tmp_path / "scratch"
    assert make_toolbox(settings(tmp_path), scratch=scratch).git.scratch == scratch
    assert make_toolbox(settings(tmp_path)).git.scratch is None


def test_the_apis_of_forges_are_named_by_the_hosts_of_their_repositories(tmp_path: Path) -> None:
    given = settings(
        tmp_path, TRANSHIP_FORGE_APIS="Git.acme.dev=https://api.acme.dev/v3, bb.acme.dev:8443=http://b/api"
    )
    apis = {"git.acme.dev": "https://api.acme.dev/v3", "bb.acme.dev:8443": "http://b/api"}
    assert given.forge_apis == apis
    assert make_toolbox(given).forges.bases == apis


@pytest.mark.parametrize(
    "value", ["https://api.acme.dev", "git.acme.dev", "git.acme.dev=api", "=https://a", "a/b=https://a"]
)
def test_an_api_of_a_forge_has_a_host_and_a_url(tmp_path: Path, value: str) -> None:
    with pytest.raises(InputError, match="TRANSHIP_FORGE_APIS must be a list of HOST=URL"):
        settings(tmp_path, TRANSHIP_FORGE_APIS=value)


def test_the_address_settings_are_those_of_forges_too(tmp_path: Path) -> None:
    given = settings(tmp_path, TRANSHIP_ALLOW_LOOPBACK_ADDRESSES="0")
    toolbox = make_toolbox(given)
    assert toolbox.forges.http is toolbox.http


def test_argo_cd_is_where_its_own_variables_say(tmp_path: Path) -> None:
    with open_app(settings(tmp_path)) as app:
        assert app.argocd is None
    with (
        ArgoCDDouble(tokens={"t": Token()}) as argocd,
        open_app(
            settings(tmp_path, ARGOCD_SERVER=argocd.host, ARGOCD_AUTH_TOKEN="t", ARGOCD_OPTS="--plaintext")
        ) as app,
    ):
        argocd.apply(manifest())
        ended = run(app, PromotionStep(uses="argocd-wait", as_="wait", config={"apps": [{"name": "web"}]}))
    assert ended.status.phase is PromotionPhase.SUCCEEDED
    assert ended.status.state == {"wait": {"healthStatus": {"argocd/web": "Healthy"}}}
    core = settings(tmp_path, ARGOCD_SERVER="x", ARGOCD_OPTS="--core")
    with open_app(core) as app, pytest.raises(InputError, match="ARGOCD_OPTS: --core goes through Kubernetes"):
        _ = app.argocd


def test_argo_cd_may_be_reached_by_its_cluster(tmp_path: Path) -> None:
    with KubernetesServer(token="t") as cluster:
        kubeconfig = {
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": cluster.url}}],
            "users": [{"name": "u", "user": {"token": "t"}}],
        }
        (tmp_path / "kubeconfig").write_text(json.dumps(kubeconfig))
        inside = settings(
            tmp_path,
            TRANSHIP_ARGOCD_KUBERNETES="true",
            KUBECONFIG=str(tmp_path / "kubeconfig"),
            ARGOCD_SERVER="not.asked",
        )
        with open_app(inside) as app:
            store = app.argocd
            assert isinstance(store, KubernetesStore)
            with store:
                store.create(application(status={"health": {"status": "Healthy"}, "sync": {"status": "Synced"}}))
                ended = run(app, PromotionStep(uses="argocd-wait", as_="wait", config={"apps": [{"name": "web"}]}))
    assert ended.status.phase is PromotionPhase.SUCCEEDED


def test_without_a_cluster_it_is_said_what_is_missing(tmp_path: Path) -> None:
    nowhere = settings(tmp_path, TRANSHIP_ARGOCD_KUBERNETES="true")
    with open_app(nowhere) as app, pytest.raises(InputError, match="there is no cluster to connect to: not within one"):
        _ = app.engine
    with pytest.raises(InputError, match="TRANSHIP_ARGOCD_KUBERNETES must be true or false"):
        settings(tmp_path, TRANSHIP_ARGOCD_KUBERNETES="argocd")
