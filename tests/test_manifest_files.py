"""Which files -f means, and what their bytes are."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tranship.errors import InputError
from tranship.manifest_files import LARGEST, ManifestFile, manifest_files


def found(*names: str, recursive: bool = False, stdin: bytes = b"") -> list[ManifestFile]:
    return list(manifest_files(names, recursive=recursive, stdin=lambda: stdin))


def refusal(*names: str, recursive: bool = False) -> str:
    (file,) = found(*names, recursive=recursive)
    assert file.named
    with pytest.raises(InputError) as refused:
        file.read()
    return str(refused.value)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("b.yaml", "a.yml", "c.json", "d.txt", "sub/e.yaml", "sub/.git/f.yaml", ".hidden/g.yaml"):
        path = tmp_path / "kargo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "kargo"


def test_a_folder_means_its_manifests_in_order(folder: Path) -> None:
    assert [(file.name, file.named) for file in found("kargo/")] == [
        ("kargo/a.yml", False),
        ("kargo/b.yaml", False),
        ("kargo/c.json", False),
    ]
    assert [file.read() for file in found("kargo")] == [b"a.yml", b"b.yaml", b"c.json"]


def test_folders_below_it_are_read_if_asked_but_for_those_of_git(folder: Path) -> None:
    names = [file.name for file in found("kargo", recursive=True)]
    assert names == ["kargo/.hidden/g.yaml", "kargo/a.yml", "kargo/b.yaml", "kargo/c.json", "kargo/sub/e.yaml"]


def test_a_file_may_be_called_anything_if_it_is_named(folder: Path) -> None:
    assert [(file.name, file.named, file.read()) for file in found("kargo/d.txt")] == [("kargo/d.txt", True, b"d.txt")]


def test_each_file_is_read_once(folder: Path) -> None:
    (folder / "link.yaml").symlink_to("b.yaml")
    assert [file.name for file in found("kargo/b.yaml", "kargo", "./kargo/b.yaml", "-", "-")] == [
        "kargo/b.yaml",
        "kargo/a.yml",
        "kargo/c.json",
        "stdin",
    ]


def test_stdin(folder: Path) -> None:
    (file,) = found("-", stdin=b"a: 1")
    assert (file.name, file.named, file.read()) == ("stdin", True, b"a: 1")
    (large,) = found("-", stdin=b" " * (LARGEST + 1))
    with pytest.raises(InputError, match=r"^stdin is longer than 16 MiB, more than any manifest$"):
        large.read()


def test_what_is_not_there(folder: Path) -> None:
    assert refusal("kargo/b.yml") == 'there is no file or folder "kargo/b.yml" (did you mean "kargo/b.yaml"?)'
    assert refusal("nothing/b.yml") == 'there is no file or folder "nothing/b.yml"'
    assert refusal("kargo/b.yaml/x") == 'there is no file or folder "kargo/b.yaml/x"'
    assert refusal("a\0b") == '"a\0b" can\'t be read: no file can have this name'
    assert refusal("https://example.com/a.yaml").startswith('"https://example.com/a.yaml" is a URL; fetch it first')


def test_a_folder_without_manifests(folder: Path) -> None:
    (folder / "empty").mkdir()
    message = 'there is no file in "kargo/empty" that ends with .yaml, .yml, .json'
    assert refusal("kargo/empty") == f"{message}; -R looks into the folders below it too"
    assert refusal("kargo/empty", recursive=True) == message


def test_symlinks_are_followed_to_files_and_not_to_folders(folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "o.yaml").write_text("o")
    (folder / "sub" / "file.yaml").symlink_to(outside / "o.yaml")
    (folder / "sub" / "folder.yaml").symlink_to(outside)
    (folder / "sub" / "up").symlink_to("..")
    assert [file.name for file in found("kargo/sub", recursive=True)] == ["kargo/sub/e.yaml", "kargo/sub/file.yaml"]
    (folder.parent / "link").symlink_to("outside")
    assert [file.name for file in found("link")] == ["link/o.yaml"]


def test_symlinks_that_go_round(folder: Path) -> None:
    (folder / "one.yaml").symlink_to("two.yaml")
    (folder / "two.yaml").symlink_to("one.yaml")
    assert refusal("kargo/one.yaml") == ('"kargo/one.yaml" goes round in circles: symlinks on it point to each other')
    one = next(file for file in found("kargo") if file.name in ("kargo/one.yaml", "kargo/two.yaml"))
    with pytest.raises(InputError, match=r'^"kargo/...\.yaml" can.t be read: symlinks that point to each other$'):
        one.read()


def test_a_file_that_is_too_long(folder: Path) -> None:
    with (folder / "b.yaml").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert refusal("kargo/b.yaml") == "kargo/b.yaml is longer than 16 MiB, more than any manifest"


def test_a_pipe_is_read_where_it_is_named_and_not_in_a_folder(folder: Path) -> None:
    pipe = folder / "pipe.yaml"
    os.mkfifo(pipe)
    (in_folder,) = [file for file in found("kargo") if file.name == "kargo/pipe.yaml"]
    with pytest.raises(InputError, match=r'^"kargo/pipe\.yaml" is no file$'):
        in_folder.read()
    writer = threading.Thread(target=pipe.write_bytes, args=[b"a: 1"])
    writer.start()
    (named,) = found("kargo/pipe.yaml")
    assert named.read() == b"a: 1"
    writer.join()


def test_a_dangling_symlink(folder: Path) -> None:
    (folder / "gone.yaml").symlink_to("nowhere.yaml")
    (gone,) = [file for file in found("kargo") if file.name == "kargo/gone.yaml"]
    with pytest.raises(InputError, match=r'^"kargo/gone\.yaml" can.t be read: No such file or directory$'):
        gone.read()
