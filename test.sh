#!/usr/bin/env bash
# Builds everything and passes all tests. Needs the .NET 10 SDK, and Chromium, Chrome or Edge for the tests that open the
# report in a browser: where there is none, root on Debian or Ubuntu gets Chromium installed.
#   ./test.sh                 every test
#   ./test.sh --filter …      what `dotnet test --filter` takes
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release

browser() {
    [ -n "${STAGEGEN_BROWSER:-}" ] && return
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null; then return; fi
    done
    [ -d "/Applications/Google Chrome.app" ]
}
if ! browser && command -v apt-get >/dev/null; then
    if [ "$(id -u)" -eq 0 ]; then
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends chromium; } >/dev/null \
            || echo "Chromium could not be installed; the tests that open a browser will fail." >&2
    else
        echo "The tests that open a browser need one: sudo apt-get install chromium, or name one in STAGEGEN_BROWSER." >&2
    fi
fi

# Feeds may lack a version that the lock files name. Only then is the next one taken, and it is said; a changed hash or a lock file that is behind its
# project is an error.
if ! said=$(dotnet restore StageGen.sln -v minimal 2>&1); then
    echo "$said"
    if ! grep -qE 'error NU110[123]' <<<"$said" || grep -qE 'error NU1004|error NU1403' <<<"$said"; then exit 1; fi
    echo "This feed lacks packages that the lock files name: they are chosen anew, without the lock files." >&2
    dotnet restore StageGen.sln -p:RestoreLockedMode=false -p:RestoreForceEvaluate=true -v minimal
fi
dotnet build StageGen.sln -c "$configuration" --no-restore

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
for project in tests/*.Tests/*.csproj; do
    dotnet test "$project" -c "$configuration" --no-build \
        --logger "trx;LogFileName=$(basename "$project" .csproj).trx" --results-directory "$results" "$@" || status=1
done

# One sum over all projects, from the result files: <Counters total=".." passed=".." failed=".." … />
passed=0 failed=0 total=0
for file in "$results"/*.trx; do
    [ -e "$file" ] || continue
    counters=$(grep -o '<Counters [^>]*>' "$file")
    count() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }
    total=$((total + $(count total))) passed=$((passed + $(count passed))) failed=$((failed + $(count failed)))
done
if [ "$total" -eq 0 ] && [ "$status" -eq 0 ]; then
    echo "No test ran." >&2
    status=1
fi
# A test project that broke before it could write results has failed, too.
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
echo "$passed passed, $failed failed, $((total - passed - failed > 0 ? total - passed - failed : 0)) skipped"
exit "$status"
