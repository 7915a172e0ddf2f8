import { FileButton } from "../../ui/file-button.tsx";
import { sizeText } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { useFileDrop } from "../../ui/use-file-drop.ts";

const ACCEPT = "audio/*,video/*,.mp4,.mov,.webm,.mkv,.mp3,.wav,.m4a,.aac,.ogg,.flac";

/** A recording from a file, dropped or chosen. */
export function RecordingField({
  file,
  onChange,
}: {
  readonly file: File | null;
  readonly onChange: (file: File | null) => void;
}) {
  const { over, handlers } = useFileDrop((dropped) => onChange(dropped ?? null));
  return (
    <section className="source-panel" data-over={over} aria-label="Recording" {...handlers}>
      <div className="drop drop--recording">
        <Icon name="voice" />
        {file === null ? (
          <>
            <p className="drop__lead">Drop a recording here</p>
            <p className="drop__hint">
              mp3, wav, m4a, aac, ogg, flac, or a video: mp4, mov, webm, mkv. At most 500 MB.
            </p>
            <div className="drop__ways">
              <FileButton label="Choose a file" accept={ACCEPT} onFile={(chosen) => onChange(chosen ?? null)} />
            </div>
          </>
        ) : (
          <>
            <p className="drop__lead" role="status">
              {file.name}
            </p>
            <p className="drop__hint">{sizeText(file.size)}</p>
            <div className="drop__ways">
              <FileButton label="Choose another" accept={ACCEPT} onFile={(chosen) => onChange(chosen ?? file)} />
              <button type="button" className="button button--quiet" onClick={() => onChange(null)}>
                <Icon name="cross" /> Remove
              </button>
            </div>
          </>
        )}
      </div>
    </section>
  );
}
