from __future__ import annotations

from tests.lint.looking import found


def test_a_promotion_as_kargo_makes_it_is_no_finding() -> None:
    promotion = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Promotion
metadata: {name: test.01k.abc, namespace: demo}
spec:
  stage: test
  freight: abc
  vars: [{name: text, value: hello}]
  steps:
  - {uses: fail, as: step-1, config: {message: "${{ vars.text }}"}}
  - {uses: compose-output, as: "task-2::step-1", config: {a: 1}}
  - {uses: fail, as: "task-2::stop", config: {message: "${{ task.outputs['step-1'].a }}"}}
"""
    assert found(promotion) == []


def test_a_stage_that_controls_the_flow_has_no_steps() -> None:
    stage = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: gate, namespace: demo}
spec:
  requestedFreight:
  - origin: {kind: Warehouse, name: main}
    sources: {direct: true}
"""
    assert found(stage) == []


def test_the_rest_of_a_resource_with_an_unknown_field_is_looked_at_too() -> None:
    steps = "- uses: fail\n  cofnig: {}\n- uses: git-clne\n"
    assert found(steps) == [
        'TS103 spec.promotionTemplate.spec.steps[0].cofnig: unknown field "cofnig" | did you mean "config"?',
        'TS201 there is no step kind "git-clne" | did you mean "git-clone"?',
    ]


def test_a_promotion_to_be_created_takes_its_steps_from_its_stage() -> None:
    promotion = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Promotion
metadata: {generateName: dev-, namespace: demo}
spec: {stage: dev, freight: abc}
"""
    assert found(promotion) == []


def test_fields_of_earlier_releases_get_told_what_took_their_place() -> None:
    manifests = """\
apiVersion: kargo.akuity.io/v1alpha1
kind: Project
metadata: {name: demo}
spec: {promotionPolicies: []}
---
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: dev, namespace: demo}
spec:
  requestedFreight:
  - origin: {kind: Warehouse, name: main}
    sources: {direct: true}
  promotionMechanisms: {}
"""
    assert found(manifests) == [
        'TS103 spec: unknown field "spec" | '
        "Kargo has dropped it: promotionPolicies stand in a ProjectConfig of the Project's name",
        'TS103 spec.promotionMechanisms: unknown field "promotionMechanisms" | '
        "Kargo has dropped it: write a promotionTemplate with steps",
    ]
