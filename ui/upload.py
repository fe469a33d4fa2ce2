"""The parts of the page on own data: template, upload, faults, and what the data would change before they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.analysis import own as words
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.view import View
from spinemkt.charts.scenarios import paths
from spinemkt.errors import Fault
from spinemkt.evidence.checking import files_of
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.upload import MOST_BYTES, MOST_ROWS
from spinemkt.export.csv import to_csv
from spinemkt.export.template import template, template_csv
from spinemkt.export.workbook.reading import Edited
from ui import own, parts
from ui.cache import OWN, bundle, inputs, remembered, run_on
from ui.files import offer
from ui.look import theme
from ui.text import named, plain, small

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEGABYTES = MOST_BYTES // 2**20
MOST_NOTES = 20


def answer(view: View) -> str:
    """Say what own data do, or that there are none."""
    if not inputs().own:
        return f"No own data are in use: every number comes from our data, {inputs().version}."
    return words.sentence(inputs(), _effects(inputs(), view))


def in_use(view: View) -> None:
    """Show the own data in use, what they do, and the way back."""
    notes(st.session_state[OWN])
    effect(inputs(), view)
    over_time(inputs(), view.timeless, "own_in_use")
    st.button("Remove own data", on_click=own.remove, key="remove_own")
    difference(inputs(), "own_data_in_use")


def offer_template() -> None:
    """Offer the tables as they are in use, to be filled in."""
    loaded = inputs()
    names = {file: words.table_words(file).capitalize() for file in files_of(loaded.dictionary)}
    chosen = st.multiselect(
        "Tables", list(names), format_func=names.__getitem__, key="own_tables", placeholder="All tables"
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="own_template"):
        offer("Excel template", "template_xlsx", "own_data.xlsx", lambda: template(loaded, chosen), XLSX, "secondary")
        for file in chosen[:4]:
            offer(named("CSV", names[file]), f"template_{file}", file, partial(template_csv, loaded, file))


def upload(view: View, place: DeltaGenerator) -> None:
    """Take files, and show their faults, or what they change with the button that takes them."""
    files = place.file_uploader(
        "Workbook (.xlsx; also an edited one with formulas) or tables (.csv, named after the table)",
        type=["xlsx", "xlsm", "csv", "tsv", "txt"],
        accept_multiple_files=True,
        max_upload_size=MEGABYTES,
        key=own.uploader(),
        help=f"At most {MEGABYTES} MB and {MOST_ROWS:,} rows. Of formulas the saved value counts; macros are ignored. "
        "Of two files with one name the later one counts.",
    )
    if not files:
        own.forget_tried()
        return
    with st.spinner("Reading and checking ..."):
        found = own.tried(files)
    if found.edited:
        return edited(found, found.edited)
    if found.own is None:
        return faults(found.faults)
    loaded = found.own.inputs
    parts.section("What these data would change", words.sentence(loaded, _effects(loaded, view)))
    notes(found.own)
    effect(loaded, view)
    over_time(loaded, view.timeless, "own_preview")
    meant = asked(found.questions)
    st.button("Use these data", on_click=own.use, type="primary", key="use_own", disabled=not meant)
    if inputs().own:
        small("They take the place of the own data in use.")
    difference(loaded, "own_data_preview")


def edited(found: own.Tried, workbook: Edited) -> None:
    """Show what an edited workbook of formulas changes, and offer to take it as a scenario and own data."""
    named_as = plain(workbook.scenario.name)
    data = f" and own data ({words.counted(workbook.inputs)})" if found.own else ""
    parts.section("What this workbook changes", f"It becomes the scenario {named_as}{data}.")
    meant = asked(found.questions)
    st.button("Use this workbook", on_click=own.use_edited, type="primary", key="use_workbook", disabled=not meant)
    frame = workbook.changes.astype(str).rename(columns=str.capitalize)
    _listed(frame, "workbook_changes", f"Edited cells: {len(frame):,}", workbook.inputs)


def notes(data: own.Own | None) -> None:
    """List what of own data was read in another form than it stands in the file, or left out."""
    if data and (found := data.notes):
        more = f"\n- and {len(found) - MOST_NOTES:,} more" if len(found) > MOST_NOTES else ""
        listed = "".join(f"\n- {plain(note)}" for note in found[:MOST_NOTES])
        st.info(f"{listed}{more}", title="How the files were read")


def asked(found: Sequence[str]) -> bool:
    """Ask about numbers that look like another unit or a column filled by mistake; return whether they are meant."""
    if not found:
        return True
    st.warning("".join(f"\n- {plain(question)}" for question in found), title="Are these numbers meant?")
    return st.checkbox("Yes, use them as they are", key=own.MEANT)


def faults(found: Sequence[Fault]) -> None:
    """Name every fault with file, sheet, row, column, value, what is allowed and the nearest, and offer them."""
    rows = []
    for fault in found:
        allowed, _, near = fault.rule.partition(" Did you mean ")
        value = "" if fault.value is None else str(fault.value)
        row = "" if fault.row is None else str(fault.row)
        rows.append([fault.file, fault.sheet, row, fault.column or "", value, near.rstrip("?").strip("'"), allowed])
    heads = ["File", "Sheet", "Row", "Column", "Found", "Nearest", "Rule"]
    frame = pd.DataFrame(rows, columns=heads, dtype=str)
    frame = frame[[name for name in heads if name not in ("Sheet", "Nearest") or frame[name].any()]]
    number = sum(fault.count for fault in found)
    count = "1 fault" if number == 1 else f"{number:,} faults"
    st.warning(plain(str(found[0])), title=f"{count}; nothing was taken")
    _listed(frame, "own_data_faults", f"Faults in own data: {count}")


def effect(loaded: Inputs, view: View) -> None:
    """Lay the headline on the bundle and on own data side by side."""
    rows = [[each.label, f"{each.before} → {each.after}", each.change] for each in _effects(loaded, view)]
    parts.table(["World", "Bundle → own data", "Change"], rows)


def over_time(loaded: Inputs, view: View, key: str) -> None:
    """Draw the view's measure over its years on the bundle and on own data."""
    runs = (("the bundle", run_on(bundle(), view)), ("Own data", run_on(loaded, view)))
    drawn = remembered(runs[1][1], ("bundle and own", view, theme()), lambda: paths(runs, view, theme()))
    parts.picture(drawn, view, key)
    parts.foot(drawn, view, key, measure_of(view).name, "Base case on the bundle and on own data", loaded=loaded)


def difference(loaded: Inputs, key: str) -> None:
    """List every cell that differs from the bundle, and every row that is new."""
    frame = words.changes(loaded)
    _listed(frame, key, f"Difference to the bundle: {words.summary(frame)}", loaded)


def _effects(loaded: Inputs, view: View) -> list[words.Effect]:
    return words.effects(run_on(bundle(), view), run_on(loaded, view), view)


def _listed(frame: pd.DataFrame, key: str, said: str, loaded: Inputs | None = None) -> None:
    header = [("title", said), ("data version", (loaded or bundle()).version)]
    parts.title(said)
    st.dataframe(frame, hide_index=True, alt=said, height="content" if len(frame) < 12 else 400)
    offer(named("CSV", said), f"csv_{key}", f"{key}.csv", lambda: to_csv(frame, header))
