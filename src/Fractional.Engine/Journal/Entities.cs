using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Engine.Hosting;
using Fractional.Engine.ProtocolFacts;
using Fractional.Engine.Vaults;

namespace Fractional.Engine.Journal;

/// <summary>The kinds of entities and their names in the journal, kind/id; storage format.</summary>
public static class Entities
{
    /// <summary>The id of the only protocol entity.</summary>
    public const string ProtocolId = "main";

    private const string VaultKind = "vault";
    private const string ProtocolKind = "protocol";

    public static readonly EntityProps<VaultMessage, VaultJournal, FollowedVault> Vault = new(
        VaultKind, _ => FollowedVault.Unknown,
        (state, message, _) => Decision<VaultJournal>.Accept(VaultEntity.Decide(state, message)),
        FollowedVault.Evolve, JournalCodec.Vault);

    public static readonly EntityProps<ProtocolMessage, ProtocolJournal, FollowedProtocol> Protocol = new(
        ProtocolKind, _ => FollowedProtocol.Unknown,
        (state, message, _) => Decision<ProtocolJournal>.Accept(ProtocolEntity.Decide(state, message)),
        FollowedProtocol.Evolve, JournalCodec.Protocol);

    /// <summary>The name of the protocol's entity.</summary>
    public const string ProtocolName = $"{ProtocolKind}/{ProtocolId}";

    public static string NameOf(Account vault) => $"{VaultKind}/{vault}";

    /// <summary>The vault an entity's name stands for.</summary>
    public static bool TryVault(string name, out Account vault)
    {
        vault = default;
        return name.StartsWith(VaultKind + "/", StringComparison.Ordinal)
            && Account.TryParse(name[(VaultKind.Length + 1)..], out vault);
    }
}
