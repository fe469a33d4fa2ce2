"""The countries that filters keep, and what the radiotherapy machines on record there can give."""

from __future__ import annotations

from collections.abc import Iterable

from spinemkt.evidence.inputs import Inputs
from spinemkt.model.measures import PLACE
from spinemkt.model.query import Where, kept_codes
from spinemkt.model.result import Result


def countries_of(inputs: Inputs, where: Where) -> list[str]:
    """The countries that filters on places keep; all of them without such a filter."""
    places = inputs.countries.reset_index()
    for dim in PLACE:
        places = places[places[dim].isin(kept_codes(where[dim]))] if dim in where else places
    return list(places["country"])


def machines(inputs: Inputs, countries: Iterable[str]) -> float:
    """How many radiotherapy machines countries have on record: megavoltage units, a lower bound."""
    units = inputs.tables["radiotherapy_units"].set_index("country")["megavoltage_units"]
    return float(units.reindex(list(countries)).sum())


def share_of_machines(result: Result, measure: str, where: Where) -> float:
    """Fractions in a year as a share of what the machines on record in the places can give; NaN where there are none.

    measure: in fractions/year. A machine gives as many as the parameter fractions_per_machine says in the baseline.
    """
    given = fractions_given(result, where)
    return result.total(measure, where) / given if given else float("nan")


def fractions_given(result: Result, where: Where) -> float:
    """Fractions a year that the machines on record in the places can give."""
    each = float(result.inputs.baseline["fractions_per_machine"])
    return machines(result.inputs, countries_of(result.inputs, where)) * each
