"""Widgets that stand for parameters of the address: who follows whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

if TYPE_CHECKING:
    from collections.abc import Mapping


def page() -> None:
    import streamlit as st

    from ui.following import Box, follow, moved, number

    words = Box("q", "words box")
    names = Box("name", "names box", lambda held: [each for each in held if each in ("Ada", "Bo")], list)
    follow(words, names)
    st.text_input("Words", key=words.key, on_change=moved, args=({"part": None},))
    st.multiselect("Names", ["Ada", "Bo"], key=names.key, on_change=moved)
    st.button("On", on_click=moved, args=({"part": str(number("part", 1, 9) + 1)},))


def opened(address: Mapping[str, str | list[str]]) -> AppTest:
    app = AppTest.from_function(page)
    app.query_params.update(address)
    return app.run()


def held(app: AppTest) -> tuple[str | None, list[str]]:
    assert not app.exception
    return app.text_input[0].value, app.multiselect[0].value


def test_an_address_opened_cold_fills_the_widgets() -> None:
    assert held(opened({"q": "trade", "name": ["Bo", "Nobody"]})) == ("trade", ["Bo"])


def test_what_is_typed_goes_into_the_address_and_takes_away_what_no_longer_holds() -> None:
    app = opened({"q": "trade", "part": "3", "other": "kept"})
    app.text_input[0].set_value("tax").run()
    assert dict(app.query_params) == {"q": "tax", "other": "kept"}
    app.text_input[0].set_value("  ").run()
    assert dict(app.query_params) == {"other": "kept"}


def test_the_widgets_follow_an_address_that_moved() -> None:
    app = opened({"q": "trade"})
    app.text_input[0].set_value("tax").run()
    app.query_params = {"q": "trade", "name": ["Ada"]}
    app.run()
    assert held(app) == ("trade", ["Ada"])


def test_a_second_click_sent_with_the_address_of_before_is_no_step_back() -> None:
    app = opened({"q": "trade"})
    app.text_input[0].set_value("tax").run()
    app.query_params = {"q": "trade"}  # the browser had not heard of q=tax when the second click was made
    app.multiselect[0].set_value(["Bo"]).run()
    assert held(app) == ("tax", ["Bo"])
    assert dict(app.query_params) == {"q": "tax", "name": "Bo"}


def test_a_button_changes_its_parameter_alone() -> None:
    app = opened({"q": "trade", "part": "3"})
    app.button[0].click().run()
    assert dict(app.query_params) == {"q": "trade", "part": "4"}


@pytest.mark.parametrize(("part", "next_one"), [("x", "2"), ("-4", "2"), ("0", "2"), ("99", "10"), ("9" * 99, "2")])
def test_a_number_stays_in_its_bounds(part: str, next_one: str) -> None:
    app = opened({"part": part})
    app.button[0].click().run()
    assert app.query_params["part"] == next_one
