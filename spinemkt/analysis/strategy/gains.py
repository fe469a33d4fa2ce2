"""Who gains and who loses spend by a scenario: the treatment types, modalities and sites of care named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spinemkt.analysis.scenarios.compare import Runs
from spinemkt.analysis.strategy.opportunities import spending
from spinemkt.analysis.view import View
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, as_text, chained, join, say
from spinemkt.scenario.scenario import BASELINE
from spinemkt.terms import END_USERS, MODALITIES, TREATMENT_TYPES
from spinemkt.wording import inside

WHO = {"treatment_type": TREATMENT_TYPES, "modality": MODALITIES, "end_user": END_USERS}
NAMED = ("modality", "end_user")  # of these, those that are said in words

# As shares: of the baseline, what is no more than rounding; of the largest change, what is worth a name.
_ROUNDING, _MINOR = 1e-9, 0.02


Changes = Mapping[str, tuple[list[Text], list[Text]]]  # by dimension: gains and losses, the largest first


def who(runs: Runs, view: View, most: int = 2) -> Changes:
    """Who gains and who loses spend in the view's last year, by treatment type, modality and site of care."""
    (_, base), (scenario, run) = runs
    view = spending(view)
    where = view.where(year=view.years[1])
    found = {}
    for dim, labels in WHO.items():
        one, other = (
            study.by(view.measure.name, dim, **where) for study in (Study(base, BASELINE), Study(run, scenario))
        )
        changes = {code: other[code] - one[code] for code in one}
        level = max(
            _MINOR * max((abs(change.number) for change in changes.values()), default=0.0),
            _ROUNDING * sum(figure.number for figure in one.values()),
        )
        told = [code for code, change in changes.items() if abs(change.number) > level]
        told.sort(key=lambda code: -changes[code].number)
        words = {code: say("{who} {change}", who=inside(labels[code]), change=changes[code]) for code in told}
        gains = [words[code] for code in told if changes[code].number > 0]
        losses = [words[code] for code in reversed(told) if changes[code].number < 0]
        found[dim] = (gains[:most], losses[:most])
    return found


def who_words(found: Changes) -> tuple[Text, Text]:
    """Say who gains, and who loses: the modalities first, then the sites of care."""
    gains, losses = ([join(found[dim][side]) for dim in NAMED if found[dim][side]] for side in (0, 1))
    return _listed(gains), _listed(losses)


def _listed(groups: Sequence[Text]) -> Text:
    return chained(groups, "; ") if groups else as_text("none in the model")
