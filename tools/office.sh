#!/bin/sh
# Make sure that the tests of workbooks find LibreOffice Calc and Gnumeric, which recalculate them: use those on the
# path, else install them with the system's manager.
set -eu

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

missing=""
command -v soffice >/dev/null 2>&1 || missing="libreoffice-calc-nogui"
command -v ssconvert >/dev/null 2>&1 || missing="$missing gnumeric"
if [ -z "$missing" ]; then exit 0; fi
if command -v apt-get >/dev/null 2>&1; then
    echo "Installing $missing for the tests of workbooks ..."
    as_root apt-get update -q
    # shellcheck disable=SC2086
    as_root apt-get install -qy --no-install-recommends $missing
else
    echo "Not found: $missing. Install LibreOffice Calc and Gnumeric, then run the tests again." >&2
    exit 1
fi
