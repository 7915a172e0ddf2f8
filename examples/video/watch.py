"""Makes a narrated video and survives every dropped connection: requests only, cursor by Last-Event-ID.

Usage: python3 examples/video/watch.py ["Topic"]
"""

import json
import os
import sys
import time

import requests

BASE = os.environ.get("HEADWAY_URL", "http://127.0.0.1:8787")
HEADERS = {"x-api-key": os.environ.get("HEADWAY_API_KEY", "none")}


def frames(job_id):
    """Yields the stream's frames once each, in order, across reconnects."""
    cursor = None
    while True:
        headers = dict(HEADERS, **({"Last-Event-ID": cursor} if cursor else {}))
        try:
            with requests.get(f"{BASE}/api/progress/{job_id}", headers=headers, stream=True, timeout=30) as response:
                if response.status_code == 204:
                    return
                response.raise_for_status()
                event_id, data = None, None
                for raw in response.iter_lines():
                    line = raw.decode("utf-8")
                    if line.startswith("id: "):
                        event_id = line[4:]
                    elif line.startswith("data: "):
                        data = line[6:]
                    elif line == "" and data is not None:
                        frame = json.loads(data)
                        yield frame
                        if frame["status"] == "done":
                            return
                        cursor, event_id, data = event_id or cursor, None, None
        except requests.RequestException:
            pass
        time.sleep(1)


def main():
    topic = sys.argv[1] if len(sys.argv) > 1 else "Introduction to Machine Learning"
    reply = requests.post(
        f"{BASE}/api/generate",
        json={"topic": topic},
        headers=dict(HEADERS, Prefer="respond-async"),
        timeout=30,
    )
    reply.raise_for_status()
    job_id = reply.json()["job_id"]
    for frame in frames(job_id):
        print(f"{frame['progress']:3d}%  {frame['status']:<22} {frame['message']}", flush=True)
    job = requests.get(f"{BASE}/v1/jobs/{job_id}", headers=HEADERS, timeout=30).json()
    if job["status"] != "completed":
        sys.exit(f"{job['status']}: {job['error']}")
    name = job["result"]["video_filename"]
    with requests.get(f"{BASE}/api/video/{name}", headers=HEADERS, stream=True, timeout=60) as video, open(name, "wb") as out:
        for block in video.iter_content(1 << 16):
            out.write(block)
    print(name)


if __name__ == "__main__":
    main()
