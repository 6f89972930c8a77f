import type { CodeDefinition } from '../../core/finding.ts'
import { handlerCodes } from '../handler/handler-codes.ts'

/** What the app itself can do to a callback before or while it handles it. */
export const appCodes = {
  'app/not-listening': {
    severity: 'error',
    title: 'The app does not run',
    why: 'Nothing listens where the app should be, so that whatever is in front of it has nobody to hand a callback to.',
    fix: 'Start the app, or name its address with `--app-url`',
  },
  'app/route-not-found': {
    severity: 'error',
    title: 'There is no callback route at this path',
    why: 'The app answers 404 to the POST; the path in the callback URL and the route in the code differ, or the route is not deployed.',
    fix: 'Make the path of the callback URL and the route the same',
  },
  'app/method-not-allowed': {
    severity: 'error',
    title: 'The callback route does not accept POST',
    why: 'Safaricom always sends POST; the route is registered for other methods only.',
    fix: 'Register the callback route for POST',
  },
  'app/csrf-rejected': {
    severity: 'error',
    title: 'Form protection (CSRF) refuses the callback',
    why: 'The framework wants a token from a form of its own. Safaricom has none, so every callback is refused.',
    fix: 'Exempt the callback route from CSRF protection',
  },
  'app/auth-required': {
    severity: 'error',
    title: 'The callback route asks for a login',
    why: 'Safaricom sends no session, token or password; a route behind a login refuses every callback.',
    fix: 'Take the callback route out of the login, and prove callbacks by a secret in the path and a query to Daraja',
  },
  'app/body-not-parsed': {
    severity: 'error',
    title: 'The app does not read the JSON body',
    why: 'The callback is JSON with `application/json;charset=UTF-8`; without a JSON parser before the route the handler finds nothing in it.',
    fix: 'Parse JSON bodies before the callback route, whatever the charset in the content type',
  },
  'app/payload-rejected': {
    severity: 'error',
    title: 'The app refuses a well-formed callback',
    why: 'Validation asks for something that callbacks do not have; failures carry no `CallbackMetadata`, for example.',
    fix: 'Validate only what every callback has, and acknowledge what is unknown',
  },
  'app/server-error': {
    severity: 'error',
    title: 'The callback route crashes',
    why: 'To Safaricom anything but success means that the callback was not delivered, and it is hardly ever sent again.',
    fix: "Look up the error in the app's log and fix it; acknowledge first, work afterwards",
  },
  'handler/crashes': handlerCodes['handler/crashes'],
  'app/html-reply': {
    severity: 'warning',
    title: 'A web page answers the callback',
    why: 'A page for people came back. If any path answers so, no route handled the callback at all.',
    fix: 'Put the callback route before the catch-all of the front end, and answer it with JSON',
  },
  'app/negative-ack': {
    severity: 'warning',
    title: 'The app acknowledges with a failure code',
    why: 'The status says that the callback arrived, the body says that it did not. What Safaricom makes of it is not documented.',
    fix: 'Answer `{"ResultCode":0,"ResultDesc":"Accepted"}` to every callback that was received',
  },
  'app/slow-ack': {
    severity: 'warning',
    title: 'The app is slow to acknowledge',
    why: "Safaricom's patience is about 8 seconds where it is documented at all; what comes later counts as not delivered.",
    fix: 'Store the callback, answer, and do mails, PDFs and bookings afterwards',
  },
  'app/maintenance': {
    severity: 'error',
    title: 'The app is in maintenance mode',
    why: 'While the mode is on, callbacks are refused, and nobody sends them again.',
    fix: 'End maintenance mode, or exempt the callback path from it',
  },
  'app/rate-limited': {
    severity: 'error',
    title: "The app's own rate limit refuses the callback",
    why: 'Behind a proxy all callbacks seem to come from one address, so that a limit per address is used up soon.',
    fix: 'Exempt the callback route from the rate limit',
  },
  'app/noisy-reply': {
    severity: 'warning',
    title: 'Warnings are printed before the JSON',
    why: 'The reply is no valid JSON any more, and it tells strangers about paths and code.',
    fix: 'Write errors to the log and not into the reply (`display_errors = Off`)',
  },
  'app/stack-trace-exposed': {
    severity: 'warning',
    title: 'A debug page answers the public',
    why: 'It shows code, paths and settings to whoever calls the URL.',
    fix: 'Turn debug mode off wherever the app can be reached from the internet',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>
