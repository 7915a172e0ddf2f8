import type { ArtifactEntry } from "@headway-jobs/client";
import { Download } from "../../job-data/download.tsx";
import { useExpiry } from "../../job-data/use-expiry.ts";
import { useFiles } from "../../job-data/use-files.ts";
import { Problem } from "../../ui/field.tsx";
import { sizeText } from "../../ui/format.ts";
import { localHref } from "../../ui/local-href.ts";
import type { ResultProps } from "../kind-view.ts";
import { Members } from "./members.tsx";

/** What the workflow returned, and the files that it saved. */
export function OwnResult({ job, onLinksExpired }: ResultProps) {
  const { files, problem } = useFiles(job);
  const onError = useExpiry(files, onLinksExpired);
  return (
    <div className="own-result">
      {files.map((file) => (
        <Preview key={file.name} file={file} onError={onError} />
      ))}
      {files.length > 0 && (
        <ul className="downloads" aria-label="Downloads">
          {files.map(({ name, url, size_bytes: size }) => (
            <Download key={name} jobId={job.job_id} name={name} href={url}>
              {name} <span className="downloads__size">{sizeText(size)}</span>
            </Download>
          ))}
        </ul>
      )}
      {problem !== "" && <Problem text={problem} />}
      <Members label="Result" members={job.result} />
    </div>
  );
}

/** Pictures, sound and films are shown; other files are for downloading. */
function Preview({ file, onError }: { readonly file: ArtifactEntry; readonly onError: () => void }) {
  const { name, media_type: mediaType } = file;
  const source = localHref(file.url);
  if (/^image\/(?!svg)/.test(mediaType)) return <img src={source} alt={name} onError={onError} />;
  const player = { controls: true, preload: "metadata", src: source, onError, "aria-label": name };
  if (mediaType.startsWith("audio/")) return <audio {...player} />;
  if (mediaType.startsWith("video/")) return <video {...player} />;
  return null;
}
