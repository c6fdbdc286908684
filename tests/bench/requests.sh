#!/usr/bin/env bash
# Lists, case pages and the tally of an agency with many requests.
#
#   cargo run --release -p gongkai-app --example fill_requests -- DATA 20000
#   tests/bench/requests.sh PROGRAM DATA
#
# Needs wrk and curl. Prints one line a measurement.
set -euo pipefail

program=$(realpath "$1")
data=$(realpath "$2")
seconds=${SECONDS_EACH:-10}
folder=$(mktemp -d)
"$program" serve --demo --listen 127.0.0.1:18082 --data "$data" >"$folder/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
office=http://127.0.0.1:18082
until curl -fsS -o /dev/null "$office/readyz" 2>/dev/null; do read -rt 0.1 <> <(:) || true; done

curl -fsS -o /dev/null -c "$folder/cookies" -d login=edu.case -d password=Chengchuan-2026 "$office/sign-in"
cookie="gongkai_session=$(awk '$6 == "gongkai_session" {print $7}' "$folder/cookies")"
desk=/office/agencies/chengchuan-education/requests
case=$(curl -fsS -H "Cookie: $cookie" "$office$desk?state=archived" | grep -o "$desk/[0-9a-z-]*\"" | tr -d '"' | grep -v '/new$\|/import$\|/settings$' | head -1)

first() { curl -fsS -o /dev/null -H "Cookie: $cookie" -w "$1: %{time_total} s\n" "$office$2"; }
measure() {
    # Two people at a time: an office, not a crowd.
    wrk -t2 -c2 -d"${seconds}s" --latency -H "Cookie: $cookie" "$office$2" >"$folder/wrk"
    if grep -q 'Non-2xx' "$folder/wrk"; then cat "$folder/wrk" >&2; exit 1; fi
    printf '%-34s %10s requests/s, p50 %s, p99 %s\n' "$1" \
        "$(awk '/Requests\/sec/ {print $2}' "$folder/wrk")" \
        "$(awk '$1 == "50%" {print $2}' "$folder/wrk")" "$(awk '$1 == "99%" {print $2}' "$folder/wrk")"
}
first "open cases, the first time after the start" "$desk"
measure "open cases" "$desk"
measure "archived cases, page 3" "$desk?state=archived&page=3"
measure "a case" "$case"
measure "tally of a year" "$desk/tally/2024"
measure "search in all cases" "$desk?q=%E6%A0%A1%E8%BD%A6"
