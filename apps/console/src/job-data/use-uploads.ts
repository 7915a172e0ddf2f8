import type { Client, ClientError, Upload } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useMemo } from "react";

export interface Uploads {
  /** Id of the upload of a file. A file that was uploaded before is not sent again, so that a form that is sent again is the same job. */
  readonly uploadOf: (file: File, options?: Parameters<Client["upload"]>[2]) => Promise<string>;
  /** Sends files again if the last submission was refused for one of them: the server may have removed an upload. `fields` name files. */
  readonly forgetRefused: (refusal: ClientError | null, fields: readonly string[]) => void;
}

/** The files that this form has uploaded, with this client. */
export function useUploads(): Uploads {
  const client = useClient();
  return useMemo(() => {
    let made = new WeakMap<File, Upload>();
    return {
      async uploadOf(file, options) {
        const known = made.get(file);
        if (known !== undefined && Date.parse(known.expires_at) > Date.now()) return known.upload_id;
        const upload = await client.upload(file, file.name, options);
        made.set(file, upload);
        return upload.upload_id;
      },
      forgetRefused(refusal, fields) {
        const isOfFile = refusal?.errors.some(({ loc }) => fields.includes(String(loc.at(-1)))) === true;
        if (isOfFile) made = new WeakMap();
      },
    };
  }, [client]);
}
