#!/usr/bin/env bash
# Builds everything and passes all tests. Needs the .NET 10 SDK and nothing else.
#   ./test.sh                 every test
#   ./test.sh --filter …      what `dotnet test --filter` takes
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release

dotnet build StageGen.sln -c "$configuration"

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
