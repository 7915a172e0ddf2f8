/** Adds the models of a catalogue in this process, for tests of several processes: `node add-in-process.ts OPTIONS` writes each progress as a line. */
import { z } from "zod";
import { ModelManifestSchema } from "../manifest/model-manifest.ts";
import { openModelStore } from "../store/model-store.ts";

const OptionsSchema = z.object({ folder: z.string(), mirror: z.string(), catalogue: z.array(ModelManifestSchema) });

const { folder, mirror, catalogue } = OptionsSchema.parse(JSON.parse(process.argv[2] ?? "{}"));
const store = openModelStore({ folder, mirror, catalogue, runtimes: [], fetch: globalThis.fetch });
const added = await store.add(
  catalogue.map(({ name }) => name),
  { onProgress: (progress) => process.stdout.write(`${JSON.stringify(progress)}\n`) },
);
process.stdout.write(`${JSON.stringify({ added: added.map(({ manifest, isNew }) => [manifest.name, isNew]) })}\n`);
