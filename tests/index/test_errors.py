"""The error tree is drawn as it is."""

from __future__ import annotations

import inspect
import re

from index import errors
from index.errors import RostrumError, UnknownNameError, UnknownSpeakerError


def drawn() -> dict[str, str]:
    """Return each error of the drawing with the one that it hangs from."""
    parents, branch = {}, ["RostrumError"]
    for stem, name in re.findall(r"^ {4}([│ ]*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(stem) // 4 + 1
        branch[depth:] = [name]
        parents[name] = branch[depth - 1]
    return parents


def test_the_drawing_shows_every_error_under_its_base() -> None:
    classes = {name: each for name, each in inspect.getmembers(errors, inspect.isclass) if each is not RostrumError}
    assert set(drawn()) == set(classes) - {"UnknownNameError"}
    for name, parent in drawn().items():
        bases = [base for base in classes[name].__mro__[1:] if base is not UnknownNameError]
        assert bases[0].__name__ == parent


def test_an_unknown_name_carries_those_that_are_near() -> None:
    error = UnknownSpeakerError("no speaker is called Brg", ("Ola Berg",))
    assert (str(error), error.near) == ("no speaker is called Brg", ("Ola Berg",))
