#!/usr/bin/env bash
# Build the image, prove that it works and that it is small enough: scripts/build-image.sh [TAG]
# MEASURE=1 measures memory at each step too, under a limit of 512 MB (scripts/measure_image.py).
set -euo pipefail
cd "$(dirname "$0")/.."
tag=${1:-intelliclaim}
"${DOCKER:-docker}" build --tag "$tag" .
scripts/verify-image.sh "$tag"
scripts/check-image-size "$tag"
[ -z "${MEASURE:-}" ] || scripts/measure_image.py "$tag"
