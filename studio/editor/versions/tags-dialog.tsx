/** The words somebody puts on a published version, to find it again. Knows one version. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { VersionSummary } from '../../../server/contract.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { Field } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { TAG_MAX, TAGS_MAX, tagsIn } from './tags-in.ts';
import { versionTexts } from './version-texts.ts';
import { tagVersion } from './versions-api.ts';

interface Props {
  flow: string;
  version: VersionSummary;
  onClose: () => void;
}

export function TagsDialog({ flow, version: { version, tags }, onClose }: Props) {
  const say = useTexts(versionTexts);
  const problemText = useProblemText();
  const client = useQueryClient();
  const [typed, setTyped] = useState(tags.join(', '));
  const wanted = tagsIn(typed);
  const long = wanted.find((tag) => tag.length > TAG_MAX);
  const fault =
    long !== undefined
      ? say('tagLong', { tag: long.slice(0, TAG_MAX), max: TAG_MAX })
      : wanted.length > TAGS_MAX
        ? say('tagsMany', { max: TAGS_MAX })
        : undefined;
  const save = useMutation({
    mutationFn: () => tagVersion(flow, version, wanted),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['versions', flow] });
      onClose();
    },
  });
  return (
    <FormDialog
      title={say('tagsTitle', { n: version })}
      description={say('tagsText')}
      confirm={say('tagsSave')}
      busy={save.isPending}
      onClose={onClose}
      onSubmit={() => fault === undefined && save.mutate()}
    >
      <Field label={say('tags')} help={say('tagsHelp')} error={fault}>
        {(control) => <Input {...control} value={typed} autoFocus onChange={setTyped} />}
      </Field>
      {save.error ? <Problem inline title={say('tagsFailed')} detail={problemText(save.error)} /> : null}
    </FormDialog>
  );
}
