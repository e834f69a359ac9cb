using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Following;

/// <summary>Logs as they must be for the block they are said to be of.</summary>
internal static class LogOrder
{
    /// <summary>In the order of the block.</summary>
    /// <exception cref="RpcFormatException">A log of another block, not asked for, or twice.</exception>
    public static IReadOnlyList<Log> Of(BlockHeader block, IEnumerable<Log> logs, LogFilter filter)
    {
        Log[] ordered = [.. logs.OrderBy(log => log.LogIndex)];
        for (int i = 0; i < ordered.Length; i++)
        {
            Log log = ordered[i];
            if (log.BlockHash != block.Hash || log.BlockNumber != block.Number)
            {
                throw Wrong(log, $"it is of block {log.BlockHash}, not of {block.Hash}");
            }

            if (!filter.Matches(log))
            {
                throw Wrong(log, "nobody asked for its address and topic");
            }

            if (i > 0 && ordered[i - 1].LogIndex == log.LogIndex)
            {
                throw Wrong(log, "it came twice");
            }
        }

        return ordered;
    }

    private static RpcFormatException Wrong(Log log, string why) =>
        new($"eth_getLogs: log {log.LogIndex} of block {log.BlockNumber} cannot be used: {why}");
}
