import { ClientError } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useState, type FormEvent } from "react";
import { watched } from "../../app/reachability.ts";
import { sentenceOf } from "../../job-data/sentence-of.ts";
import { useSubmit } from "../../job-data/use-submit.ts";
import { useUploads } from "../../job-data/use-uploads.ts";
import { Choice } from "../../ui/choice.tsx";
import { Field, Problem } from "../../ui/field.tsx";
import type { FormProps } from "../kind-view.ts";
import { recordingInputOf } from "./conversation-input.ts";
import { MicrophoneError } from "./live/microphone.ts";
import { startRecording } from "./live/live-recording.ts";
import { RecordingField } from "./recording-field.tsx";
import { tellingFetch } from "./telling-fetch.ts";
import { useProblem } from "../../job-data/use-problem.ts";

const WAYS = { file: "A recording", live: "Record live" } as const;

export function ConversationForm({ onCreated }: FormProps) {
  const [way, setWay] = useState<keyof typeof WAYS>("file");
  const [file, setFile] = useState<File | null>(null);
  const [goal, setGoal] = useState("");
  const [speakers, setSpeakers] = useState("");
  const { submit, refusal, sending } = useSubmit("conversation", onCreated);
  const work = useBeginning(onCreated);
  const { uploading, upload } = useRecordingUpload();
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    work.setProblem("");
    if (way === "live") work.record(goal);
    else if (file === null) work.setProblem("Choose a recording first.");
    else submit(async () => recordingInputOf({ uploadId: await upload(file, refusal), goal, speakers }));
  };
  const problem = work.problem || sentenceOf(refusal);
  const busy = work.busy !== "" || sending;
  return (
    <form className="conversation-form" onSubmit={onSubmit} noValidate>
      <Choice label="What should be analysed?" options={WAYS} value={way} onChange={setWay} />
      {way === "file" ? (
        <RecordingField file={file} onChange={setFile} />
      ) : (
        <p className="drop drop--live">
          Your browser asks for the microphone. Speech is transcribed while you speak; you can watch it from another
          tab, and a broken connection loses nothing.
        </p>
      )}
      <Field label="Goal of the conversation (optional)" hint="Focuses the summary, e.g. “Sell the yearly plan”.">
        {(control) => (
          <input
            {...control}
            type="text"
            maxLength={1000}
            value={goal}
            onChange={(event) => setGoal(event.target.value)}
          />
        )}
      </Field>
      {way === "file" && <SpeakersField value={speakers} onChange={setSpeakers} />}
      <div className="document-form__send">
        <button className="button button--primary" type="submit" disabled={busy}>
          {work.busy ||
            uploading ||
            (sending ? "Submitting…" : way === "live" ? "Start recording" : "Analyse the recording")}
        </button>
        <p role="alert">{problem !== "" && <Problem text={problem} />}</p>
      </div>
    </form>
  );
}

function SpeakersField({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <Field label="Speakers" hint="In a stereo recording each channel is one speaker.">
      {(control) => (
        <select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">Detect</option>
          {Array.from({ length: 12 }, (_, index) => (
            <option key={index} value={index + 1}>
              {index + 1}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Sends a recording once, and says how far it is. */
function useRecordingUpload() {
  const { uploadOf, forgetRefused } = useUploads();
  const [uploading, setUploading] = useState("");
  const upload = async (file: File, refusal: ClientError | null): Promise<string> => {
    forgetRefused(refusal, ["file"]);
    setUploading("Uploading…");
    const telling = tellingFetch((sentBytes, totalBytes) => setUploading(uploadingText(sentBytes, totalBytes)));
    try {
      return await uploadOf(file, { fetch: watched(telling) });
    } finally {
      setUploading("");
    }
  };
  return { uploading, upload };
}

function uploadingText(sentBytes: number, totalBytes: number): string {
  // What has been sent is not yet stored.
  const percent = totalBytes === 0 ? 0 : Math.min(99, Math.floor((100 * sentBytes) / totalBytes));
  return `Uploading… ${percent} %`;
}

/** Begins a live recording, whose job there is at once. */
function useBeginning(onCreated: FormProps["onCreated"]) {
  const client = useClient();
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useProblem();
  const begin = async (doing: string, work: () => Promise<void>): Promise<void> => {
    setBusy(doing);
    setProblem("");
    try {
      await work();
    } catch (error) {
      if (error instanceof ClientError) setProblem(error);
      else if (error instanceof MicrophoneError) setProblem(error.message);
      else throw error;
    } finally {
      setBusy("");
    }
  };
  return {
    busy,
    problem,
    setProblem,
    record(goal: string): void {
      void begin("Opening the microphone…", async () => {
        const { job_id: jobId } = await startRecording(client, goal.trim());
        onCreated(await client.jobs.get(jobId));
      });
    },
  };
}
