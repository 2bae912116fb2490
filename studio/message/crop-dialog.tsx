/** Chooses the part of a picture that is kept, by dragging, by keys and by zooming, and cuts it out in the browser. */
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useLocale } from '../ui/i18n.ts';
import { Segmented } from '../ui/segmented.tsx';
import { frameAt, outputSize, type Size } from './crop.ts';
import css from './crop-dialog.module.css';
import { useMessageTexts } from './message-texts.ts';
import { drawn } from './upload.ts';

interface Props {
  href: string;
  picture: Size;
  /** As it is shown where it stands. */
  ratio: number | undefined;
  onClose: () => void;
  onCropped: (blob: Blob) => void;
}

const ZOOM_MOST = 5;
/** Of the frame, at one press of an arrow key. */
const STEP = 0.05;

export function CropDialog({ href, picture, ratio: place, onClose, onCropped }: Props) {
  const say = useMessageTexts();
  const locale = useLocale();
  const zoomId = useId();
  const image = useRef<HTMLImageElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; y: number; middle: { x: number; y: number } }>(undefined);
  const whole = picture.width / picture.height;
  const shapes = [
    ...(place === undefined ? [] : [{ value: 'place', label: say('asShown'), ratio: place }]),
    { value: '16:9', label: '16:9', ratio: 16 / 9 },
    { value: '4:3', label: '4:3', ratio: 4 / 3 },
    { value: '1:1', label: say('square'), ratio: 1 },
    { value: 'whole', label: say('original'), ratio: whole },
  ];
  const [shape, setShape] = useState(shapes[0]?.value ?? 'whole');
  const [zoom, setZoom] = useState(1);
  const [middle, setMiddle] = useState({ x: picture.width / 2, y: picture.height / 2 });
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const ratio = shapes.find(({ value }) => value === shape)?.ratio ?? whole;
  const frame = frameAt(picture, ratio, zoom, middle);
  const centre = { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 };
  const zoomTo = (next: number) => setZoom(Math.min(ZOOM_MOST, Math.max(1, next)));
  const move = (x: number, y: number) =>
    setMiddle(() => {
      const next = frameAt(picture, ratio, zoom, { x, y });
      return { x: next.x + next.width / 2, y: next.y + next.height / 2 };
    });

  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    // React listens to wheels without the right to keep the page from scrolling.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      setZoom((before) => Math.min(ZOOM_MOST, Math.max(1, before * Math.exp(-event.deltaY / 400))));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, []);

  const onKey = (event: KeyboardEvent) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const step = event.shiftKey ? STEP * 4 : STEP;
    if (way)
      move(centre.x + (way[0] ?? 0) * frame.width * step, centre.y + (way[1] ?? 0) * frame.height * step);
    else if (event.key === '+' || event.key === '=') zoomTo(zoom * 1.1);
    else if (event.key === '-') zoomTo(zoom / 1.1);
    else return;
    event.preventDefault();
  };
  const scaleOf = (event: PointerEvent) => picture.width / event.currentTarget.getBoundingClientRect().width;
  const cut = async () => {
    if (!image.current) return;
    setBusy(true);
    // A picture with holes stays one.
    const type = /\.(?:png|gif)(?:$|[?#])/i.test(href) ? 'image/png' : 'image/jpeg';
    try {
      onCropped(await drawn(image.current, frame, outputSize(frame), type, 0.88));
    } catch (error) {
      setFault(
        say(error instanceof DOMException && error.name === 'SecurityError' ? 'cropForeign' : 'cropFailed'),
      );
    } finally {
      setBusy(false);
    }
  };
  const percent = (value: number, of: number) => `${(100 * value) / of}%`;
  const { width, height } = outputSize(frame);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('cropTitle')}
      description={say('cropHelp')}
      footer={
        <>
          <span className={css.size}>
            {width} × {height}
          </span>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy} onClick={() => void cut()}>
            {say('useCrop')}
          </Button>
        </>
      }
    >
      <div className={css.body}>
        <div className={css.around}>
          {/* biome-ignore lint/a11y/useSemanticElements: an area that is dragged and moved by keys has no element. */}
          <div
            ref={stage}
            className={css.stage}
            role="group"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by the arrow keys.
            tabIndex={0}
            aria-label={`${say('cropArea')}. ${say('cropHelp')}`}
            onKeyDown={onKey}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              drag.current = { x: event.clientX, y: event.clientY, middle: centre };
            }}
            onPointerMove={(event) => {
              const from = drag.current;
              if (!from) return;
              const scale = scaleOf(event);
              move(
                from.middle.x + (event.clientX - from.x) * scale,
                from.middle.y + (event.clientY - from.y) * scale,
              );
            }}
            onPointerUp={() => {
              drag.current = undefined;
            }}
            onPointerCancel={() => {
              drag.current = undefined;
            }}
          >
            <img ref={image} src={href} alt="" draggable={false} className={css.picture} />
            <div
              className={css.frame}
              style={{
                insetBlockStart: percent(frame.y, picture.height),
                left: percent(frame.x, picture.width),
                width: percent(frame.width, picture.width),
                height: percent(frame.height, picture.height),
              }}
            />
          </div>
        </div>
        <Segmented label={say('cropShape')} value={shape} options={shapes} onChange={setShape} />
        <div className={css.zoom}>
          <label htmlFor={zoomId}>{say('zoom')}</label>
          <input
            id={zoomId}
            type="range"
            min={1}
            max={ZOOM_MOST}
            step={0.01}
            value={zoom}
            aria-valuetext={new Intl.NumberFormat(locale, { style: 'percent' }).format(zoom)}
            onChange={(event) => zoomTo(Number(event.target.value))}
          />
        </div>
        {fault ? (
          <p className={css.fault} role="alert">
            {fault}
          </p>
        ) : null}
      </div>
    </Dialog>
  );
}
