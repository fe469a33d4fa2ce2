"""Whether the files that the app stands on can be used: the data, and what defines levers, scenarios and cards."""

from __future__ import annotations

import streamlit as st

from spinemkt.errors import DataError
from spinemkt.evidence.names import country_code
from spinemkt.scenario.cards import deck
from spinemkt.scenario.levers import lever_groups


def ready() -> bool:
    """Say on the page which file is broken, where one is; what was read once is not read again."""
    try:
        lever_groups()
        deck()

        from ui.cache import bundle  # here: what it brings is not needed where a definition is broken

        bundle()
        country_code("")
    except DataError as error:
        st.error(f"```\n{error}\n```", title="The data folder cannot be used")
        return False
    return True
