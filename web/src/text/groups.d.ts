/** Made by text.plugin.mjs: for each language and group a loader of its messages. */
declare module 'text:groups' {
  const loaders: Record<'en' | 'de', Record<string, () => Promise<{ default: Record<string, string> }>>>
  export default loaders
}
