// Hands on what the two voices of the page say: a region that changes is read out, from its beginning.
(() => {
  const isVoice = (element) => element?.matches?.('.unseen[aria-live]');
  new MutationObserver((changes) => {
    for (const voice of new Set(changes.map(({ target }) => target.nodeType === 3 ? target.parentElement : target))) {
      if (isVoice(voice) && voice.textContent) window.fractionalHears(voice.textContent.trim());
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
})();
