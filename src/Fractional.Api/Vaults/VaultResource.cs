using System.Text.Json.Serialization;
using Fractional.Core.Vaults;

namespace Fractional.Api.Vaults;

/// <summary>One vault with what it owes and who may ask for what.</summary>
/// <param name="Address">Its contract, which is its share token too. Names can be copied, this can not.</param>
/// <param name="Name">As its creator chose it: data, not a promise.</param>
/// <param name="Symbol">As its creator chose it.</param>
/// <param name="Names">What to be careful about in name and symbol.</param>
/// <param name="PaymentToken">The ERC-20 token of every amount.</param>
/// <param name="TotalShares">Supply at creation, 1e-18 of a share.</param>
/// <param name="OutstandingShares">Not burned yet, 1e-18 of a share.</param>
/// <param name="Holders">Accounts with at least one unit.</param>
/// <param name="Cash">Wei of whoever owns the vault: surplus while open, the fixed residual once settled.</param>
/// <param name="Loan">Owed now.</param>
/// <param name="Auction">Id of the newest auction.</param>
/// <param name="Series">Vaults that batch auctions of this one formed.</param>
public sealed record VaultResource(
    AsOf AsOf, ChecksumAddress Address, string Name, string Symbol, NamesResource Names,
    [property: JsonConverter(typeof(Word<VaultState>))] VaultState State, IReadOnlyList<ItemResource> Items,
    ChecksumAddress PaymentToken, Digits TotalShares, Digits OutstandingShares, int Holders, Digits Cash,
    LoanResource? Loan, Digits? Auction, IReadOnlyList<ChecksumAddress> Series) : IDated;

/// <summary>What to be careful about in a vault's name and symbol.</summary>
/// <param name="Warnings">Empty when nothing was found.</param>
public sealed record NamesResource(IReadOnlyList<NameWarningResource> Warnings);

/// <summary>One reason not to trust a text by its looks.</summary>
/// <param name="Member"><c>name</c> or <c>symbol</c>.</param>
/// <param name="Warning">What was found.</param>
/// <param name="Text">It in words, with the code points.</param>
public sealed record NameWarningResource(string Member, NameDoubt Warning, string Text);

/// <summary>An item of a vault.</summary>
/// <param name="Collection">The ERC-721 contract.</param>
/// <param name="InCustody">False once delivered, sold or written off.</param>
/// <param name="Appraisal">Wei, the oracle's last round; null when it was never appraised.</param>
public sealed record ItemResource(ChecksumAddress Collection, Digits TokenId, bool InCustody, Digits? Appraisal);

/// <summary>Who holds how much of a vault.</summary>
/// <param name="Account">The vault's own address holds what lies in bids with shares.</param>
/// <param name="Shares">1e-18 of a share.</param>
/// <param name="PartBps">Of the supply at creation, floored.</param>
public sealed record HolderResource(ChecksumAddress Account, Digits Shares, int PartBps);
