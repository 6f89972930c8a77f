import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'
import { withoutLastSlash } from './place.ts'

const acknowledge = "return Response.json({ ResultCode: 0, ResultDesc: 'Accepted' })"
const file = ({ path }: Place): string => `app${withoutLastSlash(path).replace(/^\/$/, '')}/route.ts`
const register = (place: Place) =>
  take(
    `Export POST from \`${file(place)}\`; a \`page.tsx\` in the same folder has to go`,
    'export async function POST(request: Request) {',
    '  const { Body } = await request.json()',
    `  ${acknowledge}`,
    '}',
  )

/** Next.js with the App Router. */
export const nextFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/html-reply': register,
  'app/csrf-rejected': ({ path }) =>
    take(
      'Let the path pass: first line of the check in `proxy.ts` (up to Next.js 15: `middleware.ts`)',
      `if (request.nextUrl.pathname === '${path}') return NextResponse.next()`,
    ),
  'app/auth-required': ({ path }) =>
    take(
      'Let the path pass: first line of the function in `proxy.ts` (up to Next.js 15: `middleware.ts`)',
      `if (request.nextUrl.pathname === '${path}') return NextResponse.next()`,
    ),
  'app/body-not-parsed': () =>
    take('Read the JSON of the request', 'const { stkCallback } = (await request.json()).Body'),
  'app/slow-ack': () =>
    take(
      'Answer first, work afterwards (`after` is from `next/server`)',
      'after(() => settlePayment(Body.stkCallback))',
      acknowledge,
    ),
  'app/stack-trace-exposed': () => ({
    summary: 'Serve the built app in place of `next dev`',
    command: 'npx next build && npx next start',
  }),
  'edge/host-rejected': ({ host }) => take('Allow the host in `next.config.ts`', `allowedDevOrigins: ['${host}'],`),
  'edge/redirect': () =>
    take('Take paths with and without a last slash (in `next.config.ts`)', 'skipTrailingSlashRedirect: true,'),
}
