import { createSpeakerTracker } from "../../../media/listening/speakers/group-speakers.ts";
import type { Hearing } from "../hearing.ts";
import { listenLive } from "./listen-live.ts";
import { ListeningThread } from "./listening-thread.ts";
import { speakerName } from "./named-turns.ts";

const thread = new ListeningThread();

/** The ears of a server. What takes long is done in a thread that all conversations share. Captures in the making lie in `temporaryDir`. */
export function mediaHearing(temporaryDir: string): Hearing {
  return {
    findTurns: ({ channels, speakers, signal }) => thread.run({ kind: "turns", channels, speakers }, signal),
    async measure(samples) {
      const { prosody } = await thread.run({ kind: "measure", samples });
      return prosody;
    },
    listen(request) {
      const tracker = createSpeakerTracker();
      return listenLive({ ...request, temporaryDir }, async (samples) => {
        const { prosody, print } = await thread.run({ kind: "measure", samples }, request.signal);
        return { speaker: speakerName(tracker.label(print)), prosody };
      });
    },
  };
}
