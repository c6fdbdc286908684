#!/usr/bin/env bash
# The pages that compare the units of a large region.
#
#   cargo run --release -p gongkai-app --example fill_reports -- DATA 5000
#   tests/bench/benchmark.sh PROGRAM DATA
#
# Needs wrk and curl. Prints one line a measurement. Every request leaves out another unit, so that none is answered from the
# memory of pages.
set -euo pipefail

program=$(realpath "$1")
data=$(realpath "$2")
seconds=${SECONDS_EACH:-10}
port=${PORT:-18083}
folder=$(mktemp -d)
"$program" serve --listen "127.0.0.1:$port" --data "$data" >"$folder/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
site=http://127.0.0.1:$port
until curl -fsS -o /dev/null "$site/readyz" 2>/dev/null; do read -rt 0.1 <> <(:) || true; done

page=/reports/regions/large/benchmark
first() { curl -fsS -o /dev/null -w "$1: %{time_total} s, %{size_download} bytes\n" "$site$2"; }
measure() {
    cat >"$folder/vary.lua" <<LUA
local n, me = 0, 0
local threads = 0
function setup(thread) thread:set("me", threads); threads = threads + 1 end
request = function()
    n = n + 1
    return wrk.format("GET", string.format("$2&without=large-%05d", (n * 2 + me) % 5000 + 1))
end
LUA
    wrk -t2 -c2 -d"${seconds}s" --latency -s "$folder/vary.lua" "$site" >"$folder/wrk"
    if grep -q 'Non-2xx' "$folder/wrk"; then cat "$folder/wrk" >&2; exit 1; fi
    printf '%-34s %10s requests/s, p50 %s, p99 %s\n' "$1" \
        "$(awk '/Requests\/sec/ {print $2}' "$folder/wrk")" \
        "$(awk '$1 == "50%" {print $2}' "$folder/wrk")" "$(awk '$1 == "99%" {print $2}' "$folder/wrk")"
}
first "the first time after the start" "$page"
measure "share disclosed, five years" "$page?years=2021-2025&measure=disclosed"
measure "errors, five years, page 40" "$page?years=2021-2025&measure=errors&page=40"
measure "the same as CSV" "$page/csv?years=2021-2025&measure=disclosed"
first "data quality" "/reports/regions/large/quality?errors=1"
first "five million cells as Parquet" "/open-data/large/cells.parquet"
ps -o rss= -p "$server" | awk '{printf "memory: %d MB\n", $1 / 1024}'
