#!/usr/bin/env bash
# Build the image, prove that it works and that it is small enough: scripts/build-image.sh [TAG]
set -euo pipefail
cd "$(dirname "$0")/.."
tag=${1:-intelliclaim}
docker build --tag "$tag" .
scripts/verify-image.sh "$tag"
scripts/check-image-size "$tag"
