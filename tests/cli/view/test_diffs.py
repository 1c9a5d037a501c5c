from __future__ import annotations

from tranship.cli.view.diffs import diff_lines

CHANGED = """\
diff --git a/env/prod/kustomization.yaml b/env/prod/kustomization.yaml
index 1111111..2222222 100644
--- a/env/prod/kustomization.yaml
+++ b/env/prod/kustomization.yaml
@@ -7,3 +7,3 @@ kind: Kustomization
 images:
-  newTag: 1.4.1
+  newTag: 1.4.2
\\ No newline at end of file
"""


def shown(diff: str) -> list[str]:
    return [text for text, _ in diff_lines(diff)]


def test_a_changed_file_is_its_name_and_its_hunks() -> None:
    assert list(diff_lines(CHANGED)) == [
        ("env/prod/kustomization.yaml", "bold"),
        ("  @@ -7,3 +7,3 @@ kind: Kustomization", "cyan"),
        ("   images:", ""),
        ("  -  newTag: 1.4.1", "red"),
        ("  +  newTag: 1.4.2", "green"),
        ("  \\ No newline at end of file", "dim"),
    ]


def test_lines_that_look_like_headers_within_a_hunk_are_content() -> None:
    diff = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- a/y\n+++ b/y\n"
    assert shown(diff) == ["x", "  @@ -1,2 +1,2 @@", "  --- a/y", "  +++ b/y"]


def test_new_deleted_renamed_and_binary_files_say_so() -> None:
    diff = (
        "diff --git a/new b/new\nnew file mode 100644\nindex 0000000..1\n--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+a\n"
        "diff --git a/old b/old\ndeleted file mode 100644\n--- a/old\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
        "diff --git a/from b/to\nsimilarity index 100%\nrename from from\nrename to to\n"
        "diff --git a/logo.png b/logo.png\nnew file mode 100644\nBinary files /dev/null and b/logo.png differ\n"
        "diff --git a/run b/run\nold mode 100644\nnew mode 100755\n"
    )
    assert shown(diff) == [
        "new (new file)",
        "  @@ -0,0 +1 @@",
        "  +a",
        "old (deleted)",
        "  @@ -1 +0,0 @@",
        "  -a",
        "to (renamed from from)",
        "logo.png (new file, binary)",
        "run (mode)",
    ]


def test_names_in_quotes_lose_them() -> None:
    assert shown('diff --git "a/a\\tb" "b/a\\tb"\nold mode 100644\nnew mode 100755\n') == ["a\\tb (mode)"]


def test_a_diff_without_gits_headers_is_shown_too() -> None:
    assert shown("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n") == ["x", "  @@ -1 +1 @@", "  -a", "  +b"]


def test_no_diff_is_no_lines() -> None:
    assert shown("") == []
