import { ClientError, type SpeechLanguage, type SpeechVoice } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useState, type FormEvent } from "react";
import { sentenceOf } from "../../job-data/sentence-of.ts";
import { useSubmit } from "../../job-data/use-submit.ts";
import { Field, Problem } from "../../ui/field.tsx";
import type { FormProps } from "../kind-view.ts";
import { emptySpeechForm, speechInputOf, voicesFor, type SpeechForm } from "./speech-form-state.ts";
import { useReachability } from "../../app/reachability.ts";
import { useProblem } from "../../job-data/use-problem.ts";

export function SpeechFormView({ title, onCreated }: FormProps) {
  const [form, setForm] = useState<SpeechForm>({ ...emptySpeechForm, text: title });
  const { offer, problem: missing } = useOffer();
  const { submit, refusal, sending } = useSubmit("speech", onCreated);
  const problem = sentenceOf(refusal) || missing;
  const set = (change: Partial<SpeechForm>): void => setForm((before) => ({ ...before, ...change }));
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    submit(speechInputOf(form));
  };
  return (
    <form className="speech-form" onSubmit={onSubmit} noValidate>
      <Field label="Text" hint="At most 50,000 characters.">
        {(control) => (
          <textarea {...control} rows={6} value={form.text} onChange={(event) => set({ text: event.target.value })} />
        )}
      </Field>
      <fieldset className="speech-form__options">
        <legend className="visually-hidden">Style</legend>
        <Languages label="From" value={form.from} languages={offer.sources} onChange={(from) => set({ from })} />
        <Languages label="To" value={form.to} languages={offer.targets} onChange={(to) => set({ to, voice: "" })} />
        <Voices form={form} voices={offer.voices} set={set} />
        <Manner form={form} set={set} />
      </fieldset>
      <div className="speech-form__send">
        <button className="button button--primary" type="submit" disabled={sending || form.text.trim() === ""}>
          {sending ? "Submitting…" : "Translate and speak"}
        </button>
        <p role="alert">{problem !== "" && <Problem text={problem} />}</p>
      </div>
    </form>
  );
}

function Languages(props: {
  readonly label: string;
  readonly value: string;
  readonly languages: readonly SpeechLanguage[];
  readonly onChange: (tag: string) => void;
}) {
  const options = props.languages.map(({ short_name, language }) => ({ tag: short_name, name: capitalised(language) }));
  return (
    <Field label={props.label}>
      {(control) => (
        <select {...control} value={props.value} onChange={(event) => props.onChange(event.target.value)}>
          {options.length === 0 && <option value={props.value}>{props.value}</option>}
          {options.map(({ tag, name }) => (
            <option key={tag} value={tag}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface PartProps {
  readonly form: SpeechForm;
  readonly set: (change: Partial<SpeechForm>) => void;
}

function Voices({ form, voices, set }: PartProps & { readonly voices: readonly SpeechVoice[] }) {
  return (
    <Field label="Voice">
      {(control) => (
        <select {...control} value={form.voice} onChange={(event) => set({ voice: event.target.value })}>
          <option value="">Any matching voice</option>
          {voicesFor(voices, form.to).map(({ id, voice_name }) => (
            <option key={id} value={id}>
              {voice_name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Manner({ form, set }: PartProps) {
  return (
    <>
      <Field label="Formality">
        {(control) => (
          <select
            {...control}
            value={form.formality}
            onChange={(event) => set({ formality: event.target.value as SpeechForm["formality"] })}
          >
            <option value="">Default</option>
            <option value="1">Formal</option>
            <option value="2">Informal</option>
          </select>
        )}
      </Field>
      <Field label="Age of the speaker (optional)">
        {(control) => (
          <input
            {...control}
            type="number"
            min={1}
            max={120}
            value={form.age}
            onChange={(event) => set({ age: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

const NOTHING = { sources: [], targets: [], voices: [] };

/** What this server can really translate and speak. */
function useOffer() {
  const client = useClient();
  const [offer, setOffer] = useState<{
    readonly sources: readonly SpeechLanguage[];
    readonly targets: readonly SpeechLanguage[];
    readonly voices: readonly SpeechVoice[];
  }>(NOTHING);
  const [problem, setProblem] = useProblem();
  const { returns } = useReachability();
  useEffect(() => {
    const stop = new AbortController();
    const { speech } = client;
    const options = { signal: stop.signal };
    Promise.all([speech.sourceLanguages(options), speech.targetLanguages(options), speech.voices(options)]).then(
      ([sources, targets, voices]) => setOffer({ sources, targets, voices }),
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(error instanceof ClientError ? error : String(error));
      },
    );
    return () => stop.abort();
  }, [client, returns, setProblem]);
  return { offer, problem };
}

const capitalised = (name: string): string => name.replaceAll(/(^|[\s(])\p{Ll}/gu, (start) => start.toUpperCase());
