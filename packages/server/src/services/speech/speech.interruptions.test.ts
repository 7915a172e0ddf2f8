import type { JobEventResource } from "@headway-jobs/contract";
import { afterEach, describe, expect, it } from "vitest";
import { TestServer } from "../video/testing/server.ts";
import { poll, submit } from "./testing/speech-server.ts";

const SENTENCES = 200;
const text = Array.from({ length: SENTENCES }, (_, index) => `Letter ${index + 1}.`).join(" ");
const request = { text, voice_id: 205401, source_language: 1, target_language: 54 };

let server: TestServer;
afterEach(() => server.dispose());

describe("a server that is killed while it speaks 200 sentences", () => {
  it("continues at the first unfinished one, and speaks nothing twice", async () => {
    server = await TestServer.start();
    const { task_id: taskId, job_id: jobId } = await submit(server, "translated-tts", request);
    const seen: JobEventResource[] = [];
    for (const [type, count] of [
      ["speech.sentence.translated", 1],
      ["speech.sentence.spoken", 40],
      ["speech.sentence.spoken", 120],
    ] as const) {
      for await (const event of server.events(jobId, seen.at(-1)?.seq ?? 0)) {
        seen.push(event);
        if (seen.filter((one) => one.type === type).length >= count) break;
      }
      await server.kill();
      await server.boot();
    }
    for await (const event of server.events(jobId, seen.at(-1)?.seq ?? 0)) seen.push(event);

    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
    expect(seen.at(-1)?.type).toBe("job.completed");
    const numbers = (type: string) =>
      seen.flatMap((event) => (event.type === type ? [Number(event["sentence"])] : [])).toSorted((a, b) => a - b);
    const every = Array.from({ length: SENTENCES }, (_, index) => index + 1);
    expect(numbers("speech.sentence.translated")).toEqual(every);
    expect(numbers("speech.sentence.spoken")).toEqual(every);
    const percents = seen.flatMap(({ progress }) => (typeof progress === "number" ? [progress] : []));
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect((await poll(server, "translated-tts", taskId)).status).toMatchObject({ status: "SUCCESS" });
    await expect.poll(() => server.files("scratch")).toEqual([]);
  }, 300_000);

  it("leaves no scratch file of a cancelled task and shows no half-made sound", async () => {
    server = await TestServer.start();
    const { job_id: jobId } = await submit(server, "translated-tts", request);
    for await (const event of server.events(jobId)) if (event.type === "speech.sentence.spoken") break;
    expect((await server.post(`/v1/jobs/${jobId}/cancel`, {})).status).toBe(200);
    await expect.poll(() => server.files("scratch"), { timeout: 10_000 }).toEqual([]);
    // Results of finished steps are kept with the job, so that it can be run again from there; its owner sees none of them.
    expect(await server.artifacts(jobId)).toEqual([]);
  }, 60_000);
});
