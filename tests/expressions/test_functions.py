"""Which functions there are where."""

import pytest

from tests.expressions.sources import in_step, sources
from tranship.expressions.functions import STEP_FUNCTIONS, VARIABLE_FUNCTIONS, variable_functions
from tranship.expressions.template import evaluate_template
from tranship.exprlang import Unknown

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


@pytest.mark.parametrize("name", [name for name, function in STEP_FUNCTIONS.items() if function.fewest > 0])
def test_what_each_makes_of_something_unknown_is_unknown(name: str) -> None:
    later = Unknown("known after git-push")
    arguments = ", ".join(["later"] * STEP_FUNCTIONS[name].fewest)
    assert evaluate_template(f"${{{{ {name}({arguments}) }}}}", {"later": later}, in_step()) == later
