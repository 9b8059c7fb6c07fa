#!/bin/sh
# The container's first start on an empty volume begins with the index that came with the image.
set -eu
if [ ! -e "$GUSU_STORE/CURRENT" ]; then
    # Copied beside its place and moved there whole: a start that is killed leaves nothing that looks like a store.
    rm -rf "$GUSU_STORE.new"
    cp -R /usr/share/gusu/store "$GUSU_STORE.new"
    # What stands there without a CURRENT is no store. It is kept all the same: it may be somebody's.
    if [ -e "$GUSU_STORE" ]; then mv "$GUSU_STORE" "$GUSU_STORE.unfinished.$(date +%s)"; fi
    mv "$GUSU_STORE.new" "$GUSU_STORE"
fi
exec gusu "$@"
