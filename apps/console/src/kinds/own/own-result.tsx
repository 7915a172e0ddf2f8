import type { ArtifactEntry } from "@headway-jobs/client";
import { ClientError } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useState } from "react";
import { useProblem } from "../../job-data/use-problem.ts";
import { Problem } from "../../ui/field.tsx";
import { sizeText } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { localHref } from "../../ui/local-href.ts";
import type { ResultProps } from "../kind-view.ts";
import { Members } from "./members.tsx";

/** What the workflow returned, and the files that it saved. */
export function OwnResult({ job }: ResultProps) {
  const { files, problem } = useFiles(job.job_id);
  return (
    <div className="own-result">
      {files.map((file) => (
        <Preview key={file.name} file={file} />
      ))}
      {files.length > 0 && (
        <ul className="downloads" aria-label="Downloads">
          {files.map(({ name, url, size_bytes: size }) => (
            <li key={name}>
              <a className="button" href={localHref(url)} download={name}>
                <Icon name="download" /> {name} <span className="own-result__size">{sizeText(size)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {problem !== "" && <Problem text={problem} />}
      <Members label="Result" members={job.result} />
    </div>
  );
}

/** Pictures, sound and films are shown; other files are for downloading. */
function Preview({ file: { name, media_type: mediaType, url } }: { readonly file: ArtifactEntry }) {
  const source = localHref(url);
  if (/^image\/(?!svg)/.test(mediaType)) return <img src={source} alt={name} />;
  if (mediaType.startsWith("audio/")) return <audio controls preload="metadata" src={source} aria-label={name} />;
  if (mediaType.startsWith("video/")) return <video controls preload="metadata" src={source} aria-label={name} />;
  return null;
}

function useFiles(jobId: string): { readonly files: readonly ArtifactEntry[]; readonly problem: string } {
  const client = useClient();
  const [files, setFiles] = useState<readonly ArtifactEntry[]>([]);
  const [problem, setProblem] = useProblem();
  useEffect(() => {
    const stop = new AbortController();
    client.artifacts(jobId, { signal: stop.signal }).then(setFiles, (error: unknown) => {
      if (!stop.signal.aborted) setProblem(error instanceof ClientError ? error : String(error));
    });
    return () => stop.abort();
  }, [client, jobId, setProblem]);
  return { files, problem };
}
