#!/bin/sh
# The image's entry point: start.sh [COMMAND...]; without a command it serves the app on $PORT.
#
# The server runs as user 10001, never as root. Where the container is started as root, because the
# platform mounts a disk that only root may write, the data folder is handed over first, and root is
# given up for good. Every process is exec'ed, so that the server itself gets SIGTERM.
set -eu
user=10001
data=${INTELLICLAIM_DATA:-/data}
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$data"
    [ "$(stat --format %u "$data")" = $user ] || chown -R $user:$user "$data"
    exec setpriv --reuid $user --regid $user --clear-groups --inh-caps=-all --bounding-set=-all \
        --no-new-privs sh "$0" "$@"
fi
if ! mkdir -p "$data" 2>/dev/null || ! [ -w "$data" ]; then
    echo "intelliclaim: user $(id -u) cannot write the data folder $data" \
        "($(stat --format 'owner %u, mode %A' "$data" 2>/dev/null || echo 'it is not there'))." \
        "Run 'chown -R $(id -u)' on the folder or disk that is mounted there, or start the container" \
        "with '--user 0': it takes the folder over and goes on as user $user." >&2
    exit 1
fi
if ! [ -w /tmp ]; then  # a read-only root file system without a tmpfs: the data folder is the one to write
    export TMPDIR="$data/tmp" HOME="$data/tmp"
    rm -rf "$TMPDIR"
    mkdir "$TMPDIR"
fi
[ $# -eq 0 ] || exec "$@"
exec python -m streamlit run intelliclaim/ui/serve.py --server.port "${PORT:-8501}"
