import { useState, type ChangeEvent } from "react";
import { Field } from "../../ui/field.tsx";
import { FileButton } from "../../ui/file-button.tsx";
import { sizeText } from "../../ui/format.ts";
import { useFileDrop } from "../../ui/use-file-drop.ts";
import { MAX_SOURCE_BYTES } from "./options.ts";

interface SourceFieldProps {
  readonly source: string;
  readonly problem: string;
  readonly onChange: (source: string) => void;
}

/** The text to teach from: pasted, dropped, or chosen. */
export function SourceField({ source, problem, onChange }: SourceFieldProps) {
  const [refusal, setRefusal] = useState("");
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const text = await readText(file);
    setRefusal(text === null ? `${file.name} is not a Markdown or text file.` : "");
    if (text !== null) onChange(text);
  };
  const { over, handlers } = useFileDrop((file) => void take(file));
  const edit = (event: ChangeEvent<HTMLTextAreaElement>): void => {
    setRefusal("");
    onChange(event.target.value);
  };
  const sizeBytes = new TextEncoder().encode(source).length;
  const hint = source === "" ? "Headings become slides; lists and tables become pictures." : sizeText(sizeBytes);
  return (
    <div className="source" data-over={over} {...handlers}>
      <Field label="Your own text (optional)" problem={problem || refusal || tooLong(sizeBytes)} hint={hint}>
        {(control) => (
          <textarea
            {...control}
            rows={source === "" ? 3 : 8}
            placeholder="Paste Markdown or plain text, or drop a .md or .txt file here"
            value={source}
            onChange={edit}
          />
        )}
      </Field>
      <FileButton
        className="link source__pick"
        label="Choose a file"
        accept=".md,.markdown,.txt,text/plain,text/markdown"
        onFile={(file) => void take(file)}
      />
    </div>
  );
}

/** Null for what is no text: another type, or bytes that are not UTF-8. */
async function readText(file: File): Promise<string | null> {
  if (!/\.(?:md|markdown|txt)$/i.test(file.name) && !file.type.startsWith("text/")) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return null;
  }
}

function tooLong(sizeBytes: number): string {
  return sizeBytes > MAX_SOURCE_BYTES ? `The text has ${sizeText(sizeBytes)}; the limit is 200 KB.` : "";
}
