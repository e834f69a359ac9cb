using System.Reflection;
using Fractional.Chain;
using Fractional.Chain.Bindings;
using Fractional.Chain.JsonRpc;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Chain.JsonRpc;

/// <summary>Every error of the contracts has its refusal, with its numbers.</summary>
public sealed class RevertReadingTests
{
    /// <summary>Errors of the libraries we use that no refusal of ours stands for: they are shown by name.</summary>
    static readonly string[] OfLibraries =
    [
        "AllowanceOverflow", "AllowanceUnderflow", "InsufficientAllowance", "InvalidPermit", "OwnableInvalidOwner",
        "Permit2AllowanceIsFixedAtInfinity", "PermitExpired", "TotalSupplyOverflow",
    ];

    static readonly Type[] Contracts =
    [
        typeof(VaultFactoryContract), typeof(VaultContract), typeof(LoanBookContract), typeof(DutchAuctionContract),
        typeof(BatchAuctionContract), typeof(SealedBidsContract), typeof(AppraisalOracleContract),
        typeof(InsuranceFundContract),
    ];

    public static TheoryData<string, string> Errors()
    {
        var errors = new TheoryData<string, string>();
        foreach (var contract in Contracts)
            foreach (var error in contract.GetNestedTypes().Where(IsError)) errors.Add(contract.Name, error.Name);
        return errors;
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_is_read_as_the_refusal_of_its_name_with_its_numbers(string contract, string error)
    {
        var type = Contracts.Single(c => c.Name == contract).GetNestedType(error)!;
        var name = error[..^"Error".Length];
        var parameters = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters();
        var refusal = typeof(Refusal).GetNestedType(name);
        var wanted = refusal?.GetConstructors().Single().GetParameters();
        if (refusal is not null) wanted!.Length.ShouldBe(parameters.Length, "as many numbers as the contract gives");
        var given = parameters.Select((p, i) => Sample(p.ParameterType, wanted?[i].ParameterType, i)).ToArray();
        var data = (byte[])type.GetMethod("Encode")!.Invoke(Activator.CreateInstance(type, given), [])!;
        var read = RevertReading.Read(data);
        if (refusal is null)
        {
            OfLibraries.ShouldContain(name, "an error of our own contracts has a refusal of its own");
            read.ShouldBe(new Refusal.Reverted(name));
            return;
        }
        read.GetType().ShouldBe(refusal);
        var found = refusal.GetProperties(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public)
            .Where(p => wanted!.Any(w => w.Name == p.Name)).ToDictionary(p => p.Name, p => Text(p.GetValue(read)!));
        found.ShouldBe(wanted!.Zip(given).ToDictionary(p => p.First.Name!, p => Text(p.Second)), ignoreOrder: true);
    }

    [Fact]
    public void There_are_errors_to_read() => Errors().Count().ShouldBeGreaterThan(80);

    [Theory]
    [InlineData("0x")]
    [InlineData("0x01")]
    [InlineData("0xdeadbeef")]
    [InlineData("0x08c379a0")]
    [InlineData("0x08c379a0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void A_strangers_answer_is_shown_as_it_is(string hex) =>
        RevertReading.Read(Hex.Decode(hex)).ShouldBe(new Refusal.Unexplained(hex));

    [Fact]
    public void A_number_that_fits_no_unit_is_shown_as_it_is()
    {
        var data = new DutchAuctionContract.PriceAboveMaxError(UInt256.One << 200, UInt256.One).Encode();
        RevertReading.Read(data).ShouldBe(new Refusal.Unexplained(Hex.Encode(data)));
        var cut = new DutchAuctionContract.PriceAboveMaxError(UInt256.One, UInt256.One).Encode()[..^1];
        RevertReading.Read(cut).ShouldBe(new Refusal.Unexplained(Hex.Encode(cut)));
    }

    static bool IsError(Type type) => type.GetInterfaces()
        .Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IErrorDto<>));

    /// <summary>A value that the refusal's unit can hold, another one for each place.</summary>
    static object Sample(Type given, Type? wanted, int place)
    {
        var number = (ulong)(place + 2);
        if (wanted == typeof(LoanId)) return new LoanId(Ada, (uint)number).ToWord();
        if (wanted == typeof(AuctionId)) return new AuctionId(Ada, (uint)number).ToWord();
        if (given == typeof(UInt256)) return (UInt256)number;
        if (given == typeof(Address)) return Named((uint)number).ToAddress();
        if (given == typeof(Bytes32))
            return wanted == typeof(string) ? new Bytes32("dueAt".PadRight(32, '\0').Select(c => (byte)c).ToArray())
                : Bytes32.From(number);
        return Convert.ChangeType(number, given, null);
    }

    /// <summary>The same text for a word of the chain and for Core's unit of it.</summary>
    static string Text(object value) => value switch
    {
        Address a => a.ToAccount().ToString(),
        Bytes32 b when b.Span[0] == 'd' => "dueAt",
        Bytes32 b => b.ToUInt256().ToString(),
        OfferHash h => h.Value.ToString(),
        Commitment c => c.Value.ToString(),
        LoanId id => id.ToNumber().ToString(),
        AuctionId id => id.ToNumber().ToString(),
        Enum e => Convert.ToUInt64(e).ToString(),
        _ => value.ToString()!,
    };
}
