"""Who gains and who loses spend by a scenario: the treatment types, modalities and end users named."""

from __future__ import annotations

from collections.abc import Mapping

from spinemkt.analysis.compare import Runs
from spinemkt.analysis.narrative import amount
from spinemkt.analysis.opportunities import spending
from spinemkt.analysis.view import View
from spinemkt.analysis.wording import inside, listing, signed
from spinemkt.terms import END_USERS, MODALITIES, TREATMENT_TYPES

WHO = {"treatment_type": TREATMENT_TYPES, "modality": MODALITIES, "end_user": END_USERS}

# As shares: of the baseline, what is no more than rounding; of the largest change, what is worth a name.
_ROUNDING, _MINOR = 1e-9, 0.02


def who(runs: Runs, view: View, most: int = 2) -> dict[str, tuple[list[str], list[str]]]:
    """Who gains and who loses spend in the view's last year, by treatment type, modality and end user, in words."""
    (_, base), (_, run) = runs
    view = spending(view)
    measure = view.measure
    found = {}
    for dim, labels in WHO.items():
        where = view.where(year=view.years[1])
        one, other = (each.table(measure.name, (dim,), where).set_index(dim)["value"] for each in (base, run))
        change = (other - one).sort_values()
        least = _MINOR * float(change.abs().max()) if len(change) else 0.0
        level = _ROUNDING * float(one.sum())
        told = change[(change.abs() > least) & (change.abs() > level)]
        words = {
            code: f"{inside(labels[code])} {signed(value, lambda size: amount(size, measure))}"
            for code, value in told.items()
        }
        gains = [words[code] for code in told[told > 0].index[::-1][:most]]
        found[dim] = (gains, [words[code] for code in told[told < 0].index[:most]])
    return found


def who_words(found: Mapping[str, tuple[list[str], list[str]]]) -> tuple[str, str]:
    """Say who gains, and who loses: the modalities first, then the sites of care."""
    sides = []
    for side in (0, 1):
        groups = [listing(found[dim][side]) for dim in ("modality", "end_user") if found[dim][side]]
        sides.append("; ".join(groups) or "nobody")
    return sides[0], sides[1]
