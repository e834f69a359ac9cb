using Fractional.Chain;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;

namespace Fractional.Engine.Following;

/// <summary>Finds out what became of open claims: by looking up their transactions, and by burning the keys of those
/// that were never sent.</summary>
internal sealed class ClaimKeeping(IChain chain, EntityDesk desk, VaultBoard board, EngineOptions options)
{
    /// <summary>After a crash: nobody is left who could still send what is unsent.</summary>
    public Task Recover(CancellationToken stop) => Each(_ => true, stop);

    /// <summary>After a block.</summary>
    public Task Look(ulong head, CancellationToken stop) =>
        Each(claim => head > claim.AtBlock + options.ClaimExpiryBlocks, stop);

    /// <summary>Tells the entity what is known of a sending.</summary>
    public async Task Note(ActionClaim claim, Sending sending, CancellationToken stop)
    {
        var vault = Wishes.VaultOf(claim.Call)!.Value;
        if (board.View.Followed.TryGetValue(vault, out var followed)
            && VaultEntity.Decide(followed, new VaultMessage.NoteSending(sending)).IsEmpty)
        {
            return;
        }
        await desk.Tell(vault, new VaultMessage.NoteSending(sending), stop);
    }

    private async Task Each(Func<ActionClaim, bool> isStale, CancellationToken stop)
    {
        foreach (var claim in board.View.OpenClaims.ToList())
        {
            var sending = await chain.SendingOf(claim.Key, stop);
            if (sending.Status == SendingStatus.Unknown && isStale(claim)) sending = await chain.Burn(claim.Key, stop);
            await Note(claim, sending, stop);
        }
    }
}
