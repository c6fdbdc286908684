#!/usr/bin/env bash
# A Debian package of a program that was built, with what it needs to run as a service.
#
#   cargo build --release --locked --features full
#   packaging/build-deb.sh target/release/gongkai OUT
#
# Needs dpkg-deb, which every Debian has. Prints the path of the package.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(realpath "$1")
out=$(realpath "$2")
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
arch=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 0755 "$root"

install -D -m 0755 "$program" "$root/usr/bin/gongkai"
install -D -m 0644 packaging/systemd/gongkai.service "$root/lib/systemd/system/gongkai.service"
install -D -m 0640 packaging/debian/gongkai.toml "$root/etc/gongkai/gongkai.toml"
for file in README.md README.zh-CN.md CHANGELOG.md docs/operations.md; do
    install -D -m 0644 "$file" "$root/usr/share/doc/gongkai/$(basename "$file")"
done
install -D -m 0644 LICENSE "$root/usr/share/doc/gongkai/copyright"

install -d "$root/DEBIAN"
size=$(du -k -s "$root" | cut -f 1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$size/" packaging/debian/control >"$root/DEBIAN/control"
install -m 0755 packaging/debian/postinst packaging/debian/prerm "$root/DEBIAN/"
echo /etc/gongkai/gongkai.toml >"$root/DEBIAN/conffiles"

package="$out/gongkai_${version}_${arch}.deb"
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
# The configuration may hold addresses with passwords.
contents=$(dpkg-deb --contents "$package")
grep -q -- '-rw-r----- root/root .* ./etc/gongkai/gongkai.toml' <<<"$contents"
grep -q -- '-rwxr-xr-x root/root .* ./usr/bin/gongkai' <<<"$contents"
echo "$package"
