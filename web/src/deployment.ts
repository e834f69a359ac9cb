/** What the page talks about: the chain, its contracts and its payment tokens. Read once. */
import { signal } from '@preact/signals'
import { read } from './api/read.ts'
import type { Deployment, PaymentToken } from './api/types.ts'
import { isSameAddress } from './names.ts'

export const deployment = signal<Deployment | undefined>(undefined)
let asking: Promise<Deployment> | undefined

/** @throws Problem when it can not be read; the next call asks again. */
export function loadDeployment(): Promise<Deployment> {
  asking ??= read<Deployment>('/v1/deployment').then(
    (found) => (deployment.value = found),
    (error: unknown) => {
      asking = undefined
      throw error
    },
  )
  return asking
}

/** A listed payment token; nothing when it is not listed or the deployment is not read yet. */
export const tokenOf = (address: string | undefined): PaymentToken | undefined =>
  deployment.value?.paymentTokens.find((token) => isSameAddress(token.address, address))
