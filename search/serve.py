"""Start Streamlit on the search page, bound to this machine."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from index.errors import SettingsError
from index.generations import Belief, IndexFolder
from index.settings import PREFIX, load_settings


def serve(index: Path | None, port: int) -> NoReturn:
    """Become the server; does not return.

    Raises:
        IndexStateError: There is no index, or it cannot be used.
        SettingsError: The port is taken.
    """
    folder = (index or load_settings().index).resolve()
    IndexFolder(folder).open_current(Belief.UNPARSED).close()
    _refuse_taken(port)
    print(f"The search box is at http://localhost:{port} (Ctrl-C stops it)", flush=True)  # noqa: T201  # the result
    options = {"server.port": port, "browser.serverAddress": "localhost", "logger.level": "warning"}
    flags = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(_app()), *flags]
    # In place of this process, so that what stops this one stops the server. The rest of its settings (this machine
    # only, no telemetry) stand beside the page, where they hold however it is started.
    os.execve(command[0], command, os.environ | {f"{PREFIX}INDEX": str(folder)})


def _app() -> Path:
    """Find the page without importing it: the layer above is data to us."""
    spec = importlib.util.find_spec("ui")
    if spec is None or not spec.submodule_search_locations:
        raise SettingsError("the package ui is not installed; install Rostrum again")
    return Path(next(iter(spec.submodule_search_locations))) / "app.py"


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SettingsError(f"port {port} cannot be used ({error.strerror}); name another with --port") from None
