#!/bin/sh
# Make sure that the tests can open workbooks and decks as an office does: use what is on the path, else install it with
# the system's manager. A second spreadsheet program is Gnumeric; Arial's widths come with Liberation Sans.
set -eu

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

part() { ls /usr/lib/libreoffice/program/"$1" >/dev/null 2>&1; }

missing=""
command -v soffice >/dev/null 2>&1 && part libsclo.so || missing="libreoffice-calc-nogui"
command -v soffice >/dev/null 2>&1 && part libsdlo.so || missing="$missing libreoffice-impress-nogui fonts-liberation"
command -v ssconvert >/dev/null 2>&1 || missing="$missing gnumeric"
command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
if [ -z "$missing" ]; then exit 0; fi
if command -v apt-get >/dev/null 2>&1; then
    echo "Installing $missing for the tests of files ..."
    as_root apt-get update -q
    # shellcheck disable=SC2086
    as_root apt-get install -qy --no-install-recommends $missing
else
    echo "Not found: $missing. Install them with your package manager, then run the tests again." >&2
    exit 1
fi
