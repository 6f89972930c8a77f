import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'

const register = (place: Place) => take('Route POST to the action in `config/routes.rb`', action(place))
const action = ({ path }: Place): string => `post "${path}", to: "mpesa#callback"`
const acknowledge = 'render json: { ResultCode: 0, ResultDesc: "Accepted" }'

/** Rails 6 and later. */
export const railsFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/csrf-rejected': () => take('Exempt the action in its controller', 'skip_forgery_protection only: :callback'),
  'app/auth-required': ({ host }) =>
    take(
      `Leave the login out for this action, with the name of your \`before_action\` (Rails 8: \`allow_unauthenticated_access only: :callback\`); an empty 403 is also what hosts get that \`config.hosts\` lacks: \`config.hosts << "${host}"\``,
      'skip_before_action :authenticate_user!, only: :callback, raise: false',
    ),
  'app/body-not-parsed': () => take('Read the JSON', 'callback = params.dig(:Body, :stkCallback)'),
  'app/payload-rejected': () =>
    take(
      'Do without `CallbackMetadata`: failures have none',
      'callback = params.dig(:Body, :stkCallback)',
      'items = callback&.dig(:CallbackMetadata, :Item) || []',
    ),
  'app/html-reply': (place) =>
    take(
      'Give the callback a route and an action of its own, which answers with JSON',
      '# config/routes.rb, above any catch-all',
      action(place),
      '# the action',
      acknowledge,
    ),
  'app/slow-ack': () =>
    take('Hand the work to a job, and answer', 'ProcessCallbackJob.perform_later(params.to_unsafe_h)', acknowledge),
  'app/rate-limited': ({ path }) =>
    take(
      'Exempt the path (rack-attack; `rate_limit` of Rails takes `except: :callback`)',
      `Rack::Attack.safelist("mpesa") { |request| request.path == "${path}" }`,
    ),
  'app/server-error': () => ({
    summary: "Look up the error in the app's log",
    command: 'tail -n 50 log/production.log log/development.log',
  }),
  'app/stack-trace-exposed': () =>
    take('Run with `RAILS_ENV=production`, where this is set', 'config.consider_all_requests_local = false'),
  'edge/host-rejected': ({ host }) => take('Allow the host in `config/environments/…rb`', `config.hosts << "${host}"`),
}
