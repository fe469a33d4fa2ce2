"""Parts of the chain that are not run again: never another number, never more than fits."""

from __future__ import annotations

import numpy as np
import pytest

import spinemkt
from spinemkt.model import run as running
from spinemkt.model.labelled import Array
from spinemkt.model.lookup import Lookup
from spinemkt.model.stages import Stages
from spinemkt.model.step_cache import StepCache
from spinemkt.scenario.levers import levers
from spinemkt.terms import MODALITIES, TIERS


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> StepCache:
    kept = StepCache()
    monkeypatch.setattr(running, "SHARED", kept)
    return kept


def moved(inputs: spinemkt.Inputs, name: str, region: str | None = None) -> spinemkt.Scenario:
    lever = levers()[name]
    span = lever.span(inputs, region)
    return lever.moved(spinemkt.Scenario(), (span.high + span.baseline) / 2, inputs, region)


@pytest.mark.parametrize("name", levers())
def test_a_moved_lever_gives_what_a_run_from_nothing_gives(
    inputs: spinemkt.Inputs, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = "asia_pacific" if levers()[name].regional else None
    warm = [spinemkt.run(inputs, each) for each in (None, moved(inputs, name), moved(inputs, name, region))]
    for scenario, found in zip((None, moved(inputs, name), moved(inputs, name, region)), warm, strict=True):
        monkeypatch.setattr(running, "SHARED", StepCache())
        alone = spinemkt.run(inputs, scenario)
        for stage in Stages.names():
            assert (found.stages.plain(stage).values == alone.stages.plain(stage).values).all(), stage


@pytest.mark.parametrize("name", ["sbrt_ceiling", "drug_price", "mri", "boards", "price_growth"])
def test_draws_of_a_moved_lever_are_those_of_a_run_from_nothing(
    inputs: spinemkt.Inputs, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(scenario: spinemkt.Scenario | None) -> np.ndarray:
        ensemble = spinemkt.simulate(inputs, scenario, 1000, years=(2026, 2035))
        return ensemble.values("spend", ("region", "modality", "year"))

    before, after = drawn(None), drawn(moved(inputs, name))
    assert (before != after).any()
    monkeypatch.setattr(running, "SHARED", StepCache())
    assert (drawn(moved(inputs, name)) == after).all()


def test_modalities_that_did_not_move_are_not_made_again(inputs: spinemkt.Inputs, fresh: StepCache) -> None:
    made: list[list[int] | None] = []

    def part(at: Lookup) -> Array:
        made.append(list(at._only[1]) if at._only else None)
        return at.raw("unit_cost") * 2.0

    def run_on(changed: spinemkt.Inputs) -> Array:
        demand = running.demand(inputs, False)[0]
        return fresh.get_or_run(part, Lookup(changed, demand, list(TIERS)), along="modality")

    sbrt = spinemkt.Change("unit_cost", "scale", 1.5, spinemkt.where_of(modality="sbrt_srs"))
    all_of_them = spinemkt.Change("unit_cost", "scale", 1.5)
    first = run_on(inputs)
    for change, expected in ((sbrt, [list(MODALITIES).index("sbrt_srs")]), (all_of_them, None)):
        patched = spinemkt.Scenario("Moved", changes=(change,)).apply(inputs)
        found = run_on(patched)
        assert made[-1] == expected
        whole = patched["unit_cost"].variable * 2.0
        assert (found == whole).all()
    assert run_on(inputs) is first


def test_only_what_stands_on_the_lever_runs_again(inputs: spinemkt.Inputs, fresh: StepCache) -> None:
    spinemkt.run(inputs)
    first = fresh._steps
    spinemkt.run(inputs)
    assert set(fresh._steps) == set(first)
    spinemkt.run(inputs, moved(inputs, "drug_price"))
    new = [getattr(step.key[0], "__name__", "") for step in fresh._steps if step not in first]
    assert new == ["_bare_price", "_price"]


def test_what_is_kept_fits_and_cannot_be_written_to(inputs: spinemkt.Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = StepCache(1_000_000)
    monkeypatch.setattr(running, "SHARED", kept)
    for name in levers():
        result = spinemkt.run(inputs, moved(inputs, name))
        assert len(kept._steps) == 1 or sum(step.size for step in kept._steps) <= 1_000_000
    with pytest.raises(ValueError, match="read-only"):
        result.stages.price.values[...] = np.nan
