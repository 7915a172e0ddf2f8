import { expect, it } from "vitest";
import { ClientError } from "../src/index.ts";
import { readPersistently } from "../src/react/persistent-read.ts";
import { createWake } from "../src/react/wake.ts";

const failure = (status: number, retryAfterMs?: number): ClientError =>
  new ClientError("No.", { code: `HTTP_${status}`, status, retryAfterMs });

/** A read that fails with these and then yields "job"; its pauses end when the test says so. */
function reading(failures: unknown[]) {
  const stop = new AbortController();
  const wake = createWake();
  const pauses: { readonly ms: number; readonly end: () => void; isCancelled: boolean }[] = [];
  const calls = { reads: 0, retries: 0 };
  const read = async (): Promise<string> => {
    calls.reads += 1;
    if (failures.length > 0) throw failures.shift();
    return "job";
  };
  const result = readPersistently(read, {
    signal: stop.signal,
    wake: wake.wake,
    onRetry: () => (calls.retries += 1),
    time: {
      after(ms, end) {
        const pause = { ms, end, isCancelled: false };
        pauses.push(pause);
        return () => (pause.isCancelled = true);
      },
    },
  });
  return { result, stop, wake, pauses, calls };
}

it("reads again after failures that may pass, each time after a pause, and reports them", async () => {
  const { result, pauses, calls } = reading([failure(503), failure(429, 7_000), failure(0)]);
  for (let count = 1; count <= 3; count += 1) {
    await expect.poll(() => pauses.length).toBe(count);
    expect(calls).toEqual({ reads: count, retries: count });
    pauses.at(-1)?.end();
  }
  expect(await result).toBe("job");
  expect(pauses.map(({ ms }) => ms)).toEqual([2_000, 7_000, 2_000]);
});

it("reads again at once when it is woken", async () => {
  const { result, pauses, wake } = reading([failure(503)]);
  await expect.poll(() => pauses.length).toBe(1);
  wake.reconnect();
  expect(await result).toBe("job");
  expect(pauses[0]?.isCancelled).toBe(true);
});

it("throws a failure that stays, without another attempt", async () => {
  const { result, calls } = reading([failure(404)]);
  await expect(result).rejects.toMatchObject({ status: 404 });
  expect(calls).toEqual({ reads: 1, retries: 0 });
});

it("ends in its pause when it is aborted", async () => {
  const { result, pauses, stop, calls } = reading([failure(503)]);
  await expect.poll(() => pauses.length).toBe(1);
  stop.abort(new Error("unmounted"));
  await expect(result).rejects.toThrow("unmounted");
  expect([calls.reads, pauses[0]?.isCancelled]).toEqual([1, true]);
});
