#!/usr/bin/env bash
# Runs a command beside an S3 server, a ClamAV daemon and a mail server of its own, which are gone afterwards:
#
#   tests/servers.sh COMMAND …
#
# The command sees GONGKAI_TEST_S3, GONGKAI_TEST_CLAMD, GONGKAI_TEST_VIRUS, GONGKAI_TEST_IMAP (its port) and
# GONGKAI_TEST_MAILDIR. Needs the Debian packages clamav-daemon and dovecot-imapd; s3s-fs is installed by Cargo into the cache folder where it is not there.
set -euo pipefail

cache="${CARGO_TARGET_DIR:-$HOME/.cache/gongkai-ci/target}/tools"
if [ ! -x "$cache/bin/s3s-fs" ]; then
    cargo install s3s-fs@0.14.1 --features binary --locked --root "$cache"
fi
if ! command -v clamd >/dev/null; then
    echo "tests/servers.sh: no clamd (Debian: apt-get install clamav-daemon)" >&2
    exit 1
fi

if ! command -v dovecot >/dev/null && [ ! -x /usr/sbin/dovecot ]; then
    echo "tests/servers.sh: no dovecot (Debian: apt-get install dovecot-imapd)" >&2
    exit 1
fi

folder=$(mktemp -d)
stop() {
    # shellcheck disable=SC2046 # a word a process
    kill $(jobs -p) 2>/dev/null || true
    wait 2>/dev/null || true
    rm -r "$folder"
}
trap stop EXIT

# Waits until a command works, for at most 30 seconds.
until_works() {
    for _ in $(seq 300); do
        if "$@" 2>/dev/null; then return; fi
        sleep 0.1
    done
    echo "tests/servers.sh: in vain: $*" >&2
    exit 1
}

port=$((20000 + $$ % 20000))
mkdir -p "$folder/s3/gongkai"
"$cache/bin/s3s-fs" --host 127.0.0.1 --port "$port" --access-key access --secret-key secret "$folder/s3" &
until_works bash -c ": </dev/tcp/127.0.0.1/$port"

# One signature of our own, so that none has to be downloaded.
virus="gongkai-test-$$-harmless"
mkdir "$folder/signatures"
printf 'Gongkai.Test:0:*:%s\n' "$(printf '%s' "$virus" | od -An -v -tx1 | tr -d ' \n')" >"$folder/signatures/test.ndb"
printf 'DatabaseDirectory %s\nLocalSocket %s\nForeground yes\nUser %s\n' \
    "$folder/signatures" "$folder/clamd" "$(id -un)" >"$folder/clamd.conf"
clamd --config-file="$folder/clamd.conf" >"$folder/clamd.log" 2>&1 &
until_works test -S "$folder/clamd"

# As root the mail server becomes other users; else it stays who started it. The password is the test's own.
imap_port=$((port + 1))
mkdir -p "$folder/mail/home/Maildir"/{new,cur,tmp} "$folder/mail/run"
if [ "$(id -u)" = 0 ]; then
    users="default_internal_user = dovecot"
    mail_user="$(id -u nobody):$(id -g nobody)"
    chmod 755 "$folder"
    chmod -R 777 "$folder/mail/home"
else
    users="default_internal_user = $(id -un)
default_login_user = $(id -un)
default_internal_group = $(id -gn)"
    mail_user="$(id -u):$(id -g)"
fi
printf 'clerk:{PLAIN}Lantern-4471:%s::%s::\n' "$mail_user" "$folder/mail/home" >"$folder/mail/users"
cat >"$folder/mail/dovecot.conf" <<CONF
base_dir = $folder/mail/run
log_path = $folder/mail/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
$users
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:$folder/mail/home/Maildir
passdb {
  driver = passwd-file
  args = $folder/mail/users
}
userdb {
  driver = passwd-file
  args = $folder/mail/users
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $imap_port
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
CONF
PATH=$PATH:/usr/sbin dovecot -F -c "$folder/mail/dovecot.conf" &
until_works bash -c ": </dev/tcp/127.0.0.1/$imap_port"

GONGKAI_TEST_IMAP="$imap_port" GONGKAI_TEST_MAILDIR="$folder/mail/home/Maildir" GONGKAI_TEST_S3="http://127.0.0.1:$port" GONGKAI_TEST_CLAMD="$folder/clamd" GONGKAI_TEST_VIRUS="$virus" "$@"
