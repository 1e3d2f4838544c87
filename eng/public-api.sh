#!/usr/bin/env bash
# Writes down the public API as it is now: rewrites PublicAPI.Unshipped.txt of every library that has one.
#   eng/public-api.sh             after a change of public API; read the difference before committing it
#   eng/public-api.sh --ship      at a release: what was unshipped is shipped
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C
header='#nullable enable'

for shipped in src/*/PublicAPI.Shipped.txt; do
    folder=$(dirname "$shipped")
    unshipped=$folder/PublicAPI.Unshipped.txt
    if [ "${1:-}" = --ship ]; then
        removed=$(sed -n 's/^\*REMOVED\*//p' "$unshipped")
        kept=$(cat "$shipped" "$unshipped" | grep -v -e '^#' -e '^\*REMOVED\*' | grep -v -x -F -e "$removed" | sort -u || true)
        printf '%s\n' "$header" ${kept:+"$kept"} >"$shipped"
        echo "$header" >"$unshipped"
        continue
    fi
    echo "$header" >"$unshipped"
    log=$(dotnet build "$folder" -c Release -nologo -v q --no-incremental -p:TreatWarningsAsErrors=false -p:WarningsNotAsErrors=RS0016%3BRS0017 || true)
    said() { sed -n "s/.* $1: Symbol '\(.*\)' is $2.*/\1/p" <<<"$log" | sort -u; }
    added=$(said RS0016 'not part of the declared public API')
    gone=$(said RS0017 'part of the declared API' | sed 's/^/*REMOVED*/')
    printf '%s\n' "$header" ${added:+"$added"} ${gone:+"$gone"} >"$unshipped"
    echo "$unshipped: $(grep -c -v '^#' "$unshipped" || true) entries"
done
