#!/usr/bin/env bash
# A small file system of its own for tests, in memory and in a name space of its own, gone afterwards.
#
#   tests/small-disk.sh COMMAND …   runs the command with GONGKAI_TEST_SMALL_DISK set to a folder on it
#
# Needs Linux with user name spaces (or root), and unshare of util-linux.
set -euo pipefail

size=${GONGKAI_SMALL_DISK_SIZE:-160m}
# shellcheck disable=SC2016 # expanded inside
unshare --map-root-user --mount bash -euc '
    folder=$(mktemp -d)
    mount -t tmpfs -o size="$0" tmpfs "$folder"
    GONGKAI_TEST_SMALL_DISK=$folder "$@"
    umount "$folder"
    rmdir "$folder"
' "$size" "$@"
