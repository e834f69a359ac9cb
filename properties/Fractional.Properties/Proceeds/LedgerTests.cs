using System.Numerics;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Laws;
using Fractional.Laws.Loans;
using Fractional.Laws.Proceeds;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Proceeds;

/// <summary>Laws 65 and 71-77 of the core's share claims and lender entitlements, over small books.</summary>
public sealed class LedgerTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(
        ClaimLaws.All((residual, totalShares) => new Claims(Wei(residual), new Shares((UInt128)totalShares))),
        LenderLaws.All(units => new Lenders(units)));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    private static Wei Wei(BigInteger amount) => new((UInt128)amount);

    private sealed class Claims(Wei residual, Shares totalShares) : IShareClaims
    {
        private readonly Dictionary<int, Shares> burned = [];
        private Shares burnedByAll;
        private Wei paid;
        private Wei swept;

        public BigInteger Claim(int holder, BigInteger shares)
        {
            var burning = new Shares((UInt128)shares);
            var before = burned.GetValueOrDefault(holder);
            var due = ShareClaims.Due(residual, before, burning, totalShares);
            burnedByAll += burning;
            paid += due;
            burned[holder] = before + burning;
            return due.Value;
        }

        public BigInteger Sweep()
        {
            var dust = residual - paid - swept;
            if (burnedByAll != totalShares || dust.IsZero)
            {
                throw new InvalidOperationException($"{burnedByAll} of {totalShares} shares are burned, dust {dust}");
            }
            swept += dust;
            return dust.Value;
        }
    }

    private sealed class Lenders(IReadOnlyList<BigInteger> units) : ILenderBook
    {
        private readonly Wei total = Wei(units.Aggregate(BigInteger.Add));
        private readonly (Wei Units, Wei Withdrawn)[] positions = [.. units.Select(u => (Wei(u), default(Wei)))];
        private Wei repaid;

        public void Repay(BigInteger amount) => repaid += Wei(amount);

        public BigInteger Withdraw(int lender)
        {
            var (held, withdrawn) = positions[lender];
            var entitled = LenderEntitlements.EntitlementDown(repaid, held, total);
            positions[lender] = (held, entitled);
            return (entitled - withdrawn).Value;
        }

        public void Move(int from, int to)
        {
            if (from != to)
            {
                var (moved, kept) = (positions[from], positions[to]);
                positions[to] = (kept.Units + moved.Units, kept.Withdrawn + moved.Withdrawn);
                positions[from] = default;
            }
        }
    }
}
