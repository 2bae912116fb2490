/** "Run from here" in the menu of every step; offered as soon as this file is loaded. */
import { Play } from 'lucide-react';
import { registerNodeAction } from '../node-actions.ts';
import { previewTexts } from './preview-texts.ts';
import { runFrom } from './use-preview.ts';

registerNodeAction({
  id: 'preview.from-here',
  title: { en: previewTexts.en.runFrom, fr: previewTexts.fr.runFrom },
  icon: <Play size={15} aria-hidden />,
  run: (id) => void runFrom(id),
});
