/** Shows recovery codes, the only time they can be shown. */
import { Copy } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useTexts } from '../ui/i18n.ts';
import { toast } from '../ui/toast.ts';
import css from './account.module.css';
import { accountTexts } from './account-texts.ts';

export function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const say = useTexts(accountTexts);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'));
      toast({ text: say('codesCopied') });
    } catch {
      // Without https there is no clipboard: they can be marked and copied by hand.
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={say('codesTitle')}
      description={say('codesText')}
      size="s"
      footer={
        <>
          <Button size="m" onClick={copy}>
            <Copy size={15} aria-hidden />
            {say('codesCopy')}
          </Button>
          <Button size="m" look="primary" onClick={onClose}>
            {say('codesDone')}
          </Button>
        </>
      }
    >
      <ul className={css.codes} dir="ltr">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Dialog>
  );
}
