import type { ArtifactEntry, JobResource, VideoContent, VideoScript } from "@headway-jobs/client";
import { useRef, useState } from "react";
import { Download } from "../../job-data/download.tsx";
import { useExpiry } from "../../job-data/use-expiry.ts";
import { useFiles } from "../../job-data/use-files.ts";
import { Problem } from "../../ui/field.tsx";
import { sizeText } from "../../ui/format.ts";
import type { IconName } from "../../ui/icon.tsx";
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
  const onError = useExpiry(job, onLinksExpired);
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
          onError={onError}
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

function Downloads({ job }: { readonly job: JobResource }) {
  const { files, problem } = useFiles(job);
  return (
    <>
      <ul className="downloads" aria-label="Downloads">
        {files.flatMap((file) => {
          const kind = downloadKind(file);
          if (kind === null) return [];
          return (
            <Download key={file.name} jobId={job.job_id} name={file.name} href={file.url} icon={kind.icon}>
              {kind.label}
              <span className="downloads__size">{sizeText(file.size_bytes)}</span>
            </Download>
          );
        })}
      </ul>
      {problem !== "" && <Problem text={problem} />}
    </>
  );
}

function downloadKind({ name, media_type }: ArtifactEntry): { readonly label: string; readonly icon: IconName } | null {
  if (media_type === "video/mp4") return { label: "Video", icon: "download" };
  if (media_type.startsWith("text/vtt")) return { label: "Captions", icon: "file" };
  if (name === "transcript.md") return { label: "Transcript", icon: "file" };
  return null;
}
