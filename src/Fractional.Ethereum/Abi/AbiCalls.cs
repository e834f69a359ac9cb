using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Abi;

/// <summary>The checks that generated bindings make before they read arguments.</summary>
public static class AbiCalls
{
    /// <summary>A reader over what follows the selector.</summary>
    /// <exception cref="EthereumFormatException">Too short, or another selector.</exception>
    public static AbiReader Arguments(ReadOnlySpan<byte> data, Selector expected, string name)
    {
        Selector found = Selector.Read(data);
        return found == expected
            ? new AbiReader(data[Selector.Size..])
            : throw new EthereumFormatException($"selector {found} is not {name}, which has {expected}");
    }

    /// <summary>Checks the number of elements of an array that has a fixed one.</summary>
    /// <exception cref="EthereumFormatException">Another number.</exception>
    public static void CheckLength(int length, int expected, string name)
    {
        if (length != expected)
        {
            throw new EthereumFormatException($"{name} has {length} elements; its type has {expected}");
        }
    }

    /// <summary>Checks the first topic and the number of topics of a log.</summary>
    /// <exception cref="EthereumFormatException">Another event.</exception>
    public static void CheckTopics(ReadOnlySpan<Bytes32> topics, in Bytes32 topic0, int count, string name)
    {
        if (topics.Length != count)
        {
            throw new EthereumFormatException($"a log has {topics.Length} topics; {name} has {count}");
        }

        if (topics[0] != topic0)
        {
            throw new EthereumFormatException($"topic {topics[0]} is not {name}, which has {topic0}");
        }
    }
}
