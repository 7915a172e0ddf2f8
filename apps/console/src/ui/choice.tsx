import { useId } from "react";
import { Problem } from "./field.tsx";

/** One of a few, all in sight: radio buttons drawn as one control. */
export function Choice<Value extends string>({
  label,
  options,
  value,
  problem = "",
  onChange,
}: {
  readonly label: string;
  readonly options: Readonly<Record<Value, string>>;
  readonly value: Value;
  readonly problem?: string;
  readonly onChange: (value: Value) => void;
}) {
  const name = useId();
  const entries = Object.entries(options) as [Value, string][];
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className="choice__options" data-count={entries.length}>
        {entries.map(([option, text]) => (
          <label key={option} className="choice__option">
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => onChange(option)}
            />
            {text}
          </label>
        ))}
      </div>
      {problem !== "" && (
        <p className="field__note">
          <Problem text={problem} />
        </p>
      )}
    </fieldset>
  );
}
