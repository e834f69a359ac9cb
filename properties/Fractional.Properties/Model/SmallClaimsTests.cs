using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Model;

/// <summary>Every settled vault of up to five holders of 1..6 share units, every order in which they claim.</summary>
public sealed class SmallClaimsTests(ITestOutputHelper output)
{
    private const int MostHolders = 5;
    private const int MostShares = 6;
    private static readonly Timestamp Now = new(VaultStory.Beginning);

    [Fact]
    public void Every_order_of_claims_pays_everybody_the_same()
    {
        var cases = 0;
        for (var holders = 1; holders <= MostHolders; holders++)
        {
            var orders = Orders([.. Enumerable.Range(0, holders)]).ToArray();
            foreach (var shares in Holdings(holders, MostShares))
            {
                var total = shares.Sum();
                foreach (var residual in Residuals(holders, total))
                {
                    var vault = Settled(shares, residual);
                    var expected = shares.Select(s => residual * s / total).ToArray();
                    foreach (var order in orders)
                    {
                        Claim(vault, shares, order, expected, residual);
                        cases++;
                    }
                }
            }
        }
        output.WriteLine($"law 72 every order of claims of up to 5 holders of 1 to 6 shares: {cases} cases, seed 0");
        cases.ShouldBeGreaterThan(100_000);
    }

    private static void Claim(Vault vault, int[] shares, int[] order, int[] expected, int residual)
    {
        foreach (var holder in order)
        {
            (vault, var happened) = Do(vault, Cast.Actor(holder), new Claim(
                new Shares((UInt128)shares[holder]), Cast.Actor(holder)));
            var paid = happened.OfType<SharesClaimed>().Single().AmountPaid.Value;
            if (paid != (UInt128)expected[holder])
            {
                var (holding, turns) = (string.Join("+", shares), string.Join(",", order));
                Assert.Fail($"{holder} of {holding} in order {turns} got {paid} of {residual}");
            }
        }
        var dust = residual - expected.Sum();
        dust.ShouldBeInRange(0, shares.Length - 1);
        if (dust > 0)
        {
            (vault, var swept) = Do(vault, Cast.Actor(0), new Sweep());
            swept.OfType<DustSwept>().Single().AmountPaid.ShouldBe(new Wei((UInt128)dust));
        }
        vault.Held.ShouldBe(Wei.Zero);
    }

    private static (Vault Vault, ImmutableArray<VaultEvent> Events) Do(Vault vault, Account actor, VaultCommand command)
    {
        var decision = Vault.Decide(vault, command, new VaultContext(actor, Now, Cast.Protocol, []));
        decision.IsRefused.ShouldBeFalse($"{command}: {decision.Refusal}");
        return (decision.Events.Aggregate(vault, (v, e) => Vault.Evolve(v, e, Now)), decision.Events);
    }

    private static Vault Settled(int[] shares, int residual)
    {
        var item = new Item(Places.Imagined.Collections[0], BigInteger.Zero);
        var total = new Shares((UInt128)shares.Sum());
        var creation = new VaultCreated(
            Places.Imagined.Vault, Cast.Actor(0), Places.Imagined.PaymentToken, total, "", "", [item]);
        var minted = shares.Select((s, i) => new Transfer(Account.Zero, Cast.Actor(i), new Shares((UInt128)s)));
        var cash = new Wei((UInt128)residual);
        var vault = minted.Prepend<VaultEvent>(creation).Aggregate(Vault.Empty, (v, e) => Vault.Evolve(v, e, Now));
        return vault with { State = VaultState.Settled, Cash = cash, Held = cash };
    }

    /// <summary>Ascending holdings only: the orders of claims make the rest.</summary>
    private static IEnumerable<int[]> Holdings(int holders, int most) => holders == 0
        ? [[]]
        : Enumerable.Range(1, most).SelectMany(last =>
            Holdings(holders - 1, last).Select(rest => (int[])[.. rest, last]));

    private static IEnumerable<int> Residuals(int holders, int total) => holders < 4
        ? Enumerable.Range(0, (2 * total) + 2)
        : new[] { 0, 1, total - 1, total, total + 1, 97 }.Distinct();

    private static IEnumerable<int[]> Orders(int[] people) => people.Length == 0
        ? [[]]
        : people.SelectMany(first =>
            Orders([.. people.Where(p => p != first)]).Select(rest => (int[])[first, .. rest]));
}
