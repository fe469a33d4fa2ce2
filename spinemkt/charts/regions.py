"""Charts and the profile of the Regions page."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from spinemkt.analysis.narrative import amount, yearly_growth
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import count, growth, money, percent
from spinemkt.charts import maps
from spinemkt.charts.alt import describe_bars
from spinemkt.charts.overview import short
from spinemkt.charts.palette import colour, tokens
from spinemkt.charts.style import Chart, axis, labels_of, layout, scale, unit_name
from spinemkt.model.result import Result


def country_values(result: Result, view: View, per_person: bool) -> pd.Series:
    """The view's measure by country in the year shown, if wished per million people."""
    frame = result.table(view.measure.name, ("country",), view.where(year=view.year))
    values = frame.set_index("country")["value"]
    if per_person:
        values = values / result.inputs.population.sel(year=view.year).to_series()[values.index] * 1e6
    return values


def world_map(result: Result, view: View, theme: str, per_person: bool = False, height: int = 430) -> Chart:
    """Colour the world by the view's measure, total or per million people."""
    measure = view.measure
    values = country_values(result, view, per_person)
    names, text = result.inputs.country_names, short(measure)
    per = " per million people" if per_person else ""
    hovers = {code: f"{names[code]}: {text(value)}{per}" for code, value in values.items()}
    figure = maps.world(values, result.inputs.tables["countries"], hovers, theme, height)
    title = f"{measure.label.partition(',')[0]} by country, {view.year}"
    subtitle = unit_name(measure.unit) + per
    top = values.sort_values(ascending=False)
    alt = describe_bars(title, subtitle, [names[code] for code in top.index], [text(value) for value in top])
    table = pd.DataFrame(
        {
            "country": top.index,
            "name": [names[code] for code in top.index],
            "value": top.to_numpy(),
            "unit": measure.unit + per,
        }
    )
    return Chart(title, subtitle, figure, alt, table, maps.legend(values, theme, text))


def size_and_growth(result: Result, view: View, theme: str, level: str = "region", height: int = 360) -> Chart:
    """Place regions or the largest countries by size (across) and growth (up); a bubble's area is what they add."""
    measure, (first, last) = view.measure, view.years
    frame = result.table(measure.name, (level, "year"), view.where(year=[first, last]))
    wide = frame.pivot(index=level, columns="year", values="value")
    wide = wide[wide[first] > 0].nlargest(14, first)
    labels = labels_of(level, result.inputs.country_names)
    regions = dict(zip(result.inputs.countries.index, result.inputs.countries["region"], strict=True))
    unit = scale(wide[first], measure.unit)
    pace = [yearly_growth(a, b, last - first) for a, b in zip(wide[first], wide[last], strict=True)]
    gain = (wide[last] - wide[first]).clip(lower=0)
    look = tokens(theme)
    marks = [colour("region", regions.get(code, code), theme) for code in wide.index]
    names = [labels[code] for code in wide.index]
    hovers = [
        f"{name}: {amount(a, measure)} in {first}, {growth(rate)}"
        for name, a, rate in zip(names, wide[first], pace, strict=True)
    ]
    top = max(pace, default=0.0) * 100
    figure = go.Figure(
        [
            go.Scatter(
                x=wide[first] / unit.divisor,
                y=[rate * 100 for rate in pace],
                mode="markers+text",
                text=names,
                textposition=["middle right" if x < wide[first].max() * 0.6 else "top center" for x in wide[first]],
                textfont={"color": look.text, "size": 12},
                cliponaxis=False,
                marker={
                    "size": gain / (gain.max() or 1.0) * 46 + 10,
                    "color": marks,
                    "opacity": 0.85,
                    "line": {"width": 1, "color": look.page},
                },
                customdata=hovers,
                hovertemplate="%{customdata}<extra></extra>",
            )
        ],
        layout(
            theme,
            height,
            margin={"l": 8, "r": 24, "t": 24, "b": 8},
            xaxis=axis(theme, ticksuffix=unit.suffix, range=[0, float(wide[first].max() / unit.divisor) * 1.18]),
            yaxis=axis(theme, ticksuffix=" %", range=[min(0.0, min(pace, default=0) * 100 - 1), top * 1.25 + 0.5]),
        ),
    )
    title = f"Size and growth by {level}"
    subtitle = f"{unit.name} in {first} across, percent a year to {last} up; bubble area is the amount added"
    table = pd.DataFrame(
        {level: names, str(first): wide[first].to_numpy(), str(last): wide[last].to_numpy(), "growth a year": pace}
    )
    return Chart(title, subtitle, figure, describe_bars(title, subtitle, names, [growth(rate) for rate in pace]), table)


