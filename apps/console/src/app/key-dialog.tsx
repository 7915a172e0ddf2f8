import { useEffect, useId, useRef, useState } from "react";
import { Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";

/** Asks for the API key of a server that runs with keys. It cannot be dismissed: without a key there is nothing to see. */
export function KeyDialog({ rejected, onKey }: { readonly rejected: boolean; readonly onKey: (key: string) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState("");
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);

  const submit = (): void => {
    const trimmed = key.trim();
    if (/^sk_[0-9a-f]{32}$/.test(trimmed)) onKey(trimmed);
    else setProblem("A key is sk_ followed by 32 characters, 0–9 and a–f.");
  };
  const shown = problem || (rejected ? "The server does not accept this key: it is unknown, expired or revoked." : "");
  return (
    <dialog ref={dialog} className="key-dialog" aria-labelledby={heading} onCancel={(event) => event.preventDefault()}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <span className="key-dialog__icon">
          <Icon name="key" />
        </span>
        <h2 id={heading}>This server requires a key</h2>
        <p>
          The administrator creates one with <code>headway keys create --owner NAME</code>. It stays in this tab and is
          forgotten when you close it.
        </p>
        <Field label="API key" problem={shown}>
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="off"
              autoFocus
              spellCheck={false}
              placeholder="sk_…"
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
        <button className="button button--primary" type="submit">
          Continue
        </button>
      </form>
    </dialog>
  );
}
