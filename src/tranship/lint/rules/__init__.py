"""The table of all rules, in the order of their codes."""

from __future__ import annotations

from tranship.lint.findings import Rule
from tranship.lint.rules.manifests import MANIFEST_RULES
from tranship.lint.rules.names import NAME_RULES
from tranship.lint.rules.order import ORDER_RULES
from tranship.lint.rules.readings import READING_RULES
from tranship.lint.rules.secrets import SECRET_RULES
from tranship.lint.rules.steps import STEP_RULES
from tranship.lint.rules.tasks import TASK_RULES
from tranship.lint.rules.templates import TEMPLATE_RULES
from tranship.lint.rules.warehouses import WAREHOUSE_RULES

_TOPICS = (
    MANIFEST_RULES,
    STEP_RULES,
    ORDER_RULES,
    NAME_RULES,
    TEMPLATE_RULES,
    READING_RULES,
    TASK_RULES,
    WAREHOUSE_RULES,
    SECRET_RULES,
)

RULES: tuple[Rule, ...] = tuple(sorted((rule for topic in _TOPICS for rule in topic), key=lambda rule: rule.code))
"""All rules."""
