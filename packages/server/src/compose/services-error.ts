/** Names the own services that cannot be used, with every problem in them: one finished sentence or two each. */
export class ServicesError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ServicesError";
  }
}
