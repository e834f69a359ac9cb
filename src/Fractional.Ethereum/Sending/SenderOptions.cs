using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Sending;

/// <summary>What a sender may pay and how patient it is.</summary>
public sealed record SenderOptions
{
    /// <summary>Wei per gas: nothing is ever sent above it.</summary>
    public required UInt256 MaxFeePerGas { get; init; }

    /// <summary>Wei per gas: the tip that is offered even when others offer none.</summary>
    public UInt256 MinTip { get; init; } = 100_000_000;

    /// <summary>Which of the tips paid in a block counts, from 0 (lowest) to 100.</summary>
    public int TipPercentile { get; init; } = 50;

    /// <summary>Blocks whose tips are looked at.</summary>
    public int FeeHistoryBlocks { get; init; } = 5;

    /// <summary>Blocks a transaction may wait before a dearer one takes its place.</summary>
    public ulong ReplaceAfterBlocks { get; init; } = 3;

    /// <summary>Added to an estimate of gas, in percent: the state may change before the block.</summary>
    public ulong GasMarginPercent { get; init; } = 20;

    /// <summary>Gas of a plain transfer, the form of a cancellation.</summary>
    public ulong TransferGas { get; init; } = 21_000;

    /// <summary>Depth that counts as final, for chains whose nodes know no "finalized"; null to ask them.</summary>
    public ulong? FinalityDepth { get; init; }

    /// <summary>Between two looks at the head. A local chain can be asked every 50 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Keeps nonce and fees at hand from block to block, so that a send costs one question to the node.
    /// Otherwise it asks nothing while nothing is under way, and the first send after a rest looks first.</summary>
    public bool StayReady { get; init; } = true;

    /// <summary>Hears of what was replaced, cancelled or failed, one sentence each, without secrets.</summary>
    public Action<string> Notice { get; init; } = _ => { };
}
