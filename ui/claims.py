"""The table of claims on the Overview page."""

from __future__ import annotations

from spinemkt.analysis.claims import Claim, claims
from spinemkt.analysis.view import View
from spinemkt.evidence.kept import kept_with
from spinemkt.model.result import Result
from ui import parts
from ui.cache import baseline


@kept_with
def _rows(run: Result) -> tuple[Claim, ...]:
    return claims(run)


def claims_table(view: View) -> None:
    """Write each claim with its verdict, the figure that decides it, and what would reverse it."""
    cells = [[claim.claim, claim.verdict, claim.figure, claim.reversal] for claim in _rows(baseline(view))]
    parts.table(["Claim", "Verdict", "By which figure", "What would reverse it"], cells, mark="Verdict")