def profile(result: Result, view: View, level: str, code: str) -> list[tuple[str, str, str]]:
    """What to know of a region or a country in the year shown: (what, figure, where from)."""
    inputs, year = result.inputs, view.year
    here: dict[str, object] = {level: code, "year": year}
    countries = [code] if level == "country" else list(inputs.countries.index[inputs.countries["region"] == code])
    people = float(inputs.population.sel(country=countries, year=year).sum())
    cases, found, treated, spend = (
        result.total(name, here) for name in ("new_cancer_cases", "diagnosed", "treated", "spend")
    )
    later = result.total("spend", {level: code, "year": view.years[1]})
    span = view.years[1] - year
    rows = [
        ("Population", count(people), "UN, WPP 2024"),
        ("New cancer cases", count(cases), "GLOBOCAN 2022 x demographic index"),
        ("Diagnosed with spinal metastasis", count(found), "model"),
        ("Treated locally", f"{count(treated)} ({percent(treated / found, 0)} of diagnosed)", "model"),
        ("Spend, all modalities", f"{money(spend)}, {money(spend / people)} a person", "model"),
    ]
    if span > 0:
        rows.append((f"Growth to {view.years[1]}", growth(yearly_growth(spend, later, span)), "model, constant money"))
    rows.append(
        ("Radiation courses", count(result.total("episodes", {**here, "treatment_type": "radiation"})), "model")
    )
    rows.append(("Operations", count(result.total("episodes", {**here, "treatment_type": "surgery"})), "model"))
    walking = result.total("walking", here)
    rows.append(("Walking after treatment", f"{percent(walking / treated, 0)} of those treated", "model"))
    rows.append(("Bed days", count(result.total("bed_days", here)), "model"))
    units = inputs.tables["radiotherapy_units"].set_index("country")["megavoltage_units"]
    machines = float(units.reindex(countries).sum())
    if machines:
        capacity = machines * float(inputs["fractions_per_machine"])
        used = result.total("linac_fractions", here) / capacity
        rows.append(
            (
                "Radiotherapy machines",
                f"{count(machines)}; the spine uses {percent(used)} of their fractions",
                "IAEA DIRAC, lower bound",
            )
        )
    else:
        rows.append(("Radiotherapy machines", "no record", "IAEA DIRAC"))
    health = inputs.tables["health_expenditure"].set_index("country")["usd_per_person"].reindex(countries)
    weights = inputs.population.sel(year=2022).to_series()[countries]
    known = health.notna()
    if known.any():
        mean = float((health[known] * weights[known]).sum() / weights[known].sum())
        rows.append(("Health spend a person", money(mean), "World Bank, latest to 2022"))
    return rows


def evidence_gaps(result: Result, level: str, code: str) -> str:
    """Say how much of what is particular to a place is assumption."""
    register = result.inputs.register
    countries = result.inputs.countries
    region = countries.at[code, "region"] if level == "country" else code
    tiers = (
        {countries.at[code, "tier"]} if level == "country" else set(countries.loc[countries["region"] == code, "tier"])
    )
    own = register[(register["region"] == region) | register["tier"].isin(tiers)]
    assumed = int((own["grade"] == "D").sum())
    return f"{assumed} of the {len(own)} inputs particular to this place are assumptions; the rest was read or derived."
