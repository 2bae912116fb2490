/** Tags as they are typed. */
import { expect, test } from 'vitest';
import { tagsIn } from '../../../studio/editor/versions/tags-in.ts';

test.each([
  ['', []],
  [' , ;', []],
  ['spring  sale, A/B', ['spring sale', 'A/B']],
  ['Été, été; ÉTÉ', ['Été']],
])('%j holds %j', (typed, tags) => {
  expect(tagsIn(typed)).toEqual(tags);
});
