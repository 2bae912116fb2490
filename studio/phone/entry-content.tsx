/** What one entry says, by its kind: text, media, card, carousel, place, file. */
import { useTexts } from '../ui/i18n.ts';
import { Carousel } from './carousel.tsx';
import type { Entry } from './entry.ts';
import css from './entry-content.module.css';
import { LinkedText } from './linked-text.tsx';
import { LocationDrawing } from './location-drawing.tsx';
import { MediaMessage } from './media-message.tsx';
import { usePhone } from './phone-context.ts';
import { phoneTexts } from './phone-texts.ts';
import { RichCard } from './rich-card.tsx';

export function EntryContent({ entry }: { entry: Entry }) {
  const say = useTexts(phoneTexts);
  const { brand } = usePhone();
  const { content } = entry;
  switch (content.kind) {
    case 'text':
      return (
        <p className={css.bubble} dir="auto">
          <LinkedText text={content.text} />
        </p>
      );
    case 'media':
      return (
        <MediaMessage
          url={content.url}
          thumbnail={content.thumbnail}
          alt={content.alt ?? say('picture', { brand: brand.name })}
        />
      );
    case 'file':
      return (
        <MediaMessage url={content.url} name={content.name} type={content.type} alt={say('pictureOwn')} />
      );
    case 'card':
      return (
        <div className={css.card} data-orientation={content.orientation}>
          <RichCard card={content.card} orientation={content.orientation} align={content.align} />
        </div>
      );
    case 'carousel':
      return <Carousel cards={content.cards} width={content.width} />;
    case 'location': {
      const place = { latitude: content.latitude.toFixed(5), longitude: content.longitude.toFixed(5) };
      return (
        <figure className={css.place}>
          <LocationDrawing latitude={content.latitude} longitude={content.longitude} />
          <figcaption>{say('locationSent', place)}</figcaption>
        </figure>
      );
    }
    case 'unreadable':
      return <p className={css.bubble}>{say('unreadable')}</p>;
  }
}
