from tranship.exprlang.trampoline import Steps, each, run, traverse


def _sum_to(number: int) -> Steps:
    if number == 0:
        return 0
    rest: int = yield _sum_to(number - 1)
    return number + rest


def test_recursion_is_not_limited() -> None:
    assert run(_sum_to(20_000)) == 200_010_000


def test_a_traversal_enters_what_its_steps_yield() -> None:
    tree: dict[str, list[str]] = {"a": ["b", "c"], "b": [], "c": ["b"]}

    def enter(name: str) -> int | Steps:
        return count(name) if tree[name] else 1

    def count(name: str) -> Steps:
        below: list[int] = yield from each(tree[name])
        return 1 + sum(below)

    assert traverse(enter, "a") == 4
    assert traverse(enter, "b") == 1
