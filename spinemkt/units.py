"""Units of the numbers of the register: in words, and what a scenario may make of them."""

from __future__ import annotations

UNITS = {
    "fraction": "share between 0 and 1",
    "fraction/year": "change per year, 0.01 = 1%",
    "ratio": "relative to a reference of 1",
    "months": "months",
    "years": "years",
    "weeks": "weeks",
    "episodes/patient": "episodes per patient and year",
    "USD2022/episode": "US dollars of 2022 per episode",
    "days/episode": "bed days per episode",
    "fractions/episode": "radiotherapy fractions per course",
    "hours/episode": "theatre hours per operation",
    "fractions/machine/year": "fractions per machine and year",
    "products/episode": "products per episode",
    "uses/machine/year": "scans or operations per machine and year",
    "USD2022/machine": "US dollars of 2022 per machine",
    "persons": "persons",
    "persons/year": "persons per year",
    "machines": "machines",
    "USD/person": "current US dollars per person",
    "degrees": "degrees",
    "year": "calendar year",
}

# What a scenario may make of a number, by its unit; evidence ranges are narrower.
UNIT_LIMITS = {
    "fraction": (0.0, 1.0),
    "fraction/year": (-0.5, 0.5),
    "ratio": (0.0, 100.0),
    "months": (0.1, 600.0),
    "years": (0.1, 200.0),
    "weeks": (-26.0, 104.0),
    "episodes/patient": (0.0, 100.0),
    "USD2022/episode": (0.0, 1e7),
    "days/episode": (0.0, 365.0),
    "fractions/episode": (0.0, 100.0),
    "hours/episode": (0.0, 100.0),
    "fractions/machine/year": (0.0, 50_000.0),
    "products/episode": (0.0, 100.0),
    "uses/machine/year": (1.0, 100_000.0),
    "USD2022/machine": (0.0, 1e9),
}
