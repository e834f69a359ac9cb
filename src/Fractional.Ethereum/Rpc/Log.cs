using System.Runtime.CompilerServices;
using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>One event a contract emitted in a mined block.</summary>
public sealed class Log
{
    /// <summary>The EVM has LOG0 to LOG4.</summary>
    public const int MaxTopics = 4;

    private TopicSlots _topics;
    private int _topicCount;

    private Log()
    {
    }

    /// <summary>For tests and simulated chains; a node's logs are read from its answers.</summary>
    public Log(
        Address address, ReadOnlySpan<Bytes32> topics, ReadOnlyMemory<byte> data,
        ulong blockNumber, Bytes32 blockHash, Bytes32 transactionHash, ulong transactionIndex, ulong logIndex)
    {
        if (topics.Length > MaxTopics)
        {
            throw new EthereumFormatException($"{topics.Length} topics given; a log has at most {MaxTopics}");
        }

        topics.CopyTo(_topics);
        _topicCount = topics.Length;
        Address = address;
        Data = data;
        BlockNumber = blockNumber;
        BlockHash = blockHash;
        TransactionHash = transactionHash;
        TransactionIndex = transactionIndex;
        LogIndex = logIndex;
    }

    /// <summary>The contract that emitted it.</summary>
    public Address Address { get; private set; }

    public ReadOnlyMemory<byte> Data { get; private set; }

    public ulong BlockNumber { get; private set; }

    public Bytes32 BlockHash { get; private set; }

    public Bytes32 TransactionHash { get; private set; }

    /// <summary>Place of the transaction in its block.</summary>
    public ulong TransactionIndex { get; private set; }

    /// <summary>Place of the log in its block.</summary>
    public ulong LogIndex { get; private set; }

    /// <summary>The signature's hash first, unless the event is anonymous; then the indexed arguments.</summary>
    public ReadOnlySpan<Bytes32> Topics => ((ReadOnlySpan<Bytes32>)_topics)[.._topicCount];

    internal static Log Read(ref Utf8JsonReader reader)
    {
        reader.ExpectObject("log");
        var log = new Log();
        Fields seen = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            seen |= log.ReadField(ref reader);
        }

        if (seen != Fields.All)
        {
            throw JsonValues.Missing($"log.{Enum.GetValues<Fields>().First(field => !seen.HasFlag(field))}");
        }

        return log;
    }

    private Fields ReadField(ref Utf8JsonReader reader)
    {
        if (reader.Enter("address"u8))
        {
            Address = reader.ReadAddress("log.address");
            return Fields.Address;
        }

        if (reader.Enter("topics"u8))
        {
            ReadTopics(ref reader);
            return Fields.Topics;
        }

        if (reader.Enter("data"u8))
        {
            Data = reader.ReadData("log.data");
            return Fields.Data;
        }

        if (reader.Enter("blockHash"u8))
        {
            BlockHash = reader.ReadBytes32("log.blockHash");
            return Fields.BlockHash;
        }

        if (reader.Enter("blockNumber"u8))
        {
            BlockNumber = reader.ReadUInt64("log.blockNumber");
            return Fields.BlockNumber;
        }

        if (reader.Enter("transactionHash"u8))
        {
            TransactionHash = reader.ReadBytes32("log.transactionHash");
            return Fields.TransactionHash;
        }

        if (reader.Enter("transactionIndex"u8))
        {
            TransactionIndex = reader.ReadUInt64("log.transactionIndex");
            return Fields.TransactionIndex;
        }

        if (reader.Enter("logIndex"u8))
        {
            LogIndex = reader.ReadUInt64("log.logIndex");
            return Fields.LogIndex;
        }

        if (reader.Enter("removed"u8))
        {
            // Only subscriptions may send removed logs; in an answer about one block it is a contradiction.
            return reader.ReadBoolean("log.removed")
                ? throw JsonValues.Unexpected(ref reader, "log.removed", "false")
                : default;
        }

        reader.Skip();
        return default;
    }

    private void ReadTopics(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw JsonValues.Unexpected(ref reader, "log.topics", "an array");
        }

        _topicCount = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (_topicCount == MaxTopics)
            {
                throw JsonValues.Unexpected(ref reader, "log.topics", $"at most {MaxTopics} topics");
            }

            _topics[_topicCount++] = reader.ReadBytes32("log.topics");
        }
    }

    [Flags]
    private enum Fields
    {
        Address = 1,
        Topics = 2,
        Data = 4,
        BlockHash = 8,
        BlockNumber = 16,
        TransactionHash = 32,
        TransactionIndex = 64,
        LogIndex = 128,
        All = 255,
    }

    [InlineArray(MaxTopics)]
    private struct TopicSlots
    {
        private Bytes32 _first;
    }
}
