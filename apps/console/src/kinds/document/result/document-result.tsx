import type { DocumentResult as ResultData } from "@headway-jobs/client";
import { useMemo, useState } from "react";
import { Icon } from "../../../ui/icon.tsx";
import type { ResultProps } from "../../kind-view.ts";
import { Paper, type Place } from "../paper.tsx";
import { ChangeList } from "./change-list.tsx";
import { ContinuePanel } from "./continue-panel.tsx";
import { Downloads } from "./downloads.tsx";
import { marksOf, placedChanges } from "./placed-changes.ts";
import { TurnHistory } from "./turn-history.tsx";
import { useConversation } from "./use-conversation.ts";

/** What the editor answered, the document with what has changed in it, files, and the way on and back. */
export function DocumentResult({ job, onCreated }: ResultProps) {
  const { document_changes: made, session_id: sessionId } = job.result as ResultData;
  const conversation = useConversation(sessionId, job.job_id);
  const [place, setPlace] = useState<Place | null>(null);
  const [draft, setDraft] = useState("");
  const { standing } = conversation;
  // A turn that was taken back has no document any more; what there is now is the session's.
  const ownHtml = standing === "reverted" ? null : (made?.updated_html ?? null);
  const html = ownHtml ?? conversation.html;
  const placed = useMemo(() => placedChanges(ownHtml ?? "", made?.changes ?? []), [ownHtml, made]);
  const marks = useMemo(() => marksOf(placed), [placed]);
  const showsChanges = standing !== "reverted" && placed.length > 0;
  return (
    <div className="document-result">
      <Answer result={job.result as ResultData} />
      {standing === "reverted" && (
        <p className="document-result__note" role="status">
          <Icon name="back" /> This turn was taken back. Below is the document as it is now.
        </p>
      )}
      <div className="document-result__desk" data-changes={showsChanges}>
        {showsChanges && <ChangeList placed={placed} onShow={(chunkId) => setPlace({ chunkId })} />}
        <div className="document-result__page">
          {html === null ? (
            <div className="paper paper--empty" aria-busy={!conversation.loaded}>
              {conversation.loaded && "This session has no document."}
            </div>
          ) : (
            <Paper html={html} title="The document" marks={marks} place={place} />
          )}
        </div>
      </div>
      {html !== null && <Downloads html={html} name={conversation.name} />}
      <ContinuePanel
        sessionId={sessionId}
        draft={draft}
        newerJobId={standing === "continued" ? conversation.newestJobId : null}
        onCreated={onCreated}
      />
      <TurnHistory
        conversation={conversation}
        jobId={job.job_id}
        onReverted={(compose) => {
          setPlace(null);
          setDraft(compose);
        }}
      />
    </div>
  );
}

function Answer({ result: { response, document_changes: made, usage } }: { readonly result: ResultData }) {
  return (
    <section className="answer" aria-label="Answer">
      {response.split(/\n{2,}/).map((paragraph) => (
        <p key={paragraph} dir="auto">
          {paragraph}
        </p>
      ))}
      <p className="answer__cost">
        {made?.changes_summary ?? "Nothing was changed."}
        {usage.ops_charged > 0 && ` ${costText(usage)}`}
      </p>
    </section>
  );
}

function costText(usage: ResultData["usage"]): string {
  const { ops_charged: charged, monthly_used: used, monthly_limit: limit } = usage;
  const cost = `${charged} ${charged === 1 ? "operation" : "operations"} used`;
  return limit === null ? `${cost}.` : `${cost}, ${used.toLocaleString()} of ${limit.toLocaleString()} this month.`;
}
