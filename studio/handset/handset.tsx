/** The handset screen: an emulated phone, what it is set to, and things to say to it. */
import { Settings2, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Phone } from '../phone/phone.tsx';
import { Button } from '../ui/button.tsx';
import { type Locale, locale, useTexts } from '../ui/i18n.ts';
import { useMediaQuery } from '../ui/media-query.ts';
import { useMinute } from '../ui/minute.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { Preferences } from '../ui/preferences.tsx';
import { TopBar } from '../ui/top-bar.tsx';
import { SHIPPED_BRAND } from './brand.ts';
import { readBrandName } from './emulator-client.ts';
import css from './handset.module.css';
import { handsetTexts } from './handset-texts.ts';
import { readPhoneNumber } from './phone-number.ts';
import { PhoneSettings } from './phone-settings.tsx';
import { SayList } from './say-list.tsx';
import { useHandset } from './use-handset.ts';

const PHONE_KEY = 'carillon.phone';
/** From the ranges the United Kingdom and France keep for fiction: the country decides the first answer's language. */
const DEFAULT_PHONES: Record<Locale, string> = { en: '+447700900001', fr: '+33639980001' };

export function Handset() {
  const say = useTexts(handsetTexts);
  usePageTitle(say('title'));
  const [phone, setPhone] = useState(firstPhone);
  const change = (next: string) => {
    localStorage.setItem(PHONE_KEY, next);
    setPhone(next);
  };
  // Another number is another phone: nothing of the last one may linger.
  return <Desk key={phone} phone={phone} onPhone={change} />;
}

function Desk({ phone, onPhone }: { phone: string; onPhone: (phone: string) => void }) {
  const say = useTexts(handsetTexts);
  const handset = useHandset(phone);
  const now = useMinute();
  const brand = useBrand();
  const narrow = useMediaQuery('(max-width: 760px)');
  const drawer = useRef<HTMLDialogElement>(null);
  const sayText = useCallback((text: string) => handset.say({ kind: 'text', text }), [handset.say]);
  useFirstWords(sayText);

  const { settings, connection } = handset;
  const controls = (
    <>
      <PhoneSettings
        settings={settings}
        connection={connection}
        onChange={handset.change}
        onPhone={onPhone}
      />
      <SayList
        onSay={(text) => {
          sayText(text);
          drawer.current?.close();
        }}
      />
    </>
  );
  return (
    <div className={css.screen}>
      <TopBar
        tools={
          <Button aria-haspopup="dialog" onClick={() => drawer.current?.showModal()}>
            <Settings2 size={16} aria-hidden />
            {say('openSettings')}
          </Button>
        }
      />
      <main id="content" className={css.desk}>
        <h1 className="visually-hidden">{say('title')}</h1>
        <div className={css.stage} aria-busy={connection === 'loading'}>
          <Phone
            platform={settings.platform}
            brand={brand}
            entries={handset.entries}
            typing={handset.typing}
            rcs={settings.rcs}
            online={settings.online}
            now={now}
            onSay={handset.say}
            onRetry={handset.retry}
            onTyping={handset.writing}
            onSubscription={handset.setSubscription}
          />
        </div>
        {/* On a narrow screen the phone takes all of it, and the controls come in a drawer. */}
        {narrow ? (
          <dialog ref={drawer} className={css.drawer} aria-label={say('settings')}>
            <Button
              look="icon"
              className={css.drawerClose}
              aria-label={say('close')}
              onClick={() => drawer.current?.close()}
            >
              <X size={18} aria-hidden />
            </Button>
            <Preferences />
            {controls}
          </dialog>
        ) : (
          <aside className={css.side} aria-label={say('settings')}>
            <p className={css.intro}>{say('intro')}</p>
            {controls}
          </aside>
        )}
      </main>
    </div>
  );
}

/** The number in the address, else the last one used here, else the default. */
function firstPhone(): string {
  const wanted = new URLSearchParams(location.search).get('phone') ?? localStorage.getItem(PHONE_KEY) ?? '';
  return readPhoneNumber(wanted) ?? DEFAULT_PHONES[locale.get()];
}

/** Says what the address asks for (?say=book), once: it is taken out of the address first, so a reload is silent. */
function useFirstWords(sayText: (text: string) => void): void {
  useEffect(() => {
    const url = new URL(location.href);
    const words = url.searchParams.get('say')?.trim().slice(0, 300);
    if (!words) return;
    url.searchParams.delete('say');
    history.replaceState(null, '', url);
    sayText(words);
  }, [sayText]);
}

function useBrand() {
  const [brand, setBrand] = useState(SHIPPED_BRAND);
  useEffect(() => {
    const stop = new AbortController();
    readBrandName(stop.signal)
      .then((name) => name && setBrand((before) => ({ ...before, name })))
      // Where the emulator's controls are closed, the shipped name stands.
      .catch(() => undefined);
    return () => stop.abort();
  }, []);
  return brand;
}
