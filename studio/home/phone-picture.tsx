/** The first page's one illustration: a phone with a booked appointment. A drawing, nothing in it works. */
import { useTexts } from '../ui/i18n.ts';
import css from './phone-picture.module.css';
import { pictureTexts } from './picture-texts.ts';

export function PhonePicture({ label }: { label: string }) {
  const say = useTexts(pictureTexts);
  return (
    <div className={css.frame} role="img" aria-label={label}>
      <svg viewBox="0 0 380 660" aria-hidden="true">
        <defs>
          <clipPath id="picture-screen">
            <rect x="44" y="34" width="292" height="592" rx="38" />
          </clipPath>
          <clipPath id="picture-card">
            <path d="M62 214a18 18 0 0 1 18-18h196a18 18 0 0 1 18 18v106H62Z" />
          </clipPath>
        </defs>
        <rect y="96" width="380" height="468" rx="32" className={css.halo} />
        <rect x="34" y="24" width="312" height="612" rx="48" className={css.body} />
        <rect x="35" y="25" width="310" height="610" rx="47" className={css.rim} />
        <g clipPath="url(#picture-screen)">
          <rect x="44" y="34" width="292" height="592" className={css.screen} />
          <text x="70" y="62" className={css.hour}>
            9:41
          </text>
          <rect x="288" y="53" width="20" height="10" rx="3" className={css.battery} />
          <rect x="290" y="55" width="13" height="6" rx="1.500" className={css.charge} />

          <circle cx="82" cy="98" r="18" className={css.brand} />
          <path
            d="M82 88c-5 0-7.500 3.500-7.700 8-.2 3.800-1 5.500-2.500 7.200h20.400c-1.500-1.700-2.300-3.400-2.500-7.200-.2-4.500-2.700-8-7.700-8Z"
            className={css.bell}
          />
          <path d="M79 105a3.200 3.200 0 0 0 6 0Z" className={css.clapper} />
          <text x="110" y="103" className={css.name}>
            Maison Carillon
          </text>
          <circle cx="236" cy="98" r="7" className={css.mark} />
          <path d="m232.800 98.200 2.300 2.200 4.200-4.300" className={css.tick} />
          <path d="M44 130.500h292" className={css.line} />

          <rect x="196" y="146" width="122" height="36" rx="18" className={css.own} />
          <text x="257" y="169" textAnchor="middle" className={css.ownText}>
            {say('slot')}
          </text>

          <rect x="61.500" y="195.500" width="233" height="283" rx="18" className={css.card} />
          <g clipPath="url(#picture-card)">
            <rect x="62" y="196" width="232" height="124" className={css.sky} />
            <circle cx="238" cy="232" r="20" className={css.sun} />
            <path d="M62 288c40-34 74-34 112-6s74 22 120-14v52H62Z" className={css.hillFar} />
            <path d="M62 304c54-26 92-12 128-2s66 6 104-12v30H62Z" className={css.hillNear} />
            <rect x="128" y="240" width="58" height="64" rx="3" className={css.house} />
            <path d="M120 242 157 214l37 28Z" className={css.roof} />
            <rect x="148" y="272" width="18" height="32" rx="9" className={css.door} />
            <rect x="136" y="252" width="11" height="13" rx="2" className={css.window} />
            <rect x="167" y="252" width="11" height="13" rx="2" className={css.window} />
          </g>
          <text x="78" y="346" className={css.title}>
            {say('title')}
          </text>
          <text x="78" y="367" className={css.text}>
            {say('when')}
          </text>
          <text x="78" y="385" className={css.text}>
            {say('what')}
          </text>
          <rect x="74" y="400" width="208" height="30" rx="15" className={css.button} />
          <text x="178" y="420" textAnchor="middle" className={css.buttonText}>
            {say('calendar')}
          </text>
          <rect x="74" y="436" width="208" height="30" rx="15" className={css.button} />
          <text x="178" y="456" textAnchor="middle" className={css.buttonText}>
            {say('way')}
          </text>

          <rect x="88" y="496" width="112" height="34" rx="17" className={css.chip} />
          <text x="144" y="518" textAnchor="middle" className={css.chipText}>
            {say('move')}
          </text>
          <rect x="208" y="496" width="110" height="34" rx="17" className={css.chip} />
          <text x="263" y="518" textAnchor="middle" className={css.chipText}>
            {say('thanks')}
          </text>

          <path d="M44 552.500h292" className={css.line} />
          <rect x="62" y="564" width="214" height="36" rx="18" className={css.field} />
          <text x="80" y="587" className={css.hint}>
            {say('message')}
          </text>
          <circle cx="302" cy="582" r="18" className={css.brand} />
          <path d="M296 582h11m-4.500-4.500 4.700 4.500-4.700 4.500" className={css.arrow} />
        </g>
      </svg>
    </div>
  );
}
