import { generatedPage, markdownTable } from "./markdown.ts";
import { ORDER, type Place, PLACES } from "../../packages/server/src/services/conversation/testing/event-order.ts";

const MEANINGS: Readonly<Record<Place, string>> = {
  before: "nothing was sent yet",
  between: "the sound is being read; no speech was recognised yet",
  transcribed: "the words of an utterance were sent; its readings follow at once",
  felt: "its emotion was sent",
  analysed: "all readings of an utterance were sent; its transitions and moments follow",
  summarised: "the summary of the whole conversation was sent",
  completed: "everything was sent but the end",
  done: "ended without error: the stream is closed",
  failed: "ended with an error: `error` was sent, and the stream is closed",
};

const INTRODUCTION = `The streams of \`POST /analyze/stream\`, \`GET /analyze/{conversation_id}/events\` and
\`GET /analyze/live/{session_id}/events\` keep this order. A stream is always at one of these places; \`status\` is distinguished by its \`phase\`.`;

const BESIDES = `Beyond the table:

- \`emotion\` and \`cognitive\` are of the utterance whose \`final_transcript\` came before them.
- Utterances come in the order in which they begin, live in the order in which they end (on a call with two sides somebody may speak into a
  longer utterance); each once. \`transition\` and \`moment\` name only utterances that were sent.
- \`progress\` never falls and is 1 with \`completed\` alone.
- \`partial_transcript\` comes in live sessions only. One with \`is_final\` says that the words of its \`partial_id\` will not change any more;
  its \`final_transcript\` follows, or none if no word was understood.
- \`stability\` is \`final\` for recordings. Live, an emotion may be \`provisional\`; *emotion again* is the one \`final\` that settles it.`;

/** docs/conversation-events.md: the order in which a conversation's events may come, from the state machine that tests hold every stream against. */
export function conversationEventsPage(): string {
  const rows = PLACES.map((place) => {
    const steps = Object.entries(ORDER[place]).map(
      ([step, next]) => `\`${step}\` → ${next === place ? "*same*" : next}`,
    );
    const always = place === "done" || place === "failed" ? [] : ["`error` → failed"];
    return [`**${place}**`, MEANINGS[place], [...steps, ...always].join("<br>") || "–"];
  });
  return generatedPage("Events of a conversation", "packages/server/src/services/conversation/testing/event-order.ts", [
    INTRODUCTION,
    markdownTable(["Place", "What has happened", "What may come, and where it leads"], rows),
    BESIDES,
  ]);
}
