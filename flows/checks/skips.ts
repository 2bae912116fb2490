/** Steps an author has set to be passed by, so that nobody publishes them unawares. Knows what cannot be skipped. */
import { onwardExit } from '../nodes/onward.ts';
import { type Study, warning } from './finding.ts';

export function checkSkips({ nodes, report }: Study): void {
  for (const { id, node } of nodes) {
    if (!node.skipped) continue;
    const place = { node: id, at: 'skipped' };
    if (onwardExit(node)) {
      report(
        warning(
          'skipped',
          place,
          {
            en: 'This step is skipped: conversations pass it by.',
            fr: 'Cette étape est sautée : les conversations passent outre.',
          },
          { en: 'Turn it on again, or remove it.', fr: 'Réactivez-la, ou supprimez-la.' },
        ),
      );
    } else {
      report(
        warning(
          'skipped-end',
          place,
          {
            en: 'An end cannot be skipped: the conversation ends here all the same.',
            fr: 'Une fin ne peut pas être sautée : la conversation se termine ici quand même.',
          },
          { en: 'Turn it on again.', fr: 'Réactivez-la.' },
        ),
      );
    }
  }
}
