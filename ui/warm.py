"""What the server does while the first browser is still fetching the page."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread, get_ident

import streamlit as st
from starlette.formparsers import MultiPartParser

from spinemkt.errors import SpinemktError

WAIT = 0.1  # seconds in which the server begins to listen, so that a browser can fetch the app beside the imports
UPLOADED_BYTES = 2**25  # more than an upload may have
NO_READER = "streamlit.runtime.scriptrunner_utils.script_run_context"  # logs that a thread draws for nobody
SWITCH = 0.0005  # seconds after which a page that is being drawn lets the server send; Python's own are ten times that


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Import the heavy libraries and make draws beside the server's start; write drafts at its end."""
    uploads_in_memory()
    sys.setswitchinterval(SWITCH)
    asyncio.get_running_loop().call_later(WAIT, Thread(target=_warm, daemon=True).start)
    yield
    if drafts := sys.modules.get("ui.drafts"):
        drafts.writer.flush()


def uploads_in_memory() -> None:
    """Keep what a reader uploads off the disk: from a megabyte on it would be written to a file for a while."""
    MultiPartParser.spool_max_size = UPLOADED_BYTES


def _warm() -> None:
    here = get_ident()
    logging.getLogger(NO_READER).addFilter(lambda record: record.thread != here)
    st.empty()  # with its first element Streamlit looks through all modules that there are: a thousand more, later
    gc.disable()  # nothing of what follows is garbage; looking for it takes a tenth of a second
    try:
        # Here: it takes a second or two, and the server listens meanwhile.
        from ui import cache, claims, frame, texture, tiles  # noqa: F401, the frame's and the first page's

        cache.bundle()
    except SpinemktError:
        return  # faults in the data are said in the page
    finally:
        gc.freeze()
        gc.enable()
    cache.warm()
