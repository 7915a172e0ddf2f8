import { useState } from "react";
import { Problem } from "../../../ui/field.tsx";
import { FileButton } from "../../../ui/file-button.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { lazyPart } from "../../../ui/lazy-part.tsx";
import { useFileDrop } from "../../../ui/use-file-drop.ts";
import { writtenDocument, type SourceDocument } from "../document-input.ts";
import { Paper } from "../paper.tsx";
import { SAMPLE_HTML, SAMPLE_NAME } from "../sample-document.ts";
import { useDocumentUpload } from "./use-document-upload.ts";

// The editor is several times the rest of the console.
const RichEditor = lazyPart(async () => (await import("./rich-editor.tsx")).RichEditor);

const ACCEPT = ".html,.htm,.md,.markdown,.txt,.docx";

interface SourcePanelProps {
  readonly document: SourceDocument | null;
  readonly problem: string;
  readonly onChange: (document: SourceDocument | null) => void;
}

/** The document to work on: dropped, chosen, written, or the example. */
export function SourcePanel({ document, problem, onChange }: SourcePanelProps) {
  const [editing, setEditing] = useState(false);
  const upload = useDocumentUpload((taken) => {
    setEditing(false);
    onChange(taken);
  });
  const { over, handlers } = useFileDrop(upload.take);
  const write = (): void => {
    onChange(writtenDocument("Your document", ""));
    setEditing(true);
  };
  const shownProblem = upload.problem || problem;
  return (
    <section className="source-panel" data-over={over} aria-label="Document" {...handlers}>
      <h2 className="source-panel__label">Document</h2>
      {document === null ? (
        <div className="drop" aria-busy={upload.busy !== ""}>
          <Icon name="file" />
          <p className="drop__lead" role="status">
            {upload.busy === "" ? "Drop a document here" : `Reading ${upload.busy}…`}
          </p>
          <p className="drop__hint">Word (.docx), HTML, Markdown or plain text</p>
          <div className="drop__ways">
            <FileButton label="Choose a file" accept={ACCEPT} disabled={upload.busy !== ""} onFile={upload.take} />
            <button type="button" className="button" onClick={write}>
              <Icon name="text" /> Write or paste
            </button>
          </div>
          <button type="button" className="link" onClick={() => onChange(writtenDocument(SAMPLE_NAME, SAMPLE_HTML))}>
            Or try it with an example
          </button>
        </div>
      ) : (
        <Chosen document={document} editing={editing} onEditing={setEditing} onChange={onChange} />
      )}
      <div role="alert">{shownProblem !== "" && <Problem text={shownProblem} />}</div>
    </section>
  );
}

function Chosen({
  document,
  editing,
  onEditing,
  onChange,
}: Pick<SourcePanelProps, "onChange"> & {
  readonly document: SourceDocument;
  readonly editing: boolean;
  readonly onEditing: (editing: boolean) => void;
}) {
  return (
    <div className="chosen card">
      <div className="chosen__head">
        <Icon name="file" />
        <strong className="chosen__name">{document.name}</strong>
        <button type="button" className="button button--quiet" onClick={() => onEditing(!editing)}>
          {editing ? "Done" : "Edit by hand"}
        </button>
        <button
          type="button"
          className="button button--quiet"
          onClick={() => {
            onEditing(false);
            onChange(null);
          }}
        >
          <Icon name="cross" /> Remove
        </button>
      </div>
      {document.warnings.map((warning) => (
        <p key={warning} className="chosen__warning">
          <Icon name="alert" /> {warning}
        </p>
      ))}
      <div className="chosen__page">
        {editing ? (
          <RichEditor html={document.html} onChange={(html) => onChange({ ...document, html, stored: false })} />
        ) : (
          <Paper html={document.html} title={`${document.name}, as it looks`} />
        )}
      </div>
    </div>
  );
}
