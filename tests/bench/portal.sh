#!/usr/bin/env bash
# The portal against nginx that serves the same bytes as files, on one machine in one run.
#
#   cargo run --release -p gongkai-app --example fill -- DATA 1000000
#   tests/bench/portal.sh PROGRAM DATA
#
# Needs nginx, wrk and curl (Debian: nginx-light wrk curl). Prints one line a measurement.
set -euo pipefail

program=$(realpath "$1")
data=$(realpath "$2")
seconds=${SECONDS_EACH:-10}
connections=64
folder=$(mktemp -d)
pids=()
cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$folder"
}
trap cleanup EXIT

wait_for() { until curl -fsS -o /dev/null "$1" 2>/dev/null; do read -rt 0.1 <> <(:) || true; done; }

"$program" serve --demo --listen 127.0.0.1:18080 --data "$data" >"$folder/log" 2>&1 &
server=$!
pids+=("$server")
portal=http://127.0.0.1:18080
wait_for "$portal/readyz"

# Three pages: a document, the newest documents, one list of an agency.
document=$(curl -fsS "$portal/api/v1/documents?limit=1" | grep -o '"href":"[^"]*"' | head -1 | cut -d'"' -f4)
agency=/documents?agency=chengchuan-education
mkdir -p "$folder/html"
curl -fsS "$portal$document" >"$folder/html/document.html"
curl -fsS "$portal/documents" >"$folder/html/list.html"
cat >"$folder/nginx.conf" <<CONF
worker_processes auto;
pid $folder/nginx.pid;
error_log $folder/error.log;
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    keepalive_requests 1000000;
    types { text/html html; }
    client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder;
    uwsgi_temp_path $folder; scgi_temp_path $folder;
    server { listen 127.0.0.1:18081; root $folder/html; }
}
CONF
nginx -c "$folder/nginx.conf" -g 'daemon off;' 2>/dev/null &
pids+=("$!")
wait_for http://127.0.0.1:18081/document.html

measure() {
    local name=$1 address=$2
    wrk -t2 -c$connections -d"${seconds}s" --latency "$address" >"$folder/wrk"
    printf '%-34s %10s requests/s, p50 %s, p99 %s\n' "$name" \
        "$(awk '/Requests\/sec/ {print $2}' "$folder/wrk")" \
        "$(awk '$1 == "50%" {print $2}' "$folder/wrk")" "$(awk '$1 == "99%" {print $2}' "$folder/wrk")"
    ! grep -q 'Non-2xx' "$folder/wrk" || { grep 'Non-2xx' "$folder/wrk"; exit 1; }
}

measure "nginx, document" http://127.0.0.1:18081/document.html
measure "gongkai, document" "$portal$document"
measure "nginx, list" http://127.0.0.1:18081/list.html
measure "gongkai, list" "$portal/documents"

# Pages that nobody has asked for yet, one after the other.
cold() {
    local name=$1
    sort -n | awk -v name="$name" '{ t[NR] = $1 * 1000 } END {
        printf "%-34s %10d requests, p50 %.1f ms, p99 %.1f ms\n", name, NR, t[int((NR + 1) / 2)], t[int(NR * 0.99 + 0.5)] }'
}
timed() { curl -fsS -o /dev/null -w '%{time_total}\n' "$@"; }
curl -fsS "$portal/api/v1/documents?limit=100" | grep -o '"href":"[^"]*"' | cut -d'"' -f4 >"$folder/ids"
while read -r path; do timed "$portal$path?cold=1"; done <"$folder/ids" | cold "gongkai, document, first time"
for page in $(seq 2 60); do timed "$portal$agency&cold=$page"; done | cold "gongkai, list, first time"

# Searches for one to three words, none asked twice.
words=(通知 公告 教育 义务教育招生 社会保险 安全生产 财政预算 水利 养老服务 行政许可 规划 补贴 执法 公示 意见 方案 卫生 道路 住房 就业)
{
    for a in "${words[@]}"; do for b in "" "${words[@]:0:9}"; do
        [ "$a" = "$b" ] || timed -G --data-urlencode "q=$a $b" "$portal/search"
    done; done
} | cold "gongkai, search, first time"

awk '/VmRSS|VmHWM/ {printf "gongkai, memory %s %.0f MB\n", $1, $2 / 1024}' "/proc/$server/status"
