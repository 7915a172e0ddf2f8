#!/usr/bin/env bash
# Makes a narrated video with nothing but curl: submit, watch the stream, fetch the file.
# Usage: examples/video/watch.sh ["Topic"]      Address by HEADWAY_URL (http://127.0.0.1:8787), key by HEADWAY_API_KEY.
set -euo pipefail
topic=${1:-Introduction to Machine Learning}
base=${HEADWAY_URL:-http://127.0.0.1:8787}
auth=(-H "x-api-key: ${HEADWAY_API_KEY:-none}")

job_id=$(curl -fsS "${auth[@]}" -H 'Content-Type: application/json' -H 'Prefer: respond-async' \
  -d "$(printf '{"topic":"%s"}' "${topic//\"/}")" "$base/api/generate" | sed -E 's/.*"job_id":"([^"]+)".*/\1/')
echo "job: $job_id"

# -N turns curl's buffering off; the server ends the stream after the `done` frame.
curl -NsS "${auth[@]}" "$base/api/progress/$job_id" | sed -un 's/^data: //p'

file=$(curl -fsS "${auth[@]}" "$base/v1/jobs/$job_id" | sed -E 's/.*"video_filename":"([^"]+)".*/\1/')
curl -fsS "${auth[@]}" -o "$file" "$base/api/video/$file"
echo "video: $file"
