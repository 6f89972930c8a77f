import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'
import { hostPattern } from './place.ts'

const register = ({ path }: Place) =>
  take('Register the route for POST: put this above the action', `#[Route('${path}', methods: ['POST'])]`)
const acknowledge = "return new JsonResponse(['ResultCode' => 0, 'ResultDesc' => 'Accepted']);"

/** Symfony 5.4 and later. */
export const symfonyFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/csrf-rejected': () =>
    take('Read the JSON without a form; a form needs this option', "'csrf_protection' => false,"),
  'app/auth-required': ({ path }) =>
    take(
      'Open the path in `security.yaml`: this goes first in `access_control`',
      `- { path: '${hostPattern(path)}', roles: PUBLIC_ACCESS }`,
    ),
  'app/body-not-parsed': () =>
    take('Read the JSON, not `$request->request`', "$callback = $request->toArray()['Body']['stkCallback'];"),
  'app/payload-rejected': () =>
    take(
      'Read the JSON without a form, and do without `CallbackMetadata`',
      "$callback = $request->toArray()['Body']['stkCallback'];",
      "$items = $callback['CallbackMetadata']['Item'] ?? [];",
    ),
  'app/html-reply': ({ path }) =>
    take(
      'Give the callback an action of its own, before any catch-all, which answers with JSON',
      `#[Route('${path}', methods: ['POST'], priority: 1)]`,
      'public function callback(Request $request): Response',
      '{',
      `    ${acknowledge}`,
      '}',
    ),
  'app/slow-ack': () =>
    take(
      'Hand the work to Messenger, and answer',
      '$bus->dispatch(new StkCallback($request->toArray()));',
      acknowledge,
    ),
  'app/server-error': () => ({
    summary: "Look up the error in the app's log",
    command: 'tail -n 50 var/log/prod.log var/log/dev.log',
  }),
  'app/stack-trace-exposed': () => ({
    ...take('Run in production mode', 'APP_ENV=prod', 'APP_DEBUG=0'),
    command: 'php bin/console cache:clear --env=prod',
  }),
  'edge/host-rejected': ({ host }) =>
    take(
      'Trust the host in `config/packages/framework.yaml`',
      'framework:',
      `    trusted_hosts: ['${hostPattern(host)}']`,
    ),
}
