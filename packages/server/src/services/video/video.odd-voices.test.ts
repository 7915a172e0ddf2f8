import { expect, it } from "vitest";
import { ended } from "../speech/testing/speech-server.ts";
import { answering, StubServer } from "../speech/testing/stub-server.ts";
import { tonePcm, wavOf } from "../speech/testing/vendor-sounds.ts";
import { WholeServer } from "../speech/testing/whole-server.ts";

const CUT_ONCE = "It was built of white stone in eighteen hundred and ten.";
const CUT_ALWAYS = "Nobody had expected the tower to stand for so long.";
const SOURCE = [
  "# The lighthouse",
  `The lighthouse stands on a rock in the open sea. ${CUT_ONCE} A keeper and his family lived there for many years.`,
  "## The light",
  `The first lamp burned the oil of whales and seals. ${CUT_ALWAYS} Today the light turns without any keeper at all.`,
].join("\n\n");

it("A film's slide whose voice was cut off is spoken once more; what is cut off again is named in a warning", async () => {
  await using stub = await StubServer.start();
  const asked: string[] = [];
  const isCut = (text: string): boolean => {
    asked.push(text);
    if (text === CUT_ONCE) return asked.filter((one) => one === CUT_ONCE).length === 1;
    return text === CUT_ALWAYS;
  };
  stub.answer = (response, request) => {
    if (request.method === "GET") {
      response.writeHead(404).end();
      return;
    }
    const { input } = JSON.parse(request.body.toString()) as { input: string };
    const seconds = (0.2 + input.length / 14) * (isCut(input) ? 0.3 : 1);
    answering(wavOf(tonePcm(seconds), { statedBytes: 0xffff_ffff }))(response, request);
  };
  await using server = await WholeServer.start({
    HEADWAY_SPEECH: "openai:tts-1",
    HEADWAY_SPEECH_BASE_URL: `${stub.url}/v1`,
  });
  const input = { topic: "The lighthouse", source: SOURCE, num_slides: 2, size: "854x480", captions: true };
  const submitted = await fetch(server.url("/api/generate"), {
    method: "POST",
    headers: { "Content-Type": "application/json", Prefer: "respond-async" },
    body: JSON.stringify(input),
  });
  expect(submitted.status).toBe(202);
  const { job_id: jobId } = (await submitted.json()) as { job_id: string };
  await ended(server, jobId);
  expect(await server.job(jobId)).toMatchObject({ status: "completed" });
  expect(asked.filter((text) => text === CUT_ONCE)).toHaveLength(2);
  expect(asked.filter((text) => text === CUT_ALWAYS)).toHaveLength(2);
  const warnings = (await server.warnings(jobId)).filter(({ code }) => code === "VOICE_LENGTH");
  expect(warnings).toHaveLength(1);
  expect(warnings[0]?.message).toMatch(/a sentence of slide \d .*Nobody had expected the tower/);
  const response = await fetch(server.url(`/v1/jobs/${jobId}/events`), { headers: { Accept: "application/json" } });
  const { events } = (await response.json()) as { events: { type: string; slide_number?: number }[] };
  const voices = events.filter(({ type }) => type === "video.voice").map(({ slide_number: slide }) => String(slide));
  expect(voices.toSorted()).toEqual(["1", "1", "2", "2"]);
}, 90_000);
