/** Shows a link that opens once, the only time it can be shown. */
import type { MadeLink } from '../../server/contract/people.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useRegion, useTexts } from '../ui/i18n.ts';
import { peopleTexts } from './people-texts.ts';

export function LinkDialog({ email, link, onClose }: { email: string; link: MadeLink; onClose: () => void }) {
  const say = useTexts(peopleTexts);
  const region = useRegion();
  const when = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' }).format(
    link.expires,
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('linkTitle')}
      description={say('linkText', { email })}
      footer={
        <Button size="m" look="primary" onClick={onClose}>
          {say('done')}
        </Button>
      }
    >
      <CopyField label={say('link')} help={say('linkUntil', { when })} value={link.url} />
    </Dialog>
  );
}
