/** One thing that doctor looked at. */
export interface Check {
  readonly name: string;
  /** `missing` = not there or not working. */
  readonly state: "ok" | "missing" | "note";
  /** Required = without it the server does not start, or no job can be done. */
  readonly required: boolean;
  readonly detail: string;
  /** The command or setting that fixes it. */
  readonly fix?: string;
}
