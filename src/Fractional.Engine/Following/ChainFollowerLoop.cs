using System.Collections.Immutable;
using System.Text.Json;
using Fractional.Chain;
using Fractional.Engine.Journal;
using Fractional.Engine.Projections;
using Fractional.Engine.ProtocolFacts;
using Fractional.Engine.Vaults;
using Fractional.Store;

namespace Fractional.Engine.Following;

/// <summary>Carries what the chain tells to the entities it is about, then saves how far it came. A block may be told
/// twice, none is passed over.</summary>
/// <remarks>
/// The saved cursor is the truth: it moves after the facts of a block are committed, and before blocks are taken
/// back. So after a crash nothing below it is missing, and whatever an entity holds above it is taken back and told
/// again. </remarks>
internal sealed class ChainFollowerLoop(IChain chain, EntityDesk desk, VaultBoard board)
{
    /// <summary>The cursor's name in the journal; storage format.</summary>
    private const string CursorName = "chain";

    /// <summary>The newest block in which each entity may hold facts that are not final.</summary>
    private readonly Dictionary<string, ulong> tails = [];

    private long position;

    /// <summary>Makes the entities agree with the saved cursor.</summary>
    public async Task<ChainCursor> Open(CancellationToken stop)
    {
        var saved = await desk.ReadCursor(CursorName);
        position = saved?.Position ?? 0;
        var cursor = saved is null
            ? ChainCursor.Start
            : JsonSerializer.Deserialize<ChainCursor>(saved.Data, ChainJson.Options)
                ?? throw new StoreCorruptException($"the cursor {CursorName} is null");
        tails.Clear();
        foreach (var (vault, followed) in board.View.Followed) Remember(Entities.NameOf(vault), followed.Tail.Facts);
        Remember(Entities.ProtocolName, board.View.FollowedProtocol.Tail.Facts);
        await TakeBack(cursor.Block ?? 0, stop);
        return cursor;
    }

    /// <summary>Follows until stopped or until something fails.</summary>
    /// <param name="coming">Is told of each step before anything of it is taken in.</param>
    /// <param name="taken">Is told of each step once it is taken in.</param>
    public async Task Follow(
        ChainCursor cursor, Action<ChainNews> coming, Func<ChainNews, Task> taken, CancellationToken stop)
    {
        await foreach (var news in chain.Follow(cursor, stop))
        {
            coming(news);
            await Take(news, stop);
            await taken(news);
        }
    }

    private async Task Take(ChainNews news, CancellationToken stop)
    {
        switch (news)
        {
            case ChainNews.Applied applied:
                await See(applied.Facts, stop);
                await Save(news.Cursor);
                break;
            case ChainNews.RolledBack back:
                await Save(news.Cursor);
                await TakeBack(back.To, stop);
                break;
            case ChainNews.Finalized final:
                await MakeFinal(final.Number, stop);
                await Save(news.Cursor);
                break;
        }
    }

    private async Task See(ImmutableArray<Fact> facts, CancellationToken stop)
    {
        if (facts.IsEmpty) return;
        var newest = facts.Max(f => f.Place.BlockNumber);
        var told = new Dictionary<string, Task>();
        foreach (var ofVault in facts.OfType<Fact.OfVault>().GroupBy(f => f.Vault))
        {
            told[Entities.NameOf(ofVault.Key)] = desk.Tell(ofVault.Key, new VaultMessage.SeeFacts([.. ofVault]), stop);
        }
        if (facts.OfType<Fact.OfProtocol>().ToImmutableArray() is { IsEmpty: false } around)
        {
            told[Entities.ProtocolName] = desk.Tell(new ProtocolMessage.SeeFacts(around), stop);
        }
        await Task.WhenAll(told.Values);
        foreach (var name in told.Keys) tails[name] = Math.Max(newest, tails.GetValueOrDefault(name));
    }

    private async Task TakeBack(ulong to, CancellationToken stop)
    {
        var names = tails.Where(t => t.Value > to).Select(t => t.Key).ToList();
        await Tell(names, new VaultMessage.RollBack(to), new ProtocolMessage.RollBack(to), stop);
        foreach (var name in names) tails[name] = to;
    }

    private async Task MakeFinal(ulong upTo, CancellationToken stop)
    {
        await Tell(tails.Keys, new VaultMessage.Finalize(upTo), new ProtocolMessage.Finalize(upTo), stop);
        foreach (var name in tails.Where(t => t.Value <= upTo).Select(t => t.Key).ToList()) tails.Remove(name);
    }

    private Task Tell(
        IEnumerable<string> names, VaultMessage toVaults, ProtocolMessage toProtocol, CancellationToken stop) =>
        Task.WhenAll(names.Select<string, Task>(name => Entities.TryVault(name, out var vault)
            ? desk.Tell(vault, toVaults, stop)
            : desk.Tell(toProtocol, stop)));

    private async Task Save(ChainCursor cursor) => await desk.MoveCursor(
        new CursorMove(CursorName, ++position, JsonSerializer.Serialize(cursor, ChainJson.Options)));

    private void Remember<TFact>(string name, ImmutableArray<TFact> tail) where TFact : Fact
    {
        if (!tail.IsEmpty) tails[name] = tail[^1].Place.BlockNumber;
    }
}
