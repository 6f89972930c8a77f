import fc from 'fast-check'

// The same cases each time, so that a change fails for what it changes; MPESA_DOCTOR_SEED=… looks at others.
fc.configureGlobal({ seed: Number(process.env.MPESA_DOCTOR_SEED ?? 20_261_123) })
