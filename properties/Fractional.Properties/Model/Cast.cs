using System.Text;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Crypto;

namespace Fractional.Properties.Model;

/// <summary>The people of the stories. Each has a key, because lenders sign.</summary>
internal static class Cast
{
    public const int Actors = 5;

    private static readonly PrivateKey[] Keys = [.. Enumerable.Range(0, Actors).Select(i => KeyOf($"actor {i}"))];

    public static readonly Account[] All = [.. Keys.Select(key => new Account(key.Address.Span))];

    public static readonly Account InsuranceFund = Named("insurance fund");

    public static readonly Account FeeRecipient = Named("fee recipient");

    /// <summary>Gets the royalties of the first collection.</summary>
    public static readonly Account Artist = Named("artist");

    public static readonly Protocol Protocol = new(
        InsuranceFund, FeeRecipient, Named("sealed bids"), MaxAgeSeconds: 21_600);

    public static Account Actor(int index) => All[index];

    public static PrivateKey KeyOf(Account actor) => Keys[Array.IndexOf(All, actor)];

    public static Account Named(string name) => new(KeyOf(name).Address.Span);

    private static PrivateKey KeyOf(string name) => new(Keccak256.Hash(Encoding.ASCII.GetBytes(name)).Span);
}

/// <summary>Where the contracts of one world lie.</summary>
/// <param name="ChainId">Of the lenders' signatures.</param>
/// <param name="LoanBook">Verifies them.</param>
/// <param name="SealedBids">Holds the deposits of sealed bids.</param>
/// <param name="Vault">Where the story's vault will be.</param>
/// <param name="Series">Where the vault of a new series will be.</param>
/// <param name="PaymentToken">Wrapped ether.</param>
/// <param name="Collections">The first asks a royalty of 5 %, the second asks none.</param>
internal sealed record Places(
    ulong ChainId, Account LoanBook, Account SealedBids, Account Vault, Account Series, Account PaymentToken,
    Account[] Collections)
{
    /// <summary>A world without a chain.</summary>
    public static readonly Places Imagined = new(
        1, Cast.Named("loan book"), Cast.Named("sealed bids"), Cast.Named("vault"), Cast.Named("series"),
        Cast.Named("token"),
        [Cast.Named("collection 0"), Cast.Named("collection 1")]);
}
