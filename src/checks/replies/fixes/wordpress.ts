import type { Fix } from '../../../core/finding.ts'
import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'
import { withoutLastSlash } from './place.ts'

const newRoute = 'shop/v1/callback'
const acknowledge = "return new WP_REST_Response(['ResultCode' => 0, 'ResultDesc' => 'Accepted'], 200);"

/** A REST route; WordPress answers 404 to a wrong method, too. */
function register({ path }: Place): Fix {
  const [, namespace, route] = /^\/wp-json\/([^/]+\/[^/]+)(\/.+)$/.exec(withoutLastSlash(path)) ?? []
  if (namespace === undefined || route === undefined)
    return {
      summary:
        'Save the permalinks once (Settings → Permalinks); REST routes start with `/wp-json/`, those of WooCommerce are `/?wc-api=…`',
      command: 'wp rewrite flush',
    }
  return take(
    'Register the REST route for POST, in the plugin or in `functions.php`',
    "add_action('rest_api_init', function () {",
    `    register_rest_route('${namespace}', '${route}', [`,
    "        'methods' => 'POST',",
    "        'callback' => 'handle_mpesa_callback',",
    "        'permission_callback' => '__return_true',",
    '    ]);',
    '});',
  )
}

/** Pages come from the theme whatever the path is; the callback needs a REST route. */
function answerFromRoute(place: Place): Fix {
  const own = register(place)
  const isNew = own.code === undefined
  const route = isNew ? register({ ...place, path: `/wp-json/${newRoute}` }) : own
  return {
    summary: `Answer from a REST route in place of a page${isNew ? `, and put \`https://${place.host}/wp-json/${newRoute}\` into the callback URL` : ''}`,
    code: [
      route.code ?? '',
      'function handle_mpesa_callback($request) {',
      "    $callback = $request->get_json_params()['Body']['stkCallback'];",
      `    ${acknowledge}`,
      '}',
    ].join('\n'),
  }
}

/** WordPress 5.5 and later. */
export const wordpressFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/csrf-rejected': () =>
    take('Check no nonce on this route; everyone may call it', "'permission_callback' => '__return_true',"),
  'app/auth-required': () =>
    take(
      'Let everyone call the route; a security plugin may have to let the path pass, too',
      "'permission_callback' => '__return_true',",
    ),
  'app/body-not-parsed': () =>
    take('Read the JSON, not `$_POST`', "$callback = $request->get_json_params()['Body']['stkCallback'];"),
  'app/payload-rejected': () =>
    take(
      'Ask for no `args` in `register_rest_route`, and read the JSON',
      "$callback = $request->get_json_params()['Body']['stkCallback'];",
    ),
  'app/html-reply': answerFromRoute,
  'app/slow-ack': () =>
    take(
      'Hand the work to WP-Cron, and answer',
      "wp_schedule_single_event(time(), 'settle_mpesa_payment', [$callback]);",
      acknowledge,
    ),
  'app/maintenance': () => ({
    summary: 'Remove the `.maintenance` file if no update is running',
    command: 'wp maintenance-mode deactivate',
  }),
  'app/server-error': () =>
    take(
      'Let WordPress write the error to `wp-content/debug.log` (in `wp-config.php`)',
      "define('WP_DEBUG', true);",
      "define('WP_DEBUG_LOG', true);",
      "define('WP_DEBUG_DISPLAY', false);",
    ),
  'app/noisy-reply': () =>
    take('Keep warnings out of replies (in `wp-config.php`)', "define('WP_DEBUG_DISPLAY', false);"),
  'app/stack-trace-exposed': () =>
    take('Keep errors out of replies (in `wp-config.php`)', "define('WP_DEBUG_DISPLAY', false);"),
  'edge/host-rejected': ({ host }) =>
    take(
      'Tell WordPress its address (in `wp-config.php`)',
      `define('WP_HOME', 'https://${host}');`,
      `define('WP_SITEURL', 'https://${host}');`,
    ),
}
