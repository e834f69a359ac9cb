export default function Claims() {
  return null
}
