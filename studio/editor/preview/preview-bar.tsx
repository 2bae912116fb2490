/** The strip above the preview's phone: which phone, how it is reached, and everything about the person and the world. */
import { Ellipsis, QrCode, RotateCcw, UserPen, UserPlus } from 'lucide-react';
import { useMemo } from 'react';
import { callName, failureName } from '../../../flows/service-names.ts';
import type { PreviewState } from '../../../server/contract.ts';
import { useMay } from '../../api/session.ts';
import { useDocument } from '../../document/store.ts';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { useEditorButtons } from '../use-editor-commands.ts';
import { PersonDialog } from './person-dialog.tsx';
import { askPreview, type PreviewDialog, usePreviewAsked } from './preview-asked.ts';
import css from './preview-bar.module.css';
import { previewHandlers } from './preview-handlers.ts';
import { type PreviewSettings, previewSettings, usePreviewSettings } from './preview-settings.ts';
import { previewTexts } from './preview-texts.ts';
import { ShareDialog } from './share-dialog.tsx';
import { StartDialog } from './start-dialog.tsx';
import { TimeDialog } from './time-dialog.tsx';
import { startPreview, usePreview } from './use-preview.ts';

export function PreviewBar({ state }: { state: PreviewState | undefined }) {
  const say = useTexts(previewTexts);
  const mayShare = useMay('flows.write');
  const settings = usePreviewSettings();
  const opened = usePreviewAsked(({ dialog }) => dialog);
  const { setting } = usePreview.getState();
  const platform = state?.platform ?? settings.platform;
  const rcs = state?.rcs ?? settings.rcs;
  const entries = useEntries(state, settings, askPreview);
  const { icon } = useEditorButtons(previewHandlers);
  return (
    <div className={css.bar}>
      <Segmented
        label={say('platform')}
        labelHidden
        value={platform}
        disabled={!state}
        options={[
          { value: 'android', label: say('android') },
          { value: 'ios', label: say('ios') },
        ]}
        onChange={(next) => {
          previewSettings.change({ platform: next });
          void setting({ platform: next });
        }}
      />
      <Segmented
        label={say('channel')}
        labelHidden
        value={rcs ? 'rcs' : 'sms'}
        disabled={!state}
        options={[
          { value: 'rcs', label: say('rcs') },
          { value: 'sms', label: say('sms') },
        ]}
        onChange={(next) => {
          previewSettings.change({ rcs: next === 'rcs' });
          void setting({ rcs: next === 'rcs' });
        }}
      />
      <span className={css.tools}>
        <IconButton {...icon('preview.restart')} icon={<RotateCcw size={15} aria-hidden />} />
        {mayShare ? <IconButton {...icon('preview.share')} icon={<QrCode size={15} aria-hidden />} /> : null}
        <Menu
          trigger={<IconButton label={say('more')} icon={<Ellipsis size={16} aria-hidden />} />}
          entries={entries}
          align="end"
        />
      </span>
      <ShareDialog open={opened === 'share'} onClose={() => askPreview(undefined)} />
      {opened === 'start' ? <StartDialog onClose={() => askPreview(undefined)} /> : null}
      {opened === 'person' ? <PersonDialog onClose={() => askPreview(undefined)} /> : null}
      {opened === 'time' ? <TimeDialog now={state?.now} onClose={() => askPreview(undefined)} /> : null}
    </div>
  );
}

