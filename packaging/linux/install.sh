#!/bin/sh
# Puts Counterbook into your own folders (~/.local), or takes it away again:
#     sh install.sh             install, or replace the version that is there
#     sh install.sh --remove    remove; your books stay where they are
# No administrator is needed. / 装到您自己的文件夹里，不需要管理员。加 --remove 则卸载，账本原样留下。
set -eu

name=counterbook
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
prefix=${PREFIX:-$HOME/.local}

# What is there already goes first: an old file must not stay beside the new ones.
remove() {
    rm -rf "${prefix:?}/lib/$name"
    (cd "$here/usr" && find share -type f) | while IFS= read -r file; do
        rm -f "$prefix/$file"
    done
    rm -f "$prefix/bin/$name"
}

tell_system() {
    command -v update-mime-database >/dev/null && update-mime-database "$prefix/share/mime" || true
    command -v update-desktop-database >/dev/null && update-desktop-database -q "$prefix/share/applications" || true
}

case "${1:-}" in
--remove)
    remove
    tell_system
    echo "Counterbook was removed; your books are where they were. / 程序已卸载，账本原样留在原处。"
    ;;
"")
    mkdir -p "$prefix"
    remove
    cp -R "$here/usr/." "$prefix/"
    # A desktop's own search path may lack ~/.local/bin, so the entry names the program by its place.
    entry="$prefix/share/applications/$name.desktop"
    sed "s|^Exec=$name|Exec=\"$prefix/bin/$name\"|; s|^TryExec=$name|TryExec=$prefix/bin/$name|" "$entry" >"$entry.new"
    mv "$entry.new" "$entry"
    tell_system
    echo "Counterbook is installed; start it by $prefix/bin/$name. / 已装好，可从应用菜单打开。"
    ;;
*)
    sed -n '2,5s/^# *//p' "$0"
    exit 2
    ;;
esac
