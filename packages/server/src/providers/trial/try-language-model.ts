import type { LanguageModelV4 } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import type { ToolTurn } from "@headway-jobs/ports/language-model";
import { z } from "zod";
import { structuredModel } from "../llm/structured.ts";
import { toolModel } from "../llm/tool-model.ts";
import { toProviderError } from "../provider-error.ts";
import type { Answer } from "./trial.ts";

/** One word, one call of a function, one JSON object. A repeated request, where a server refuses a part of it, is not counted. */
export const LANGUAGE_MODEL_REQUESTS = 3;

/** Asks for one word, for a function call (as edits of documents need it) and for a JSON object (as all other jobs do). */
export async function tryLanguageModel(model: LanguageModelV4, signal: AbortSignal): Promise<Answer> {
  const word = await askWord(model, signal);
  const abilities = [
    { name: "function call", tried: await attempt(model, signal, () => askCall(model, signal)) },
    { name: "JSON object", tried: await attempt(model, signal, () => askObject(model, signal)) },
  ];
  const said = [
    `“${word}”`,
    ...abilities.map(({ name, tried }) => `${name}: ${tried instanceof HeadwayError ? "no" : tried}`),
  ].join(" · ");
  const failed = abilities.find(({ tried }) => tried instanceof HeadwayError);
  if (!(failed?.tried instanceof HeadwayError)) return { said };
  const { code, message } = failed.tried;
  return { said: `${said}.`, failure: new HeadwayError(code, `${failed.name}: ${message}`, { cause: failed.tried }) };
}

const SYSTEM = "You answer questions about colours, as briefly as possible.";
const LONGEST_SHOWN = 60;

async function askWord(model: LanguageModelV4, signal: AbortSignal): Promise<string> {
  const text = "Which colour has a clear sky at noon? Answer with one word.";
  const turn = await toolModel(model).take({ system: SYSTEM, messages: [{ role: "user", text }], tools: [], signal });
  const word = turn.text.trim().replaceAll(/\s+/gu, " ");
  if (word === "") throw new HeadwayError("PROVIDER_BAD_ANSWER", "The language model answered with nothing.");
  return word.length > LONGEST_SHOWN ? `${word.slice(0, LONGEST_SHOWN - 1)}…` : word;
}

const colour = z.object({ colour: z.string().min(1) });

async function askCall(model: LanguageModelV4, signal: AbortSignal): Promise<string> {
  const turn = await toolModel(model).take({
    system: SYSTEM,
    messages: [{ role: "user", text: "Call note_colour with the colour of a clear sky at noon." }],
    tools: [{ name: "note_colour", description: "Notes a colour.", parameters: colour }],
    signal,
  });
  return describeCalls(turn);
}

function describeCalls({ calls, text }: ToolTurn): string {
  const call = calls.find(({ name, input }) => name === "note_colour" && colour.safeParse(input).success);
  if (call !== undefined) return call.callId.startsWith("text_") ? "yes, as text" : "yes";
  const instead =
    calls.length > 0 ? "with arguments of another form" : text.trim() === "" ? "with nothing" : "with a text instead";
  throw new HeadwayError("PROVIDER_BAD_ANSWER", `The language model answered ${instead}.`);
}

async function askObject(model: LanguageModelV4, signal: AbortSignal): Promise<string> {
  const prompt = "Which colour has a clear sky at noon?";
  const request = { schema: colour, name: "colour", system: SYSTEM, prompt, maxOutputTokens: 4_000, signal };
  const { warnings } = await structuredModel(model).generate(request);
  return warnings.some((warning) => /repaired/.test(warning)) ? "yes, after a correction" : "yes";
}

/** What a model cannot do is no reason to leave out the rest. */
async function attempt(
  model: LanguageModelV4,
  signal: AbortSignal,
  ask: () => Promise<string>,
): Promise<string | HeadwayError> {
  try {
    return await ask();
  } catch (error) {
    const known = toProviderError(error, { provider: "The language model", name: model.modelId, signal });
    if (known instanceof HeadwayError) return known;
    throw known;
  }
}
