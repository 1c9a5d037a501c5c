from tranship.models.resources import KARGO_GROUP, RESOURCES


def test_every_kind_stands_under_its_own_name() -> None:
    assert all((kind.group(), kind.kind) == key for key, kind in RESOURCES.items())


def test_plurals_are_lower_case_and_tell_kinds_apart() -> None:
    plurals = [kind.plural for kind in RESOURCES.values()]
    assert plurals == [plural.lower() for plural in plurals]
    assert len(set(plurals)) == len(plurals)


def test_all_kinds_of_kargo_are_there() -> None:
    kinds = {kind for group, kind in RESOURCES if group == KARGO_GROUP}
    assert kinds == {
        "ClusterConfig",
        "ClusterPromotionTask",
        "Freight",
        "Project",
        "ProjectConfig",
        "Promotion",
        "PromotionTask",
        "Stage",
        "Warehouse",
    }
