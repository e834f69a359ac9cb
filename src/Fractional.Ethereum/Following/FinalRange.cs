using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Following;

/// <summary>Reads the logs of final blocks in ranges, as large as the nodes allow and the answers suggest.</summary>
internal sealed class FinalRange(JsonRpcClient rpc, FollowOptions options)
{
    private const ulong FirstSpan = 1_000;

    /// <summary>An answer with fewer logs than this makes the next range twice as large.</summary>
    private const int FewLogs = 2_000;

    private ulong _span = Math.Min(FirstSpan, options.MaxRange);

    /// <summary>Steps from the cursor on, at most to <paramref name="final"/>.</summary>
    /// <returns>Null if the blocks there do not stand on the cursor.</returns>
    public async Task<IReadOnlyList<ChainStep>?> Read(FollowCursor cursor, ulong final, CancellationToken cancellation)
    {
        while (true)
        {
            ulong to = Math.Min(final, cursor.NextBlock + _span - 1);
            try
            {
                return await Read(cursor.NextBlock, to, cursor, cancellation);
            }
            catch (RpcException tooMuch) when (_span > 1 && tooMuch
                is RpcErrorException or RpcResponseTooLargeException or RpcUnreachableException)
            {
                // Nodes limit blocks, logs, bytes and seconds, each with words of its own: half of it may pass.
                _span = Math.Max(1, Math.Min(_span, to - cursor.NextBlock + 1) / 2);
            }
        }
    }

    private async Task<IReadOnlyList<ChainStep>?> Read(
        ulong from, ulong to, FollowCursor cursor, CancellationToken cancellation)
    {
        // In one exchange: a node that has the last block cannot answer from a state before it.
        (Log[] logs, BlockHeader? first, BlockHeader? last) = await rpc.Call(
            Eth.Logs(options.Filter, from, to),
            Eth.Header(BlockTag.Number(from)),
            Eth.Header(BlockTag.Number(to)),
            cancellation);
        if (first is null || last is null)
        {
            throw new RpcFormatException($"the node that answered has no blocks {from} to {to} yet: it lags");
        }

        if (!cursor.Carries(first))
        {
            return null;
        }

        IReadOnlyList<ChainStep> steps = await Steps(logs, last, cursor, cancellation);
        _span = logs.Length < FewLogs ? Math.Min(options.MaxRange, _span * 2) : _span;
        return steps;
    }

    private async Task<IReadOnlyList<ChainStep>> Steps(
        Log[] logs, BlockHeader last, FollowCursor cursor, CancellationToken cancellation)
    {
        ILookup<ulong, Log> byBlock = logs.ToLookup(log => log.BlockNumber);
        ulong[] numbers = [.. byBlock.Select(block => block.Key).Where(number => number != last.Number).Order()];
        if (numbers.Length > 0 && (numbers[0] < cursor.NextBlock || numbers[^1] > last.Number))
        {
            throw new RpcFormatException(
                $"eth_getLogs for blocks {cursor.NextBlock} to {last.Number} answered {numbers[0]} to {numbers[^1]}");
        }

        BlockHeader?[] headers = await Task.WhenAll(numbers.Select(number =>
            rpc.Call(Eth.Header(BlockTag.Number(number)), cancellation)));
        var steps = new List<ChainStep>();
        foreach (BlockHeader? header in headers.Append(last))
        {
            BlockHeader block = header ?? throw new RpcFormatException("a node has logs of a block it does not have");
            cursor = cursor.Jump(block);
            steps.Add(new Applied(block, LogOrder.Of(block, byBlock[block.Number], options.Filter), cursor));
        }

        steps.Add(new Finalized(last.Number, cursor.Finalize(last.Number)));
        return steps;
    }
}
