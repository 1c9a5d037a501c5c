from __future__ import annotations

from docs.generate.readme import first_screen

PRINTED = """\
# A GitOps repository is served.

$ tranship plan -f kargo/ --stage test --image ghcr.io/acme/web:1.4.2
 127.0.0.1:42563/gitops main · 1 commit

# Let's do it.

$ tranship promote -f kargo/ --stage test --image ghcr.io/acme/web:1.4.2
Promotion test.01m88y7et6qwhbjebdcy4559vy.01b3358

 ✓ clone  git-clone  1.4s  main @ 03f4eec
 ✓ commit  git-commit  0.1s  0249608 "Updated"
 ✓ push  git-push  0.5s  main @ 0249608

Succeeded in 0.9s · commit 0249608

$ tranship get promotions
NAME
"""


def test_the_first_screen_is_the_same_in_every_run() -> None:
    assert first_screen(PRINTED) == (
        "$ tranship plan -f kargo/ --stage test --image ghcr.io/acme/web:1.4.2\n"
        " 127.0.0.1:8080/gitops main · 1 commit\n"
        "\n"
        "$ tranship promote -f kargo/ --stage test --image ghcr.io/acme/web:1.4.2\n"
        "Promotion test.01k4t7m2b9x3zq8rhv5c6nw0ey.01b3358\n"
        "\n"
        " ✓ clone  git-clone  0.2s  main @ 4f1c2d0\n"
        ' ✓ commit  git-commit  0.2s  9ab31c7 "Updated"\n'
        " ✓ push  git-push  0.2s  main @ 9ab31c7\n"
        "\n"
        "Succeeded in 0.8s · commit 9ab31c7"
    )
