#!/bin/sh
# Resolve the short lists of requirements into lock files, with the hash of every file of every package: lock.sh UV
set -eu
uv=$1
for folder in . tests; do
    "$uv" pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-annotate \
        --no-header --no-emit-index-url --no-emit-find-links "$folder/requirements.txt" -o "$folder/requirements.lock"
done
