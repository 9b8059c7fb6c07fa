#!/bin/sh
# The container's first start on an empty volume begins with the index that came with the image.
set -eu
if [ ! -e "$GUSU_STORE/CURRENT" ]; then
    mkdir -p "$GUSU_STORE"
    cp -R /usr/share/gusu/store/. "$GUSU_STORE/"
fi
exec gusu "$@"
