#!/bin/sh
# Make a virtual environment of the locked packages: environment.sh PYTHON FOLDER LOCK
set -eu
python=$1
folder=$2
lock=$3

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

if ! "$python" -m venv "$folder" 2>/dev/null; then
    # Debian and Ubuntu keep venv in a package of its own.
    echo "Installing python3-venv ..."
    as_root apt-get update -q
    as_root apt-get install -qy python3-venv
    "$python" -m venv --clear "$folder"
fi
"$folder/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$lock"
