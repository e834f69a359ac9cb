using System.Collections.Immutable;
using System.Text;
using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>Moves items into a new vault and mints all shares to the sender.</summary>
/// <param name="Vault">Where the factory will put it.</param>
/// <param name="Items">1..16.</param>
/// <param name="TotalShares">S0, 1e18..2^112.</param>
/// <param name="PaymentToken">On the factory's list; the list is not part of this model.</param>
/// <param name="Name">At most 64 bytes.</param>
/// <param name="Symbol">At most 16 bytes.</param>
public sealed record CreateVault(
    Account Vault,
    ImmutableArray<Item> Items,
    Shares TotalShares,
    Account PaymentToken,
    string Name,
    string Symbol) : VaultCommand
{
    public const int NameLimit = 64;
    public const int SymbolLimit = 16;

    /// <summary>
    /// The vault of a new series over what is left in an old one, which gets all its shares to hand out. It is told
    /// from the old one by a plus, while there is room for one.
    /// </summary>
    /// <param name="old">The vault whose items go over.</param>
    /// <param name="at">Where the factory will put the new one.</param>
    public static CreateVault SeriesOf(Vault old, Account at) => new(
        at, [.. old.Items.Where((_, i) => !old.IsDelivered(i))], old.TotalShares, old.PaymentToken,
        Next(old.Name, NameLimit), Next(old.Symbol, SymbolLimit));

    private static string Next(string text, int limit) =>
        Encoding.UTF8.GetByteCount(text) < limit ? text + "+" : text;
}

internal static class Creation
{
    private static readonly Shares MinimumShares = new(1_000_000_000_000_000_000);
    private static readonly Shares MaximumShares = new(UInt128.One << 112);

    public static Refusal? Decide(Turn turn, CreateVault command)
    {
        if (command.Items.IsEmpty || command.Items.Length > Vault.ItemLimit)
        {
            return new Refusal.ItemCountOutOfRange(command.Items.Length, Vault.ItemLimit);
        }
        if (command.TotalShares < MinimumShares || command.TotalShares > MaximumShares)
        {
            return new Refusal.SharesOutOfRange(command.TotalShares, MinimumShares, MaximumShares);
        }
        if ((TooLong(command.Name, CreateVault.NameLimit)
            ?? TooLong(command.Symbol, CreateVault.SymbolLimit)) is { } tooLong)
        {
            return tooLong;
        }
        turn.Emit(new VaultCreated(
            command.Vault, turn.Sender, command.PaymentToken, command.TotalShares, command.Name, command.Symbol,
            command.Items));
        turn.Emit(new Transfer(Account.Zero, turn.Sender, command.TotalShares));
        return null;
    }

    public static Vault Evolve(VaultCreated happened) => Vault.Empty with
    {
        Address = happened.Vault,
        Items = happened.Items,
        PaymentToken = happened.PaymentToken,
        TotalShares = happened.TotalShares,
        Name = happened.Name,
        Symbol = happened.Symbol,
    };

    private static Refusal.TextTooLong? TooLong(string text, int limit)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        return length > limit ? new Refusal.TextTooLong(length, limit) : null;
    }
}
