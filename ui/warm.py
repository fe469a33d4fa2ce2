"""What the server does beside the pages: imports and draws at its start, sessions that ended, drafts at its end."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Thread, get_ident

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime import get_instance

from spinemkt import memory
from spinemkt.errors import SpinemktError

WAIT = 0.1  # seconds in which the server begins to listen, so that a browser can fetch the app beside the imports
UPLOADED_BYTES = 2**25  # more than an upload may have
NO_READER = "streamlit.runtime.scriptrunner_utils.script_run_context"  # logs that a thread draws for nobody
ENDED_SECONDS = 15.0  # how often sessions that ended are looked for
SWITCH = 0.0005  # seconds after which a page that is being drawn lets the server send; Python's own are ten times that


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Import the heavy libraries and draw beside the server's start; let go of ended sessions; write drafts."""
    uploads_in_memory()
    sys.setswitchinterval(SWITCH)
    memory.share_arenas()
    asyncio.get_running_loop().call_later(WAIT, Thread(target=_warm, daemon=True).start)
    ending = asyncio.create_task(_let_go())
    yield
    ending.cancel()
    with suppress(asyncio.CancelledError):
        await ending
    if drafts := sys.modules.get("ui.drafts"):
        drafts.writer.flush()


async def _let_go() -> None:
    """Now and then, close what ended sessions hold (each a loop with three file handles), and clean up as after a page.

    Streamlit keeps a session for two minutes, so that a browser can come back to it, and then drops it without closing
    it, when another one ends.
    """
    while True:
        await asyncio.sleep(ENDED_SECONDS)
        close_ended()
        if cleanup := sys.modules.get("ui.cleanup"):
            await asyncio.to_thread(cleanup.tidy, False)


def close_ended() -> int:
    """Close the sessions to which no browser can come back any more; how many there were."""
    kept = get_instance()._session_mgr._session_storage._cache  # type: ignore[attr-defined]  # Streamlit names no other way
    gone = kept.expire()
    for _, found in gone:
        found.session.shutdown()
    return len(gone)


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
        from spinemkt.documents import overview  # noqa: F401, the first page
        from ui import cache, cleanup, frame, screen  # noqa: F401

        cache.bundle()
    except SpinemktError:
        return  # faults in the data are said in the page
    finally:
        gc.freeze()
        gc.enable()
    cache.warm()
