#!/usr/bin/env bash
# Run a built image and prove that it works: scripts/verify-image.sh [TAG]
#
# Inside, without a network and on a read-only file system: versions, no CUDA, what was slimmed away,
# the models load, a policy is ingested, a question is answered with the right page (scripts/verify.py).
# Outside: the served app turns healthy, shows nothing without the password, and ends cleanly on
# SIGTERM; a data folder that it may not write is called so. DOCKER names another command, as podman.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=${1:-intelliclaim}
docker=${DOCKER:-docker}
port=18501
address=http://127.0.0.1:$port
fail() {
    echo "verify-image: $*" >&2
    exit 1
}

name=verify-intelliclaim-$$
clean_up() {
    $docker rm --force --volumes "$name" >/dev/null 2>&1 || true
    $docker volume rm "$name" >/dev/null 2>&1 || true
    rm -f "/tmp/$name"
}
trap clean_up EXIT

# /data is a new volume: that user 10001 may write there is part of the proof.
$docker run --rm --network none --read-only --volume "$PWD/scripts/verify.py:/app/verify.py:ro" "$tag" python verify.py

$docker run --rm --network none --user 0 --entrypoint sh --volume "$name:/data" "$tag" \
    -c 'touch /data/kept && chown -R 0:0 /data'
if $docker run --rm --network none --volume "$name:/data" "$tag" true 2>"/tmp/$name"; then
    fail "it started over a data folder that it may not write"
fi
grep --quiet "cannot write the data folder" "/tmp/$name" || fail "it does not say why it ended: $(cat "/tmp/$name")"
$docker run --rm --network none --user 0 --volume "$name:/data" "$tag" \
    sh -c 'test "$(id -u)" = 10001 && test -w /data/kept && touch /data/mine' ||
    fail "started as root, it did not take the data folder over"
echo "the data folder is taken over, or called unwritable"

$docker run --detach --name "$name" --read-only --publish "127.0.0.1:$port:$port" \
    --env PORT=$port --env INTELLICLAIM_PASSWORD=verify "$tag" >/dev/null
for _ in $(seq 120); do
    curl --silent --fail "$address/_stcore/health" >/dev/null && break
    sleep 0.5
done
curl --silent --fail "$address/_stcore/health" >/dev/null || fail "not healthy after a minute: $($docker logs "$name" 2>&1)"
echo "healthy"
for path in / /_stcore/metrics /_stcore/host-config /media/x.png; do
    status=$(curl --silent --output /dev/null --write-out '%{http_code}' "$address$path")
    test "$status" = 401 || fail "$path answers $status without the password"
done
echo "nothing is shown without the password"
$docker stop --time 30 "$name" >/dev/null
status=$($docker inspect --format '{{.State.ExitCode}}' "$name")
test "$status" = 0 || fail "SIGTERM ended it with $status"
echo "ended cleanly on SIGTERM"
