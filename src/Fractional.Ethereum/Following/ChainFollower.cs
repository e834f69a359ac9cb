using System.Runtime.CompilerServices;
using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Following;

/// <summary>
/// Follows the chain from a cursor on and says what happened, in order, without a gap and without believing a node
/// that lags. Final blocks are read in ranges; above them header by header, each checked to stand on the one before,
/// with its logs asked by block hash: a node that does not have that very block says so instead of answering nothing.
/// </summary>
public sealed class ChainFollower(JsonRpcClient rpc, FollowOptions options, TimeProvider time)
{
    /// <summary>Blocks above finality that are fetched together.</summary>
    private const int Ahead = 16;

    private readonly FinalRange _finalRange = new(rpc, options);

    /// <summary>Endless. Failures of nodes are waited out and told to <see cref="FollowOptions.Notice"/>.</summary>
    /// <exception cref="FinalityBrokenException">A final block changed.</exception>
    /// <exception cref="WrongChainException">No endpoint serves the chain.</exception>
    public async IAsyncEnumerable<ChainStep> Follow(
        FollowCursor cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        int failures = 0;
        while (true)
        {
            IReadOnlyList<ChainStep> steps = [];
            try
            {
                steps = await Advance(cursor, cancellation);
                failures = 0;
            }
            catch (RpcException failure) when (failure is not WrongChainException)
            {
                failures++;
                options.Notice($"following stopped before block {cursor.NextBlock}: {failure.Message}");
            }

            foreach (ChainStep step in steps)
            {
                yield return step;
                cursor = step.Cursor;
            }

            if (steps.Count == 0)
            {
                await Task.Delay(Pause(failures), time, cancellation);
            }
        }
    }

    /// <summary>One bounded look: what happened after the cursor, or nothing.</summary>
    /// <exception cref="RpcException">A node failed; the same cursor can be tried again.</exception>
    public async Task<IReadOnlyList<ChainStep>> Advance(FollowCursor cursor, CancellationToken cancellation)
    {
        (BlockHeader head, BlockHeader final) = await ReadHeads(cancellation);
        if (head.Number < cursor.NextBlock)
        {
            return IsForked(cursor, head) ? await RollBack(cursor, cancellation) : Finish(cursor, final, []);
        }

        if (final.Number >= cursor.NextBlock)
        {
            IReadOnlyList<ChainStep>? range = await _finalRange.Read(cursor, final.Number, cancellation);
            return range ?? await RollBack(cursor, cancellation);
        }

        List<BlockHeader> branch = await ReadBranch(cursor, head.Number, cancellation);
        if (branch.Count > 0 && !cursor.Carries(branch[0]))
        {
            return await RollBack(cursor, cancellation);
        }

        var steps = new List<ChainStep>();
        Log[][] logs = await Task.WhenAll(branch.Select(block =>
            rpc.Call(Eth.Logs(options.Filter, block.Hash), cancellation)));
        foreach ((BlockHeader block, Log[] ofBlock) in branch.Zip(logs))
        {
            cursor = cursor.Apply(block);
            steps.Add(new Applied(block, LogOrder.Of(block, ofBlock, options.Filter), cursor));
        }

        return Finish(cursor, final, steps);
    }

    private async Task<(BlockHeader Head, BlockHeader Final)> ReadHeads(CancellationToken cancellation)
    {
        if (options.FinalityDepth is { } depth)
        {
            BlockHeader head = Found(await rpc.Call(Eth.Header(BlockTag.Latest), cancellation), "latest");
            ulong number = head.Number > depth ? head.Number - depth : 0;
            BlockTag final = BlockTag.Number(number);
            return (head, Found(await rpc.Call(Eth.Header(final), cancellation), final.ToString()));
        }

        (BlockHeader? latest, BlockHeader? finalized) =
            await rpc.Call(Eth.Header(BlockTag.Latest), Eth.Header(BlockTag.Finalized), cancellation);
        return (Found(latest, "latest"), Found(finalized, "finalized"));
    }

