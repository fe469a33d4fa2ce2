"""Traces as plain descriptions: Plotly checks them when a figure is made of them, which a page need not wait for."""

from __future__ import annotations

from typing import Any

Trace = dict[str, Any]


def trace(kind: str, **described: Any) -> Trace:
    """Describe a trace of a kind that Plotly knows, in its words; what is None is left out."""
    return {"type": kind, **{name: value for name, value in described.items() if value is not None}}


def remade(found: Trace, **described: Any) -> Trace:
    """The same trace but for some words; what is None is left out."""
    return trace(**{"kind": found["type"], **{name: found[name] for name in found if name != "type"}, **described})
