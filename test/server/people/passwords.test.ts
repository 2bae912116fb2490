/** What a password may be, what is kept of it, and how many are worked on at once. */
import { parseOptions } from '@node-rs/argon2';
import { describe, expect, test } from 'vitest';
import { COST, createPasswords } from '../../../server/people/passwords.ts';
import { CHEAP } from './people-world.ts';

const about = { email: 'marie.dupont@example.com', name: 'Marie Dupont' };
const passwords = createPasswords(CHEAP);

describe('what may be chosen', () => {
  test.each([
    'three small boats at dawn',
    'Un été à Ville-d’Avray',
    '🦜🦔🦊 sont sur un bateau',
    'aaaaaaaaaaaaaaaaaaaaaaaa bcdxyz',
    'xxxy8qQ!w0z-ladders',
  ])('%s', async (password) => {
    const hashed = await passwords.hash(password, about);
    expect(await passwords.verify(password, hashed)).toBe(true);
    expect(await passwords.verify(`${password} `, hashed)).toBe(false);
  });

  test.each([
    ['too short', 'boats dawn!'],
    ['too long', `${'many words '.repeat(20)}`],
    ['one letter', 'aaaaaaaaaaaaaaa'],
    ['keys in a row', '123456789012'],
    ['keys in a row, backwards', '0987654321 0987'],
    ['a row of letters and one of digits', 'abcdefgh12345678'],
    ['the French keyboard', 'azertyuiopqsdf'],
    ['the same again and again', 'boatboatboatboat'],
    ['common', 'Password1234'],
    ['common, as it is usually disguised', 'P@$$word12345'],
    ['common in French', 'MotDePasse1234'],
    ['their own name', 'Marie Dupont 1'],
    ['their own address', 'marie.dupont@example.com'],
    ['the product’s name', 'carilloncarillon'],
  ])('not %s', async (_why, password) => {
    await expect(passwords.hash(password, about)).rejects.toMatchObject({ code: 'weak_password' });
  });

  test('the same letters composed otherwise are the same password', async () => {
    const hashed = await passwords.hash('les élèves sont là'.normalize('NFD'), about);
    expect(await passwords.verify('les élèves sont là'.normalize('NFC'), hashed)).toBe(true);
  });
});

test('what is kept is an argon2id hash of the cost that is recommended, different each time', async () => {
  const real = createPasswords();
  const [one, other] = await Promise.all([0, 1].map(() => real.hash('three small boats', about)));
  expect(one).not.toBe(other);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(parseOptions(one ?? '')).toMatchObject(COST);
  expect(real.isDated(one ?? '')).toBe(false);
  expect(real.isDated(await passwords.hash('three small boats', about))).toBe(true);
});

test('without a hash nothing is right, not even the password of nobody', async () => {
  expect(await passwords.verify('the password of nobody', undefined)).toBe(false);
});

test('a flood is turned away, and what waits is answered', async () => {
  const flooded = createPasswords(CHEAP);
  const hashed = await flooded.hash('three small boats', about);
  const all = await Promise.allSettled(
    Array.from({ length: 300 }, () => flooded.verify('three small boats', hashed)),
  );
  const refused = all.filter((one) => one.status === 'rejected').map(({ reason }) => reason.code);
  expect(new Set(refused)).toEqual(new Set(['too_many_requests']));
  expect(refused.length).toBeGreaterThan(100);
  for (const one of all) if (one.status === 'fulfilled') expect(one.value).toBe(true);
  expect(await flooded.verify('three small boats', hashed)).toBe(true);
});
