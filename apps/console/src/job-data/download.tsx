import { ClientError } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import type { MouseEvent, ReactNode } from "react";
import { Problem } from "../ui/field.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { localHref } from "../ui/local-href.ts";
import { openDownload } from "../ui/save-file.ts";
import { useAge } from "./use-expiry.ts";
import { useProblem } from "./use-problem.ts";

/** An entry of a list of downloads that saves one file of a job. Its signed link expires; an old one is read again when it is pressed. */
export function Download({
  jobId,
  name,
  href,
  icon = "download",
  children,
}: {
  readonly jobId: string;
  readonly name: string;
  readonly href: string;
  readonly icon?: IconName;
  readonly children: ReactNode;
}) {
  const client = useClient();
  const isOld = useAge(href);
  const [problem, setProblem] = useProblem();
  const openFresh = async (): Promise<void> => {
    setProblem("");
    try {
      const file = (await client.artifacts(jobId)).find((one) => one.name === name);
      if (file === undefined) setProblem("This file is no longer kept.");
      else openDownload(localHref(file.url), name);
    } catch (error) {
      setProblem(error instanceof ClientError ? error : String(error));
    }
  };
  const onClick = (event: MouseEvent): void => {
    if (!isOld()) return;
    event.preventDefault();
    void openFresh();
  };
  return (
    <li>
      <a className="button" href={localHref(href)} download={name} onClick={onClick}>
        <Icon name={icon} /> {children}
      </a>
      {problem !== "" && <Problem text={problem} />}
    </li>
  );
}
