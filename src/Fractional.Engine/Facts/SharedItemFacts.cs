using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Engine.Facts;

/// <summary>What the contracts would read about a vault's items, asked once per block however many bots look.</summary>
internal sealed class SharedItemFacts(IChain chain, CancellationToken stopping)
{
    /// <summary>Items asked about at one time: a list of vaults must not flood the node.</summary>
    private const int MostAtOnce = 16;

    private readonly SemaphoreSlim room = new(MostAtOnce);
    private readonly Lock gate = new();
    private readonly Dictionary<Account, Task<ItemFacts[]>> asked = [];
    private Hash32 block;

    /// <exception cref="ChainException">The chain did not answer; who asks next asks it again.</exception>
    public Task<ItemFacts[]> Of(Vault vault, Block at, CancellationToken stop)
    {
        lock (gate)
        {
            if (block != at.Hash) asked.Clear();
            block = at.Hash;
            if (!asked.TryGetValue(vault.Address, out var facts) || facts.IsFaulted)
                asked[vault.Address] = facts = Ask(vault);
            return facts.WaitAsync(stop);
        }
    }

    private Task<ItemFacts[]> Ask(Vault vault) => Task.WhenAll(vault.Items.Select(item => Ask(item, vault.Address)));

    private async Task<ItemFacts> Ask(Item item, Account vault)
    {
        await room.WaitAsync(stopping);
        try
        {
            return await chain.ItemFactsOf(item, vault, stopping);
        }
        finally
        {
            room.Release();
        }
    }
}
