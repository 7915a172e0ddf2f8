import { isDeepStrictEqual } from "node:util";
import { ModelProcesses } from "@headway-jobs/local-models/process/model-processes";

type Program = Parameters<ModelProcesses["run"]>[0];

/** Processes of models. One that has loaded files which were replaced since is not used again. Other models that a process loads are `models` of its set-up. */
export class InstalledProcesses extends ModelProcesses {
  readonly #installationOf: (name: string) => string;

  /** `installationOf` gives another text when the model of the name, or its library, was replaced. */
  constructor(installationOf: (name: string) => string) {
    super();
    this.#installationOf = installationOf;
  }

  override run(...[program, work, request]: Parameters<ModelProcesses["run"]>): Promise<unknown> {
    return super.run(this.#installed(program), work, request);
  }

  override isBusy(program: Program): boolean {
    return super.isBusy(this.#installed(program));
  }

  /** Ends the processes of models that were removed or replaced. */
  endReplaced(): void {
    this.retain((program) => isDeepStrictEqual(program, this.#installed(program)));
  }

  #installed(program: Program): Program {
    const setup = Object(program.setup) as { readonly models?: readonly string[] };
    const installation = [program.name, ...(setup.models ?? [])].map((name) => this.#installationOf(name));
    return { ...program, setup: { ...setup, installation } };
  }
}