function useEntries(
  state: PreviewState | undefined,
  { look, person: chosen }: PreviewSettings,
  open: (dialog: PreviewDialog) => void,
): () => MenuEntry[] {
  const say = useTexts(previewTexts);
  const language = useLocale();
  const flow = useDocument((document) => document.flow);
  const calls = useMemo(() => failuresOf(flow.nodes), [flow.nodes]);
  const { setting, restart } = usePreview.getState();
  return () => {
    const change = (next: PreviewSettings['look']) => previewSettings.change({ look: { ...look, ...next } });
    const theme = (value: 'light' | 'dark' | undefined, label: string): MenuEntry => ({
      label,
      checked: look.theme === value,
      radio: true,
      run: () => change({ theme: value }),
    });
    const person: MenuEntry[] = [
      { kind: 'heading', label: say('person') },
      {
        label: say('newPerson'),
        hint: say('newPersonHint'),
        icon: <UserPlus size={15} aria-hidden />,
        run: () => void startPreview(),
      },
      {
        label: say('setPerson'),
        hint: chosen.name ?? chosen.phone ?? say('setPersonHint'),
        icon: <UserPen size={15} aria-hidden />,
        run: () => open('person'),
      },
      { label: say('fromStep'), run: () => open('start') },
      { label: say('setNow'), run: () => open('time') },
    ];
    if (flow.locales.length > 1) {
      person.push({
        kind: 'submenu',
        label: say('language'),
        entries: flow.locales.map((locale) => ({
          label: languageName(locale, language),
          checked: state?.locale === locale,
          radio: true,
          run: () => {
            previewSettings.change({ locale });
            void restart({ locale });
          },
        })),
      });
    }
    const looks: MenuEntry = {
      kind: 'submenu',
      label: say('phoneLook'),
      entries: [
        theme(undefined, say('lookStudio')),
        theme('light', say('lookLight')),
        theme('dark', say('lookDark')),
        'separator',
        {
          label: say('large'),
          checked: look.text === 'large',
          run: () => change({ text: look.text === 'large' ? 'normal' : 'large' }),
        },
        {
          label: say('rtl'),
          checked: look.direction === 'rtl',
          run: () => change({ direction: look.direction === 'rtl' ? 'ltr' : 'rtl' }),
        },
      ],
    };
    if (!state) return [...person, 'separator', looks];
    const world: MenuEntry[] = [
      { kind: 'heading', label: say('world') },
      {
        label: say('online'),
        hint: say('onlineHint'),
        checked: state.online,
        run: () => void setting({ online: !state.online }),
      },
      { label: say('reads'), checked: state.reads, run: () => void setting({ reads: !state.reads }) },
    ];
    if (calls.length > 0) {
      world.push({
        label: say('asking'),
        hint: say('askingHint'),
        checked: state.services === 'ask',
        run: () => void setting({ services: state.services === 'ask' ? 'run' : 'ask' }),
      });
      const none = Object.keys(state.failing).length === 0;
      world.push({
        kind: 'submenu',
        label: say('fail'),
        entries: [
          { label: say('failNone'), checked: none, run: () => void setting({ failing: {} }) },
          'separator',
          ...calls.flatMap(({ name, codes }) =>
            codes.map((code): MenuEntry => {
              const failing = state.failing[name] === code;
              const { [name]: _before, ...others } = state.failing;
              return {
                label: `${callName(name, language)} – ${failureName(code, language)}`,
                checked: failing,
                run: () => void setting({ failing: failing ? others : { ...others, [name]: code } }),
              };
            }),
          ),
        ],
      });
    }
    if (calls.some(({ name }) => name.startsWith('http.'))) {
      world.push({
        label: say('really'),
        hint: say('reallyHint'),
        checked: state.http === 'real',
        run: () => void setting({ http: state.http === 'real' ? 'sample' : 'real' }),
      });
    }
    return [...person, 'separator', looks, 'separator', ...world];
  };
}

/** Every operation the flow calls, and the ways it can fail that the flow tells apart. */
function failuresOf(nodes: ReturnType<typeof useDocument.getState>['flow']['nodes']) {
  const found = new Map<string, Set<string>>();
  for (const node of Object.values(nodes)) {
    if (node.kind !== 'call') continue;
    const name = `${node.service}.${node.operation}`;
    const codes = found.get(name) ?? new Set<string>();
    found.set(name, codes);
    for (const code of Object.keys(node.on)) codes.add(code);
  }
  return [...found].map(([name, codes]) => ({ name, codes: [...codes, 'unavailable'] }));
}

export function languageName(locale: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
