import { type Language, speechLanguageSchema, speechVoiceSchema } from "@headway-jobs/contract";
import { z } from "zod";
import type { Route } from "../../../service-kit/service.ts";
import { offeredSources, offeredTargets } from "../offered-languages.ts";
import type { SpeechPorts } from "../ports.ts";
import { SPEECH_TAG } from "./tasks.ts";
import { json } from "../../../service-kit/replies.ts";

/** Languages and voices: only what this deployment can really do. */
export function listRoutes(ports: SpeechPorts): readonly Route[] {
  return [
    languages("source", "Languages that can be translated from", () => offeredSources(ports)),
    languages("target", "Languages that can be translated into and spoken", () => offeredTargets(ports)),
    {
      method: "GET",
      path: "/list-voices",
      summary: "Voices that can speak here; an id always means the same voice",
      tag: SPEECH_TAG,
      responses: { 200: { description: "The voices.", schema: z.array(speechVoiceSchema) } },
      validation: "fields",
      handle: async () => json((await ports.voices.voices()).map(ports.listed)),
    },
  ];
}

function languages(which: "source" | "target", summary: string, offered: () => Promise<readonly Language[]>): Route {
  return {
    method: "GET",
    path: `/${which}-languages`,
    summary,
    tag: SPEECH_TAG,
    responses: { 200: { description: "The languages.", schema: z.array(speechLanguageSchema) } },
    validation: "fields",
    handle: async () => json((await offered()).map(({ id, tag, name }) => ({ id, language: name, short_name: tag }))),
  };
}
