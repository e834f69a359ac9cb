/** The wallet's place in the header. */
export function WalletButton() {
  return null
}
