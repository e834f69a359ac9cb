using System.Collections.Immutable;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Signers;
using Fractional.Ethereum.Wallets;
using Account = Fractional.Core.Units.Account;

namespace Fractional.Cli.Demo;

/// <summary>Somebody in the demo: a name, a key, an account.</summary>
sealed record Actor(string Name, Account Account, ISigner Signer);

/// <summary>Everybody who acts, each with a key of the development phrase.</summary>
sealed class Cast : IDisposable
{
    readonly List<Ethereum.Signers.Account> keys = [];

    public Cast(string words)
    {
        using var wallet = new Wallet(words);
        var next = 0;
        Actor Play(string name)
        {
            var key = wallet.GetAccount(next++);
            keys.Add(key);
            return new Actor(name, Account.Parse(key.Address.ToString()), key);
        }

        Deployer = Play("deployer");
        Appraisers = [Play("appraiser Ada"), Play("appraiser Ben"), Play("appraiser Cleo")];
        Keepers = [Play("keeper North"), Play("keeper South")];
        Bidders = [Play("bidder Max"), Play("bidder Nora"), Play("bidder Otto")];
        Lenders = [Play("lender Iris"), Play("lender Jon"), Play("lender Kim")];
        Owners =
        [
            Play("Dora"), Play("Henry"), Play("Tessa"), Play("Lars"), Play("Mira"), Play("Otis"), Play("Pia"),
            Play("Rolf"), Play("Suse"), Play("Vera"), Play("Wim"),
        ];
        Holders = [.. Enumerable.Range(1, 6).Select(i => Play($"holder {i}"))];
        Crowd = [.. Enumerable.Range(1, Plot.CrowdSize).Select(i => Play($"collector {i}"))];
        Creator = Play("the artist");
        FeeRecipient = Play("protocol fee");
        Guest = Play("the guest");
    }

    public Actor Deployer { get; }

    public ImmutableArray<Actor> Appraisers { get; }

    public ImmutableArray<Actor> Keepers { get; }

    public ImmutableArray<Actor> Bidders { get; }

    public ImmutableArray<Actor> Lenders { get; }

    /// <summary>Depositors and borrowers, one for each vault.</summary>
    public ImmutableArray<Actor> Owners { get; }

    /// <summary>Who buy shares.</summary>
    public ImmutableArray<Actor> Holders { get; }

    /// <summary>Who bid for parts.</summary>
    public ImmutableArray<Actor> Crowd { get; }

    /// <summary>Receives the royalty.</summary>
    public Actor Creator { get; }

    public Actor FeeRecipient { get; }

    /// <summary>Plays no part: whoever watches may take this one.</summary>
    public Actor Guest { get; }

    public IEnumerable<Actor> All =>
    [
        Deployer, .. Appraisers, .. Keepers, .. Bidders, .. Lenders, .. Owners, .. Holders, .. Crowd, Creator,
        FeeRecipient, Guest,
    ];

    /// <summary>The contract, once it is deployed.</summary>
    public Account InsuranceFund { get; set; }

    public string NameOf(Account account) => account == InsuranceFund
        ? "insurance fund"
        : All.FirstOrDefault(a => a.Account == account)?.Name ?? account.ToString();

    /// <summary>The guest's key as wallets import it. It comes from a phrase that everybody knows.</summary>
    public string GuestKey()
    {
        var bytes = new byte[PrivateKey.Size];
        keys[^1].Key.CopyTo(bytes);
        return Hex.Encode(bytes);
    }

    public void Dispose() => keys.ForEach(key => key.Dispose());
}
