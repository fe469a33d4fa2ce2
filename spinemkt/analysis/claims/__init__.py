"""The statements of the market text held against a run: verdict, the figure that decides it, what would reverse it."""

from __future__ import annotations

from spinemkt.analysis.claims import care, market
from spinemkt.analysis.claims.drivers import diagnosed_growth_drivers
from spinemkt.analysis.claims.parts import IN_PART, NOT_SUPPORTED, SUPPORTED, Claim
from spinemkt.model.result import Result

__all__ = ["IN_PART", "NOT_SUPPORTED", "SUPPORTED", "Claim", "claims", "diagnosed_growth_drivers"]


def claims(result: Result) -> tuple[Claim, ...]:
    """Hold every statement of the market text against a run; money in constant 2025 USD under the result's scope.

    Everything is computed from the result when called. The model is run again for the other scopes.
    """
    return (
        market.radiation_dominant(result),
        market.north_america_largest(result),
        market.asia_pacific_fastest(result),
        market.europe_steady(result),
        care.prevalence_and_imaging(result),
        care.minimally_invasive_extends(result),
        care.main_primaries(result),
        care.specialised_hubs(result),
    )
