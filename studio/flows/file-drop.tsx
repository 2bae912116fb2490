/** A page onto which a file can be dropped anywhere; says so while one hovers over it. */
import { Upload } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import css from './file-drop.module.css';

interface Props {
  label: string;
  onFile: (file: File) => void;
  children: ReactNode;
}

export function FileDrop({ label, onFile, children }: Props) {
  const [over, setOver] = useState(false);
  // Entering a child comes before leaving its parent: only when all are left the file is gone.
  const depth = useRef(0);
  const holdsFile = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const enter = (event: DragEvent, step: 1 | -1) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    depth.current += step;
    setOver(depth.current > 0);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more; the button is the other.
    <div
      className={css.page}
      onDragEnter={(event) => enter(event, 1)}
      onDragLeave={(event) => enter(event, -1)}
      onDragOver={(event) => holdsFile(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!holdsFile(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      {children}
      {over ? (
        <div className={css.over}>
          <p className={css.label}>
            <Upload size={20} aria-hidden />
            {label}
          </p>
        </div>
      ) : null}
    </div>
  );
}
