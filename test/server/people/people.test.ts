/** How people come, sign in, change and go. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { totp } from '../../../server/people/totp.ts';
import { CHEAP, openPeopleWorld, PASSWORD, type PeopleWorld, tokenOf, WELCOME } from './people-world.ts';

let world: PeopleWorld;
beforeEach(() => {
  world = openPeopleWorld();
});
afterEach(() => world.store.close());

const attempt = (email: string, password = PASSWORD, code?: string, address = '192.0.2.1') =>
  world.signIn({ email, password, address, ...(code === undefined ? {} : { code }) });
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'allowed',
    (error: { code?: string }) => error.code,
  );

describe('the owner', () => {
  test('comes by the printed link, which is the same at each start and opens once', async () => {
    expect(await world.welcomeUrl()).toBe(`https://chat.example.com/welcome#${WELCOME}`);
    expect(await world.people.look(WELCOME)).toEqual({ kind: 'owner' });
    const owner = await world.found();
    expect(owner).toMatchObject({ id: 'founder', roles: ['owner'] });
    expect(await world.welcomeUrl()).toBeUndefined();
    expect(await refusal(world.people.look(WELCOME))).toBe('registration_closed');
    expect(await refusal(world.found())).toBe('registration_closed');
  });

  test('is one, however many open the link at the same moment', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_none, n) =>
        refusal(
          world.people.openLink({
            token: WELCOME,
            name: `N${n}`,
            email: `n${n}@example.com`,
            password: PASSWORD,
          }),
        ),
      ),
    );
    expect(all.filter((one) => one === 'allowed')).toHaveLength(1);
    expect(new Set(all)).toEqual(new Set(['allowed', 'registration_closed']));
    expect((await world.people.list()).people).toHaveLength(1);
  });

  test('cannot be made with a link that is nearly right', async () => {
    for (const token of ['', 'x', WELCOME.slice(1), `${WELCOME}x`, WELCOME.toLowerCase()]) {
      expect(await refusal(world.people.look(token))).toBe('invalid_token');
    }
  });
});

describe('an invitation', () => {
  test('opens once, for the address and the roles it was made for', async () => {
    const owner = await world.found();
    const { link } = await world.people.invite(owner, { email: 'ben@example.com', roles: ['operator'] });
    const token = tokenOf(link.url);
    expect(await world.people.look(token)).toMatchObject({
      email: 'ben@example.com',
      roles: ['operator'],
      from: 'Olive',
    });
    const used = { token, name: 'Ben', email: 'eve@example.com', password: PASSWORD };
    const all = await Promise.all([1, 2, 3].map(() => refusal(world.people.openLink(used))));
    expect(all.toSorted()).toEqual(['allowed', 'invalid_token', 'invalid_token']);
    const { people } = await world.people.list();
    expect(people.find(({ name }) => name === 'Ben')).toMatchObject({
      email: 'ben@example.com',
      roles: ['operator'],
    });
    expect(await refusal(world.people.look(token))).toBe('invalid_token');
  });

  test('ends after three days, when it is withdrawn, and when another is made', async () => {
    const owner = await world.found();
    const make = async () => {
      const { invitation, link } = await world.people.invite(owner, {
        email: 'ben@example.com',
        roles: ['operator'],
      });
      return { id: invitation.id, token: tokenOf(link.url) };
    };
    const first = await make();
    const second = await make();
    expect(await refusal(world.people.look(first.token))).toBe('invalid_token');
    await world.people.withdraw(second.id);
    expect(await refusal(world.people.look(second.token))).toBe('invalid_token');
    expect(await refusal(world.people.withdraw(second.id))).toBe('not_found');
    const third = await make();
    await world.clock.advance(72 * 3_600_000);
    expect(await refusal(world.people.look(third.token))).toBe('link_expired');
    expect((await world.people.list()).invitations).toEqual([]);
    await world.prune();
    expect(await refusal(world.people.look(third.token))).toBe('invalid_token');
  });

  test('is not used up by a password that is refused', async () => {
    const owner = await world.found();
    const { link } = await world.people.invite(owner, { email: 'ben@example.com', roles: ['operator'] });
    const token = tokenOf(link.url);
    expect(await refusal(world.people.openLink({ token, name: 'Ben', password: 'short' }))).toBe(
      'weak_password',
    );
    expect(await refusal(world.people.openLink({ token, password: PASSWORD }))).toBe('invalid_body');
    expect(await refusal(world.people.openLink({ token, name: 'Ben', password: PASSWORD }))).toBe('allowed');
  });

  test('is not made for somebody who is here', async () => {
    const owner = await world.found();
    expect(
      await refusal(world.people.invite(owner, { email: 'olive@example.com', roles: ['operator'] })),
    ).toBe('email_taken');
  });
});

describe('signing in', () => {
  test('wants the address and the password, however the address is written', async () => {
    await world.found();
    expect(await attempt(' Olive@Example.COM ')).toMatchObject({ id: 'founder' });
    expect(await refusal(attempt('olive@example.com', 'three small boats at dusk'))).toBe('sign_in_failed');
    expect(await refusal(attempt('eve@example.com'))).toBe('sign_in_failed');
    expect(await refusal(attempt('', ''))).toBe('sign_in_failed');
  });

  test('who was deactivated is told nothing else than who never was here', async () => {
    const owner = await world.found();
    const ben = await world.join('Ben', ['operator']);
    await world.people.change(owner, ben.id, { active: false });
    expect(await refusal(attempt('ben@example.com'))).toBe('sign_in_failed');
    await world.people.change(owner, ben.id, { active: true });
    expect(await refusal(attempt('ben@example.com'))).toBe('allowed');
  });

  test('guessing ends soon, from one place and from many; who knows the password gets in again', async () => {
    await world.found();
    const guess = (n: number, address: string) =>
      refusal(attempt('olive@example.com', `guess number ${n}`, undefined, address));
    const fromOne = await Promise.all(Array.from({ length: 30 }, (_none, n) => guess(n, '192.0.2.7')));
    expect(fromOne.filter((one) => one === 'sign_in_failed')).toHaveLength(10);
    expect(fromOne.filter((one) => one === 'too_many_requests')).toHaveLength(20);
    // Somewhere else its owner is not locked out by that.
    expect(await refusal(attempt('olive@example.com', PASSWORD, undefined, '192.0.2.8'))).toBe('allowed');
    const fromMany: (string | undefined)[] = [];
    for (let n = 0; n < 30; n += 1) fromMany.push(await guess(n, `198.51.100.${n}`));
    expect(fromMany.filter((one) => one === 'sign_in_failed').length).toBeLessThanOrEqual(10);
    await world.clock.advance(3 * 60_000);
    expect(await refusal(attempt('olive@example.com', PASSWORD, undefined, '192.0.2.8'))).toBe('allowed');
  });

  test('all addresses of one IPv6 network count as one', async () => {
    await world.found();
    const all: (string | undefined)[] = [];
    for (let n = 0; n < 14; n += 1) {
      all.push(
        await refusal(
          attempt('olive@example.com', `guess number ${n}`, undefined, `2001:db8:1:2::${n.toString(16)}`),
        ),
      );
    }
    expect(all.slice(10)).toEqual(Array(4).fill('too_many_requests'));
  });

  test('a hash made with less effort is made anew', async () => {
    await world.found();
    const stored = async () => (await world.accounts.get('founder'))?.password ?? '';
    const before = await stored();
    await world.accounts.change('founder', () => ({ password: before }));
    const stricter = openPeopleWorld({ ...CHEAP, memoryCost: 256 });
    try {
      const { id: _id, ...rest } =
        (await world.accounts.get('founder')) ??
        (() => {
          throw new Error('no owner');
        })();
      await stricter.accounts.create({ ...rest, id: 'founder' });
      await stricter.signIn({ email: 'olive@example.com', password: PASSWORD, address: '' });
      const after = (await stricter.accounts.get('founder'))?.password ?? '';
      expect(after).toContain('m=256');
      await stricter.signIn({ email: 'olive@example.com', password: PASSWORD, address: '' });
      expect((await stricter.accounts.get('founder'))?.password).toBe(after);
    } finally {
      await stricter.store.close();
    }
  });
});

describe('the second factor', () => {
  async function withFactor(): Promise<{ secret: Buffer; codes: string[] }> {
    await world.found();
    const { secret: text } = await world.secondFactors.begin('founder');
    const secret = fromBase32(text);
    const codes = await world.secondFactors.confirm(
      'founder',
      totp(secret, Math.floor(world.clock.now() / 30_000)),
    );
    await world.clock.advance(60_000);
    return { secret, codes };
  }
  const current = (secret: Buffer) => totp(secret, Math.floor(world.clock.now() / 30_000));

  test('counts only once it was proven', async () => {
    await world.found();
    await world.secondFactors.begin('founder');
    expect(await refusal(attempt('olive@example.com'))).toBe('allowed');
    expect(await refusal(world.secondFactors.confirm('founder', '000000'))).toBe('second_factor_wrong');
    await world.clock.advance(16 * 60_000);
    expect(await refusal(world.secondFactors.confirm('founder', '000000'))).toBe('not_found');
  });

  test('is asked for after the password, and each code opens once', async () => {
    const { secret } = await withFactor();
    expect(await refusal(attempt('olive@example.com'))).toBe('second_factor_required');
    expect(await refusal(attempt('olive@example.com', 'three small boats at dusk', current(secret)))).toBe(
      'sign_in_failed',
    );
    expect(await refusal(attempt('olive@example.com', PASSWORD, '000000'))).toBe('second_factor_wrong');
    const code = current(secret);
    const all = await Promise.all([1, 2, 3].map(() => refusal(attempt('olive@example.com', PASSWORD, code))));
    expect(all.toSorted()).toEqual(['allowed', 'second_factor_wrong', 'second_factor_wrong']);
  });

  test('a recovery code does as well, once; new ones make the old ones worthless', async () => {
    const { codes } = await withFactor();
    expect(new Set(codes).size).toBe(10);
    const [first = '', second = ''] = codes;
    expect(
      await refusal(attempt('olive@example.com', PASSWORD, first.toUpperCase().replaceAll('-', ' '))),
    ).toBe('allowed');
    expect(await refusal(attempt('olive@example.com', PASSWORD, first))).toBe('second_factor_wrong');
    const [fresh = ''] = await world.secondFactors.renew('founder');
    expect(await refusal(attempt('olive@example.com', PASSWORD, second))).toBe('second_factor_wrong');
    expect(await refusal(attempt('olive@example.com', PASSWORD, fresh))).toBe('allowed');
  });

  test('is not replaced by another before it was taken off, and its secret is not readable in the database', async () => {
    const { secret } = await withFactor();
    expect(await refusal(world.secondFactors.begin('founder'))).toBe('not_possible');
    const stored = JSON.stringify(await world.accounts.get('founder'));
    expect(stored).not.toContain(secret.toString('base64'));
    await world.secondFactors.off('founder');
    expect(await refusal(attempt('olive@example.com'))).toBe('allowed');
  });
});

describe('a session', () => {
  const from = { agent: 'Firefox', address: '192.0.2.1' };

  test('ends 12 hours after it was last used, and after 30 days in any case', async () => {
    const owner = await world.found();
    const token = await world.sessions.open(owner.id, from);
    expect(await world.credentials.session(token)).toMatchObject({ id: 'founder', roles: ['owner'] });
    await world.clock.advance(12 * 3_600_000 - 1);
    expect(await world.credentials.session(token)).toBeDefined();
    await world.clock.advance(12 * 3_600_000);
    expect(await world.credentials.session(token)).toBeUndefined();
    const long = await world.sessions.open(owner.id, from);
    for (let hours = 0; hours < 30 * 24; hours += 6) {
      expect(await world.credentials.session(long), `${hours} h`).toBeDefined();
      await world.clock.advance(6 * 3_600_000);
    }
    expect(await world.credentials.session(long)).toBeUndefined();
    await world.prune();
    expect(await world.sessions.of(owner.id)).toEqual([]);
  });

  test('is known by nothing that is stored', async () => {
    const owner = await world.found();
    const token = await world.sessions.open(owner.id, from);
    const [session] = await world.sessions.of(owner.id);
    expect(JSON.stringify(session)).not.toContain(token.split('.')[1]);
    for (const wrong of [
      '',
      token.slice(1),
      `${token}x`,
      session?.id ?? '',
      token.replace('founder', 'other'),
    ]) {
      expect(await world.credentials.session(wrong)).toBeUndefined();
    }
  });

  test('ends everywhere with a new password, with the link to one, and when somebody goes', async () => {
    const owner = await world.found();
    const ben = await world.join('Ben', ['operator']);
    const open = () => world.sessions.open(ben.id, from);
    const [own, other] = [await open(), await open()];
    const session = (await world.credentials.session(own))?.session ?? '';
    expect(
      await refusal(
        world.people.changePassword(ben.id, session, { current: 'not that one', password: PASSWORD }),
      ),
    ).toBe('password_wrong');
    await world.people.changePassword(ben.id, session, {
      current: PASSWORD,
      password: 'four small boats at dawn',
    });
    expect(await world.credentials.session(own)).toBeDefined();
    expect(await world.credentials.session(other)).toBeUndefined();
    const link = await world.people.offerReset(owner, ben.id, { secondFactor: false });
    await world.people.openLink({ token: tokenOf(link.url), password: PASSWORD });
    expect(await world.credentials.session(own)).toBeUndefined();
    expect(await refusal(attempt('ben@example.com'))).toBe('allowed');
    const last = await open();
    await world.people.change(owner, ben.id, { active: false });
    expect(await world.credentials.session(last)).toBeUndefined();
    expect(world.dropped).toEqual([ben.id, ben.id, ben.id]);
  });
});

describe('a link to a new password', () => {
  test('opens once and for a day, and the next one takes its place', async () => {
    const owner = await world.found();
    const ben = await world.join('Ben', ['operator']);
    const offer = async () =>
      tokenOf((await world.people.offerReset(owner, ben.id, { secondFactor: false })).url);
    const [old, token] = [await offer(), await offer()];
    const use = (one: string) =>
      refusal(world.people.openLink({ token: one, password: 'four small boats at dawn' }));
    expect(await use(old)).toBe('invalid_token');
    expect((await Promise.all([use(token), use(token)])).toSorted()).toEqual(['allowed', 'invalid_token']);
    const late = await offer();
    await world.clock.advance(24 * 3_600_000);
    expect(await use(late)).toBe('link_expired');
  });

  test('takes the second factor off only where that was said', async () => {
    const owner = await world.found();
    const ben = await world.join('Ben', ['operator']);
    const { secret } = await world.secondFactors.begin(ben.id);
    await world.secondFactors.confirm(
      ben.id,
      totp(fromBase32(secret), Math.floor(world.clock.now() / 30_000)),
    );
    const offer = async (secondFactor: boolean) =>
      tokenOf((await world.people.offerReset(owner, ben.id, { secondFactor })).url);
    await world.people.openLink({ token: await offer(false), password: PASSWORD });
    expect(await refusal(attempt('ben@example.com'))).toBe('second_factor_required');
    await world.people.openLink({ token: await offer(true), password: PASSWORD });
    expect(await refusal(attempt('ben@example.com'))).toBe('allowed');
  });

  test('a supervisor makes none for somebody who may more', async () => {
    await world.found();
    const supervisor = await world.join('Sam', ['supervisor']);
    const offer = (id: string) => refusal(world.people.offerReset(supervisor, id, { secondFactor: true }));
    expect(await offer('founder')).toBe('forbidden');
    expect(await offer((await world.join('Dee', ['designer'])).id)).toBe('forbidden');
    expect(await offer((await world.join('Ben', ['operator'])).id)).toBe('allowed');
    expect(await offer('nobody')).toBe('not_found');
  });
});

describe('roles', () => {
  test('nobody changes their own, and somebody stays owner', async () => {
    const owner = await world.found();
    expect(await refusal(world.people.change(owner, owner.id, { roles: ['analyst'] }))).toBe('forbidden');
    const second = await world.join('Two', ['owner']);
    const both = await Promise.all([
      refusal(world.people.change(owner, second.id, { active: false })),
      refusal(world.people.change(second, owner.id, { roles: ['analyst'] })),
    ]);
    expect(both.toSorted()).toEqual(['allowed', 'last_owner']);
  });

  test('hold at once, for tokens too: a token may never more than its owner', async () => {
    const owner = await world.found();
    const dee = await world.join('Dee', ['designer', 'operator']);
    const { text, made } = await world.tokens.make(dee.id, { name: 'Script', roles: ['designer'] });
    expect(await world.credentials.bearer(text)).toMatchObject({
      id: dee.id,
      roles: ['designer'],
      token: made.id,
    });
    await world.people.change(owner, dee.id, { roles: ['operator'] });
    expect(await world.credentials.bearer(text)).toMatchObject({ roles: [] });
    await world.people.change(owner, dee.id, { active: false });
    expect(await world.credentials.bearer(text)).toBeUndefined();
  });
});

test('a token is told once, and opens nothing after its time or once it is revoked', async () => {
  const owner = await world.found();
  const make = (expires?: number) =>
    world.tokens.make(owner.id, {
      name: 'Script',
      roles: ['analyst'],
      ...(expires === undefined ? {} : { expires }),
    });
  const short = await make(world.clock.now() + 1000);
  const long = await make();
  const listed = JSON.stringify(await world.tokens.of(owner.id));
  for (const { text } of [short, long]) expect(listed).not.toContain(text.split('.')[1]);
  expect(await world.credentials.bearer(short.text)).toBeDefined();
  await world.clock.advance(1000);
  expect(await world.credentials.bearer(short.text)).toBeUndefined();
  expect(await world.credentials.bearer(long.text)).toBeDefined();
  expect(await world.tokens.revoke(long.made.id)).toBe(true);
  expect(await world.credentials.bearer(long.text)).toBeUndefined();
  expect(await world.tokens.revoke(long.made.id)).toBe(false);
});

function fromBase32(text: string): Buffer {
  const bits = [...text]
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}
