import type { JobKind } from "@headway-jobs/client";
import { type FormEvent, useState } from "react";
import { sentenceOf } from "../../job-data/sentence-of.ts";
import { useSubmit } from "../../job-data/use-submit.ts";
import { useUploads } from "../../job-data/use-uploads.ts";
import { type ControlProps, Field, Problem } from "../../ui/field.tsx";
import type { FormProps } from "../kind-view.ts";
import { type FieldValue, fieldsOf, type FormValues, inputOf, type SchemaField } from "./schema-fields.ts";

/** The whole input as JSON, for a schema that names no members. */
const JSON_FIELD: SchemaField = {
  name: "input",
  label: "Input",
  hint: "A JSON object.",
  required: true,
  control: { type: "json" },
  initial: "{}",
};

/** A form with a field for each member of the input's JSON schema. */
export function OwnForm({
  kind,
  schema,
  onCreated,
}: Pick<FormProps, "onCreated"> & { readonly kind: JobKind; readonly schema: Readonly<Record<string, unknown>> }) {
  const fields = fieldsOf(schema);
  const [values, setValues] = useState<FormValues>({});
  const { submit, refusal, sending } = useSubmit(kind, onCreated);
  const { uploadOf, forgetRefused } = useUploads();
  const [wrong, setWrong] = useState("");
  const makeInput = async (): Promise<Record<string, unknown> | null> => {
    forgetRefused(refusal, fileFieldsOf(fields ?? []));
    try {
      const input = await inputOf(fields ?? [JSON_FIELD], values, uploadOf);
      return fields === null ? (input["input"] as Record<string, unknown>) : input;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      setWrong(error.message);
      return null;
    }
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setWrong("");
    submit(makeInput);
  };
  const problem = wrong || sentenceOf(refusal);
  return (
    <form className="own-form" onSubmit={onSubmit} noValidate>
      {(fields ?? [JSON_FIELD]).map((field) => (
        <InputField
          key={field.name}
          field={field}
          value={values[field.name] ?? field.initial}
          onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      <div className="own-form__send">
        <button className="button button--primary" type="submit" disabled={sending}>
          {sending ? "Submitting…" : "Start"}
        </button>
        <p role="alert">{problem !== "" && <Problem text={problem} />}</p>
      </div>
    </form>
  );
}

const fileFieldsOf = (fields: readonly SchemaField[]): readonly string[] =>
  fields.filter(({ control }) => control.type === "file").map(({ name }) => name);

interface InputFieldProps {
  readonly field: SchemaField;
  readonly value: FieldValue;
  readonly onChange: (value: FieldValue) => void;
}

function InputField({ field, value, onChange }: InputFieldProps) {
  const { label, hint, required, control: asked } = field;
  return (
    <Field
      label={required || asked.type === "flag" ? label : `${label} (optional)`}
      {...(hint === undefined ? {} : { hint })}
    >
      {(control) => <Control field={field} value={value} onChange={onChange} control={control} />}
    </Field>
  );
}

function Control({ field, value, onChange, control }: InputFieldProps & { readonly control: ControlProps }) {
  const { control: asked, required } = field;
  const text = typeof value === "string" ? value : "";
  switch (asked.type) {
    case "flag":
      return (
        <input
          {...control}
          type="checkbox"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case "choice":
      return (
        <select {...control} value={text} onChange={(event) => onChange(event.target.value)}>
          {(!required || text === "") && <option value="">–</option>}
          {asked.options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      );
    case "number":
      return (
        <input
          {...control}
          type="number"
          step={asked.whole ? 1 : "any"}
          min={asked.min}
          max={asked.max}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "file":
      return <input {...control} type="file" onChange={(event) => onChange(event.target.files?.[0] ?? "")} />;
    case "text":
      return <input {...control} type="text" value={text} onChange={(event) => onChange(event.target.value)} />;
    case "lines":
    case "list":
    case "json":
      return <textarea {...control} rows={4} value={text} onChange={(event) => onChange(event.target.value)} />;
  }
}
