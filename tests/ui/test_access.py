"""Who may change the library: by the setting, else by where the server listens and the visitor comes from."""

from __future__ import annotations

import pytest

from ui.access import may_write


@pytest.mark.parametrize(
    ("setting", "bound", "visitor", "allowed"),
    [
        (None, "127.0.0.1", None, True),
        (None, "localhost", "127.0.0.1", True),
        (None, "::1", "::1", True),
        (None, "127.0.0.1", "192.0.2.7", False),
        (None, "0.0.0.0", None, False),
        (None, "192.0.2.1", None, False),
        (None, None, None, False),
        (None, "intranet.example.org", None, False),
        (None, "127.0.0.1", "nonsense", False),
        ("read", "127.0.0.1", None, False),
        ("write", "127.0.0.1", None, True),
        ("write", None, "192.0.2.7", True),
    ],
)
def test_the_setting_counts_first_and_else_the_machine_itself(
    setting: str | None, bound: str | None, visitor: str | None, allowed: bool
) -> None:
    assert may_write(setting, bound, visitor) is allowed
