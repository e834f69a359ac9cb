using Fractional.Ethereum.Following;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Shouldly;

namespace Fractional.Integration.Ethereum.Following;

/// <summary>A consumer of steps that checks each against what it holds: the chain as the follower tells it.</summary>
internal sealed class Replica
{
    private readonly List<(BlockRef Block, IReadOnlyList<Log> Logs)> _blocks = [];

    public FollowCursor Cursor { get; private set; } = FollowCursor.StartAt(0);

    public int RollBacks { get; private set; }

    public int Deepest { get; private set; }

    public BlockRef Top => _blocks[^1].Block;

    public IEnumerable<string> Logs => _blocks.SelectMany(block => block.Logs).Select(Text);

    public static string Text(Log log) =>
        $"{log.BlockNumber} {log.BlockHash} {log.TransactionHash} {log.LogIndex} {Hex.Encode(log.Data.Span)}";

    public void Take(ChainStep step)
    {
        switch (step)
        {
            case Applied applied:
                if (_blocks.Count > 0)
                {
                    applied.Block.Number.ShouldBeGreaterThan(Top.Number);
                }

                _blocks.Add((new BlockRef(applied.Block.Number, applied.Block.Hash), applied.Logs));
                break;
            case RolledBack fallen:
                int from = _blocks.FindIndex(block => block.Block.Number > fallen.To.Number);
                _blocks.Skip(from).Select(block => block.Block).Reverse().ShouldBe(fallen.Dropped);
                _blocks.RemoveRange(from, _blocks.Count - from);
                Top.ShouldBe(fallen.To);
                RollBacks++;
                Deepest = Math.Max(Deepest, fallen.Dropped.Count);
                break;
            case Finalized final:
                final.Number.ShouldBeLessThanOrEqualTo(Top.Number);
                break;
        }

        // As a consumer would save and load it.
        Cursor = FollowCursor.Decode(step.Cursor.Encode());
    }
}
