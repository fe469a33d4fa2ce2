"""Whatever a browser sends for a control, the page stands: no error page, no control that stays broken."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.browser_fixtures import serving
from tests.own_loop import run
from ui import selection
from ui.headers import UNSUPPORTED

VALUES = int(os.environ.get("SPINEMKT_HOSTILE_VALUES", "400"))
PAGES = ("", *sorted(path.stem for path in Path("pages").glob("*.py") if path.stem != "overview"))
TEXTS = [
    *("", " ", "Europe", "europe", "patients", "Patients", "zz", "\x00", "9" * 4_400, "1e400", "nan", "x" * 20_000),
    *("(" * 3_000, "[[" * 2_000, "not " * 3_000, "🦴" * 500, "=1+1", "../../etc/passwd", "{'a': 1}", "SBRT / SRS"),
]
SELECTIONS = [
    *('{"selection": {"points": [], "point_indices": []}}', '{"selection": {"points": [{"customdata": ["zz"]}]}}'),
    *('{"selection": {"points": [{"location": "ZZZ"}]}}', '{"selection": {"rows": [99999], "columns": ["zz"]}}'),
    *('{"selection": {"rows": [], "columns": [], "cells": [[99999, "zz"]]}}', '{"selection": {"points": [{}]}}'),
    *('{"selection": {"points": [{"customdata": {}}, 1]}}', '{"selection": {"cells": [[true], []]}}'),
]
NUMBERS = [0.0, -1.0, 2026.0, 2050.0, 1e308, -1e308, 0.5]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as address:
        yield address


# What the wire of each kind of control carries; another type is refused by Streamlit itself, in that session alone.
PAGE = ""
KINDS = {
    "slider": "doubles",
    "multiselect": "strings",
    "button_group": "strings",
    "selectbox": "string",
    "radio": "string",
    "text_input": "string",
    "text_area": "string",
    "number_input": "double",
    "checkbox": "bool",
    "button": "trigger",
    "plotly_chart": "json",
    "arrow_data_frame": "json",
}


def hostile(state: Any, kind: str, chance: random.Random) -> None:
    """Fill in a value of the type that a kind of control takes."""
    if kind == "string":
        state.string_value = chance.choice(TEXTS)
    elif kind == "strings":
        state.string_array_value.data[:] = chance.choices(TEXTS, k=chance.randint(0, 3))
    elif kind == "double":
        state.double_value = chance.choice(NUMBERS)
    elif kind == "doubles":
        state.double_array_value.data[:] = chance.choices(NUMBERS, k=chance.randint(1, 3))
    elif kind == "bool":
        state.bool_value = chance.random() < 0.5
    elif kind == "trigger":
        state.trigger_value = True
    else:
        state.string_value = chance.choice(SELECTIONS)


async def answered(socket: ClientConnection, message: BackMsg, ids: dict[str, str]) -> list[str]:
    """Send a message, note the controls that come and (under PAGE) the page, and return the errors that it shows."""
    await socket.send(message.SerializeToString())
    errors = []
    async with asyncio.timeout(60):
        while True:
            answer = ForwardMsg.FromString(await socket.recv())  # type: ignore[arg-type]
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                ids[PAGE] = answer.new_session.page_script_hash
            elif kind == "delta":
                element = answer.delta.new_element
                which = element.WhichOneof("type")
                if which == "exception":
                    errors.append(f"{element.exception.type}: {element.exception.message}")
                elif which in KINDS and getattr(getattr(element, which), "id", ""):
                    ids[getattr(element, which).id] = KINDS[which]
            if kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return errors


def opening(page: str) -> BackMsg:
    message = BackMsg()
    message.rerun_script.query_string = ""
    message.rerun_script.page_name = page
    return message


async def attacked(url: str, page: str, count: int) -> list[str]:
    """Send hostile values to the controls of a page, one to three at a time; the faults that came of them."""
    chance, found = random.Random(page), []
    address = url.replace("http", "ws") + "/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None, compression=None) as socket:  # type: ignore[list-item]
        ids: dict[str, str] = {}
        assert not await answered(socket, opening(page), ids)
        for _ in range(count):
            message = BackMsg()
            message.rerun_script.query_string = ""
            message.rerun_script.page_script_hash = ids[PAGE] if chance.random() < 0.9 else ""  # else it is left
            for id in chance.sample(sorted({*ids} - {PAGE}), k=min(len(ids) - 1, chance.randint(1, 3))):
                hostile(message.rerun_script.widget_states.widgets.add(id=id), ids[id], chance)
            sent = str(message)[:300]
            found += [f"{page}: {error} after {sent}" for error in await answered(socket, message, ids)]
    return found


@pytest.mark.parametrize("page", PAGES)
def test_no_value_of_a_control_breaks_a_page(url: str, page: str) -> None:
    assert run(attacked(url, page, VALUES // len(PAGES))) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["a", "b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["selection", "points", "cells", "customdata", "location"]), inner, max_size=3
        )
    ),
)


@given(ANYTHING, ANYTHING)
def test_whatever_is_said_to_be_selected_only_what_fits_is_read(event: Any, entry: Any) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
    for sent in (event, {"selection": event}, {"selection": {"points": [entry], "cells": [entry]}}):
        assert isinstance(selection.mark(sent), str)
        found = selection.cell(sent, frame)
        assert found is None or frame.iloc[found[0]] is not None


def test_what_is_selected_is_read() -> None:
    frame = pd.DataFrame({"a": [1, 2]})
    assert selection.mark({"selection": {"points": [{"location": "DEU"}]}}) == "DEU"
    assert selection.mark({"selection": {"points": [{"customdata": ["price", 1]}]}}) == "price"
    assert selection.cell({"selection": {"cells": [[1, "a"]]}}, frame) == (1, "a")
    assert selection.cell({"selection": {"cells": [[2, "a"]]}}, frame) is None


def test_a_text_where_bytes_are_due_ends_that_connection_alone(url: str) -> None:
    async def closed(sent: str | bytes) -> int:
        address = url.replace("http", "ws") + "/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], compression=None) as socket:  # type: ignore[list-item]
            await socket.send(sent)
            async with asyncio.timeout(20):
                with suppress(ConnectionClosed):
                    async for _ in socket:
                        pass
        return socket.close_code or 0

    assert run(closed("a text")) == UNSUPPORTED
    assert run(attacked(url, "", 1)) == []
