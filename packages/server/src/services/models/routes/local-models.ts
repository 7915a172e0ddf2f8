import {
  addLocalModelSchema,
  HeadwayError,
  jobResourceSchema,
  localModelsQuerySchema,
  localModelsSchema,
  RECOMMENDED_MODELS,
  type RemovedLocalModel,
  removedLocalModelSchema,
} from "@headway-jobs/contract";
import type { Job } from "@headway-jobs/engine";
import { z } from "zod";
import { json, problem } from "../../../service-kit/replies.ts";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import { listModels } from "../list-models.ts";
import type { ModelsPorts } from "../ports.ts";

const TAG = "Local models";
const PATH = "/v1/local-models";

const params = z.object({ name: z.string().max(200) });

/** `GET /v1/local-models` (SPEC §6.1). */
export function listRoute(ports: ModelsPorts): Route {
  return {
    method: "GET",
    path: PATH,
    summary: "List the models that this machine can have, and how it has them",
    tag: TAG,
    query: localModelsQuerySchema,
    responses: { 200: { description: "All known and installed models.", schema: localModelsSchema } },
    validation: "sentence",
    async handle({ owner, scopes, query }, { engine }): Promise<Reply> {
      const { languages = null } = query as z.infer<typeof localModelsQuerySchema>;
      return json(await listModels(ports, engine, { owner, mayChange: scopes.includes("admin"), languages }));
    },
  };
}

/** `POST /v1/local-models/{name}` (SPEC §6.2). */
export function addRoute(ports: ModelsPorts): Route {
  return {
    method: "POST",
    path: `${PATH}/:name`,
    scope: "admin",
    summary: `Fetch a model, or those that are \`${RECOMMENDED_MODELS}\` for languages, as a job`,
    tag: TAG,
    params,
    body: addLocalModelSchema,
    bodyOptional: true,
    strict: true,
    responses: {
      202: { description: "The job: a new one, or the unfinished one for the same models.", schema: jobResourceSchema },
      404: problem("No such model."),
      422: problem("The languages are not valid, or named with a model."),
    },
    validation: "sentence",
    creates: true,
    async handle(request, call): Promise<Reply> {
      const { name } = request.params as z.infer<typeof params>;
      const { languages } = (request.body ?? {}) as z.infer<typeof addLocalModelSchema>;
      if (name !== RECOMMENDED_MODELS) await (await ports.shelf()).find(name);
      const input = { models: [name], ...((languages ?? null) === null ? {} : { languages }) };
      const job = await submitOnce(request, call, input);
      const headers = { Location: `/v1/jobs/${job.jobId}` };
      return { kind: "json", status: 202, body: await call.jobResource(job, { compact: false }), headers };
    },
  };
}

/** Asking again while the models are being fetched finds the same job. */
async function submitOnce({ owner }: RouteRequest, call: ServiceCall, input: unknown): Promise<Job> {
  try {
    return await call.submit(input);
  } catch (error) {
    if (!(error instanceof HeadwayError) || error.code !== "SESSION_BUSY") throw error;
    const running = await call.engine.find(owner, String(error.extra?.["job_id"]));
    if (running === null) throw error;
    return running;
  }
}

/** `DELETE /v1/local-models/{name}` (SPEC §6.3). */
export function removeRoute(ports: ModelsPorts): Route {
  return {
    method: "DELETE",
    path: `${PATH}/:name`,
    scope: "admin",
    summary: "Remove a model, or what an interrupted download of it has left",
    tag: TAG,
    params,
    responses: {
      200: { description: "Removed; the message says what takes over.", schema: removedLocalModelSchema },
      404: problem("No such model, or nothing of it is on this machine."),
      409: problem("The model is being fetched."),
    },
    validation: "sentence",
    handle: (request) => remove(ports, (request.params as z.infer<typeof params>).name),
  };
}

async function remove(ports: ModelsPorts, name: string): Promise<Reply> {
  const shelf = await ports.shelf();
  const model = await shelf.find(name);
  const wasInstalled = (await shelf.list()).some((one) => one.installed && one.manifest.name === name);
  await removeUnlessBusy(ports, name);
  const left = (await shelf.list()).filter((one) => one.installed).map(({ manifest }) => manifest);
  const body: RemovedLocalModel = {
    name,
    message: wasInstalled ? await ports.describeRemoval([model]) : "What had arrived of it was removed.",
    installed: left.map((one) => one.name),
  };
  return json(body);
}

/** A download of the model is not waited for: it may take hours. Nor is one of the library, which only stays longer than it must. */
async function removeUnlessBusy(ports: ModelsPorts, name: string): Promise<void> {
  const stop = new AbortController();
  try {
    await (
      await ports.shelf()
    ).remove([name], {
      signal: stop.signal,
      onProgress: (progress) => {
        if (progress.phase !== "waiting") return;
        stop.abort(progress.name === name ? busyWith(name) : LIBRARY_IS_BUSY);
      },
    });
  } catch (error) {
    if (error !== LIBRARY_IS_BUSY) throw error;
  }
}

const LIBRARY_IS_BUSY = Symbol("the library is being fetched");

const busyWith = (name: string): HeadwayError =>
  new HeadwayError("MODEL_BUSY", `${name} is being fetched or changed at the moment.`);
