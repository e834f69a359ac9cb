using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;

namespace Fractional.Tests.Chain;

/// <summary>A protocol on a simulated chain with a cast: who owns what before the story starts.</summary>
internal static class SimulatedSetting
{
    public static readonly Timestamp Start = new(1_800_000_000);
    public static readonly Account Weth = Named(1);
    public static readonly Account Collection = Named(2);
    public static readonly Account Ada = Named(11);
    public static readonly Account Ben = Named(12);
    public static readonly Account Lena = Named(13);
    public static readonly Account Kim = Named(14);
    public static readonly Account Creator = Named(15);
    public static readonly Account Insurance = Named(16);
    public static readonly Account FeeRecipient = Named(17);

    public static readonly Deployment Deployment = new(
        1, 0, At(101), At(102), At(103), At(104), At(106), At(107),
        new DeployedContract(Insurance, At(108).CodeHash), At(105),
        new Protocol(Insurance, FeeRecipient, Named(107), 6 * 3_600),
        [new PaymentToken(Weth, "WETH", 18)]);

    public static LoanTerms Terms => new(
        new Bps(1_200), new Bps(600), Start + 30 * Duration.Day, 72 * 3_600, 24 * 3_600, 6 * 3_600, new Bps(4_000),
        new Bps(5_200), new Bps(5_500), new Bps(200), new Bps(7_000), 72 * 3_600, LoanOptions.None);

    public static Account Named(uint number)
    {
        Span<byte> bytes = stackalloc byte[Account.Length];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], number);
        return new Account(bytes);
    }

    /// <summary>Ada owns the items, everybody has 1,000 ether, each item is worth 100.</summary>
    public static SimulatedWorld World(int items = 4)
    {
        var world = SimulatedWorld.Empty(Deployment) with
        {
            Royalties = ImmutableDictionary<Account, RoyaltyAnswer>.Empty.Add(
                Collection, new RoyaltyAnswer(Creator, Wei.One.Value / 20)),
        };
        foreach (var item in Enumerable.Range(1, items).Select(ItemOf))
        {
            world = world with
            {
                Owners = world.Owners.Add(item, Ada), Valuations = world.Valuations.Add(item, Worth(Ether(100), Start)),
            };
        }
        Account[] cast = [Ada, Ben, Lena, Kim];
        return cast.Aggregate(world, (w, holder) => w.Credit(Weth, holder, Ether(1_000)));
    }

    public static Item ItemOf(int tokenId) => new(Collection, tokenId);

    public static Wei Ether(ulong whole) => new(Wei.One.Value * whole);

    public static ItemValuation Worth(Wei amount, Timestamp observedAt) =>
        new(amount, amount, amount, amount, amount, new Bps(0), observedAt, Tripped: false);

    public static ProtocolCall.Create CreateVault(params int[] tokenIds) =>
        new([.. tokenIds.Select(ItemOf)], new Shares(Wei.One.Value * 1_000_000), Weth, "Two punks", "2P");

    /// <summary>A loan on a vault, signed by Lena.</summary>
    public static ProtocolCall.Open OpenLoan(
        Account vault, Wei principal, Timestamp at, ulong salt = 0, LoanOptions options = LoanOptions.None)
    {
        var terms = Terms with { Options = options };
        var offer = new LoanOffer(Lena, vault, principal, terms, 0, salt, at + Duration.Day);
        return new(vault, [SimulatedWorld.Sign(offer)], Ada);
    }

    private static DeployedContract At(uint number) => new(Named(number), default);
}
