#!/usr/bin/env bash
# Run a built image and prove that it works: scripts/verify-image.sh [TAG]
#
# Inside, without a network and on a read-only file system: versions, no CUDA, the model loads, a
# policy is ingested, a question is answered with the right page (scripts/verify.py). Outside: the
# served app turns healthy, shows nothing without the password, and ends cleanly on SIGTERM.
# RUN names what runs containers in docker's stead.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=${1:-intelliclaim}
run=${RUN:-docker run --rm}
port=18501
$run --network none --read-only --tmpfs /tmp --tmpfs /data:uid=10001 \
    --volume "$PWD/scripts/verify.py:/verify.py:ro" "$tag" python /verify.py

name=verify-intelliclaim-$$
$run --name "$name" --publish "127.0.0.1:$port:$port" --env PORT=$port --env INTELLICLAIM_PASSWORD=verify "$tag" &
server=$!
trap 'docker kill "$name" >/dev/null 2>&1 || true' EXIT
for _ in $(seq 60); do
    curl --silent --fail "http://127.0.0.1:$port/_stcore/health" >/dev/null && break
    sleep 1
done
curl --silent --fail "http://127.0.0.1:$port/_stcore/health" && echo "  healthy"
status=$(curl --silent --output /dev/null --write-out '%{http_code}' "http://127.0.0.1:$port/")
test "$status" = 401 && echo "nothing is shown without the password"
docker stop --time 30 "$name" >/dev/null
wait "$server" && echo "ended cleanly on SIGTERM"
trap - EXIT
