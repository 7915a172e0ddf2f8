import { useId, type ReactNode } from "react";
import { Icon } from "./icon.tsx";
import { Sentence } from "./sentence.tsx";

export interface ControlProps {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string | undefined;
}

/** A labelled control with its hint and, beside it, what is wrong with it. */
export function Field({
  label,
  hint,
  problem = "",
  children,
}: {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string;
  readonly children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  const note = `${id}-note`;
  const noted = problem !== "" || hint !== undefined;
  return (
    <div className="field" data-invalid={problem !== ""}>
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-invalid": problem !== "", "aria-describedby": noted ? note : undefined })}
      {noted && (
        <p id={note} className="field__note">
          {problem === "" ? hint : <Problem text={problem} />}
        </p>
      )}
    </div>
  );
}

export function Problem({ text }: { readonly text: string }) {
  return (
    <span className="field__problem">
      <Icon name="alert" />
      <span>
        <Sentence text={text} />
      </span>
    </span>
  );
}
