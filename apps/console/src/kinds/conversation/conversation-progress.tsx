import { useMemo } from "react";
import { hasEnded } from "../../job-data/job-view.ts";
import type { ProgressProps } from "../kind-view.ts";
import { conversationView } from "./conversation-view.ts";
import { RecorderPanel } from "./live/recorder-panel.tsx";
import { Transcript } from "./transcript.tsx";

/** The transcript as it grows, and the recorder of a live session. */
export function ConversationProgress({ job, events, view }: ProgressProps) {
  const conversation = useMemo(() => conversationView(events), [events]);
  const nothing = conversation.utterances.length === 0 && conversation.partials.length === 0;
  return (
    <div className="conversation-progress">
      {job?.job_type === "live" && <RecorderPanel job={job} view={view} />}
      {nothing ? (
        <p className="transcript transcript--empty">
          {hasEnded(view) ? "No speech was found." : "The transcript appears here, sentence by sentence."}
        </p>
      ) : (
        <Transcript view={conversation} />
      )}
    </div>
  );
}
