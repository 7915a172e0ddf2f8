import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openaiTranscription } from "./openai-transcription.ts";
import { RecogniserStub } from "./recogniser-stub.testing.ts";

let stub: RecogniserStub;
beforeAll(async () => {
  stub = await RecogniserStub.start();
});
beforeEach(() => {
  stub.asked.length = 0;
});
afterAll(() => stub[Symbol.asyncDispose]());

const segment = (text: string, start: number) => ({ text, start, end: start + 1 });

/** `verbose_json+` with the granularities. */
const forms = () =>
  stub.asked.map(({ form }) => {
    const asked = form.get("response_format");
    return `${typeof asked === "string" ? asked : ""}${form.has("timestamp_granularities[]") ? "+" : ""}`;
  });

/** Noise with a second of silence at these places. */
function noise(lengthS: number, ...quietAtS: readonly number[]): Int16Array {
  const samples = Int16Array.from({ length: lengthS * 16_000 }, (_, at) => ((at * 7919) % 2000) - 1000);
  for (const atS of quietAtS) samples.fill(0, atS * 16_000, (atS + 1) * 16_000);
  return samples;
}

const hearLong = async (lengthS: number, ...quietAtS: readonly number[]) => {
  const transcription = openaiTranscription("m", stub.env());
  return [
    transcription,
    await transcription.transcribe({ samples: noise(lengthS, ...quietAtS), urgency: "recording" }),
  ] as const;
};
const times = (segments: readonly { text: string; startS: number; endS: number }[] = []) =>
  segments.map(({ text, startS, endS }) => [text, Math.round(startS), Math.round(endS)]);

describe("a server", () => {
  it("that knows no verbose_json is asked for json from then on", async () => {
    // vllm/entrypoints/openai/speech_to_text/speech_to_text.py
    stub.answer = (response, index) => {
      if (stub.asked[index]?.form.get("response_format") === "verbose_json")
        response
          .writeHead(400)
          .end(
            '{"error":{"message":"Currently do not support verbose_json for Qwen/Qwen3-ASR-1.7B","type":"BadRequestError","code":400}}',
          );
      else response.writeHead(200).end('{"text":"ask not","usage":{"type":"duration","seconds":1}}');
    };
    const transcription = openaiTranscription("m", stub.env());
    const sound = { samples: new Int16Array(16_000), urgency: "recording" as const };
    for (let call = 0; call < 2; call += 1) {
      expect((await transcription.transcribe(sound))?.segments).toMatchObject([{ text: "ask not" }]);
    }
    expect(forms()).toEqual(["verbose_json+", "verbose_json", "json", "json"]);
  });

  it("that knows no times of words is asked for those of segments", async () => {
    stub.answer = (response, index) => {
      if (stub.asked[index]?.form.has("timestamp_granularities[]"))
        response.writeHead(422).end('{"detail":"timestamp_granularities: word is not supported"}');
      else response.writeHead(200).end(JSON.stringify({ text: "Hi.", segments: [segment("Hi.", 0)] }));
    };
    const transcription = openaiTranscription("m", stub.env());
    const result = await transcription.transcribe({ samples: noise(30), urgency: "recording" });
    expect(result?.segments).toMatchObject([{ text: "Hi.", startS: 0, endS: 1 }]);
    expect(forms()).toEqual(["verbose_json+", "verbose_json"]);
  });

  it("that refuses two requests at once gets both in the form that it knows", async () => {
    const refused = Promise.withResolvers<undefined>();
    stub.answer = (response, index) => {
      if (index === 1) refused.resolve(undefined);
      const isVerbose = stub.asked[index]?.form.get("response_format") === "verbose_json";
      const reply = () => {
        if (isVerbose) response.writeHead(400).end('{"message":"response_format verbose_json is not compatible"}');
        else response.writeHead(200).end('{"text":"ask not"}');
      };
      // Both are on their way before the first is refused.
      void refused.promise.then(reply);
    };
    const transcription = openaiTranscription("m", stub.env());
    const sound = { samples: new Int16Array(16_000), urgency: "recording" as const };
    const both = await Promise.all([transcription.transcribe(sound), transcription.transcribe(sound)]);
    expect(both.map((one) => one?.segments.map(({ text }) => text))).toEqual([["ask not"], ["ask not"]]);
  });
});

describe("a long recording", () => {
  it.each<[string, (index: number) => { status?: number; body: string }, readonly string[]]>([
    [
      "refuses verbose_json",
      (index) =>
        stub.asked[index]?.form.get("response_format") === "verbose_json"
          ? { status: 400, body: '{"error":{"message":"Currently do not support verbose_json for m"}}' }
          : { body: JSON.stringify({ text: `part ${index - 2}` }) },
      ["verbose_json+", "verbose_json", "json", "json", "json"],
    ],
    [
      "answers with text whatever it is asked",
      (index) => ({ body: `part ${index - 1}\n` }),
      ["verbose_json+", "json", "json", "json"],
    ],
    [
      "gives segments without times",
      (index) => ({ body: JSON.stringify({ text: "", segments: [{ text: `part ${index - 1}`, start: null }] }) }),
      ["verbose_json+", "json", "json", "json"],
    ],
  ])("is sent in parts that end where it is quiet, where the server %s", async (_what, reply, expected) => {
    stub.answer = (response, index) => {
      const { status = 200, body } = reply(index);
      response.writeHead(status).end(body);
    };
    const [transcription, result] = await hearLong(45, 15, 31);
    expect(times(result?.segments)).toEqual([
      ["part 0", 0, 15],
      ["part 1", 15, 31],
      ["part 2", 31, 45],
    ]);
    expect(forms()).toEqual(expected);
    stub.asked.length = 0;
    await transcription.transcribe({ samples: noise(45, 15, 31), urgency: "recording" });
    expect(forms()).toEqual(["json", "json", "json"]);
  });

  it("is sent whole again after one text without times, where the server otherwise gives them", async () => {
    stub.answer = (response, index) =>
      response.writeHead(200).end(JSON.stringify(index === 1 ? { text: "la la" } : { segments: [segment("Hi.", 40)] }));
    const [transcription] = await hearLong(45, 15, 31);
    for (let call = 0; call < 2; call += 1)
      await transcription.transcribe({ samples: noise(45, 15, 31), urgency: "recording" });
    expect(new Set(forms())).toEqual(new Set(["verbose_json+"]));
  });

  it("is sent in parts at once to a model that is known to give no times", async () => {
    stub.answer = (response, index) => response.writeHead(200).end(JSON.stringify({ text: `part ${index}` }));
    const transcription = openaiTranscription("gpt-4o-transcribe", stub.env());
    const result = await transcription.transcribe({ samples: noise(45, 15, 31), urgency: "recording" });
    expect(times(result?.segments).map(([, start]) => start)).toEqual([0, 15, 31]);
    expect(forms()).toEqual(["json", "json", "json"]);
  });
});
