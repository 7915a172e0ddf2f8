import { adviceOf } from "@headway-jobs/client/advice";
import type { Notice } from "../job-data/job-view.ts";
import { Icon } from "../ui/icon.tsx";
import { Sentence } from "../ui/sentence.tsx";

/** Why a download failed, and what can be done about it. */
export function FetchFailure({
  notice: { code, message },
  className = "",
}: {
  readonly notice: Notice;
  readonly className?: string;
}) {
  return (
    <p className={`fetch-failure ${className}`} role="alert">
      <Icon name="alert" />
      <span>
        <Sentence text={[message, adviceOf(code, "console")].filter(Boolean).join(" ")} />
      </span>
    </p>
  );
}
