export default function Auction() {
  return null
}
