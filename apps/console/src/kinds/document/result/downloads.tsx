import { ClientError, type ExportFormat } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useState } from "react";
import { Problem } from "../../../ui/field.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { saveFile } from "../../../ui/save-file.ts";
import { useProblem } from "../../../job-data/use-problem.ts";

const FORMATS: readonly (readonly [ExportFormat, string, string])[] = [
  ["docx", "Word", "docx"],
  ["html", "HTML", "html"],
  ["markdown", "Markdown", "md"],
  ["txt", "Text", "txt"],
];

/** The document as a file in one of the formats that the server writes. */
export function Downloads({ html, name }: { readonly html: string; readonly name: string }) {
  const client = useClient();
  const [busy, setBusy] = useState<ExportFormat | null>(null);
  const [problem, setProblem] = useProblem();
  const download = async (format: ExportFormat, ending: string): Promise<void> => {
    setBusy(format);
    setProblem("");
    try {
      const response = await client.documents.export({ format, html });
      saveFile(await response.blob(), `${name}.${ending}`);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      setProblem(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <div>
      <ul className="downloads" aria-label="Downloads">
        {FORMATS.map(([format, label, ending]) => (
          <li key={format}>
            <button
              type="button"
              className="button"
              disabled={busy !== null}
              aria-busy={busy === format}
              onClick={() => void download(format, ending)}
            >
              <Icon name="download" /> {label}
              <span className="downloads__size">.{ending}</span>
            </button>
          </li>
        ))}
      </ul>
      <div role="alert">{problem !== "" && <Problem text={problem} />}</div>
    </div>
  );
}
