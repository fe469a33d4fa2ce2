"""Who gains and who loses spend by a scenario: the treatment types, modalities and end users named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spinemkt.analysis.decide.opportunities import spending
from spinemkt.analysis.lineage.question import compose
from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.view import View
from spinemkt.figures.expression import Amount
from spinemkt.figures.figure import Figure, amount
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import END_USERS, MODALITIES, TREATMENT_TYPES
from spinemkt.wording import inside, listing, signed

WHO = {"treatment_type": TREATMENT_TYPES, "modality": MODALITIES, "end_user": END_USERS}
NAMED = ("modality", "end_user")  # of these, those that are said in words

# As shares: of the baseline, what is no more than rounding; of the largest change, what is worth a name.
_ROUNDING, _MINOR = 1e-9, 0.02


@dataclass(frozen=True)
class Change:
    """What somebody gains or loses, as it is said, and where that comes from."""

    who: str
    answer: Figure

    @property
    def words(self) -> str:
        """Name and amount."""
        return f"{self.who} {self.answer.shown}"


Changes = Mapping[str, tuple[list[Change], list[Change]]]  # by dimension: gains and losses, the largest first


def who(runs: Runs, view: View, most: int = 2) -> Changes:
    """Who gains and who loses spend in the view's last year, by treatment type, modality and end user."""
    (_, base), (scenario, run) = runs
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
        changes = {}
        for code, value in told.items():
            kept = {**where, dim: code}
            pair = Amount(measure.name, kept, scenario), Amount(measure.name, kept, BASELINE)
            shown = signed(value, lambda size: amount(size, measure))
            changes[code] = Change(inside(labels[code]), compose(pair, "difference", shown=shown))
        gains = [changes[code] for code in told[told > 0].index[::-1][:most]]
        found[dim] = (gains, [changes[code] for code in told[told < 0].index[:most]])
    return found


def who_words(found: Changes) -> tuple[str, str]:
    """Say who gains, and who loses: the modalities first, then the sites of care."""
    sides = []
    for side in (0, 1):
        groups = [listing([one.words for one in found[dim][side]]) for dim in NAMED if found[dim][side]]
        sides.append("; ".join(groups) or "nobody")
    return sides[0], sides[1]


def who_answers(found: Changes) -> tuple[list[Figure], list[Figure]]:
    """What the figures of both sides answer, in the order in which they are said."""
    gains, losses = ([one.answer for dim in NAMED for one in found[dim][side]] for side in (0, 1))
    return gains, losses
