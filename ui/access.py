"""Who may change the library.

``ROSTRUM_LIBRARY=read`` lets nobody, ``ROSTRUM_LIBRARY=write`` everybody who reaches the page. Where it is not set,
whoever sits at the machine itself may: the server is bound to a local address, and the visitor comes from one. Behind a
proxy on the same machine every visitor seems to come from there, so that such a server should be given a setting.
"""

from __future__ import annotations

from ipaddress import ip_address

import streamlit as st

from index.library import Library
from index.settings import load_settings


def may_write(setting: str | None, bound: str | None, visitor: str | None) -> bool:
    """Whether a visitor may change the library.

    Args:
        setting: "read", "write" or None, as ROSTRUM_LIBRARY says.
        bound: The address that the server listens at; None is every address of the machine.
        visitor: The address that the visitor comes from; None is this machine, as Streamlit tells it.
    """
    if setting is not None:
        return setting == "write"
    return bound is not None and _is_local(bound) and (visitor is None or _is_local(visitor))


def _is_local(address: str) -> bool:
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


def open_library() -> Library:
    """Open the library as whoever looks at this page may use it; to be called anew for each thing that is done.

    Raises:
        RostrumError: A setting is wrong, or there is no index that can be used.
    """
    settings = load_settings()
    bound = st.get_option("server.address")
    return Library.open(settings.index.resolve(), write=may_write(settings.library, bound, st.context.ip_address))
