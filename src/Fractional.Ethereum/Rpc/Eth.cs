using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>The questions we ask Ethereum nodes, as values for <see cref="JsonRpcClient"/>.</summary>
public static class Eth
{
    private static readonly byte[] NoParameters = "[]"u8.ToArray();

    public static RpcCall<ulong> ChainId { get; } = new("eth_chainId", NoParameters, Number64);

    public static RpcCall<ulong> BlockNumber { get; } = new("eth_blockNumber", NoParameters, Number64);

    /// <summary>Null when the node does not have the block.</summary>
    public static RpcCall<BlockHeader?> Header(BlockTag block) =>
        new(block.Hash is null ? "eth_getBlockByNumber" : "eth_getBlockByHash", json =>
        {
            Text(json, block.ToString());
            json.WriteBooleanValue(false);
        }, BlockHeader.Read);

    /// <summary>
    /// Both ends included. A node that lags may answer with too little: ask for the last header in the same exchange.
    /// </summary>
    public static RpcCall<Log[]> Logs(LogFilter filter, ulong fromBlock, ulong toBlock) => LogsOf(filter, json =>
    {
        json.WriteString("fromBlock", BlockTag.Number(fromBlock).ToString());
        json.WriteString("toBlock", BlockTag.Number(toBlock).ToString());
    });

    /// <summary>A node that does not have the block says so with an error, never with an empty answer.</summary>
    public static RpcCall<Log[]> Logs(LogFilter filter, Bytes32 blockHash) =>
        LogsOf(filter, json => json.WriteString("blockHash", blockHash.ToString()));

    /// <summary>Null while the transaction is not in a block.</summary>
    public static RpcCall<Receipt?> Receipt(Bytes32 transactionHash) =>
        new("eth_getTransactionReceipt", json => Text(json, transactionHash.ToString()), Rpc.Receipt.Read);

    /// <summary>True when the node has the transaction, waiting or mined.</summary>
    public static RpcCall<bool> Knows(Bytes32 transactionHash) =>
        new("eth_getTransactionByHash", json => Text(json, transactionHash.ToString()), NotNull);

    /// <summary>Transactions of the account up to and including the block: the next free nonce.</summary>
    public static RpcCall<ulong> TransactionCount(Address account, BlockTag block) =>
        new("eth_getTransactionCount", json => Account(json, account, block), Number64);

    /// <summary>Wei.</summary>
    public static RpcCall<UInt256> Balance(Address account, BlockTag block) =>
        new("eth_getBalance", json => Account(json, account, block), Number256);

    /// <summary>Empty where there is no contract.</summary>
    public static RpcCall<byte[]> Code(Address account, BlockTag block) =>
        new("eth_getCode", json => Account(json, account, block), Data);

    /// <summary>Throws <see cref="RevertException"/> when the contract refuses.</summary>
    public static RpcCall<byte[]> Call(CallRequest request, BlockTag block) =>
        new("eth_call", json => { request.Write(json); block.Write(json); }, Data);

    /// <summary>Gas. Throws <see cref="RevertException"/> when the contract refuses.</summary>
    public static RpcCall<ulong> EstimateGas(CallRequest request) => new("eth_estimateGas", request.Write, Number64);

    /// <param name="blocks">1 to <see cref="Rpc.FeeHistory.MaxBlocks"/>.</param>
    /// <param name="newest">The last of them.</param>
    /// <param name="percentile">Of the tips in each block, weighted by gas: 0 to 100.</param>
    public static RpcCall<FeeHistory> FeeHistory(int blocks, BlockTag newest, int percentile) =>
        new("eth_feeHistory", json =>
        {
            Text(json, ((UInt256)blocks).ToQuantity());
            newest.Write(json);
            json.WriteStartArray();
            json.WriteNumberValue(percentile);
            json.WriteEndArray();
        }, Rpc.FeeHistory.Read);

    /// <summary>Asked once only: whether a second node may be asked after a doubt is the sender's decision.</summary>
    public static RpcCall<Bytes32> SendRawTransaction(ReadOnlyMemory<byte> signed) =>
        new("eth_sendRawTransaction", json => Text(json, Hex.Encode(signed.Span)), Hash) { Repeatable = false };

    private static RpcCall<Log[]> LogsOf(LogFilter filter, Action<Utf8JsonWriter> where) => new("eth_getLogs", json =>
    {
        json.WriteStartObject();
        where(json);
        filter.Write(json);
        json.WriteEndObject();
    }, ReadLogs);

    private static void Text(Utf8JsonWriter json, string text) => json.WriteStringValue(text);

    private static void Account(Utf8JsonWriter json, Address account, BlockTag block)
    {
        json.WriteStringValue(Hex.Encode(account.Span));
        block.Write(json);
    }

    private static ulong Number64(ref Utf8JsonReader reader) => reader.ReadUInt64("result");

    private static UInt256 Number256(ref Utf8JsonReader reader) => reader.ReadUInt256("result");

    private static Bytes32 Hash(ref Utf8JsonReader reader) => reader.ReadBytes32("result");

    private static byte[] Data(ref Utf8JsonReader reader) => reader.ReadData("result");

    private static Log[] ReadLogs(ref Utf8JsonReader reader) => reader.ReadArray("logs", Log.Read);

    private static bool NotNull(ref Utf8JsonReader reader)
    {
        bool known = reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        return known;
    }
}
