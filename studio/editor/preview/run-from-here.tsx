/** "Run from here" in the menu of every step; the preview itself is loaded when it is asked for. */
import { Play } from 'lucide-react';
import { registerNodeAction } from '../node-actions.ts';

registerNodeAction({
  id: 'preview.from-here',
  title: { en: 'Run from here', fr: 'Jouer à partir d’ici' },
  icon: <Play size={15} aria-hidden />,
  run: (id) => void import('./use-preview.ts').then(({ runFrom }) => runFrom(id)),
});
