/** The actions every screen has, the keys, and the two overlays that show them: the palette and the list of keys. */
import { lazy, Suspense, useEffect } from 'react';
import { signOut, useMay, useSession } from '../api/session.ts';
import { LOCALE_NAMES, LOCALES, locale, useLocale, useTexts } from '../ui/i18n.ts';
import { openOverlay, useOverlay } from '../ui/overlay.ts';
import { navigate } from '../ui/router.tsx';
import { useStored } from '../ui/stored.ts';
import { THEMES, theme } from '../ui/theme.ts';
import { commandTexts } from './command-texts.ts';
import { useCommands } from './registry.ts';
import { useShortcuts } from './shortcuts.ts';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const ShortcutList = lazy(async () => ({ default: (await import('./shortcut-list.tsx')).ShortcutList }));

const PLACES = [
  ['/', 'goHome', 'g h', undefined],
  ['/inbox', 'goInbox', 'g i', 'conversations.read'],
  ['/flows', 'goFlows', 'g f', 'flows.read'],
  ['/brand', 'goBrand', 'g b', 'brand.read'],
  ['/handset', 'goHandset', 'g p', undefined],
] as const;
/** By then the screen itself is loaded. */
const SETTLED_MS = 1_500;
const THEME_NAMES = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' } as const;

export function Commands() {
  const say = useTexts(commandTexts);
  const open = useOverlay((overlay) => overlay.open);
  const me = useSession((session) => session.me);
  const signedIn = me !== undefined;
  const mayPeople = useMay('people.read');
  const mayAudit = useMay('audit.read');
  const language = useLocale();
  const look = useStored(theme);
  useShortcuts();
  usePaletteAtHand();
  useCommands([
    {
      id: 'app.palette',
      title: say('openPalette'),
      section: say('general'),
      keys: 'mod+k',
      whileTyping: true,
      hidden: true,
      run: () => openOverlay(useOverlay.getState().open === 'palette' ? undefined : 'palette'),
    },
    {
      id: 'app.shortcuts',
      title: say('openShortcuts'),
      section: say('general'),
      keys: '?',
      keywords: ['keyboard', 'keys', 'help', 'clavier', 'touches', 'aide'],
      run: () => openOverlay('shortcuts'),
    },
    // Who is not known yet is asked to sign in there.
    ...PLACES.filter(([, , , needed]) => needed === undefined || !me || me.permissions.includes(needed)).map(
      ([place, name, keys]) => ({
        id: `app.go${place}`,
        title: say(name),
        section: say('places'),
        keys,
        run: () => navigate(place),
      }),
    ),
    ...THEMES.filter((one) => one !== look).map((one) => ({
      id: `app.theme.${one}`,
      title: say(THEME_NAMES[one]),
      section: say('preferences'),
      keywords: ['theme', 'thème'],
      run: () => theme.set(one),
    })),
    ...LOCALES.filter((one) => one !== language).map((one) => ({
      id: `app.locale.${one}`,
      title: say('language', { name: LOCALE_NAMES[one] }),
      section: say('preferences'),
      keywords: ['language', 'langue'],
      run: () => locale.set(one),
    })),
    ...(mayPeople
      ? [{ id: 'app.people', title: say('goPeople'), section: say('places'), run: () => navigate('/people') }]
      : []),
    ...(mayAudit
      ? [{ id: 'app.audit', title: say('goAudit'), section: say('places'), run: () => navigate('/audit') }]
      : []),
    ...(signedIn
      ? [
          {
            id: 'app.account',
            title: say('goAccount'),
            section: say('places'),
            run: () => navigate('/account'),
          },
        ]
      : []),
    ...(signedIn
      ? [{ id: 'app.sign-out', title: say('signOut'), section: say('preferences'), run: () => leave() }]
      : []),
  ]);
  return (
    <Suspense fallback={null}>
      {open === 'palette' ? <Palette onClose={() => openOverlay(undefined)} /> : null}
      {open === 'shortcuts' ? <ShortcutList onClose={() => openOverlay(undefined)} /> : null}
    </Suspense>
  );
}

/** Whoever opens it types at once: what comes before it is there would be lost. */
function usePaletteAtHand(): void {
  useEffect(() => {
    const timer = setTimeout(() => loadPalette().catch(() => undefined), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
}

async function leave(): Promise<void> {
  await signOut();
  navigate('/');
}
