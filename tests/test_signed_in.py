"""Who sees the pages: nobody without a sign-in where one is asked for, and under which name."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from fake_assistant import FakeAssistant
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from intelliclaim import assistant
from intelliclaim.ui.gate import COOKIE, signer
from intelliclaim.ui.signed_in import ENDED, OPEN, UNGUARDED

APP = Path(__file__).parents[1] / "app.py"
ADDRESS = "server.address"


@pytest.fixture(autouse=True)
def desk(monkeypatch):
    fake = FakeAssistant()
    fake.ingest(b"health", "health.pdf")
    monkeypatch.setattr(assistant, "open_assistant", lambda settings: fake)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def cookie(monkeypatch):
    def put(value: str) -> None:
        monkeypatch.setattr(ContextProxy, "cookies", {COOKIE: value})

    return put


def _errors(secrets: dict | None = None) -> list[str]:
    page = _page(secrets)
    return [error.value for error in page.error]


def _page(secrets: dict | None = None) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=15)
    if secrets:
        page.secrets = secrets
    return page.run()


def test_password_without_the_gate_in_front_shows_nothing_and_names_what_to_start(monkeypatch):
    monkeypatch.setenv("INTELLICLAIM_PASSWORD", "right")
    monkeypatch.setattr(ContextProxy, "cookies", {})
    page = _page()
    assert [error.value for error in page.error] == [UNGUARDED]
    assert "intelliclaim/ui/serve.py" in UNGUARDED
    assert not page.chat_input and not page.sidebar.button


def test_signed_cookie_shows_the_desk_and_the_name(monkeypatch, cookie):
    monkeypatch.setenv("INTELLICLAIM_PASSWORD", "right")
    cookie(signer("right").sign("Ada%20%3CB%3E").decode())
    page = _page()
    assert not page.error and page.chat_input
    assert any("Ada &lt;B&gt;" in each.value for each in page.sidebar.get("html"))


@pytest.mark.parametrize("value", ["Ada", "Ada.x.y"])
def test_cookie_that_is_not_ours_says_that_the_sign_in_ended(monkeypatch, cookie, value):
    monkeypatch.setenv("INTELLICLAIM_PASSWORD", "right")
    cookie(value)
    assert _errors() == [ENDED]


def test_settings_that_make_no_sense_show_nothing_of_the_desk(monkeypatch):
    monkeypatch.setenv("INTELLICLAIM_BATCH", "many")
    page = _page()
    assert len(page.error) == 1 and not page.chat_input


@pytest.mark.parametrize(("address", "told"), [("localhost", []), ("0.0.0.0", [OPEN]), (None, [OPEN])])
def test_app_that_others_can_reach_says_that_it_is_open(monkeypatch, address, told):
    options = {ADDRESS: address}
    known = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: options[name] if name in options else known(name))
    assert _errors() == told


AUTH = {"auth": {"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "x"}}


class User(dict):
    def __init__(self, logged_in: bool, **claims: object) -> None:
        super().__init__(claims)
        self.is_logged_in = logged_in


def test_company_sign_in_is_asked_for_where_it_is_configured(monkeypatch):
    monkeypatch.setattr(st, "user", User(False))
    page = _page(AUTH)
    assert [button.label for button in page.button] == ["Sign in"]
    assert not page.chat_input


@pytest.mark.parametrize(
    ("listed", "email", "verified", "let_in"),
    [
        ("", "ada@a.example", True, True),
        ("ada@a.example", "Ada@A.example", True, True),
        ("bob@a.example, @b.example", "ada@b.example", True, True),
        ("@a.example", "ada@not-a.example", True, False),
        ("@a.example", "ada@a.example.org", True, False),
        ("@a.example", "ada@a.example", False, False),
    ],
)
def test_company_sign_in_lets_in_only_listed_addresses(monkeypatch, listed, email, verified, let_in):
    monkeypatch.setenv("INTELLICLAIM_EMAILS", listed)
    monkeypatch.setattr(st, "user", User(True, name="Ada", email=email, email_verified=verified))
    page = _page(AUTH)
    assert bool(page.chat_input) is let_in
    assert bool(page.error) is not let_in


def test_system_page_does_not_show_the_password(monkeypatch, cookie):
    monkeypatch.setenv("INTELLICLAIM_PASSWORD", "s3cr3t-word")
    cookie(signer("s3cr3t-word").sign("Ada").decode())
    page = _page().switch_page("pages/system.py").run()
    drawn = " ".join(each.value for each in page.markdown)
    assert "PASSWORD" in drawn and "s3cr3t" not in drawn
