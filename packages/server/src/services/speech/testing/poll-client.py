"""A client as the seed's advice has it: waits longer first and shorter as the task goes on, gives up in time, survives a lost connection."""
import sys
import time

import requests

base, out = sys.argv[1], sys.argv[2]
session = requests.Session()
session.headers["x-api-key"] = "sk_" + "0" * 32

created = session.post(
    f"{base}/translated-tts",
    json={"text": "The museum opens at nine.", "voice_id": 205402, "source_language": 1, "target_language": 54},
    timeout=30,
)
created.raise_for_status()
task_id = created.json()["task_id"]

interval, deadline = 2.0, time.monotonic() + 120
while time.monotonic() < deadline:
    try:
        task = session.get(f"{base}/translated-tts/{task_id}", timeout=10).json()
    except requests.ConnectionError:
        task = {"status": "PENDING"}
    if task["status"] != "PENDING":
        break
    time.sleep(interval)
    interval = max(0.5, interval * 0.7)

assert task["status"] == "SUCCESS", task
run_id = task["run_id"]
assert isinstance(run_id, int)

audio = session.get(f"{base}/tts-result/{run_id}", stream=True, timeout=60)
assert audio.headers["Content-Type"] == "audio/flac"
with open(out, "wb") as file:
    for chunk in audio.iter_content(8192):
        file.write(chunk)
print(session.get(f"{base}/translation-result/{run_id}", timeout=10).json()["texts"][0])
