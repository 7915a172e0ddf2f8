import { finishCapture } from "@headway-jobs/listening/live/finish-capture";
import type { Hearing } from "@headway-jobs/ports/hearing";
import { listenLive } from "./listen-live.ts";
import { ListeningThread } from "./listening-thread.ts";
import { LiveSpeakers } from "./live-speakers.ts";

const thread = new ListeningThread();

/** The ears of a server. What takes long is done in a thread that all conversations share. Captures in the making lie in `temporaryDir`. */
export function mediaHearing(temporaryDir: string): Hearing {
  return {
    findTurns: ({ channels, speakers, signal }) => thread.run({ kind: "turns", channels, speakers }, signal),
    measure: (samples) => thread.run({ kind: "prosody", samples }),
    listen(request) {
      const speakers = new LiveSpeakers();
      return listenLive({ ...request, temporaryDir }, async (utterance) => {
        const { prosody, print } = await thread.run({ kind: "measure", samples: utterance.samples }, request.signal);
        return { speaker: speakers.nameOf(utterance, print), prosody };
      });
    },
    finish: finishCapture,
  };
}
