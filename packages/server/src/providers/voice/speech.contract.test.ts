import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { testSpeech } from "@headway-jobs/ports/testing/speech";
import { afterAll, beforeAll } from "vitest";
import { deepgramSpeech } from "./deepgram-speech.ts";
import { elevenlabsSpeech } from "./elevenlabs-speech.ts";
import { espeakSpeech } from "./espeak.ts";
import { fliteSpeech } from "./flite.ts";
import { openaiSpeech } from "./openai-speech.ts";
import { oneVoice } from "./testing/one-voice.ts";

const ENGLISH = { language: "en-us", text: "This is one sentence." };

let server: Server;
beforeAll(async () => {
  const { audio } = await fliteSpeech().model.doGenerate({ text: "hello there" });
  server = createServer((request, response) => {
    const isRaw = request.url?.includes("output_format=pcm") === true;
    const body = isRaw ? audio.slice(44) : audio;
    request
      .resume()
      .on("end", () => response.writeHead(200, { "content-type": isRaw ? "audio/pcm" : "audio/wav" }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

testSpeech("flite", async () => ({ speech: fliteSpeech(), ...ENGLISH }));
testSpeech("espeak-ng", async () => ({ speech: espeakSpeech(), ...ENGLISH }));
testSpeech("flite with espeak-ng", async () => ({ speech: oneVoice(undefined), ...ENGLISH }));
testSpeech("a speech model behind OpenAI's API", async () => ({
  speech: openaiSpeech("tts-1", {
    OPENAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    OPENAI_API_KEY: "sk-test",
  }),
  ...ENGLISH,
}));
const own = (): Record<string, string> => ({
  HEADWAY_SPEECH_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
});
testSpeech("ElevenLabs", async () => ({ speech: elevenlabsSpeech("eleven_multilingual_v2", own()), ...ENGLISH }));
testSpeech("ElevenLabs with own voices", async () => ({
  speech: elevenlabsSpeech("eleven_flash_v2_5@abcDEF123,xyz789", own()),
  ...ENGLISH,
}));
testSpeech("Deepgram", async () => ({ speech: deepgramSpeech("aura-2", own()), ...ENGLISH }));
