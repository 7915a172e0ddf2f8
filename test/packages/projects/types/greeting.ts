// A stranger's own job, loaded by HEADWAY_SERVICES.
import { defineJob } from "@headway-jobs/server/define";
import { z } from "zod";

export const greeting = defineJob({
  kind: "greeting",
  title: "Greeting",
  input: z.object({ name: z.string() }),
  async workflow(ctx, { name }) {
    const text = await ctx.step("greet", async () => `Hello, ${name}.`);
    await ctx.artifact("greeting.txt", text);
    return { text };
  },
});
