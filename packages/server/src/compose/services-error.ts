/** Names the own services that cannot be used, with every problem in them: one finished sentence or two each. */
export class ServicesError extends Error {
  constructor(problems: readonly string[], cause?: unknown) {
    super(problems.join("\n"), cause === undefined ? undefined : { cause });
    this.name = "ServicesError";
  }
}
