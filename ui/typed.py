"""A control of countries: chosen from the list, or typed by any name or code that they have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

import streamlit as st

from spinemkt.evidence.names import country_code, country_starting, fold, not_found
from ui.text import plain

HELP = "Other names and codes are understood, too: type Turkey or DEU and press Enter."
LONGEST = 40  # letters of a typed name that are said again
SHORT = ("UAE", "UK", "US")  # first in the list: what else has these letters in it is not meant


def several(
    label: str,
    key: str,
    codes: Collection[str],
    options: Mapping[str, str],
    placeholder: str,
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> list[str]:
    """Offer countries, of which any number may be chosen.

    codes: those that are offered. options: code -> label of all.
    """
    short = {text: code for text in SHORT if (code := country_code(text)) and code in codes}
    labels = {**options, **{text: f"{text} ({options[code]})" for text, code in short.items()}}
    return st.multiselect(
        label,
        [*short, *codes],
        format_func=lambda code: labels.get(code, code),
        placeholder=placeholder,
        filter_mode="contains",
        accept_new_options=True,
        select_all=False,
        key=key,
        bind="query-params",
        help=HELP,
        label_visibility=label_visibility,
    )


def understood(key: str, options: Mapping[str, str]) -> None:
    """Turn what was typed into a control of countries into codes of its options, before it is drawn.

    options: code -> label. What is none of them is taken out and said.
    """
    value, seen = st.session_state.get(key), f"{key}_understood"
    given = value if isinstance(value, list) else [] if value is None else [value]
    if value == st.session_state.get(seen) and all(item in options for item in given):
        return  # else it is set even where it stays the same: a code that was typed looks like the one that was chosen
    labels = {fold(label): code for code, label in options.items()}
    codes = {
        item: item
        if item in options
        else labels.get(fold(item)) or country_code(item) or country_starting(item, options)
        for item in given
    }
    read = list(dict.fromkeys(code for code in codes.values() if code in options))
    if isinstance(value, list) or read:
        st.session_state[key], st.session_state[seen] = (read, list(read)) if isinstance(value, list) else read[:1] * 2
    elif value is not None:
        del st.session_state[key]
    for item, code in codes.items():
        if code not in options:
            st.toast(plain(not_found("country", item[:LONGEST], options)), duration="long")
