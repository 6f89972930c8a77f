import { expect, it } from 'vitest'
import { evidenceLines } from '../../src/reporters/evidence.ts'
import { wrapText } from '../../src/reporters/wrap-text.ts'

it('prints evidence in words, and the entries of a list of facts one a line', () => {
  expect(
    evidenceLines({
      status: 405,
      allow: null,
      addresses: ['127.0.0.1', '::1'],
      public: { status: 405, server: 'nginx', allow: null },
      variants: [
        { variant: 'sibling', status: 404 },
        { variant: 'options', status: 200 },
      ],
      empty: [],
    }),
  ).toEqual([
    'status: 405',
    'addresses: 127.0.0.1, ::1',
    'public: status 405 · server nginx',
    'variants: variant sibling · status 404',
    'variants: variant options · status 200',
    'empty: ',
  ])
})

it('keeps a time and its unit on one line', () => {
  expect(wrapText('it took (15 ms), 12 s, 3 min', 12)).toEqual(['it took', '(15 ms),', '12 s, 3 min'])
  expect(wrapText('`a b` (15 ms) x', 11)).toEqual(['`a b`', '(15 ms) x'])
  expect(wrapText('port 80 msgs', 7)).toEqual(['port 80', 'msgs'])
})
