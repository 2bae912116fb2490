/** A file taken over into the open flow: what would change, before it does. Knows the open document. */
import { useEffect, useState } from 'react';
import { compare, type Difference } from '../../flows/compare.ts';
import type { Flow } from '../../flows/flow.ts';
import { useDocument } from '../document/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { dictionary, useLocale, useTexts } from '../ui/i18n.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { fitAll } from './canvas/view.ts';
import { EDITS } from './canvas/words-for-edits.ts';
import { type ReadFlow, readFlow } from './read-flow.ts';
import { DifferenceList } from './versions/difference-list.tsx';

const texts = dictionary(
  {
    title: 'Import {file}',
    text: 'The draft becomes what the file holds, under its own name. It can be undone.',
    reading: 'Reading the file',
    tooLarge: 'The file is larger than a flow can be.',
    broken: 'This file holds no flow.',
    same: 'The file holds what is here already.',
    places: 'Only the places of the steps, notes and frames are different.',
    cancel: 'Cancel',
    take: 'Replace the draft',
  },
  {
    title: 'Importer {file}',
    text: 'Le brouillon devient ce que contient le fichier, en gardant son nom. Cela peut être annulé.',
    reading: 'Lecture du fichier',
    tooLarge: 'Ce fichier est plus gros qu’un parcours ne peut l’être.',
    broken: 'Ce fichier ne contient pas de parcours.',
    same: 'Le fichier contient ce qui est déjà là.',
    places: 'Seules diffèrent les places des étapes, des notes et des cadres.',
    cancel: 'Annuler',
    take: 'Remplacer le brouillon',
  },
);

type Outcome = Exclude<ReadFlow, { ok: true }> | { ok: true; next: Flow; differences: Difference[] };

export function ImportDialog({ file, onClose }: { file: File; onClose: () => void }) {
  const say = useTexts(texts);
  const reader = useLocale();
  const flow = useDocument((state) => state.flow);
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    let isLeft = false;
    void readFlow(file).then((read) => {
      if (isLeft) return;
      if (!read.ok) return setOutcome(read);
      const { flow: now } = useDocument.getState();
      const next = { ...read.flow, id: now.id, name: now.name };
      return setOutcome({ ok: true, next, differences: compare(now, next) });
    });
    return () => {
      isLeft = true;
    };
  }, [file]);
  const isSame = outcome?.ok === true && JSON.stringify(outcome.next) === JSON.stringify(flow);
  const take = () => {
    if (!outcome?.ok) return;
    const { next } = outcome;
    useDocument.getState().edit(EDITS.import, (now) => ({ ...next, id: now.id, name: now.name }));
    onClose();
    requestAnimationFrame(fitAll);
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => next || onClose()}
      title={say('title', { file: file.name })}
      description={say('text')}
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={!outcome?.ok || isSame} onClick={take}>
            {say('take')}
          </Button>
        </>
      }
    >
      {outcome === undefined ? (
        <div aria-busy="true">
          <span className="visually-hidden">{say('reading')}</span>
          <Skeleton height="14px" />
        </div>
      ) : !outcome.ok ? (
        <Problem
          inline
          title={say(outcome.isTooLarge ? 'tooLarge' : 'broken')}
          detail={outcome.detail?.[reader]}
        />
      ) : outcome.differences.length === 0 ? (
        <p>{say(isSame ? 'same' : 'places')}</p>
      ) : (
        <DifferenceList differences={outcome.differences} flows={[outcome.next, flow]} />
      )}
    </Dialog>
  );
}
