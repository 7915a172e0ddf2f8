// A stranger's page: client and React hook, bundled.
import { createClient } from "@headway-jobs/client";
import { ClientContext, useJob } from "@headway-jobs/client/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

function Job({ jobId }) {
  const { job, connection } = useJob(jobId);
  return createElement("p", null, job === null ? connection : `${job.progress} %`);
}

const client = createClient({ baseUrl: "" });
const page = createElement(ClientContext, { value: client }, createElement(Job, { jobId: location.hash.slice(1) }));
createRoot(document.body).render(page);
