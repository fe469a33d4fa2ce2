"""The tidy frame of what a question found."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from spinemkt.model.query import FAMILY, Query, finest


def tidy(
    query: Query, data: np.ndarray, axes: list[tuple[str, list]], parents: Mapping[tuple[str, str], Mapping]
) -> pd.DataFrame:
    """Return one row a cell of data: the `by` columns of a question, value, unit.

    axes: the dimension and the codes of each axis of data. parents: of a dimension and a coarser one of its family,
    the code that each code belongs to.
    """
    by = {dim: index for index, (dim, _) in enumerate(axes)}
    wanted = [dim for dim in query.by if dim in by]
    data = data.transpose([by[dim] for dim in wanted])
    positions = [np.ravel(index) for index in np.indices(data.shape)]
    columns: dict[str, object] = {}
    for dim in query.by:
        fine = str(dim if dim in by else finest(FAMILY[dim], query))
        codes = axes[by[fine]][1]
        if dim != fine:
            codes = [parents[fine, dim][code] for code in codes]
        columns[dim] = pd.Index(codes).take(positions[wanted.index(fine)])
    return pd.DataFrame({**columns, "value": data.reshape(-1), "unit": query.measure.unit})
