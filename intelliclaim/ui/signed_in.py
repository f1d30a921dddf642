"""Who is signed in, and whether this session may see anything.

The app is served in one of four ways: to its own machine alone; behind the password that `gate` asks
for; behind a company's own sign-in (OIDC), where Streamlit's secrets have an [auth] section; or open
to whoever reaches it, which every page then says.
"""

from __future__ import annotations

import html
from typing import NoReturn

import streamlit as st

from intelliclaim.errors import IntelliClaimError
from intelliclaim.settings import Settings, from_env
from intelliclaim.ui.gate import COOKIE, SIGN_OUT, handler_of
from intelliclaim.ui.plain import label

OPEN = (
    "**This app is open.** Whoever can reach this server can read and change its policies and claims. "
    "Set INTELLICLAIM_PASSWORD and start it again."
)
UNGUARDED = (
    "INTELLICLAIM_PASSWORD is set, but this app was started without its sign-in, so it shows nothing. "
    "Start it with: streamlit run intelliclaim/ui/serve.py"
)
ENDED = "Your sign-in has ended. Reload the page to sign in again."
NOT_LISTED = "You are signed in as {email}, which INTELLICLAIM_EMAILS does not list. Ask for access."
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def guard() -> None:
    """Stop the page where its reader must sign in and has not; say so where nobody must."""
    try:
        settings = from_env()
    except IntelliClaimError as error:
        _refuse(str(error))
    company = _has_oidc()
    if company:
        _guard_company(settings)
    if settings.password and not _by_password(settings):
        _refuse(ENDED if st.context.cookies.get(COOKIE) else UNGUARDED)
    if not settings.password and not company and st.get_option("server.address") not in _LOOPBACK:
        st.error(OPEN, icon=":material/lock_open:")


def signed_in() -> str:
    """Return the name that the handler signed in with; '' where nobody need sign in."""
    if _has_oidc() and st.user.is_logged_in:
        return str(st.user.get("name") or st.user.get("email") or "")
    return _by_password(from_env())


def draw_sign_out() -> None:
    """Draw who is signed in, and the way out."""
    name = signed_in()
    if name and _has_oidc():
        st.button(f"Sign out {label(name)}", key="sign-out", type="tertiary", on_click=st.logout)
    elif name:
        st.html(f'<div class="ic-path">{html.escape(name)} · <a href="{SIGN_OUT}">Sign out</a></div>')


def _by_password(settings: Settings) -> str:
    if not settings.password:
        return ""
    return handler_of(st.context.cookies.get(COOKIE), settings.password) or ""


def _guard_company(settings: Settings) -> None:
    """Send the reader to the company's sign-in; refuse addresses that the settings do not list."""
    if not st.user.is_logged_in:
        st.button("Sign in", key="sign-in", type="primary", on_click=st.login)
        st.stop()
    email = str(st.user.get("email") or "").lower()
    listed = any(email == each or (each.startswith("@") and email.endswith(each)) for each in settings.emails)
    if settings.emails and not (listed and st.user.get("email_verified", True)):
        st.button("Sign out", key="sign-out", on_click=st.logout)
        _refuse(NOT_LISTED.format(email=label(email or "nobody")))


def _has_oidc() -> bool:
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def _refuse(why: str) -> NoReturn:
    st.error(why, icon=":material/lock:")
    st.stop()
