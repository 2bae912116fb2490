/** Emoji that brands use, with a word to find each by. The reader's own keyboard has all others. */
import type { Locale } from '../ui/i18n.ts';

/** Each line: the emoji, then what people call it. */
const LINES: Record<Locale, string> = {
  en: `👋 hello wave|🙂 smile|😊 happy|😍 love|🎉 party celebrate|🙏 thank you please|👍 yes good|👌 ok perfect|❤️ heart|✨ sparkle new|⭐ star|🔥 hot|💡 idea|✅ done check|❌ no wrong|⚠️ warning|❗ important|❓ question|ℹ️ information|🔒 safe secure|📅 date calendar|🕒 time clock|⏳ wait|🔔 reminder bell|📍 place pin|🗺️ map|🏠 home|🏪 shop|🚗 car|🚚 delivery|📦 parcel|✈️ plane travel|🛒 basket buy|💳 card pay|💶 money euro|🧾 receipt invoice|🎁 gift|🏷️ offer price|📞 phone call|💬 message chat|✉️ mail letter|📷 photo camera|📎 file attach|📄 document page|✍️ sign write|🔗 link|🔍 search|👤 person|👩‍💼 adviser agent|👨‍⚕️ doctor|🩺 health|🦷 tooth dentist|💇 hair|💅 nails|💆 massage|🧔 beard|👶 child baby|🐶 dog|🍽️ meal restaurant|☕ coffee|🍕 pizza|🥐 bakery|🍷 wine|🌱 plant green|☀️ sun|🌧️ rain|❄️ snow|👉 here look`,
  fr: `👋 bonjour salut|🙂 sourire|😊 content|😍 adore|🎉 fête bravo|🙏 merci svp|👍 oui bien|👌 ok parfait|❤️ cœur|✨ nouveau brille|⭐ étoile|🔥 chaud|💡 idée|✅ fait coché|❌ non faux|⚠️ attention|❗ important|❓ question|ℹ️ information|🔒 sûr sécurité|📅 date agenda|🕒 heure horloge|⏳ attendre|🔔 rappel cloche|📍 lieu repère|🗺️ carte plan|🏠 maison|🏪 magasin|🚗 voiture|🚚 livraison|📦 colis|✈️ avion voyage|🛒 panier achat|💳 carte payer|💶 argent euro|🧾 reçu facture|🎁 cadeau|🏷️ offre prix|📞 téléphone appel|💬 message|✉️ lettre courrier|📷 photo|📎 fichier joindre|📄 document page|✍️ signer écrire|🔗 lien|🔍 chercher|👤 personne|👩‍💼 conseillère|👨‍⚕️ médecin|🩺 santé|🦷 dent dentiste|💇 cheveux coiffure|💅 ongles|💆 massage|🧔 barbe|👶 enfant bébé|🐶 chien|🍽️ repas restaurant|☕ café|🍕 pizza|🥐 boulangerie|🍷 vin|🌱 plante vert|☀️ soleil|🌧️ pluie|❄️ neige|👉 ici regarder`,
};

export interface Emoji {
  sign: string;
  words: string;
}

export function emojiIn(locale: Locale): Emoji[] {
  return LINES[locale].split('|').map((line) => {
    const space = line.indexOf(' ');
    return { sign: line.slice(0, space), words: line.slice(space + 1) };
  });
}
