"""Add the present figures of the projection to data/ledger, after a change that moved them.

python tools/ledger.py "why they moved"    write the next entry
python tools/ledger.py --check             exit with 1 when the last entry is not what the model gives
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import spinemkt
from spinemkt.analysis.ledger import moved, present
from spinemkt.evidence.inputs import DATA_FOLDER
from spinemkt.evidence.ledger import FOLDER, file_name, ledger


def main() -> int:
    """Write the next entry, or say why there is none to write."""
    parser = argparse.ArgumentParser(description="Add the present figures of the projection to data/ledger.")
    parser.add_argument("reason", nargs="?", default="", help="why the figures moved, in one or two sentences")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when an entry is missing")
    asked = parser.parse_args()
    day = datetime.now(UTC).date()
    entry = present(spinemkt.run(spinemkt.load_inputs()), spinemkt.__version__, day, asked.reason)
    if not moved(ledger()[-1], entry):
        print(f"The figures are those of entry {len(ledger())}; nothing to add.")
        return 0
    if asked.check or not asked.reason.strip():
        print('The figures moved; run: python tools/ledger.py "why they moved"', file=sys.stderr)
        return 1
    (DATA_FOLDER / FOLDER / file_name(entry.number)).write_text(entry.to_text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
