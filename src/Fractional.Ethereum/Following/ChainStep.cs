using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Following;

/// <summary>One block of one branch.</summary>
public readonly record struct BlockRef(ulong Number, Bytes32 Hash)
{
    public override string ToString() => $"{Number} ({Hash})";
}

/// <summary>What happened: <see cref="Applied"/>, <see cref="RolledBack"/> or <see cref="Finalized"/>.</summary>
/// <param name="Cursor">Where to go on after this step: to be saved in the transaction that applies the step.</param>
public abstract record ChainStep(FollowCursor Cursor);

/// <summary>A block joined the chain. Far behind the head, blocks without matching logs are passed over.</summary>
/// <param name="Block">Its header.</param>
/// <param name="Logs">Its matching logs, in order.</param>
/// <param name="Cursor"><inheritdoc cref="ChainStep" path="/param[@name='Cursor']"/></param>
public sealed record Applied(BlockHeader Block, IReadOnlyList<Log> Logs, FollowCursor Cursor) : ChainStep(Cursor);

/// <summary>Blocks left the chain: everything above <see cref="To"/> must be undone.</summary>
/// <param name="To">The last block that stands; its hash is zero if it is below the first block followed.</param>
/// <param name="Dropped">The blocks that fell, newest first.</param>
/// <param name="Cursor"><inheritdoc cref="ChainStep" path="/param[@name='Cursor']"/></param>
public sealed record RolledBack(BlockRef To, IReadOnlyList<BlockRef> Dropped, FollowCursor Cursor) : ChainStep(Cursor);

/// <summary>This block and all below it will never be rolled back.</summary>
public sealed record Finalized(ulong Number, FollowCursor Cursor) : ChainStep(Cursor);

/// <summary>A block that was final is no longer on the chain: nobody may go on without a human.</summary>
public sealed class FinalityBrokenException(string message) : EthereumException(message);
