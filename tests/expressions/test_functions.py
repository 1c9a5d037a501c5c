"""Which functions there are where."""

from tests.expressions.sources import in_step, sources
from tranship.expressions.functions import STEP_FUNCTIONS, VARIABLE_FUNCTIONS, variable_functions

EVERYWHERE = {
    "warehouse", "imageFrom", "commitFrom", "chartFrom", "artifactFrom", "freightMetadata", "stageMetadata",
    "configMap", "sharedConfigMap", "secret", "sharedSecret", "semverParse", "semverDiff",
    "quote", "unsafeQuote", "asYAML", "asJSON",
}  # fmt: skip


def test_variables_and_steps_have_kargos_functions_and_only_steps_those_about_steps() -> None:
    assert set(VARIABLE_FUNCTIONS) == EVERYWHERE
    assert set(STEP_FUNCTIONS) == EVERYWHERE | {"success", "failure", "always", "status"}


def test_the_tables_are_the_same_for_all_evaluations() -> None:
    assert variable_functions(sources()).table is variable_functions(sources()).table
    assert in_step().table is in_step().table
