export const VIDEO_TAG = "Video";
