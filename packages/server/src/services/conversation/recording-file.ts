/** The name under which the workflow asks for the recording. */
export const RECORDING_FILE = "recording";
/** A recording of more than four hours is FILE_TOO_LARGE. The minute is for what encoders and recorders add. */
export const MAX_RECORDING_S = 4 * 3_600 + 60;
