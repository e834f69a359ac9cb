using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Laws;
using Fractional.Laws.Dutch;
using Fractional.Properties.Model;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Dutch;

/// <summary>Laws 21, 22 and 24 of the core's vault while a Dutch auction runs.</summary>
public sealed class TakeTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(TakeLaws.All(terms => new Sale(terms), CurveLaws.Moments));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    /// <summary>A vault of one item in the middle of its auction, made of the events that lead there.</summary>
    private sealed class Sale : ITakeableSale
    {
        private readonly AuctionId id = new(Places.Imagined.Vault, 1);
        private Vault vault = Vault.Empty;

        public Sale(SaleTerms terms)
        {
            var sale = CurveReference.Make(terms);
            var (kickedAt, startsAt) = (new Timestamp(0), new Timestamp((ulong)terms.StartsAt));
            var (debt, worth) = (Wei(BigInteger.Max(1, terms.Debt)), Wei(BigInteger.Max(1, terms.LiquidationValue)));
            var item = new Item(Places.Imagined.Collections[0], 0);
            var loan = new LoanTerms(
                default, default, kickedAt, 0, 0, 0, default, default, default, default, default,
                (uint)terms.DurationSeconds, LoanOptions.MaturityOnly);
            var loanId = new LoanId(Places.Imagined.Vault, 1);
            var (place, token, shares) = (Places.Imagined.Vault, Places.Imagined.PaymentToken, VaultStory.TotalShares);
            VaultEvent[] past =
            [
                new VaultCreated(place, Cast.Actor(0), token, shares, "", "", [item]),
                new Transfer(Account.Zero, Cast.Actor(0), shares),
                new LoanOpened(loanId, place, Cast.Actor(0), Cast.Actor(0), debt, default, loan),
                new StateMoved(VaultState.Open, VaultState.Loaned),
                new DebtFrozen(loanId, debt),
                new StateMoved(VaultState.Loaned, VaultState.Dutch),
                new AuctionKicked(
                    id, place, Cast.Actor(1), startsAt, (uint)terms.DurationSeconds, worth, debt, default, default,
                    Wei(sale.Top), Wei(sale.ReservePrice), DutchDefaults.FeeBps, SoldMask: 0),
                new ItemSampled(id, 0, worth, Account.Zero, default),
                new AuctionRedone(
                    id, Cast.Actor(1), (byte)terms.Round, startsAt, Wei(sale.Top), Wei(sale.ReservePrice), default),
            ];
            foreach (var happened in past)
            {
                vault = Vault.Evolve(vault, happened, kickedAt);
            }
        }

        public BigInteger PriceAt(long timestamp) => vault.Auctions[1].ItemPriceAt(0, At(timestamp)).Value;

        public BigInteger? Take(int taker, BigInteger maxPrice, long timestamp)
        {
            var happened = Do(taker, timestamp, new Take(id, 0, Wei(maxPrice), Cast.Actor(taker), At(timestamp)));
            return happened?.OfType<LotTaken>().Single().Price.Value;
        }

        public void Cure(long timestamp) =>
            Holds.True(Do(2, timestamp, new Cure(id)) is not null, "the cure is refused");

        private VaultEvent[]? Do(int actor, long timestamp, VaultCommand command)
        {
            var context = new VaultContext(Cast.Actor(actor), At(timestamp), Cast.Protocol, [new ItemFacts()]);
            var decision = Vault.Decide(vault, command, context);
            foreach (var happened in decision.Events)
            {
                vault = Vault.Evolve(vault, happened, At(timestamp));
            }
            return decision.IsRefused ? null : [.. decision.Events];
        }

        private static Timestamp At(long seconds) => new((ulong)seconds);

        private static Wei Wei(BigInteger amount) => new((UInt128)amount);
    }
}
