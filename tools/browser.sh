#!/bin/sh
# Make sure that the browser tests find Chromium: use the one on the path, else install it with the system's manager.
set -eu

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests ..."
    as_root apt-get update -q
    as_root apt-get install -qy --no-install-recommends chromium
else
    echo "No chromium found. Install it with your package manager, then run the tests again." >&2
    exit 1
fi
