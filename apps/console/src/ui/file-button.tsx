import { useRef, type ChangeEvent } from "react";
import { Icon } from "./icon.tsx";

/** A button that opens the system's file dialog. */
export function FileButton({
  label,
  accept,
  className = "button",
  disabled = false,
  onFile,
}: {
  readonly label: string;
  readonly accept: string;
  readonly className?: string;
  readonly disabled?: boolean;
  readonly onFile: (file: File | undefined) => void;
}) {
  const picker = useRef<HTMLInputElement>(null);
  const pick = (event: ChangeEvent<HTMLInputElement>): void => {
    onFile(event.target.files?.[0]);
    // The same file can be chosen again after it was changed.
    event.currentTarget.value = "";
  };
  return (
    <>
      <button type="button" className={className} disabled={disabled} onClick={() => picker.current?.click()}>
        <Icon name="file" /> {label}
      </button>
      <input ref={picker} type="file" hidden accept={accept} aria-label={label} onChange={pick} />
    </>
  );
}
