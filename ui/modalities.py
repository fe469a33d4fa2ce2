"""A choice from a list, which the address keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st


def choose(
    label: str, options: Mapping[str, str], default: str, key: str, find: Literal["fuzzy", "contains"] = "fuzzy"
) -> str:
    """Offer one of a list; the address keeps the choice, also while other pages are open. find: how typing finds it."""
    codes = list(options)
    return st.selectbox(
        label,
        codes,
        codes.index(default),
        options.__getitem__,
        key=key,
        bind="query-params",
        filter_mode=find,
    )
