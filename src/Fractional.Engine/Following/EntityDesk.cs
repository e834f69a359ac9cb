using Fractional.Core.Units;
using Fractional.Engine.Hosting;
using Fractional.Engine.Journal;
using Fractional.Engine.Projections;
using Fractional.Engine.ProtocolFacts;
using Fractional.Engine.Vaults;
using Fractional.Store;

namespace Fractional.Engine.Following;

/// <summary>Asks entities and returns once what they answered is committed and on the board, so that whoever reads
/// the board next sees it.</summary>
internal sealed class EntityDesk(IEntityHost host, VaultBoard board)
{
    private readonly IShardRegion<VaultMessage, VaultJournal, FollowedVault> vaults = host.Start(Entities.Vault);
    private readonly IShardRegion<ProtocolMessage, ProtocolJournal, FollowedProtocol> protocol =
        host.Start(Entities.Protocol);

    public Task<Cursor?> ReadCursor(string name) => host.ReadCursor(name);

    public Task<bool> MoveCursor(CursorMove move) => host.MoveCursor(move);

    /// <exception cref="EntityAwayException">The entity can not be reached now.</exception>
    public async Task<Answer<VaultJournal, FollowedVault>.Accepted> Tell(
        Account vault, VaultMessage message, CancellationToken stop)
    {
        var accepted = Accepted(Entities.NameOf(vault), await vaults.Ask(vault.ToString(), message));
        await board.Reaches(Entities.NameOf(vault), accepted.Seq, stop);
        return accepted;
    }

    /// <exception cref="EntityAwayException">The entity can not be reached now.</exception>
    public async Task<Answer<ProtocolJournal, FollowedProtocol>.Accepted> Tell(
        ProtocolMessage message, CancellationToken stop)
    {
        var accepted = Accepted(Entities.ProtocolName, await protocol.Ask(Entities.ProtocolId, message));
        await board.Reaches(Entities.ProtocolName, accepted.Seq, stop);
        return accepted;
    }

    private static Answer<TEvent, TState>.Accepted Accepted<TEvent, TState>(
        string name, Answer<TEvent, TState> answer) =>
        answer as Answer<TEvent, TState>.Accepted
        ?? throw new EntityAwayException($"the entity {name} did not take a message: {answer}");
}

/// <summary>An entity's queue is full, its shard is elsewhere, or it was stopped by a fault.</summary>
public sealed class EntityAwayException(string message) : Exception(message);
