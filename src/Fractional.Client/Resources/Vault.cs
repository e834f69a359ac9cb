using System.Numerics;
using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <param name="Name">As its creator chose it: data, not a promise. The address is what can not be copied.</param>
/// <param name="TotalShares">Supply at creation, 1e-18 of a share.</param>
/// <param name="OutstandingShares">Not burned yet, 1e-18 of a share.</param>
/// <param name="Holders">Accounts with at least one unit.</param>
/// <param name="Cash">Wei of whoever owns the vault.</param>
/// <param name="Loan">Owed now.</param>
/// <param name="Auction">Id of the newest auction.</param>
/// <param name="Series">Vaults that batch auctions of this one formed.</param>
public sealed record Vault(
    AsOf AsOf, Address Address, string Name, string Symbol, Names Names, VaultState State, IReadOnlyList<Item> Items,
    Address PaymentToken, BigInteger TotalShares, BigInteger OutstandingShares, int Holders, BigInteger Cash,
    Loan? Loan, UInt256? Auction, IReadOnlyList<Address> Series);

public enum VaultState
{
    Open,
    Loaned,
    MarginCall,
    Dutch,
    Batch,
    Settled,
    Converted,
    Redeemed,
}

/// <param name="Warnings">Reasons not to trust name or symbol by their looks; empty when nothing was found.</param>
public sealed record Names(IReadOnlyList<NameWarning> Warnings);

/// <param name="Member"><c>name</c> or <c>symbol</c>.</param>
/// <param name="Warning">What was found, a word.</param>
/// <param name="Text">It in words, with the code points.</param>
public sealed record NameWarning(string Member, string Warning, string Text);

/// <param name="InCustody">False once delivered, sold or written off.</param>
/// <param name="Appraisal">Wei, the oracle's last round; null when it was never appraised.</param>
public sealed record Item(Address Collection, UInt256 TokenId, bool InCustody, BigInteger? Appraisal);

/// <param name="Shares">1e-18 of a share.</param>
/// <param name="PartBps">Of the supply at creation, floored.</param>
public sealed record Holder(Address Account, BigInteger Shares, int PartBps);

/// <param name="Seq">Its number in the vault's journal: the same as the id in the stream.</param>
/// <param name="Event">The contract's event.</param>
/// <param name="Data">Its members by name; amounts and ids as digits.</param>
public sealed record HistoryEntry(
    long Seq, string Event, JsonElement Data, ulong Block, Bytes32 Transaction, Moment At, Finality Finality);

/// <summary>What the oracle says of every item of a vault.</summary>
/// <param name="MaxAgeSeconds">An older round opens no loan and flags none.</param>
/// <param name="Signers">Whose appraisals count.</param>
public sealed record Appraisals(
    AsOf AsOf, ulong MaxAgeSeconds, IReadOnlyList<AppraisedItem> Items, IReadOnlyList<Signer> Signers);

/// <summary>An item's values, wei; null when it was never appraised.</summary>
public sealed record AppraisedItem(
    int Index, Address Collection, UInt256 TokenId, BigInteger? Appraisal, BigInteger? BorrowValue,
    BigInteger? LiquidationValue, BigInteger? Spot, BigInteger? Limited, int? DispersionBps, Moment? ObservedAt,
    ulong? AgeSeconds, bool Fresh, bool Tripped);

/// <param name="Weight">Of its word in a round.</param>
public sealed record Signer(Address Account, ulong Weight);

/// <summary>What prices would mean for everybody, by the functions that settle.</summary>
/// <param name="DebtCoveredPrice">Wei at which keeper and lenders are whole.</param>
/// <param name="EquityPrice">The lowest price that leaves the holders a wei.</param>
public sealed record Preview(
    AsOf AsOf, BigInteger DebtCoveredPrice, BigInteger EquityPrice, IReadOnlyList<PreviewRow> Rows);

/// <summary>The waterfall at one price; keeper to residual sum to what is raised. Wei.</summary>
/// <param name="PerShare">For a whole share (1e18 units), floored.</param>
public sealed record PreviewRow(
    BigInteger Price, BigInteger Keeper, BigInteger Debt, BigInteger Penalty, BigInteger Fee, BigInteger Royalty,
    BigInteger Residual, BigInteger PerShare);
