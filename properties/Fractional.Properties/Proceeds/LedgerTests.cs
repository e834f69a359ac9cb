using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Laws;
using Fractional.Laws.Loans;
using Fractional.Laws.Proceeds;
using Fractional.Properties.Differential;
using Fractional.Properties.Model;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Proceeds;

/// <summary>Laws 65 and 71-77 of the core's vault: what holders claim and what lenders withdraw.</summary>
public sealed class LedgerTests(ITestOutputHelper output)
{
    private static readonly Timestamp Now = new(VaultStory.Beginning);

    private static readonly LawsOf Laws = new(
        ClaimLaws.All((residual, totalShares) => new Claims(Wei(residual), new Shares((UInt128)totalShares))),
        LenderLaws.All(units => new Lenders(units)));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    private static Wei Wei(BigInteger amount) => new((UInt128)amount);

    /// <summary>The account with this number, counted from 1: nobody is number 0.</summary>
    private static Account Number(int person) => new(Words.Encode([person + 1]).AsSpan(Words.Length - Account.Length));

    /// <summary>A vault without items that lives by events and commands.</summary>
    private abstract class Book
    {
        protected static readonly Account Place = Places.Imagined.Vault;

        protected Vault Vault { get; set; } = Vault.Empty;

        protected void Happen(params IEnumerable<VaultEvent> past)
        {
            foreach (var happened in past)
            {
                Vault = Vault.Evolve(Vault, happened, Now);
            }
        }

        /// <summary>What came of a command; nothing when it was refused.</summary>
        protected ImmutableArray<VaultEvent> Do(Account actor, VaultCommand command)
        {
            var decision = Vault.Decide(Vault, command, new VaultContext(actor, Now, Cast.Protocol, []));
            Happen(decision.Events);
            return decision.Events;
        }
    }

    /// <summary>A settled vault; a pool holds all shares until somebody claims with them.</summary>
    private sealed class Claims : Book, IShareClaims
    {
        private static readonly Account Pool = Cast.Named("pool");

        public Claims(Wei residual, Shares totalShares)
        {
            Happen(
                new VaultCreated(Place, Pool, Places.Imagined.PaymentToken, totalShares, "", "", []),
                new Transfer(Account.Zero, Pool, totalShares));
            Vault = Vault with { State = VaultState.Settled, Cash = residual, Held = residual };
        }

        public BigInteger Claim(int holder, BigInteger shares)
        {
            var burned = new Shares((UInt128)shares);
            Happen(new Transfer(Pool, Number(holder), burned));
            return Do(Number(holder), new Claim(burned, Number(holder)))
                .OfType<SharesClaimed>().Single().AmountPaid.Value;
        }

        public BigInteger Sweep() => Do(Number(0), new Sweep()).OfType<DustSwept>().Single().AmountPaid.Value;
    }

    /// <summary>A vault with one loan, whose payments just happen.</summary>
    private sealed class Lenders : Book, ILenderBook
    {
        private readonly LoanId id = new(Place, 1);

        public Lenders(IReadOnlyList<BigInteger> units)
        {
            var terms = new LoanTerms(
                default, default, Now, 0, 0, 0, default, default, default, default, default, 0,
                LoanOptions.MaturityOnly);
            Happen(
                new VaultCreated(Place, Number(0), Places.Imagined.PaymentToken, VaultStory.TotalShares, "", "", []),
                new LoanOpened(id, Place, Number(0), Number(0), Wei(units.Aggregate(BigInteger.Add)), default, terms));
            Happen(units.Select((u, i) => new OfferFunded(id, Number(i), default, Wei(u))));
        }

        public void Repay(BigInteger amount)
        {
            var balance = Vault.Loans[1].Balance;
            Happen(new DebtPaid(id, Number(0), Wei(amount), balance.Principal, 0, balance.Repaid + Wei(amount)));
        }

        public BigInteger Withdraw(int lender) => Do(Number(lender), new Withdraw(id, Number(lender), Number(lender)))
            .OfType<LenderWithdrawn>().SingleOrDefault()?.Amount.Value ?? 0;

        public void Move(int from, int to) => Do(Number(from), new MovePosition(id, Number(to)));
    }
}
