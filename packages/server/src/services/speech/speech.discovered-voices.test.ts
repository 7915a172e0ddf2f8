import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { speak } from "./testing/speech-server.ts";
import { answering, StubServer } from "./testing/stub-server.ts";
import { tonePcm, wavOf } from "./testing/vendor-sounds.ts";
import { WholeServer } from "./testing/whole-server.ts";

interface ListedVoice {
  readonly id: number;
  readonly voice_name: string;
  readonly language_tag: string;
  readonly description: string;
}

const kokoro = (...ids: readonly string[]) =>
  answering({ voices: ids.map((id) => ({ id, name: id })) }, { type: "application/json" });
const listed = async (server: WholeServer): Promise<readonly ListedVoice[]> =>
  (await (await fetch(server.url("/list-voices"))).json()) as ListedVoice[];
const numbers = (voices: readonly ListedVoice[]) => voices.map(({ id, voice_name: name }) => [name, id]);

it("Voices that a server lists have numbers that stay, speak their language, and are known while the server is not running", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "headway-voices-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  await using stub = await StubServer.start();
  const env = {
    HEADWAY_PROVIDERS: JSON.stringify([
      { name: "kokoro", type: "openai", model: "kokoro", base_url: `${stub.url}/v1` },
    ]),
    HEADWAY_SPEECH: "kokoro",
  };

  // Not running when this server starts: it starts nevertheless, with the names that every such server knows.
  stub.answer = answering("Bad Gateway", { status: 502 });
  {
    await using server = await WholeServer.start(env, dataDir);
    expect((await listed(server)).map(({ voice_name: name }) => name)).toContain("Alloy");
  }

  stub.answer = (response, request) => {
    const isList = request.path.startsWith("/v1/audio/voices");
    if (request.method === "POST") answering(wavOf(tonePcm(1)))(response, request);
    else (isList ? kokoro("af_bella", "ef_dora") : answering({}, { status: 404 }))(response, request);
  };
  let known: readonly ListedVoice[] = [];
  {
    await using server = await WholeServer.start(env, dataDir);
    known = await listed(server);
    expect(known.map(({ voice_name: name, language_tag: tag }) => [name, tag])).toEqual([
      ["Bella", "en-us"],
      ["Dora", "es-es"],
    ]);
    const dora = known.find(({ voice_name: name }) => name === "Dora");
    const text = "La casa es grande.";
    const task = await speak(server, "tts", { text, voice_id: dora?.id, language: 54 });
    expect(task).toMatchObject({ status: "SUCCESS" });
    const spoken = stub.asked.filter(({ method }) => method === "POST");
    expect(spoken.map(({ body }) => JSON.parse(body.toString()) as unknown)).toMatchObject([
      { model: "kokoro", voice: "ef_dora", input: text },
    ]);
  }

  stub.answer = (response) => void response.destroy();
  {
    await using server = await WholeServer.start(env, dataDir);
    expect(numbers(await listed(server))).toEqual(numbers(known));
  }

  // Others have come: the numbers of those that stayed are the same.
  stub.answer = (response, request) =>
    (request.path.startsWith("/v1/audio/voices") ? kokoro("bf_alice", "ef_dora") : answering({}, { status: 404 }))(
      response,
      request,
    );
  await using server = await WholeServer.start(env, dataDir);
  const now = new Map(numbers(await listed(server)) as [string, number][]);
  const before = new Map(numbers(known) as [string, number][]);
  expect([...now.keys()].toSorted()).toEqual(["Alice", "Dora"]);
  expect(now.get("Dora")).toBe(before.get("Dora"));
  expect([...before.values()]).not.toContain(now.get("Alice"));
}, 60_000);
