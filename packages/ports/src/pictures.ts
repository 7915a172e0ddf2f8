export interface FoundPicture {
  /** A JPEG, PNG, WebP or GIF file, checked by its first bytes and its size in pixels. */
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Who is to be named beside it, at most 200 characters; null when nobody needs to be. */
  readonly credit: string | null;
}

/** Pictures by keyword. Null when there is none that fits; errors are HeadwayError (PROVIDER_*, FETCH_REFUSED). */
export interface PictureSource {
  find(request: { readonly keyword: string; readonly signal?: AbortSignal | undefined }): Promise<FoundPicture | null>;
}
