import { useState, type FormEvent } from "react";
import { useSubmit } from "../../job-data/use-submit.ts";
import { Choice } from "../../ui/choice.tsx";
import { Field, Problem } from "../../ui/field.tsx";
import type { FormProps } from "../kind-view.ts";
import { emptyForm, inputOf, problemsOf, type FormProblems, type VideoForm } from "./form-state.ts";
import { LANGUAGES, MAX_SLIDES, MAX_TOPIC_CHARACTERS, SIZES, THEMES, TONES } from "./options.ts";
import { SourceField } from "./source-field.tsx";

export function VideoFormView({ title, onCreated }: FormProps) {
  const [form, setForm] = useState<VideoForm>({ ...emptyForm, topic: title });
  const { submit, refusal, sending } = useSubmit("video", onCreated);
  const problems: FormProblems = refusal === null ? {} : problemsOf(refusal);
  const set = (change: Partial<VideoForm>): void => setForm((before) => ({ ...before, ...change }));
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    submit(inputOf(form));
  };
  return (
    <form className="video-form" onSubmit={onSubmit} noValidate>
      <TopicField form={form} set={set} problem={problems.topic ?? ""} />
      <SourceField source={form.source} problem={problems.source ?? ""} onChange={(source) => set({ source })} />
      <Options form={form} set={set} problems={problems} />
      <div className="video-form__send">
        <button className="button button--primary" type="submit" disabled={sending || form.topic.trim() === ""}>
          {sending ? "Submitting…" : "Create the video"}
        </button>
        <p role="alert">{problems.form !== undefined && <Problem text={problems.form} />}</p>
      </div>
    </form>
  );
}

interface PartProps {
  readonly form: VideoForm;
  readonly set: (change: Partial<VideoForm>) => void;
}

function TopicField({ form, set, problem }: PartProps & { readonly problem: string }) {
  return (
    <div className="video-form__topic">
      <Field label="Topic" problem={problem}>
        {(control) => (
          <input
            {...control}
            type="text"
            className="video-form__input"
            autoComplete="off"
            maxLength={MAX_TOPIC_CHARACTERS}
            placeholder="For example: how vaccines work"
            value={form.topic}
            onChange={(event) => set({ topic: event.target.value })}
          />
        )}
      </Field>
      {BUNDLED_LESSONS.length > 0 && (
        <div
          className="video-form__lessons"
          role="group"
          aria-label="Topics that need neither a text nor a language model"
        >
          <span>Bundled lessons:</span>
          {BUNDLED_LESSONS.map((lesson) => (
            <button
              key={lesson}
              type="button"
              className="lesson"
              aria-pressed={form.topic === lesson}
              onClick={() => set({ topic: lesson })}
            >
              {lesson}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

type OptionsProps = PartProps & { readonly problems: FormProblems };

function Options({ form, set, problems }: OptionsProps) {
  const { tone = "", size = "", theme = "" } = problems;
  return (
    <fieldset className="video-form__options">
      <legend className="visually-hidden">Options</legend>
      <LanguageField form={form} set={set} problems={problems} />
      <SlidesField form={form} set={set} problems={problems} />
      <div className="video-form__wide">
        <Choice label="Tone" options={TONES} value={form.tone} problem={tone} onChange={(to) => set({ tone: to })} />
      </div>
      <Choice label="Size" options={SIZES} value={form.size} problem={size} onChange={(to) => set({ size: to })} />
      <Choice label="Look" options={THEMES} value={form.theme} problem={theme} onChange={(to) => set({ theme: to })} />
      <label className="switch">
        <input
          type="checkbox"
          role="switch"
          checked={form.captions}
          onChange={(event) => set({ captions: event.target.checked })}
        />
        Captions in the video file
      </label>
    </fieldset>
  );
}

function LanguageField({ form, set, problems }: OptionsProps) {
  return (
    <Field label="Language" problem={problems.language ?? ""}>
      {(control) => (
        <select
          {...control}
          value={form.language}
          onChange={(event) => set({ language: event.target.value as VideoForm["language"] })}
        >
          {Object.entries(LANGUAGES).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function SlidesField({ form, set, problems }: OptionsProps) {
  return (
    <Field label="Slides" problem={problems.num_slides ?? ""}>
      {(control) => (
        <span className="range">
          <input
            {...control}
            type="range"
            min={1}
            max={MAX_SLIDES}
            value={form.num_slides}
            onChange={(event) => set({ num_slides: event.target.valueAsNumber })}
          />
          <output htmlFor={control.id}>{form.num_slides}</output>
        </span>
      )}
    </Field>
  );
}
