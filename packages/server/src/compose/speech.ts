import { randomUUID } from "node:crypto";
import type { Engine } from "@headway-jobs/engine";
import { z } from "zod";
import { splitSentences } from "../providers/voice/sentences.ts";
import { type AllotNumber, listedVoice, voiceCatalogue } from "../providers/voice/voice-catalogue.ts";
import type { SpeechSet } from "../providers/voice/speech-set.ts";
import type { VoiceMemory } from "../providers/voice-memory.ts";
import type { SpeechPorts } from "../services/speech/ports.ts";
import { speechService } from "../services/speech/service.ts";
import type { Compose } from "./compose.ts";

export const composeSpeech: Compose = ({ config, providers: { speech, translation, voiceMemory }, engine }) => {
  voiceMemory.keepIn(voicesIn(engine));
  return speechService(
    {
      voices: voiceCatalogue(speech, { allot: allotIn(engine) }),
      listed: listedVoice,
      translation,
      split: splitSentences,
      voiceOrder: (voice, language) => speech.order(voice, language),
      speak: speakOneSentence(speech),
      newTaskId: () => randomUUID(),
    },
    { timeLimitMs: config.speechTimeLimitMs, concurrency: config.speechConcurrency },
  );
};

/** The owner of what belongs to the deployment; no key can be made for a name with a colon. */
const DEPLOYMENT = "headway:deployment";

/** Numbers of voices from the store, which gives each name a document of its own, whichever node asks first. */
function allotIn({ documents }: Pick<Engine, "documents">): AllotNumber {
  const known = new Map<string, Promise<number>>();
  const allot = async (name: string): Promise<number> => {
    const content = { summary: {}, value: {} };
    return (await documents.ensure(DEPLOYMENT, "voice-numbers", name, content)).id;
  };
  return (name) => {
    const number = known.get(name) ?? allot(name);
    known.set(name, number);
    number.catch(() => known.delete(name));
    return number;
  };
}

const keptVoices = z.object({
  voices: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      language: z.string(),
      gender: z.enum(["male", "female", "neutral"]),
      maker: z.string(),
    }),
  ),
});

/** The voices that servers listed, in the store: every node knows them, also while the server does not run. */
function voicesIn({ documents }: Pick<Engine, "documents">): VoiceMemory {
  const collection = "listed-voices";
  return {
    async read(key) {
      const kept = await documents.findNamed(DEPLOYMENT, collection, key);
      return keptVoices.safeParse(kept?.value).data?.voices ?? null;
    },
    async write(key, voices) {
      const content = { summary: {}, value: { voices: voices.map((voice) => ({ ...voice })) } };
      const { id } = await documents.ensure(DEPLOYMENT, collection, key, content);
      await documents.change(DEPLOYMENT, collection, id, () => content);
    },
  };
}

function speakOneSentence(voices: SpeechSet): SpeechPorts["speak"] {
  return async ({ text, voice, ...request }) => {
    const { speakSentences } = await import("../providers/voice/speak-sentences.ts");
    const { speech, voice: own } = await voices.choose(voice, request.language);
    const sentences = [{ text, endsParagraph: false }];
    const spoken = await speakSentences({
      speech,
      sentences,
      ...request,
      ...(own === undefined ? {} : { voice: own }),
    });
    const [{ file, samples } = { file: "", samples: 0 }] = spoken.sentences;
    return { file, samples, warnings: spoken.warnings };
  };
}
