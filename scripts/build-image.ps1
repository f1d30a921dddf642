# Build the image, prove that it works and that it is small enough: scripts\build-image.ps1 [TAG]
param([string]$Tag = "intelliclaim")
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")
docker build --tag $Tag .
if ($LASTEXITCODE) { exit $LASTEXITCODE }
docker run --rm --network none --entrypoint python --volume "${PWD}\scripts\verify.py:/app/verify.py:ro" $Tag verify.py
if ($LASTEXITCODE) { exit $LASTEXITCODE }
python scripts\check-image-size $Tag
exit $LASTEXITCODE
