# Every fault that a Rails app can show to a callback, each under a path of its own. Run by record.ts.
ENV["RAILS_ENV"] = ENV["MODE"] == "debug" ? "development" : "production"
require "rails"
require "action_controller/railtie"

class DukaApp < Rails::Application
  config.root = __dir__
  config.secret_key_base = "not-a-secret" * 4
  config.eager_load = false
  config.logger = Logger.new(nil)
  config.consider_all_requests_local = %w[debug hosts].include?(ENV["MODE"])
  config.hosts << "duka.invalid" if ENV["MODE"].start_with?("hosts")
  config.hosts = nil unless ENV["MODE"].start_with?("hosts")
  config.public_file_server.enabled = false
  config.action_controller.allow_forgery_protection = true
  config.action_dispatch.show_exceptions = true
  config.paths["public"] = ENV["MODE"] == "api" ? "no-pages" : ENV.fetch("RAILS_PUBLIC")
end

class MpesaController < ActionController::Base
  protect_from_forgery with: :exception, only: :csrf
  before_action -> { redirect_to "/users/sign_in" }, only: :private_redirect
  before_action -> { head :unauthorized }, only: :unauthorized

  def csrf = accept
  def private_redirect = accept
  def unauthorized = accept
  def good = accept
  def nothing = head(:ok)
  def text = render(plain: "OK")
  def crash = raise("relation orders does not exist")
  def form = render(json: { paid: request.request_parameters.fetch("Callback") })
  def required = render(json: { paid: params.require(:Callback) })
  def null = render(json: { paid: params[:Missing][:stkCallback] })
  def metadata = render(json: { paid: params[:Body][:stkCallback][:CallbackMetadata][:Item] })

  private

  def accept = render(json: { ResultCode: 0, ResultDesc: "Accepted" })
end

DukaApp.initialize!
DukaApp.routes.draw do
  get "/mpesa/get-only", to: "mpesa#good"
  post "/mpesa/csrf", to: "mpesa#csrf"
  post "/mpesa/auth-redirect", to: "mpesa#private_redirect"
  post "/mpesa/auth", to: "mpesa#unauthorized"
  post "/mpesa/crash", to: "mpesa#crash"
  post "/mpesa/form", to: "mpesa#form"
  post "/mpesa/required", to: "mpesa#required"
  post "/mpesa/nil", to: "mpesa#null"
  post "/mpesa/metadata", to: "mpesa#metadata"
  post "/mpesa/json", to: "mpesa#good"
  post "/mpesa/empty", to: "mpesa#nothing"
  post "/mpesa/text", to: "mpesa#text"
end

require "puma"
require "puma/server"
server = Puma::Server.new(DukaApp, Puma::Events.new($stderr, $stderr))
server.add_tcp_listener("127.0.0.1", Integer(ARGV[0]))
server.run.join
