/** What a flow without steps offers: a template, a first step, or a file. Knows the ways in. */
import { FilePlus2, Shapes, Upload } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useDocument } from '../../document/store.ts';
import { dictionary, useLocale, useTexts } from '../../ui/i18n.ts';
import { Problem } from '../../ui/problem.tsx';
import { focusInspector } from '../focus.ts';
import { showPanel } from '../frame.ts';
import { readFlow } from '../read-flow.ts';
import { addFromPalette, itemById } from './actions.ts';
import { seenMiddle } from './canvas-state.ts';
import css from './empty-canvas.module.css';
import { fitAll } from './view.ts';
import { EDITS } from './words-for-edits.ts';

const TemplateDialog = lazy(async () => ({
  default: (await import('./template-dialog.tsx')).TemplateDialog,
}));

const texts = dictionary(
  {
    title: 'How shall it begin?',
    lead: 'Every flow begins with a step: something said, or something asked.',
    template: 'From a template',
    templateHint: 'Booking, claims, payment: ready to be made your own.',
    blank: 'With a first message',
    blankHint: 'A blank canvas and one step. Press / for the next.',
    file: 'From a file',
    fileHint: 'A flow that was exported, as .flow.json.',
    readOnly: 'This flow has no steps.',
    tooLarge: 'The file is larger than a flow can be.',
    broken: 'This file holds no flow.',
  },
  {
    title: 'Par quoi commencer ?',
    lead: 'Tout parcours débute par une étape : quelque chose à dire, ou à demander.',
    template: 'Par un modèle',
    templateHint: 'Rendez-vous, sinistre, paiement : prêts à devenir les vôtres.',
    blank: 'Par un premier message',
    blankHint: 'Un plan vierge et une étape. Touche / pour la suivante.',
    file: 'Par un fichier',
    fileHint: 'Un parcours exporté, en .flow.json.',
    readOnly: 'Ce parcours n’a pas d’étapes.',
    tooLarge: 'Ce fichier est plus gros qu’un parcours ne peut l’être.',
    broken: 'Ce fichier ne contient pas de parcours.',
  },
);

export function EmptyCanvas() {
  const say = useTexts(texts);
  const reader = useLocale();
  const readOnly = useDocument((state) => state.readOnly);
  const file = useRef<HTMLInputElement>(null);
  const [choosing, setChoosing] = useState(false);
  const [fault, setFault] = useState<{ title: string; detail?: string }>();
  if (readOnly) return <div className={css.place}>{say('readOnly')}</div>;

  const begin = () => {
    const item = itemById('say');
    const middle = seenMiddle();
    if (!item || addFromPalette(item, { at: { x: middle.x - 136, y: middle.y - 60 } }) === undefined) return;
    showPanel('inspector');
    focusInspector();
  };
  const take = async (chosen: File) => {
    setFault(undefined);
    const read = await readFlow(chosen);
    if (!read.ok) {
      setFault({ title: say(read.isTooLarge ? 'tooLarge' : 'broken'), detail: read.detail?.[reader] });
      return;
    }
    useDocument.getState().edit(EDITS.import, (flow) => ({ ...read.flow, id: flow.id, name: flow.name }));
    requestAnimationFrame(fitAll);
  };

  return (
    <div className={css.place}>
      <section className={css.card}>
        <h2 className={css.title}>{say('title')}</h2>
        <p className={css.lead}>{say('lead')}</p>
        <div className={css.ways}>
          <button type="button" className={css.way} onClick={() => setChoosing(true)}>
            <Shapes size={20} aria-hidden />
            <strong>{say('template')}</strong>
            <span>{say('templateHint')}</span>
          </button>
          <button type="button" className={css.way} onClick={begin}>
            <FilePlus2 size={20} aria-hidden />
            <strong>{say('blank')}</strong>
            <span>{say('blankHint')}</span>
          </button>
          <button type="button" className={css.way} onClick={() => file.current?.click()}>
            <Upload size={20} aria-hidden />
            <strong>{say('file')}</strong>
            <span>{say('fileHint')}</span>
          </button>
        </div>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          className="visually-hidden"
          tabIndex={-1}
          aria-hidden
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            // The same file may be chosen again once it is mended.
            event.target.value = '';
            if (chosen) void take(chosen);
          }}
        />
        {fault ? <Problem inline title={fault.title} detail={fault.detail} /> : null}
        {choosing ? (
          <Suspense>
            <TemplateDialog onClose={() => setChoosing(false)} />
          </Suspense>
        ) : null}
      </section>
    </div>
  );
}
