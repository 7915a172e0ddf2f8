import type { JobResource } from "@headway-jobs/client";
import { useMemo } from "react";
import { Download } from "../../job-data/download.tsx";
import { recallInput } from "../../job-data/input-memory.ts";
import { useExpiry } from "../../job-data/use-expiry.ts";
import { localHref } from "../../ui/local-href.ts";
import type { ResultProps } from "../kind-view.ts";
import { SentenceTable } from "./sentence-table.tsx";
import { sentencesOf } from "./sentences.ts";

interface SpeechJobResult {
  readonly texts?: readonly string[];
  readonly files?: { readonly audio: string; readonly captions: string; readonly text: string };
}

/** The sound, what can be downloaded, and the text beside its source. */
export function SpeechResult({ job, events, onLinksExpired }: ResultProps) {
  const { files, texts = [] } = job.result as SpeechJobResult;
  const sentences = useMemo(() => sentencesOf(events), [events]);
  const onError = useExpiry(job, onLinksExpired);
  const source = recallInput(job.job_id)?.input["text"];
  return (
    <div className="speech-result">
      {files !== undefined && (
        <>
          <audio controls preload="metadata" src={localHref(job.links[files.audio])} onError={onError} />
          <ul className="downloads" aria-label="Downloads">
            <Link job={job} name={files.audio} label="Sound" />
            <Link job={job} name={files.captions} label="Captions" />
            <Link job={job} name={files.text} label="Text" />
          </ul>
        </>
      )}
      {sentences.length > 0 ? (
        <SentenceTable sentences={sentences} />
      ) : (
        <div className="sentence">
          <p className="sentence__source">{typeof source === "string" ? source : ""}</p>
          <p dir="auto">{texts.join("\n")}</p>
        </div>
      )}
    </div>
  );
}

function Link({ job, name, label }: { readonly job: JobResource; readonly name: string; readonly label: string }) {
  const href = job.links[name];
  if (href === undefined) return null;
  return (
    <Download jobId={job.job_id} name={name} href={href}>
      {label}
    </Download>
  );
}
