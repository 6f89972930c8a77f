import type { Signature } from '../signature.ts'
import { present } from '../signature.ts'

const cloudFrontPage = /<H2>The request could not be satisfied\.<\/H2>/i
const alb = { server: /^awselb\// } as const
const cloudFrontDocs = 'docs.aws.amazon.com/AmazonCloudFront: troubleshooting error responses'
const albDocs = 'docs.aws.amazon.com/elasticloadbalancing: troubleshoot your application load balancers'
const gatewayDocs = 'docs.aws.amazon.com/apigateway: gateway response types'
const errorType = 'x-amzn-errortype'

/** Amazon's firewall, CDN, load balancer and gateways. */
export const amazonSignatures: readonly Signature[] = [
  {
    code: 'edge/challenge',
    by: 'AWS WAF',
    headers: { 'x-amzn-waf-action': /^(?:challenge|captcha)/i },
    why: 'AWS WAF asks for a browser; it answers 202 or 405 as it does so.',
    fix: { summary: 'Add a rule to the web ACL that allows POSTs to the callback path before the bot rules' },
    source: 'docs.aws.amazon.com/waf: CAPTCHA and Challenge actions (x-amzn-waf-action)',
  },
  {
    code: 'edge/waf-block',
    by: 'CloudFront',
    status: [403, 405],
    page: true,
    body: /This distribution is not configured to allow the HTTP request method/i,
    why: 'The behaviour of the distribution takes no POST.',
    fix: { summary: 'Set the allowed methods of the behaviour to GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE' },
    source: cloudFrontDocs,
  },
  {
    code: 'edge/waf-block',
    by: 'CloudFront',
    status: [403],
    page: true,
    body: cloudFrontPage,
    fix: {
      summary: 'Allow POSTs to the callback path in the web ACL and in the geographic restrictions of the distribution',
    },
    source: cloudFrontDocs,
  },
  {
    code: 'edge/bad-gateway',
    by: 'CloudFront',
    status: [500, 502, 503, 504],
    page: true,
    body: cloudFrontPage,
    source: cloudFrontDocs,
  },
  {
    code: 'edge/waf-block',
    by: 'AWS',
    status: [403],
    headers: alb,
    why: 'The load balancer itself refuses: a rule of AWS WAF.',
    fix: { summary: 'Allow POSTs to the callback path in the web ACL' },
    source: albDocs,
  },
  {
    code: 'edge/bad-gateway',
    by: 'AWS load balancer',
    status: [500, 502, 503, 504],
    headers: alb,
    why: 'No target of the load balancer is healthy, or none answers.',
    source: albDocs,
  },
  { code: 'edge/login-wall', by: 'AWS load balancer', status: [401], headers: alb, source: albDocs },
  {
    code: 'edge/login-wall',
    by: 'AWS load balancer',
    status: [302],
    headers: { ...alb, location: present },
    confidence: 'likely',
    why: 'A rule of the load balancer sends callers elsewhere, as it does for a login.',
    source: 'docs.aws.amazon.com/elasticloadbalancing: authenticate users; a redirect rule looks the same',
  },
  {
    code: 'edge/default-page',
    by: 'AWS load balancer',
    status: [404],
    headers: alb,
    why: 'No rule of the load balancer matches this host and path.',
    fix: { summary: 'Add a listener rule for the host and path of the callback' },
    confidence: 'likely',
    source: 'docs.aws.amazon.com/elasticloadbalancing: fixed-response actions',
  },
  {
    code: 'edge/rate-limited',
    by: 'API Gateway',
    status: [429],
    headers: { [errorType]: /^(?:TooManyRequests|LimitExceeded)Exception/ },
    source: gatewayDocs,
  },
  {
    code: 'edge/login-wall',
    by: 'API Gateway',
    status: [401, 403],
    headers: {
      [errorType]: /^(?:Unauthorized|AccessDenied|InvalidSignature|IncompleteSignature|ExpiredToken)Exception/,
    },
    why: 'The route asks for an authorizer or for a signature of AWS.',
    fix: { summary: 'Set the authorization of the callback route to NONE' },
    source: gatewayDocs,
  },
  {
    code: 'edge/login-wall',
    by: 'API Gateway',
    status: [403],
    headers: { [errorType]: /^ForbiddenException/ },
    confidence: 'likely',
    why: 'The route asks for an API key, AWS WAF refuses, or the custom domain is not mapped to a stage.',
    fix: { summary: 'Take the API key off the callback route, and see that the domain is mapped to the stage' },
    source: gatewayDocs,
  },
  {
    code: 'edge/bad-gateway',
    by: 'API Gateway',
    status: [500, 502, 504],
    headers: { [errorType]: /^InternalServerErrorException/ },
    why: 'The function behind the gateway failed, took longer than 29 seconds, or answered in a form that the gateway does not take.',
    fix: { summary: 'Return `{ statusCode: 200, body: … }` from the function, and look into its log' },
    source: gatewayDocs,
  },
  {
    code: 'edge/bad-gateway',
    by: 'API Gateway',
    status: [503],
    headers: { 'apigw-requestid': present },
    body: /^\{"message":"Service Unavailable"\}$/,
    confidence: 'likely',
    why: 'The function behind the gateway did not answer in time.',
    source: 'docs.aws.amazon.com/apigateway: HTTP APIs, troubleshooting',
  },
]
