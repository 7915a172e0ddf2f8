import type { ToolCall, ToolMessage, ToolModel } from "@headway-jobs/ports/language-model";
import type { EditRequest } from "@headway-jobs/ports/editor";
import type { Labels } from "./labels.ts";
import { partPrompt, type Place, SYSTEM_PROMPT } from "./prompt.ts";
import { cleanHtml } from "./clean-html.ts";
import { InOrder } from "../../../service-kit/in-order.ts";
import { isQuestion } from "./claims.ts";
import { Outcome, type PartOutcome } from "./part-outcome.ts";
import { EDITING_TOOLS, type Reading, readCall, type ToolContext } from "./tools.ts";

/** Turns of one part, also when each brings a new change. */
const MAX_TURNS = 24;
/** Turns in a row without a new change, after which the model is stopped. */
const MAX_IDLE_TURNS = 2;
const TOLD_CHARS = 60;

/**
 * One conversation about one part: the model calls until it has answered or calls no more. A call that cannot be used is sent back once with what is wrong;
 * one that still cannot is left out, with a warning. Without progress the conversation ends after at most three turns.
 */
export async function workPart(
  model: ToolModel,
  request: EditRequest,
  labels: Labels,
  place: Place,
): Promise<PartOutcome> {
  const context: ToolContext = { document: request.document, labels, clean: cleanHtml };
  await request.tell(place.count === 1 ? "Reading the document" : `Reading part ${place.number} of ${place.count}`);
  const messages: ToolMessage[] = [{ role: "user", text: partPrompt(request, labels, place) }];
  const outcome = new Outcome();
  let idleTurns = 0;
  for (let turns = 1; ; turns += 1) {
    const { turn, readings } = await takeTurn(model, request, { context, messages });
    const { hasProgress, hasProblems, isStubborn } = outcome.add(turn, readings);
    const isClaim = turn.calls.length === 0 && outcome.isEmpty && !isQuestion(request.message);
    const isOpen = hasProblems || turn.cutOff || isClaim || (turn.calls.length > 0 && !outcome.isAnswered);
    if (!isOpen) break;
    idleTurns = hasProgress ? 0 : idleTurns + 1;
    if (isStubborn || idleTurns >= MAX_IDLE_TURNS || turns >= MAX_TURNS) {
      outcome.stop(turns);
      break;
    }
    messages.push({ role: "assistant", text: turn.text, calls: turn.calls }, ...replies(turn, readings));
  }
  return outcome.result(model.name);
}

async function takeTurn(
  model: ToolModel,
  request: EditRequest,
  { context, messages }: { readonly context: ToolContext; readonly messages: readonly ToolMessage[] },
) {
  const sentences = new InOrder<ToolCall>((call) => tellOf(request, readCall(call, context)));
  let calls = 0;
  const turn = await model.take({
    system: SYSTEM_PROMPT,
    messages,
    tools: EDITING_TOOLS,
    signal: request.signal,
    onCall: (call) => {
      if (!sentences.hasFailed) sentences.put(calls++, call);
    },
  });
  await sentences.finished();
  return { turn, readings: turn.calls.map((call) => readCall(call, context)) };
}

async function tellOf({ document, tell }: EditRequest, reading: Reading): Promise<void> {
  if (reading.kind !== "proposal") return;
  const { proposal } = reading;
  const place = proposal.operation === "create" ? proposal.insertAfterChunkId : proposal.chunkId;
  const text = place === null ? "" : (document.find(place)?.text ?? "");
  const shown = text.length <= TOLD_CHARS ? text : `${text.slice(0, TOLD_CHARS).trimEnd()}…`;
  switch (proposal.operation) {
    case "edit":
      return tell(`Rewriting “${shown}”`);
    case "delete":
      return tell(`Removing “${shown}”`);
    case "create":
      return tell(shown === "" ? "Adding to the document’s beginning" : `Adding after “${shown}”`);
  }
}

const NOTHING_CALLED =
  "You called no function, so nothing in the document has changed. If the message asks for a change, call edit_chunk, create_chunk or delete_chunk now. " +
  "If it does not, or you cannot do it, call answer and say so; do not say that something was changed.";

function replies(
  turn: { readonly calls: readonly ToolCall[]; readonly cutOff: boolean },
  readings: readonly Reading[],
): readonly ToolMessage[] {
  const { calls, cutOff } = turn;
  if (calls.length === 0)
    return [{ role: "user", text: cutOff ? "You were cut off. Continue where you stopped." : NOTHING_CALLED }];
  const results = calls.map(({ callId, name }, index) => {
    const reading = readings[index];
    return { callId, name, text: reading?.kind === "problem" ? `Not accepted: ${reading.problem}` : "Noted." };
  });
  return [{ role: "tool", results }];
}
