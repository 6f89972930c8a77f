import { decodeText, encodeText, skipBlanks } from '../bytes.ts'
import type { Fix } from './fix.ts'

/** Begins a comment with `#` that begins with `;` or `//`, which loaders take for a broken line. */
export const foreignCommentFix: Fix = {
  code: 'env/foreign-comment',
  propose: ({ bytes, segments }) =>
    segments
      .filter(({ kind }) => kind === 'junk')
      .flatMap((segment) => {
        const at = skipBlanks(bytes, segment.start)
        const marker = /^(?:;+|\/\/+)/.exec(decodeText(bytes, { start: at, end: Math.min(at + 80, segment.end) }))?.[0]
        if (marker === undefined) return []
        return [
          {
            code: 'env/foreign-comment' as const,
            segment,
            splices: [{ start: at, end: at + marker.length, text: encodeText('#') }],
            key: null,
            intended: null,
            explanation: `begin the comment with \`#\` instead of \`${marker}\``,
            always: true,
          },
        ]
      }),
}
