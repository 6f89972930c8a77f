import * as v from 'valibot'

const amount = (meaning: string) => v.pipe(v.number(), v.minValue(0), v.description(meaning))
const count = (meaning: string) => v.pipe(v.number(), v.integer(), v.minValue(0), v.description(meaning))
const text = (meaning: string) => v.pipe(v.string(), v.description(meaning))

/** `load` of the JSON report, which `simulate --count` adds. */
export const loadSchema = v.pipe(
  v.object({
    kind: text('`stk`, `c2b-confirmation` …'),
    scenario: text('Name of the scenario that was sent.'),
    url: v.string(),
    count: count('How many were wanted.'),
    concurrency: count('How many could be on their way at the same time.'),
    rate: v.pipe(
      v.nullable(v.number()),
      v.description('Requests a second that were wanted; null where the answers set the pace.'),
    ),
    complete: v.pipe(v.boolean(), v.description('False if it was ended before all were sent.')),
    sent: count('Requests.'),
    answered: count('Answers of whatever status.'),
    durationMs: amount('Milliseconds.'),
    throughput: amount('Answers a second.'),
    statuses: v.pipe(v.record(v.string(), v.number()), v.description('Answers of each status.')),
    failures: v.pipe(
      v.record(v.string(), v.number()),
      v.description('Requests without an answer: `refused`, `reset`, `closed`, `timed-out`, `tls` …'),
    ),
    latencyMs: v.pipe(
      v.nullable(
        v.object({
          min: v.number(),
          mean: v.number(),
          p50: v.number(),
          p90: v.number(),
          p99: v.number(),
          p999: v.number(),
          max: v.number(),
        }),
      ),
      v.description('Until an answer was there; with a rate from when its request was due. Null without any answer.'),
    ),
    histogram: v.pipe(
      v.array(v.object({ withinMs: v.number(), count: v.number() })),
      v.description('How many answers came within so many milliseconds, and not within the bound before.'),
    ),
  }),
  v.description('What `simulate --count` sent, and how it was answered.'),
)
