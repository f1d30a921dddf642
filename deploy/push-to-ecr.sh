#!/usr/bin/env bash
# Push the built image to Amazon ECR and roll the ECS service over to it.
#
#     REGION=eu-west-1 ACCOUNT=123456789012 deploy/push-to-ecr.sh [IMAGE]
#
# Once before: `aws ecr create-repository --repository-name intelliclaim`, the secret
# `intelliclaim-password`, an EFS access point for user and group 10001, and a service made from
# deploy/task-definition.json (its capitals filled in) with ONE task and, as two processes may not
# share a data folder, minimumHealthyPercent=0 and maximumPercent=100.
set -euo pipefail
image=${1:-intelliclaim}
registry=${ACCOUNT:?}.dkr.ecr.${REGION:?}.amazonaws.com
aws ecr get-login-password --region "$REGION" | docker login --username AWS --password-stdin "$registry"
docker tag "$image" "$registry/intelliclaim:latest"
docker push "$registry/intelliclaim:latest"
aws ecs update-service --region "$REGION" --cluster "${CLUSTER:-default}" \
    --service "${SERVICE:-intelliclaim}" --force-new-deployment
