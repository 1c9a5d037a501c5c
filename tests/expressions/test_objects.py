"""Values that functions return."""

from datetime import UTC, datetime

from tranship.expressions import objects
from tranship.exprlang import to_json
from tranship.gotypes.moment import Moment
from tranship.models.freight import ArtifactReference, Chart, FreightOrigin, GitCommit, Image
from tranship.models.promotion import StepExecutionMetadata


def test_an_origin_can_be_made_a_value_and_back() -> None:
    origin = FreightOrigin(kind="Warehouse", name="web")
    assert objects.origin_of(objects.origin(origin)) == origin


def test_fields_have_gos_names_and_json_has_its_own_without_what_is_empty() -> None:
    image = objects.image(Image(repo_url="r", tag="1"))
    assert image.fields == {"RepoURL": "r", "Tag": "1", "Digest": "", "Annotations": {}}
    assert image.json == {"repoURL": "r", "tag": "1"}
    assert list(objects.commit(GitCommit(id="1")).fields) == list(objects.COMMIT.fields)
    assert list(objects.chart(Chart()).fields) == list(objects.CHART.fields)


def test_fields_print_in_their_order_and_what_is_in_them_by_its_keys() -> None:
    image = objects.image(Image(repo_url="r", tag="1", digest="d", annotations={"b": "x", "a": "y"}))
    assert to_json([image]) == '[{"repoURL":"r","tag":"1","digest":"d","annotations":{"a":"y","b":"x"}}]'


def test_the_metadata_of_an_artifact_is_never_nil() -> None:
    assert objects.artifact(ArtifactReference(subscription_name="m", version="1")).fields["Metadata"] == {}


def test_the_metadata_of_a_step_has_times_to_the_second_that_can_be_computed_with() -> None:
    entry = StepExecutionMetadata(
        alias="a", status="Running", started_at=datetime(2026, 1, 31, 12, 0, 0, 500000, tzinfo=UTC), error_count=2
    )
    meta = objects.step_meta(entry)

    assert meta.fields["StartedAt"] == Moment.at(2026, 1, 31, (12, 0, 0))
    assert meta.fields["FinishedAt"] is None
    assert set(meta.json) == {"alias", "status", "startedAt", "errorCount"}
