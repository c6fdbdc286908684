#!/usr/bin/env bash
# A PostgreSQL of its own for tests: a cluster in a temporary folder, reached by a socket in it, gone afterwards.
#
#   tests/postgres.sh run COMMAND …    runs the command with GONGKAI_TEST_POSTGRES set; fails if the command did not
#                                      work in the database
#   tests/postgres.sh start FOLDER     makes and starts one in a new folder, and prints its address
#   tests/postgres.sh stop FOLDER      stops it and removes the folder
#   tests/postgres.sh break FOLDER     ends it at once, as a lost server would, and keeps its data
#   tests/postgres.sh mend FOLDER      starts it again
#
# Needs the Debian package postgresql. As root it runs as the user postgres, since PostgreSQL refuses root.
set -euo pipefail

# The newest version that is installed.
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
if [ ! -x "$bin/initdb" ]; then
    echo "tests/postgres.sh: no PostgreSQL below /usr/lib/postgresql (Debian: apt-get install postgresql)" >&2
    exit 1
fi

as_owner() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

address() {
    echo "postgres:///gongkai?host=$1/socket&user=gongkai"
}

# The data is thrown away, so nothing waits for the disk. Tests in parallel have a pool each.
begin() {
    as_owner "$bin/pg_ctl" --pgdata "$1/data" --log "$1/data/log" --wait start --options \
        "-c listen_addresses= -c unix_socket_directories=$1/socket -c fsync=off -c max_connections=400" \
        >/dev/null
}

start() {
    local folder=$1
    mkdir -p "$folder/socket"
    if [ "$(id -u)" = 0 ]; then chown -R postgres: "$folder"; fi
    # A locale whose order is not that of bytes: what relies on the order of the database must not pass.
    as_owner "$bin/initdb" --pgdata "$folder/data" --username gongkai --auth trust --encoding UTF8 \
        --locale-provider icu --icu-locale zh-CN --locale C >/dev/null
    begin "$folder"
    as_owner "$bin/createdb" --host "$folder/socket" --username gongkai gongkai
}

end() {
    as_owner "$bin/pg_ctl" --pgdata "$1/data" --mode immediate stop >/dev/null
}

stop() {
    end "$1"
    rm -r "$1"
}

# How many transactions the database has committed.
commits() {
    as_owner "$bin/psql" --host "$1/socket" --username gongkai --dbname postgres --tuples-only --no-align --command \
        "SELECT xact_commit FROM pg_stat_database WHERE datname = 'gongkai'"
}

run() {
    local folder before after
    folder=$(mktemp -d)
    # The folder itself belongs to whoever runs PostgreSQL.
    start "$folder"
    # shellcheck disable=SC2064 # the folder of now
    trap "stop '$folder'" EXIT
    before=$(commits "$folder")
    GONGKAI_TEST_POSTGRES=$(address "$folder") "$@"
    after=$(commits "$folder")
    echo "PostgreSQL committed $((after - before)) transactions of the tests"
    if [ $((after - before)) -lt 100 ]; then
        echo "tests/postgres.sh: the command did not use PostgreSQL" >&2
        exit 1
    fi
}

case "${1:-}" in
    run) shift; run "$@" ;;
    start) start "$2"; address "$2" ;;
    stop) stop "$2" ;;
    break) end "$2" ;;
    mend) begin "$2" ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
