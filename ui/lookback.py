"""The tab of the look back: how the model would have done in years that are counted."""

from __future__ import annotations

import streamlit as st

from spinemkt.analysis.lookback import series as found_in
from spinemkt.analysis.lookback.population import FIRST_YEAR, LAST_YEAR, fit_error, moved_by_region
from spinemkt.analysis.lookback.series import NOT_SHOWN, Series, year_words
from spinemkt.analysis.studies import cited
from spinemkt.analysis.view import View
from spinemkt.charts.lookback import beside
from spinemkt.evidence.inputs import Inputs
from spinemkt.wording import listing, percent, signed
from ui import files, parts
from ui.cache import inputs
from ui.look import theme
from ui.words import figure

CIRCULAR = {"no": "", "level": "; circular in level", "yes": "; circular"}
FIRST_SHOWN = 2010


def show(view: View) -> None:
    """Say how the look back is made, list every series with its error, and draw the chosen one."""
    loaded = inputs()
    found = found_in.series(loaded)
    parts.note(found_in.summary(found))
    parts.note(_how(loaded))
    codes = {one.code: one for one in found}
    chosen = st.selectbox(
        "Series",
        list(codes),
        list(codes).index("ontario_treated") if "ontario_treated" in codes else 0,
        format_func=lambda code: codes[code].label,
        key="series",
        bind="query-params",
        filter_mode="contains",
    )
    one = codes[chosen]
    drawn = beside(loaded, one, theme())
    parts.picture(drawn, view, "lookback_series")
    parts.note(one.words)
    sources = listing(cited(loaded, ";".join(found_in.sources_of(one))))
    parts.foot(drawn, view, "lookback_series", "", printed=f"Counted: {sources}.", loaded=loaded)
    parts.title("Every series: what was counted, and what the look back gives for the same years")
    parts.note("Made alike: brought to what the model counts. A year with a decimal is the middle of a period.")
    heads = ["Series", "Counted, made alike, and look back", "Mean absolute error", "Verdict", "What it says"]
    parts.table(heads, [_row(one) for one in sorted(found, key=lambda one: one.verdict == NOT_SHOWN)], mark="Verdict")
    header = [("title", "How it would have done"), ("data version", loaded.version), ("how", _how(loaded))]
    table = found_in.frame(found)
    with st.container(horizontal=True, vertical_alignment="center"):
        files.offer_table("How it would have done", "lookback", lambda: (table, header))


def _row(one: Series) -> list[str]:
    points = "; ".join(
        f"{year_words(row.year)}: {figure(row.value)}{_beside(row.line)}" for row in one.points.itertuples()
    )
    error = "" if one.verdict == NOT_SHOWN else f"off by {figure(one.error)}, {percent(one.share_error, 0)}"
    return [f"{one.label}, {one.unit}", points, error, f"{one.verdict}{CIRCULAR[one.circular]}", one.words]


def _beside(line: float) -> str:
    return "" if line != line else f" (look back {figure(line)})"


def _how(loaded: Inputs) -> str:
    return (
        f"The model run on {FIRST_YEAR} to {LAST_YEAR}, nothing set to fit. New cancers go back with each country's "
        "population by age (United Nations) at the rates of 2022. Rates by age are fitted to the forward index of "
        f"cases, which is of all cancers together: its mean error is {percent(fit_error(loaded))}, and fitted by "
        f"region world cases of {FIRST_SHOWN} would move by {signed(moved_by_region(loaded, FIRST_SHOWN))}. "
        "Incidence trend and survival gain run backward as they run forward. Imaging, access and use without a "
        "published year stand as in 2022 (assumption); no S-curve is taken backward. Prices before 2022 are not known: "
        "money is compared from 2022 on. Circular in level: a number of the model was set with it, so that only how it "
        "moves is a test."
    )
