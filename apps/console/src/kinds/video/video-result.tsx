import { useClient } from "@headway-jobs/client/react";
import type { ArtifactEntry, JobResource, VideoContent, VideoScript } from "@headway-jobs/client";
import { useEffect, useRef, useState } from "react";
import { sizeText } from "../../ui/format.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { localHref } from "../../ui/local-href.ts";
import type { ResultProps } from "../kind-view.ts";
import { Chapters, chaptersOf } from "./chapters.tsx";
import { Outline } from "./outline.tsx";

interface VideoJobResult {
  readonly content_data: VideoContent;
  readonly script_data: VideoScript;
  readonly video_filename: string;
}

/** The film with its chapters, what can be downloaded, and what it says. */
export function VideoResult({ job, onLinksExpired }: ResultProps) {
  const { content_data, script_data, video_filename } = job.result as VideoJobResult;
  const video = useRef<HTMLVideoElement>(null);
  const [atS, setAtS] = useState(0);
  const seek = (seconds: number): void => {
    if (video.current === null) return;
    video.current.currentTime = seconds;
    void video.current.play().catch(() => undefined);
  };
  return (
    <div className="video-result">
      <div className="video-result__screen">
        <video
          ref={video}
          controls
          playsInline
          preload="metadata"
          poster={localHref(job.links["poster.png"])}
          src={localHref(job.links[video_filename])}
          onTimeUpdate={(event) => setAtS(event.currentTarget.currentTime)}
          onError={onceEach(job, onLinksExpired)}
        >
          {job.links["captions.vtt"] !== undefined && (
            <track kind="captions" src={localHref(job.links["captions.vtt"])} label="Captions" />
          )}
        </video>
        <Chapters chapters={chaptersOf(content_data, script_data)} atS={atS} onSeek={seek} />
      </div>
      <Downloads job={job} />
      <Outline content={content_data} script={script_data} onSeek={seek} />
    </div>
  );
}

const retried = new WeakSet<JobResource>();

/** A link that has expired is read again, once for each reading of the job: a broken file stays broken. */
function onceEach(job: JobResource, refresh: () => void): () => void {
  return () => {
    if (retried.has(job) || Date.now() - Date.parse(job.updated_at) < LINK_LIFE_MS) return;
    retried.add(job);
    refresh();
  };
}
const LINK_LIFE_MS = 3_600_000;

function Downloads({ job }: { readonly job: JobResource }) {
  const client = useClient();
  const [files, setFiles] = useState<readonly ArtifactEntry[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    // Without the list there are no sizes and no downloads to show; the film above plays from the job's own links.
    client.artifacts(job.job_id, { signal: stop.signal }).then(setFiles, () => undefined);
    return () => stop.abort();
  }, [client, job]);
  return (
    <ul className="downloads" aria-label="Downloads">
      {files.flatMap((file) => {
        const kind = downloadKind(file);
        if (kind === null) return [];
        return (
          <li key={file.name}>
            <a className="button" href={localHref(file.url)} download={file.name}>
              <Icon name={kind.icon} /> {kind.label}
              <span className="downloads__size">{sizeText(file.size_bytes)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function downloadKind({ name, media_type }: ArtifactEntry): { readonly label: string; readonly icon: IconName } | null {
  if (media_type === "video/mp4") return { label: "Video", icon: "download" };
  if (media_type.startsWith("text/vtt")) return { label: "Captions", icon: "file" };
  if (name === "transcript.md") return { label: "Transcript", icon: "file" };
  return null;
}
