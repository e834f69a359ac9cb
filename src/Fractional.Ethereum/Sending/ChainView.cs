using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Sending;

/// <summary>What a sender must know of the chain; read once per block, so that a send need not ask.</summary>
/// <param name="Head">The newest block.</param>
/// <param name="FinalizedBlock">Height below which nothing is undone.</param>
/// <param name="Nonce">The account's next nonce in the state of <paramref name="Head"/>.</param>
/// <param name="PendingNonce">The same after all transactions that wait at the node without a gap.</param>
/// <param name="Quote">Fees for the next block.</param>
internal sealed record ChainView(
    BlockHeader Head, ulong FinalizedBlock, ulong Nonce, ulong PendingNonce, FeeQuote Quote)
{
    /// <summary>Below it every nonce is taken, by us or by somebody with the same key.</summary>
    public ulong LowestFreeNonce => Math.Max(Nonce, PendingNonce);

    public static async Task<BlockHeader> ReadHead(JsonRpcClient rpc, CancellationToken cancellation) =>
        Found(await rpc.Call(Eth.Header(BlockTag.Latest), cancellation));

    public static async Task<ChainView> Read(
        JsonRpcClient rpc, BlockHeader head, Address account, SenderOptions options, CancellationToken cancellation)
    {
        Task<BlockHeader?> final = rpc.Call(Eth.Header(FinalTag(head, options)), cancellation);
        Task<ulong> nonce = rpc.Call(Eth.TransactionCount(account, BlockTag.At(head.Hash)), cancellation);
        Task<ulong> pending = rpc.Call(Eth.TransactionCount(account, BlockTag.Pending), cancellation);
        RpcCall<FeeHistory> lastBlocks =
            Eth.FeeHistory(options.FeeHistoryBlocks, BlockTag.Number(head.Number), options.TipPercentile);
        Task<FeeHistory> history = rpc.Call(lastBlocks, cancellation);
        await Task.WhenAll(final, nonce, pending, history);
        return new ChainView(
            head, Found(await final).Number, await nonce, await pending,
            FeeQuote.From(await history, options.MinTip));
    }

    /// <summary>True unless this head surely stands on <paramref name="earlier"/>.</summary>
    public async Task<bool> LeftBehind(BlockHeader? earlier, JsonRpcClient rpc, CancellationToken cancellation)
    {
        if (earlier is null || earlier.Number > Head.Number)
        {
            return true;
        }

        if (earlier.Number + 1 >= Head.Number)
        {
            return earlier.Hash != (earlier.Number == Head.Number ? Head.Hash : Head.ParentHash);
        }

        BlockHeader? there = await rpc.Call(Eth.Header(BlockTag.Number(earlier.Number)), cancellation);
        return there?.Hash != earlier.Hash;
    }

    private static BlockTag FinalTag(BlockHeader head, SenderOptions options) => options.FinalityDepth is { } depth
        ? BlockTag.Number(head.Number > depth ? head.Number - depth : 0)
        : BlockTag.Finalized;

    private static BlockHeader Found(BlockHeader? header) =>
        header ?? throw new RpcFormatException("the node does not have its own latest or finalized block");
}