    /// <summary>The next headers that stand on each other; the first may or may not stand on the cursor.</summary>
    private async Task<List<BlockHeader>> ReadBranch(FollowCursor cursor, ulong head, CancellationToken cancellation)
    {
        int count = (int)Math.Min(Ahead, head - cursor.NextBlock + 1);
        BlockHeader?[] headers = await ReadHeaders(
            Enumerable.Range(0, count).Select(i => cursor.NextBlock + (ulong)i), cancellation);
        var branch = new List<BlockHeader>();
        foreach (BlockHeader? header in headers)
        {
            // A gap or a break means that the nodes changed their mind between two answers: the next look will tell.
            if (header is null || (branch.Count > 0 && header.ParentHash != branch[^1].Hash))
            {
                break;
            }

            branch.Add(header);
        }

        return branch;
    }

    /// <summary>
    /// Back to the last block we share with the chain. A block falls only on evidence: another hash at its height. A
    /// node that merely does not have the block proves nothing, and then nothing happens this time.
    /// </summary>
    private async Task<IReadOnlyList<ChainStep>> RollBack(FollowCursor cursor, CancellationToken cancellation)
    {
        int kept = cursor.Recent.Length;
        while (kept > 0)
        {
            BlockRef[] newest = [.. cursor.Recent[Math.Max(0, kept - Ahead)..kept].Reverse()];
            BlockHeader?[] headers = await ReadHeaders(newest.Select(block => block.Number), cancellation);
            if (headers.Contains(null))
            {
                return [];
            }

            int fallen = newest.Zip(headers).TakeWhile(pair => pair.First.Hash != pair.Second!.Hash).Count();
            kept -= fallen;
            if (fallen < newest.Length)
            {
                break;
            }
        }

        return kept == cursor.Recent.Length ? [] : [Fall(cursor, kept)];
    }

    private static RolledBack Fall(FollowCursor cursor, int kept)
    {
        BlockRef lowest = cursor.Recent[kept];
        bool nothingBelow = kept == 0 && (cursor.FinalizedBlock is not null || lowest.Number == 0);
        if (nothingBelow || cursor.FinalizedBlock >= lowest.Number)
        {
            throw new FinalityBrokenException(
                $"block {lowest} left the chain although block {cursor.FinalizedBlock ?? 0} was final");
        }

        FollowCursor after = cursor.Keep(kept);
        return new RolledBack(
            after.Top ?? new BlockRef(lowest.Number - 1, default), [.. cursor.Recent[kept..].Reverse()], after);
    }

    private Task<BlockHeader?[]> ReadHeaders(IEnumerable<ulong> numbers, CancellationToken cancellation) =>
        Task.WhenAll(numbers.Select(number => rpc.Call(Eth.Header(BlockTag.Number(number)), cancellation)));

    private static bool IsForked(FollowCursor cursor, BlockHeader head) =>
        cursor.Recent.Any(block => block.Number == head.Number && block.Hash != head.Hash);

    private static List<ChainStep> Finish(FollowCursor cursor, BlockHeader final, List<ChainStep> steps)
    {
        // Only what we applied ourselves, on the branch that became final.
        if (!(final.Number <= cursor.FinalizedBlock) && cursor.Recent.Contains(new BlockRef(final.Number, final.Hash)))
        {
            steps.Add(new Finalized(final.Number, cursor.Finalize(final.Number)));
        }

        return steps;
    }

    private TimeSpan Pause(int failures)
    {
        TimeSpan pause = options.PollInterval * Math.Pow(2, Math.Min(failures, 20));
        return pause < options.MaxPause || failures == 0 ? pause : options.MaxPause;
    }

    private static BlockHeader Found(BlockHeader? header, string tag) =>
        header ?? throw new RpcFormatException($"the node has no {tag} block");
}
