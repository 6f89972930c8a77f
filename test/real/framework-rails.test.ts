import { describe } from 'vitest'
import { canRun, callbackPath as path, proveFixes } from './framework-app.ts'

const hasRails = canRun('ruby', '-e', 'require "rails"; require "action_controller/railtie"; require "puma"')
const runner = { start: ['ruby', 'app.rb', 'PORT'] }

interface Parts {
  readonly config?: string
  readonly controller?: string
  readonly action?: string
  readonly route?: string
}

const rails = ({ config = '', controller = '', action, route = `post "${path}", to: "mpesa#callback"` }: Parts) => ({
  'app.rb': `
ENV["RAILS_ENV"] = "development"
require "rails"
require "action_controller/railtie"
class DukaApp < Rails::Application
  config.root = __dir__
  config.secret_key_base = "not-a-secret" * 4
  config.eager_load = false
  config.consider_all_requests_local = true
  config.logger = Logger.new(nil)
  config.hosts = []
  config.action_controller.allow_forgery_protection = true
  ${config}
end
class ApplicationController < ActionController::Base
  def authenticate_user! = head(:unauthorized)
end
class MpesaController < ApplicationController
  ${controller}
  def callback
    ${action ?? 'render json: { ResultCode: 0, ResultDesc: "Accepted" }'}
  end
end
DukaApp.initialize!
DukaApp.routes.draw do
  ${route}
end
require "puma"
require "puma/server"
server = Puma::Server.new(DukaApp, Puma::Events.new(File.open(File::NULL, "w"), $stderr))
server.add_tcp_listener("127.0.0.1", Integer(ARGV[0]))
server.run.join
`,
})
describe.skipIf(!hasRails)(`fixes for Rails${hasRails ? '' : ' (skipped: no ruby-rails or puma)'}`, () => {
  proveFixes(runner, [
    {
      what: 'CSRF protection',
      code: 'app/csrf-rejected',
      app: (lines) => rails({ controller: `protect_from_forgery with: :exception\n${lines ?? ''}` }),
    },
    {
      what: 'a route for GET only',
      code: 'app/route-not-found',
      app: (route) => rails({ route: route ?? `get "${path}", to: "mpesa#callback"` }),
    },
    {
      what: 'a login before every action',
      code: 'app/auth-required',
      app: (lines) => rails({ controller: `before_action :authenticate_user!\n${lines ?? ''}` }),
    },
    {
      what: 'a host that is not allowed',
      code: 'edge/host-rejected',
      host: 'ab12.ngrok-free.app',
      app: (lines) => rails({ config: `config.hosts << "duka.invalid"\n${lines ?? ''}` }),
    },
    {
      what: 'parameters that failures do not have',
      code: 'app/payload-rejected',
      app: (lines) =>
        rails({
          action: `${lines ?? 'params.require(:CallbackMetadata)'}\nrender json: { ResultCode: 0, ResultDesc: "Accepted" }`,
        }),
    },
  ])
})
