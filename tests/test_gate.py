"""The sign-in: what is answered without it, what it lets through, and what ends it."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from intelliclaim.ui import gate
from intelliclaim.ui.gate import COOKIE, HEALTH, TRIES, Gate, handler_of, signer


async def _say(request):
    return PlainTextResponse("inside")


async def _socket(socket: WebSocket):
    await socket.accept()
    await socket.send_text("inside")
    await socket.close()


def _client(password="right") -> TestClient:
    routes = [Route(path, _say) for path in ("/", HEALTH, "/media/a.png", "/_stcore/upload_file/1")]
    app = Starlette(routes=[*routes, WebSocketRoute("/_stcore/stream", _socket)])
    return TestClient(Gate(app, password), follow_redirects=False)


def _sign_in(client, name="Ada", password="right", **headers):
    return client.post("/sign-in", data={"name": name, "password": password}, headers=headers)


@pytest.mark.parametrize("path", ["/", "/media/a.png", "/_stcore/upload_file/1", "/nowhere"])
def test_nothing_is_answered_without_the_password(path):
    answered = _client().get(path)
    assert answered.status_code == 401
    assert "inside" not in answered.text


def test_the_health_path_needs_no_password():
    assert _client().get(HEALTH).text == "inside"


def test_a_websocket_without_the_password_is_refused():
    with pytest.raises(WebSocketDisconnect), _client().websocket_connect("/_stcore/stream"):
        pass


def test_the_password_lets_pages_and_websocket_through():
    client = _client()
    assert _sign_in(client).headers["location"] == "/"
    assert client.get("/").text == "inside"
    with client.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "inside"


def test_a_name_is_asked_for():
    answered = _sign_in(_client(), name="  ")
    assert answered.status_code == 400
    assert COOKIE not in answered.cookies


def test_the_cookie_carries_the_handlers_name():
    client = _client()
    _sign_in(client, name="Zoë O’Neill; x=1")
    assert handler_of(client.cookies[COOKIE], "right") == "Zoë O’Neill; x=1"


def test_a_forged_cookie_lets_nobody_in():
    client = _client()
    client.cookies.set(COOKIE, signer("another password").sign("Eve").decode())
    assert client.get("/").status_code == 401


def test_a_sign_in_ends_after_a_working_day(monkeypatch):
    cookie = signer("right").sign("Ada").decode()
    monkeypatch.setattr(gate, "LASTS", -1)
    assert handler_of(cookie, "right") is None


def test_too_many_wrong_passwords_must_wait_even_for_the_right_one():
    client = _client()
    for _ in range(TRIES):
        assert _sign_in(client, password="wrong").status_code == 401
    assert _sign_in(client).status_code == 429


def test_another_address_need_not_wait():
    client = _client()
    for _ in range(TRIES):
        _sign_in(client, password="wrong", **{"X-Forwarded-For": "203.0.113.1"})
    assert _sign_in(client, **{"X-Forwarded-For": "203.0.113.2"}).status_code == 303


def test_a_message_on_the_form_is_escaped():
    assert "<script>" not in _sign_in(_client(), name="<script>", password="wrong").text


def test_signing_out_forgets_the_cookie():
    client = _client()
    _sign_in(client)
    client.get("/sign-out")
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_the_cookie_is_secure_where_the_proxy_speaks_https(scheme, secure):
    answered = _sign_in(_client(), **{"X-Forwarded-Proto": scheme})
    assert ("Secure" in answered.headers["set-cookie"]) is secure
