"""Charts of the Segments page: any two dimensions crossed."""

from __future__ import annotations

from spinemkt.analysis.narrative import what
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import inside, listing, percent
from spinemkt.charts import marks
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.overview import short
from spinemkt.charts.style import Chart, colours, labels_of, largest_and_others, unit_name, with_caution
from spinemkt.model.result import Result

CROSSED = {
    "treatment_type": "Treatment type",
    "modality": "Modality",
    "primary": "Primary tumour",
    "region": "Region",
    "end_user": "End user",
    "spine_level": "Spine level",
    "presentation": "Presentation",
}


def crossed(result: Result, view: View, theme: str, across: str, up: str, form: str = "marimekko") -> Chart:
    """Cross two dimensions in the year shown: a marimekko (widths and heights are shares) or a grid of amounts."""
    measure = view.measure
    across, up = (view.primary_dimension if dim == "primary" else dim for dim in (across, up))
    where = view.where(year=view.year)
    frame = result.table(measure.name, (across, up), where)
    most = 6 if form == "marimekko" else 30
    shown = largest_and_others(largest_and_others(frame, across, most), up, most)
    labels = {dim: labels_of(dim, result.inputs.country_names) for dim in (across, up)}
    texts = short(measure)
    order = shown.groupby(up, sort=False)["value"].sum().sort_values(ascending=False).index
    if form == "marimekko":
        figure = marks.marimekko(shown, across, up, labels, colours(up, order, theme), texts, theme)
    else:
        rows, columns = sorted((across, up), key=lambda dim: shown[dim].nunique(), reverse=True)
        figure = marks.heat(shown, rows, columns, labels, texts, theme)
    name_of_measure = what(measure)
    title = f"{name_of_measure} by {_name(across)} and {_name(up)}, {view.year}"
    form_words = (
        "width is the share of the whole, height the share of the column"
        if form == "marimekko"
        else "stronger colour is more"
    )
    subtitle = with_caution(f"{unit_name(measure.unit)}; {form_words}", measure)
    cells = shown.sort_values("value", ascending=False)
    names = [f"{labels[across][a]}, {labels[up][b]}" for a, b in zip(cells[across], cells[up], strict=True)]
    alt = describe_bars(title, subtitle, names, [texts(value) for value in cells["value"]])
    return Chart(title, subtitle, figure, alt, frame)


def answer(result: Result, view: View, across: str, up: str) -> str:
    """Say the largest cell and how much the three largest hold together."""
    across, up = (view.primary_dimension if dim == "primary" else dim for dim in (across, up))
    frame = result.table(view.measure.name, (across, up), view.where(year=view.year))
    whole = float(frame["value"].sum())
    if whole == 0:
        return "Nothing is left under these filters."
    top = frame.nlargest(3, "value")
    labels = {dim: labels_of(dim, result.inputs.country_names) for dim in (across, up)}
    names = [
        f"{_named(labels[up][b], up)} in {_named(labels[across][a], across)}"
        for a, b in zip(top[across], top[up], strict=True)
    ]
    together = percent(float(top["value"].sum()) / whole, 0)
    return f"The three largest cells are {listing(names)}: together {together} of the whole in {view.year}."


def _name(dimension: str) -> str:
    return CROSSED.get(dimension, "primary tumour" if dimension == "primary_group" else dimension).lower()


def _named(label: str, dimension: str) -> str:
    return label if dimension == "region" else inside(label)
