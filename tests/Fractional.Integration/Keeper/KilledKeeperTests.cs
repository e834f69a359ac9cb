using System.Text.Json;
using Fractional.Chain;
using Fractional.Cli;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Vaults;
using Fractional.Engine.Journal;
using Fractional.Engine.Vaults;
using Fractional.Integration.Ethereum.Sending;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Keeper;

/// <summary>kill -9 of the real executable at the one moment that matters: its transaction is signed, and nobody can
/// say whether a node has it. Whatever happened, it is done once, and the next life knows.</summary>
[Collection(RipeWorld.Name)]
public sealed class KilledKeeperTests(RipeWorld world)
{
    const uint HoursOfFall = 60;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kick_is_done_once_when_its_keeper_is_killed(bool hadReachedTheNode)
    {
        using var limit = new CancellationTokenSource(Patience);
        await world.Rewind(limit.Token);
        await using var keeper = await KeepProcess.Prepare(world, world.Keeper);
        await DiesSendingAndComesBack<AuctionKicked>(keeper, hadReachedTheNode, limit.Token);
        (await keeper.Fold()).Now.Vault.State.ShouldBe(VaultState.Dutch);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_take_is_done_once_when_its_bidder_is_killed(bool hadReachedTheNode)
    {
        using var limit = new CancellationTokenSource(Patience);
        await world.Rewind(limit.Token);
        await world.KickAndWait(HoursOfFall * 3_600, limit.Token);
        await using var bidder = await KeepProcess.Prepare(world, world.Bidder, "--bidder", "--max-item-price", "1000");
        await DiesSendingAndComesBack<LotTaken>(bidder, hadReachedTheNode, limit.Token);
        (await bidder.Fold()).Now.Vault.State.ShouldBe(VaultState.Settled);
    }

    async Task DiesSendingAndComesBack<TDeed>(KeepProcess keeper, bool hadReachedTheNode, CancellationToken stop)
        where TDeed : VaultEvent
    {
        var nonce = await keeper.Nonce();
        await using var proxy = new FaultyProxy(world.Node.Url);
        void OnSending(Fault fault) =>
            proxy.Choose = request => request.Contains("eth_sendRawTransaction") ? fault : Fault.None;
        OnSending(hadReachedTheNode ? Fault.HoldAfter : Fault.HoldBefore);
        keeper.Start(proxy.Url);
        await keeper.Until("it sent", () => Task.FromResult(proxy.Held.IsCompleted), stop);
        await keeper.Kill();
        (await keeper.Unsettled()).Single().Attempts.Length.ShouldBe(1, "the bytes are stored before they are sent");
        (await Facts<TDeed>(stop)).Count.ShouldBe(hadReachedTheNode ? 1 : 0);

        // While its next life can not send either, the deed seems open to whoever looks: only the claim is in the way.
        OnSending(hadReachedTheNode ? Fault.None : Fault.CutBefore);
        await world.Node.Mine(1, stop);
        keeper.Start(proxy.Url);
        if (!hadReachedTheNode)
            await keeper.Until("it looked", () => Task.FromResult(keeper.Said.Contains("ClaimedAlready")), stop);
        OnSending(Fault.None);
        await keeper.Until("it was done", async () => (await Facts<TDeed>(stop)).Count > 0, stop);
        await keeper.UntilQuiet(stop);
        await keeper.Kill();
        await DoneOnce<TDeed>(keeper, nonce, stop);

        keeper.Start(world.Node.Url);
        await keeper.UntilQuiet(stop);
        await keeper.UntilQuiet(stop);
        await keeper.Kill();
        await DoneOnce<TDeed>(keeper, nonce, stop);
    }

    async Task DoneOnce<TDeed>(KeepProcess keeper, ulong nonce, CancellationToken stop) where TDeed : VaultEvent
    {
        (await Facts<TDeed>(stop)).Count.ShouldBe(1, keeper.Said);
        (await keeper.Nonce()).ShouldBe(nonce + 1, $"one transaction, so one nonce: {keeper.Said}");
        var journal = await keeper.Journal();
        journal.OfType<VaultJournal.ActionClaimed>().Count().ShouldBe(1, keeper.Said);
        journal.OfType<VaultJournal.ActionEnded>().Single().End.ShouldBe(ActionEnd.Done);
        var folded = await keeper.Fold();
        folded.Now.Fault.ShouldBeNull();
        Text(Surviving(journal)).ShouldBe(Text(await Facts<VaultEvent>(stop)), "the journal holds what the chain says");
        var head = await world.Stage.Chain.Head(stop);
        foreach (var verified in await Verification.OfAll(world.Stage.Chain, head.Number, stop))
            verified.Fault.ShouldBeNull();
    }

    /// <summary>What the chain says of the vault, read anew.</summary>
    async Task<List<Fact.OfVault>> Facts<TEvent>(CancellationToken stop) where TEvent : VaultEvent
    {
        var head = await world.Stage.Chain.Head(stop);
        var facts = new List<Fact.OfVault>();
        await foreach (var news in world.Stage.Chain.Follow(ChainCursor.Start, stop))
        {
            if (news is not ChainNews.Applied applied) continue;
            facts.AddRange(applied.Facts.OfType<Fact.OfVault>()
                .Where(f => f.Vault == world.Vault && f.Event is TEvent).OrderBy(f => f.Place));
            if (applied.Block.Number >= head.Number) break;
        }
        return facts;
    }

    static List<Fact.OfVault> Surviving(IEnumerable<VaultJournal> journal)
    {
        var facts = new List<Fact.OfVault>();
        foreach (var happened in journal)
            if (happened is VaultJournal.FactSeen seen) facts.Add(seen.Fact);
            else if (happened is VaultJournal.BlocksRolledBack { To: var to })
                facts.RemoveAll(f => f.Place.BlockNumber > to);
        return facts;
    }

    static List<string> Text(IEnumerable<Fact.OfVault> facts) =>
        [.. facts.Select(f => JsonSerializer.Serialize(f, JournalCodec.Json))];
}
