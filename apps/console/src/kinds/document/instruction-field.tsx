import type { ReactNode } from "react";
import { Field } from "../../ui/field.tsx";
import { EXAMPLES, type Instruction } from "./document-input.ts";

/** What should be done, and whether each change is asked for. */
export function InstructionField({
  label,
  instruction,
  problem,
  onChange,
}: {
  readonly label: string;
  readonly instruction: Instruction;
  readonly problem: string;
  readonly onChange: (instruction: Instruction) => void;
}): ReactNode {
  const { message, ask } = instruction;
  return (
    <div className="instruction">
      <Field label={label} problem={problem}>
        {(control) => (
          <textarea
            {...control}
            rows={2}
            placeholder="e.g. Make section 2 more concise"
            value={message}
            onChange={(event) => onChange({ ...instruction, message: event.target.value })}
          />
        )}
      </Field>
      <div className="chips" role="group" aria-label="Examples">
        {EXAMPLES.map((example) => (
          <button
            key={example}
            type="button"
            className="lesson"
            aria-pressed={message === example}
            onClick={() => onChange({ ...instruction, message: example })}
          >
            {example}
          </button>
        ))}
      </div>
      <label className="switch">
        <input
          type="checkbox"
          role="switch"
          checked={ask}
          onChange={(event) => onChange({ ...instruction, ask: event.target.checked })}
        />
        <span>
          Ask before each change
          <span className="instruction__hint">
            {ask
              ? "You approve or deny every proposal."
              : "Changes are applied immediately; you can undo them afterwards."}
          </span>
        </span>
      </label>
    </div>
  );
}
