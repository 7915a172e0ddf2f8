import { useMemo } from "react";
import { recallInput } from "../../job-data/input-memory.ts";
import { Icon } from "../../ui/icon.tsx";
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
  const source = recallInput(job.job_id)?.input["text"];
  return (
    <div className="speech-result">
      {files !== undefined && (
        <>
          <audio
            controls
            preload="metadata"
            src={localHref(job.links[files.audio])}
            onError={onceEach(job, onLinksExpired)}
          />
          <ul className="downloads" aria-label="Downloads">
            <Download href={job.links[files.audio]} name={files.audio} label="Sound" />
            <Download href={job.links[files.captions]} name={files.captions} label="Captions" />
            <Download href={job.links[files.text]} name={files.text} label="Text" />
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

function Download(props: { readonly href: string | undefined; readonly name: string; readonly label: string }) {
  if (props.href === undefined) return null;
  return (
    <li>
      <a className="button" href={localHref(props.href)} download={props.name}>
        <Icon name="download" /> {props.label}
      </a>
    </li>
  );
}

const LINK_LIFE_MS = 3_600_000;
const retried = new WeakSet<ResultProps["job"]>();

/** A link that has expired is read again, once for each reading of the job: a broken file stays broken. */
function onceEach(job: ResultProps["job"], refresh: () => void): () => void {
  return () => {
    if (retried.has(job) || Date.now() - Date.parse(job.updated_at) < LINK_LIFE_MS) return;
    retried.add(job);
    refresh();
  };
}
