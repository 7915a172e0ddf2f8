/** How long an upload is kept unless `HEADWAY_UPLOAD_HOURS` says otherwise (SPEC §1.1). */
export const DEFAULT_UPLOAD_HOURS = 24;
