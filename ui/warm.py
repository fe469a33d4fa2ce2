"""What the server does while the first browser is still fetching the page."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread

import streamlit as st


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Import the heavy libraries beside the server's start, for the first reader; write drafts at its end."""
    Thread(target=import_module, args=("ui.cache",), daemon=True).start()
    yield
    if drafts := sys.modules.get("ui.drafts"):
        drafts.writer.flush()
