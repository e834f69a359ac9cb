using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Model;

/// <summary>Every book of five bids of 1..6 units for seven, in every order in which they are claimed.</summary>
public sealed class SmallBidsTests(ITestOutputHelper output)
{
    private const int Bidders = 5;
    private const int MostUnits = 6;
    private const int Supply = 7;
    private static readonly Timestamp Now = new(VaultStory.Beginning);
    private static readonly AuctionId Id = new(Places.Imagined.Vault, 1);
    private static readonly BatchTerms Terms = new(new TickGrid(new Wei(97)), new Shares(Supply));

    /// <summary>All on one tick, two above three, and rising: the later bids are the better ones.</summary>
    private static readonly int[][] Ticks = [[3, 3, 3, 3, 3], [4, 4, 3, 3, 3], [0, 1, 2, 3, 4]];

    [Fact]
    public void Every_order_of_claims_pays_every_bid_the_same_and_leaves_nothing()
    {
        var cases = 0;
        var orders = Orders([.. Enumerable.Range(1, Bidders)]).ToArray();
        foreach (var units in Quantities(Bidders, 1))
        {
            foreach (var ticks in Ticks)
            {
                if (Closed(units, ticks) is not { } vault)
                {
                    continue; // not all units were bid for
                }
                var batch = vault.Batches[1];
                var expected = batch.Bids.ToDictionary(bid => bid.Key, bid => batch.OutcomeOf(bid.Key));
                expected.Values.Sum(outcome => (long)outcome.Units.Value).ShouldBe(Supply);
                foreach (var order in orders)
                {
                    Claim(vault, order, expected);
                    cases++;
                }
            }
        }
        output.WriteLine($"law 72 every order of claims of 5 bids of 1 to 6 units: {cases} cases, seed 0");
        cases.ShouldBeGreaterThan(50_000);
    }

    private static void Claim(Vault vault, int[] order, Dictionary<int, Outcome> expected)
    {
        foreach (var bidId in order.Where(expected.ContainsKey))
        {
            (vault, var happened) = Do(vault, new ClaimBid(Id, bidId, Cast.Actor(bidId - 1)));
            var claimed = happened.OfType<BidClaimed>().Single();
            if (claimed.Units != expected[bidId].Units || claimed.Refund != expected[bidId].Refund)
            {
                Assert.Fail($"order {string.Join(",", order)}: {claimed}, expected {expected[bidId]}");
            }
        }
        var surplus = vault.Held.Value;
        Assert.True(surplus < (UInt128)expected.Count, $"{surplus} wei left of {expected.Count} bids");
        if (surplus > 0)
        {
            (vault, _) = Do(vault, new SweepSurplus(Id));
        }
        Assert.True(vault.Held.IsZero, "wei left in the vault");
    }

    private static (Vault Vault, ImmutableArray<VaultEvent> Events) Do(Vault vault, VaultCommand command)
    {
        var decision = Vault.Decide(vault, command, new VaultContext(Cast.Actor(0), Now, Cast.Protocol, []));
        Assert.False(decision.IsRefused, $"{command}: {(decision.IsRefused ? decision.Refusal : null)}");
        return (decision.Events.Aggregate(vault, (v, e) => Vault.Evolve(v, e, Now)), decision.Events);
    }

    /// <summary>A vault sold in parts, of which only the bids are left to claim; null when parts did not win.</summary>
    private static Vault? Closed(int[] units, int[] ticks)
    {
        var (book, held) = (TickBook.Open(Terms), Wei.Zero);
        var bids = ImmutableSortedDictionary.CreateBuilder<int, PlacedBid>();
        for (var i = 0; i < units.Length; i++)
        {
            var quantity = new Shares((UInt128)units[i]);
            if (book.WhyRefused(ticks[i], quantity) is not null)
            {
                continue;
            }
            book = book.Place(ticks[i], quantity, out var placed);
            var escrow = Terms.EscrowUp(ticks[i], quantity);
            bids[i + 1] = new PlacedBid(Cast.Actor(i), BidKind.Parts, placed, Shares.Zero, escrow, IsClaimed: false);
            held += escrow;
        }
        if (book.Margin is null)
        {
            return null;
        }
        var batch = new BatchAuction
        {
            Id = Id, Book = book, EndsAt = Now, Status = BatchStatus.Parts, Bids = bids.ToImmutable(),
            Series = Places.Imagined.Series,
        };
        var created = new VaultCreated(
            Places.Imagined.Vault, Cast.Actor(0), Places.Imagined.PaymentToken, new Shares(Supply), "", "",
            [new Item(Places.Imagined.Collections[0], BigInteger.Zero)]);
        return Vault.Evolve(Vault.Empty, created, Now) with
        {
            State = VaultState.Settled,
            Held = held - book.Clear().ClearingPrice, // the price is drawn already
            Batches = ImmutableSortedDictionary<uint, BatchAuction>.Empty.Add(1, batch),
        };
    }

    /// <summary>Ascending only: the ticks and the orders of claims make the rest.</summary>
    private static IEnumerable<int[]> Quantities(int count, int least) => count == 0
        ? [[]]
        : Enumerable.Range(least, MostUnits - least + 1).SelectMany(first =>
            Quantities(count - 1, first).Select(rest => (int[])[first, .. rest]));

    private static IEnumerable<int[]> Orders(int[] people) => people.Length == 0
        ? [[]]
        : people.SelectMany(first =>
            Orders([.. people.Where(p => p != first)]).Select(rest => (int[])[first, .. rest]));
}
