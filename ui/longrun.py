"""A large ensemble in the background: chosen, run with its progress shown, cancelled, and its percentiles."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from spinemkt.analysis.uncertainty_views import dispersion, outcomes
from spinemkt.analysis.view import View
from spinemkt.documents.confidence import percentiles
from spinemkt.documents.studies import SEED, filters
from spinemkt.uncertainty.job import PATIENCE, QUEUE, Job
from spinemkt.uncertainty.work import Progress
from spinemkt.wording import percent
from ui import parts, tables
from ui.controls import MORE_DRAWS
from ui.text import plain
from ui.workspace import reader

POLL_SECONDS = 0.5
KEY = "long_run"


@dataclass(frozen=True)
class Asked:
    """A large ensemble of one reader: how many draws of what, under which scenario, and the work."""

    draws: int
    view: View
    scenario: str
    words: str
    job: Job


def more_draws() -> None:
    """Offer more draws, and show those that run or have run."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="more_draws"):
        chosen = st.segmented_control(
            "More simulations",
            list(MORE_DRAWS),
            default="10000",
            required=True,
            format_func=MORE_DRAWS.__getitem__,
            key="draws",
            bind="query-params",
            help="More simulations make the ends of the range steadier. They run in the background, at most 100,000.",
        )
        running = _asked() is not None and _asked().job.look() == "running"  # type: ignore[union-attr]
        st.button(
            f"Run {MORE_DRAWS[chosen]} simulations",
            on_click=_start,
            args=(int(chosen),),
            key="run",
            disabled=running,
        )
    if _asked() is not None:
        st.fragment(_progress, run_every=POLL_SECONDS if running else None)()


def _asked() -> Asked | None:
    return st.session_state.get(KEY)


def _start(draws: int) -> None:
    work = reader()
    view, scenario = outcomes.looked_at(work.view), work.scenario
    run = work.run(view)

    def calculate(progress: Progress) -> pd.DataFrame:
        found = dispersion.drawn(run, view, scenario, draws, SEED, QUEUE, progress)
        return dispersion.percentiles(found, view)

    st.session_state[KEY] = Asked(draws, view, scenario.name, filters(work, view), Job(calculate))


def _cancel() -> None:
    if asked := _asked():
        asked.job.cancel()


def _progress() -> None:
    """Show how far the work is, or what it found; drawn again twice a second while it runs."""
    asked = _asked()
    if asked is None:
        return
    state, name = asked.job.look(), f"{asked.draws:,} simulations of {outcomes.subject(asked.view)}"
    if state == "running":
        st.session_state["long_run_shown"] = True
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="long_progress"):
            st.progress(asked.job.share, plain(f"{name}: {percent(asked.job.share, 0)} done"))
            st.button("Cancel", on_click=_cancel, key="cancel")
        return
    if st.session_state.pop("long_run_shown", False):
        st.rerun()  # once more as a whole page, which does not ask twice a second
    if state == "done":
        parts.title(f"{name[:1].upper()}{name[1:]}")
        parts.note(f"{asked.scenario}; {asked.words}; seed {SEED}.")
        tables.draw(percentiles(asked.job.result, asked.view, "more_percentiles", asked=False), asked.view)
    elif state == "cancelled":
        parts.note(f"{name}: cancelled.")
    elif state == "left":
        parts.note(f"{name}: ended, as the page was left for {PATIENCE / 60:.0f} minutes.")
    else:
        st.warning(plain(asked.job.error), title="The simulations could not be finished")
