"""Sign-in for a served app: nothing but the health path is answered to who has not given the password.

An ASGI middleware in front of Streamlit, so that pages, websocket, uploads and media are all behind
it. Who signs in gives a name, which the log keeps as the handler's. The cookie is signed with a key
made of the password: another password ends every session. It holds no list of users; for that, put
the app behind the company's own sign-in.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import time
from collections import defaultdict, deque
from pathlib import Path
from urllib.parse import quote, unquote

from itsdangerous import BadSignature, TimestampSigner
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

HEALTH = "/_stcore/health"
SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
COOKIE = "intelliclaim_handler"
LASTS = 12 * 3600  # seconds that a sign-in holds: a working day
TRIES, WINDOW = 5, 300  # wrong passwords from one address in so many seconds; then it must wait
MOST_TRIES = 50  # from all addresses together: an address is easily changed
MAX_FORM = 4096  # bytes of a sign-in form

_PAGE = Path(__file__).with_name("sign_in.html")


def signer(password: str) -> TimestampSigner:
    """Return what signs the cookie."""
    return TimestampSigner(hashlib.sha256(password.encode()).digest(), salt=COOKIE)


def handler_of(cookie: str | None, password: str) -> str | None:
    """Return the name that a cookie was signed for; None for no cookie, a forged or an old one."""
    if not cookie:
        return None
    try:
        return unquote(signer(password).unsign(cookie, max_age=LASTS).decode())
    except (BadSignature, UnicodeDecodeError):
        return None


class Gate:
    """Lets through the health path and whoever carries a signed cookie; shows the others a form."""

    def __init__(self, app: ASGIApp, password: str) -> None:
        self._app = app
        self._password = password
        self._wrong: defaultdict[str, deque[float]] = defaultdict(deque)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in ("http", "websocket") or scope["path"] == HEALTH:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        path, known = scope["path"], handler_of(connection.cookies.get(COOKIE), self._password)
        if known and path not in (SIGN_IN, SIGN_OUT):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before acceptance: answered as 403
        else:
            response = await self._answer(Request(scope, receive), path)
            await response(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Response:
        if path == SIGN_OUT:
            response: Response = RedirectResponse(SIGN_IN, status_code=303)
            response.delete_cookie(COOKIE)
            return response
        if path == SIGN_IN and request.method == "POST":
            return await self._sign_in(request)
        return _form(status=200 if path == SIGN_IN else 401)

    async def _sign_in(self, request: Request) -> Response:
        address = _address(request)
        if self._must_wait(address):
            return _form("Too many wrong passwords. Wait five minutes, then try again.", status=429)
        if int(request.headers.get("content-length") or MAX_FORM + 1) > MAX_FORM:
            return _form("That is no sign-in form.", status=413)
        form = await request.form()
        name, password = str(form.get("name", "")).strip()[:80], str(form.get("password", ""))
        if not hmac.compare_digest(password.encode(), self._password.encode()):
            self._wrong[address].append(time.monotonic())
            return _form("That is not the password.", name, status=401)
        if not name:
            return _form("Your name is needed: the log keeps who decided what.", status=400)
        self._wrong.pop(address, None)
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(
            COOKIE,
            signer(self._password).sign(quote(name)).decode(),
            max_age=LASTS,
            httponly=True,
            samesite="lax",
            secure=request.headers.get("x-forwarded-proto", request.url.scheme) == "https",
        )
        return response

    def _must_wait(self, address: str) -> bool:
        since = time.monotonic() - WINDOW
        for known, tries in list(self._wrong.items()):
            while tries and tries[0] < since:
                tries.popleft()
            if not tries:
                del self._wrong[known]
        every = sum(map(len, self._wrong.values()))
        return len(self._wrong.get(address, ())) >= TRIES or every >= MOST_TRIES


def _address(request: Request) -> str:
    """Return who asks: the last address that a proxy in front added, for the first may be invented."""
    forwarded = request.headers.get("x-forwarded-for", "").split(",")[-1].strip()
    return forwarded or (request.client.host if request.client else "")


def _form(message: str = "", name: str = "", *, status: int) -> HTMLResponse:
    page = _PAGE.read_text("utf-8")
    filled = page.replace("{{message}}", html.escape(message)).replace("{{name}}", html.escape(name))
    return HTMLResponse(filled, status, headers={"Cache-Control": "no-store"})
