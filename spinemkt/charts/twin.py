"""The table of a chart, made for reading: labels for codes, a year to a column, nothing said twice."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from spinemkt.charts.style import labels_of, unit_name
from spinemkt.terms import DIMENSIONS

HEADS = {"tier": "Country group"}  # of columns whose name is not the word


def readable(frame: pd.DataFrame, country_names: Mapping[str, str]) -> pd.DataFrame:
    """Return a table twin for reading: labels for codes, four digits of each number, a year to a column.

    What says the same as another column, or the same in each row as `one_unit` does, is left out.
    """
    out = shaped(frame, country_names)
    if one_unit(frame):
        out = out.drop(columns="unit")
    for name in out.columns:
        if pd.api.types.is_float_dtype(out[name]):
            out[name] = [float(f"{value:.4g}") for value in out[name]]
    out.columns = [heading(name) for name in out.columns]
    return out


def one_unit(frame: pd.DataFrame) -> str:
    """The unit of a table in words, where all of its rows have the same; else nothing."""
    units = set(frame.get("unit", []))
    return unit_name(str(units.pop())) if len(units) == 1 else ""


def heading(column: object) -> str:
    """Write a column's name as the head of a table for reading."""
    return HEADS.get(str(column)) or str(column).replace("_", " ").capitalize()


def places(frame: pd.DataFrame, country_names: Mapping[str, str]) -> pd.DataFrame:
    """Return a table like `readable`, in which each cell of a value holds the row of the frame that it comes from."""
    return shaped(frame.assign(value=range(len(frame))), country_names) if "value" in frame else frame


def shaped(frame: pd.DataFrame, country_names: Mapping[str, str]) -> pd.DataFrame:
    """Return a frame with labels for codes and, where it has years and one value, a year to a column."""
    out = frame.copy()
    for name in [name for name in out.columns if name in DIMENSIONS or name == "country"]:
        labels = labels_of(name, country_names)
        out[name] = [labels.get(code, code) for code in out[name]]
    if "country" in out and "name" in out:
        out = out.drop(columns="name")  # the country's, which its label is now
    if {"year", "value"} <= set(out.columns) and len(out.columns) > 3:
        keys = [name for name in out.columns if name not in ("year", "value")]
        out = out.pivot(index=keys, columns="year", values="value").reset_index()
    return out
