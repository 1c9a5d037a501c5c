from __future__ import annotations

from tranship.testing.routes import Answer, Asked, Route, RouteTable


def test_the_nth_request_gets_the_nth_answer_and_the_last_repeats() -> None:
    table = RouteTable([Route("/a", (Answer(503), Answer(200)), "GET")])
    asked = Asked("GET", "/a?x=1")
    assert [getattr(table.answer(asked), "status", None) for _ in range(3)] == [503, 200, 200]
    assert table.answer(Asked("POST", "/a")) is None
    assert [one.method for one in table.asked] == ["GET", "GET", "GET", "POST"]
    table.serve([])
    assert table.answer(asked) is None
    assert list(table.asked) == [asked]


def test_a_route_with_a_query_goes_before_one_without() -> None:
    table = RouteTable([Route("/a", (Answer(body=b"any"),)), Route("/a?x=1&y=2", (Answer(body=b"this"),))])
    found = [table.answer(Asked("GET", target)) for target in ("/a?y=2&x=1", "/a?x=1", "/%61")]
    assert [one.body if one else b"" for one in found] == [b"this", b"any", b"any"]


def test_bodies_get_a_type() -> None:
    bodies = (b"text", b"<html>", b"\x1f\x8b\x08", b"\xff")
    assert [dict(Answer(body=body).header_lines())["Content-Type"] for body in bodies] == [
        "text/plain; charset=utf-8",
        "text/html; charset=utf-8",
        "application/x-gzip",
        "application/octet-stream",
    ]
    assert Answer(204).header_lines() == []
