#!/bin/sh
# Prints the Python that set-up uses: 3.11 or newer and able to make a virtual environment.
# `python3` is taken when it fits, else the newest that does. PYTHON=... overrides.
set -u

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

makes_environments() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

unable=""
for name in ${PYTHON:-python3 python3.19 python3.18 python3.17 python3.16 python3.15 python3.14 python3.13 python3.12 python3.11 python}; do
    found=$(command -v "$name" 2>/dev/null) || continue
    fits "$found" || continue
    if makes_environments "$found"; then
        printf '%s\n' "$found"
        exit 0
    fi
    unable=${unable:-$found}
done

if [ -n "$unable" ]; then
    version=$("$unable" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    {
        printf 'Python %s (%s) cannot make a virtual environment: its ensurepip module is missing.\n' "$version" "$unable"
        printf 'On Debian and Ubuntu install it with:  apt-get install python%s-venv\n' "$version"
    } >&2
else
    printf 'Accord needs Python 3.11 or newer. Install it, or name it: make setup PYTHON=/path/to/python3.12\n' >&2
fi
exit 1
