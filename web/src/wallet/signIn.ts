/** What the server gave for one sign-in; used once. */
export interface Challenge {
  readonly domain: string
  readonly uri: string
  readonly address: string
  readonly chainId: number
  readonly nonce: string
  readonly issuedAt: string
  readonly expiresAt: string
  readonly statement: string
}

/** The text a wallet shows and signs (EIP-4361). The page's own domain goes in, so a copied page signs for itself. */
export function signInMessage(challenge: Challenge): string {
  return [
    `${challenge.domain} wants you to sign in with your Ethereum account:`,
    challenge.address,
    '',
    challenge.statement,
    '',
    `URI: ${challenge.uri}`,
    'Version: 1',
    `Chain ID: ${challenge.chainId}`,
    `Nonce: ${challenge.nonce}`,
    `Issued At: ${challenge.issuedAt}`,
    `Expiration Time: ${challenge.expiresAt}`,
  ].join('\n')
}
