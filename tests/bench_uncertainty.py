"""How long draws and questions of sensitivity take, beside one run a draw: a part of `python -m tests.bench`."""

from __future__ import annotations

import tracemalloc

import numpy as np

from tests.bench import Row, show, timed

MANY, LIVE = 10_000, 2_000


def uncertainty() -> None:
    import spinemkt
    from spinemkt.uncertainty.sample import Sample

    inputs = spinemkt.load_inputs()
    spinemkt.run(inputs)
    lever = spinemkt.Change("uptake_ceiling", "add", 0.05, spinemkt.where_of(modality="sbrt_srs"))
    moved = spinemkt.Scenario("Moved", changes=(lever,))
    outcome = spinemkt.Outcome("spend", {}, 2035)
    by_all = ("region", "modality", "year")

    def whole(draws: int, scenario: spinemkt.Scenario | None = None, **more: object) -> np.ndarray:
        return spinemkt.simulate(inputs, scenario, draws, **more).values("spend", ("year",))  # type: ignore[arg-type]

    apart = [spinemkt.Handle.of(name) for name in ("sbrt_ceiling", "drug_price")]
    alike = [spinemkt.Handle.of(name) for name in ("mri", "pet_ct")]
    sample = Sample(inputs, 0)
    kept = spinemkt.simulate(inputs, draws=MANY)
    tracemalloc.start()
    kept.table("spend", ("year",))
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()

    def one_a_draw() -> None:
        for number in range(10):
            arrays = {name: array[..., number].astype(float) for name, array in sample.blocks(range(1)).items()}
            spinemkt.run(inputs.with_values(**arrays)).table("spend", ("year",))

    sample.blocks(range(1))
    loop = [time / 10 * MANY for time in timed(one_a_draw, 3)]
    rows = [
        Row("draws of all numbers, 2,000", timed(lambda: Sample(inputs, 0).values(LIVE), 3)),
        Row("2,000 draws: run, spend by year", timed(lambda: whole(LIVE), 5)),
        Row("2,000 draws: run of a moved lever", timed(lambda: whole(LIVE, moved), 5)),
        Row("2,000 draws: the same, nine years", timed(lambda: whole(LIVE, moved, years=range(2024, 2041, 2)), 5)),
        Row("10,000 draws: run, spend by year", timed(lambda: whole(MANY), 3)),
        Row("10,000 draws kept: table by year", timed(lambda: kept.table("spend", ("year",)), 9)),
        Row("10,000 draws kept: by region, modality, year", timed(lambda: kept.table("spend", by_all), 5)),
        Row("one run a draw, 10,000 draws", loop, "10 measured, scaled"),
        Row("tornado, every number alone", timed(lambda: spinemkt.tornado(inputs, None, outcome, False), 5)),
        Row("tornado, by group", timed(lambda: spinemkt.tornado(inputs, None, outcome), 5)),
        Row("shares of variance, 512 draws", timed(lambda: spinemkt.variance_shares(inputs, None, outcome), 3)),
        Row("map of two levers, 21 x 21", timed(lambda: spinemkt.grid(inputs, *apart, outcome), 3)),
        Row("map of two levers of one parameter", timed(lambda: spinemkt.grid(inputs, *alike, outcome), 3)),
        Row("flip points of one claim", timed(lambda: spinemkt.verdict(inputs, spinemkt.CONCLUSIONS[0]), 3)),
    ]
    show("Uncertainty", rows)
    print(f"one run a draw / all draws at once: {rows[7].middle / rows[4].middle:.0f}")
    print(f"peak memory of arrays, 10,000 draws to spend by year: {peak:.0f} MB")
