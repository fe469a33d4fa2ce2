"""The statements of the market text held against a run: verdict, the figure that decides it, what would reverse it."""

from __future__ import annotations

from spinemkt.analysis.claims import care, market
from spinemkt.analysis.claims.drivers import diagnosed_growth_drivers
from spinemkt.analysis.claims.parts import IN_PART, NOT_SUPPORTED, SUPPORTED, Claim
from spinemkt.figures.study import Study
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import BASELINE

__all__ = ["IN_PART", "NOT_SUPPORTED", "SUPPORTED", "Claim", "claims", "diagnosed_growth_drivers"]


def claims(result: Result) -> tuple[Claim, ...]:
    """Hold every statement of the market text against a run; money in constant 2025 USD under the result's scope.

    Everything is computed from the result when called. The model is run again for the other scopes.
    """
    study = Study(result, BASELINE)
    return (
        market.radiation_dominant(study),
        market.north_america_largest(study),
        market.asia_pacific_fastest(study),
        market.europe_steady(study),
        care.prevalence_and_imaging(study),
        care.minimally_invasive_extends(study),
        care.main_primaries(study),
        care.specialised_hubs(study),
    )
