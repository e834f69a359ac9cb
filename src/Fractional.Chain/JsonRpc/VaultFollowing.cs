using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fractional.Chain.Bindings;
using Fractional.Core.Auctions.Batch;
using Fractional.Ethereum;
using Fractional.Ethereum.Following;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Chain.JsonRpc;

/// <summary>Follows our contracts and every vault they create. A node is asked by address, because shares emit the same
/// Transfer as every other token; when a vault is created, following starts again right after that block with the vault
/// among the addresses.</summary>
internal sealed class VaultFollowing(JsonRpcClient rpc, Deployment deployment, FollowOptions options, TimeProvider time)
{
    readonly LogReading reading = new(deployment);

    public async IAsyncEnumerable<ChainNews> Follow(
        ChainCursor from, [EnumeratorCancellation] CancellationToken stop)
    {
        var cursor = Decode(from);
        var vaults = await KnownVaults(cursor, stop);
        while (true)
        {
            var follower = new ChainFollower(rpc, options with { Filter = FilterOf(vaults) }, time);
            var isWidened = false;
            await foreach (var step in follower.Follow(cursor, stop))
            {
                cursor = step.Cursor;
                if (step is not Applied applied)
                {
                    yield return Told(step);
                    continue;
                }
                var created = CreatedIn(applied.Logs).Except(vaults).ToImmutableArray();
                var early = created.IsEmpty ? [] : await EarlyLogs(applied.Block, created, stop);
                vaults = vaults.Union(created);
                yield return Told(applied, [.. applied.Logs, .. early], vaults);
                if (created.IsEmpty) continue;
                isWidened = true;
                break;
            }
            if (!isWidened) yield break;
        }
    }

    LogFilter FilterOf(ImmutableHashSet<Address> vaults) => new(
    [
        deployment.VaultFactory.Address.ToAddress(), deployment.LoanBook.Address.ToAddress(),
        deployment.DutchAuction.Address.ToAddress(), deployment.BatchAuction.Address.ToAddress(),
        deployment.SealedBids.Address.ToAddress(), deployment.InsuranceFund.Address.ToAddress(),
        deployment.AppraisalOracle.Address.ToAddress(), .. vaults,
    ], []);

    /// <summary>Vaults created up to where the cursor stands.</summary>
    async Task<ImmutableHashSet<Address>> KnownVaults(FollowCursor cursor, CancellationToken stop)
    {
        if (cursor.Top is not { } top) return [];
        var filter = new LogFilter(
            [deployment.VaultFactory.Address.ToAddress()], [VaultFactoryContract.VaultCreatedEvent.Topic0]);
        return [.. CreatedIn(await rpc.Call(Eth.Logs(filter, deployment.StartBlock, top.Number), stop))];
    }

    IEnumerable<Address> CreatedIn(IEnumerable<Log> logs) => logs
        .Where(log => log.Address.ToAccount() == deployment.VaultFactory.Address
            && log.Topics[0] == VaultFactoryContract.VaultCreatedEvent.Topic0)
        .Select(log => VaultFactoryContract.VaultCreatedEvent.Decode(log.Topics, log.Data.Span).Vault);

    /// <summary>What new vaults said in the block that created them, before anybody listened.</summary>
    Task<Log[]> EarlyLogs(BlockHeader block, IReadOnlyCollection<Address> created, CancellationToken stop) =>
        rpc.Call(Eth.Logs(new LogFilter(created, []), block.Hash), stop);

    static ChainNews Told(ChainStep step) => step switch
    {
        RolledBack back => new ChainNews.RolledBack(back.To.Number, Encode(back.Cursor)),
        Finalized final => new ChainNews.Finalized(final.Number, Encode(final.Cursor)),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "an applied block is told with its facts"),
    };

    ChainNews Told(Applied applied, IEnumerable<Log> logs, ImmutableHashSet<Address> vaults)
    {
        var at = applied.Block.Timestamp.ToTime();
        // Anybody may hand in a bid for an address that is no vault: its refusal is nobody's fact.
        var facts = logs.OrderBy(log => log.LogIndex).Select(log => reading.Read(log, at)).OfType<Fact>().Where(fact =>
            fact is not Fact.OfVault { Event: SignedBidRefused } refused || vaults.Contains(refused.Vault.ToAddress()));
        return new ChainNews.Applied(BlockOf(applied.Block), [.. facts], Encode(applied.Cursor));
    }

    public static Block BlockOf(BlockHeader header) => new(
        header.Number, header.Hash.ToHash(), header.ParentHash.ToHash(), header.Timestamp.ToTime());

    /// <summary>A cursor that is no cursor is a journal of another chain or a bug.</summary>
    FollowCursor Decode(ChainCursor cursor)
    {
        if (cursor.Block is null) return FollowCursor.StartAt(deployment.StartBlock + 1);
        try
        {
            var state = JsonSerializer.Deserialize<CursorState>(cursor.State);
            return FollowCursor.Decode(Convert.FromBase64String(state!.Follow));
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or EthereumException)
        {
            throw new ChainException(
                $"the follower's cursor at block {cursor.Block} can not be read: {wrong.Message}", wrong);
        }
    }

    static ChainCursor Encode(FollowCursor cursor) => new(
        cursor.Top?.Number, JsonSerializer.Serialize(new CursorState(Convert.ToBase64String(cursor.Encode()))));

    sealed record CursorState(string Follow);
}
