using System.Collections.Immutable;
using System.Reflection;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Engine.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine.Vaults;

public sealed class WishesTests
{
    private static readonly string[] AroundTheVaults =
    [
        "Create", "ListPaymentToken", "CancelOffers", "Absorb", "SubmitRound", "SubmitFloor", "SetSigner",
        "SetCollection", "ApproveToken", "TransferToken", "DepositEther", "ApproveCollection", "MintItem", "BidFor",
        "CancelNonces",
    ];

    [Fact]
    public void Every_call_is_about_its_vault_or_listed_as_about_none()
    {
        foreach (var call in Calls())
        {
            var vault = Wishes.VaultOf(call);
            vault.ShouldBe(AroundTheVaults.Contains(call.Name) ? null : Ada, call.Name);
        }
    }

    [Fact]
    public void Wishes_have_names_of_their_own_that_fit_into_a_key()
    {
        var names = Calls().Select(call => Wishes.NameOf(call, Kim)).ToList();
        names.ShouldBeUnique();
        // The vault, two strokes, an intent and an attempt come to at most 42 + 3 + 64 + 10 more characters.
        names.ShouldAllBe(name => name.Length <= 80 && name.All(c => c > ' ' && c <= '~'));
    }

    [Fact]
    public void What_is_paid_by_its_sender_depends_on_who_sends_and_what_anybody_may_do_does_not()
    {
        var repay = new ProtocolCall.Repay(Ada, Ether(1));
        Wishes.NameOf(repay, Kim).ShouldNotBe(Wishes.NameOf(repay, Ben));
        var kick = new ProtocolCall.Kick(Ada);
        Wishes.NameOf(kick, Kim).ShouldBe(Wishes.NameOf(kick, Ben));
    }

    /// <summary>One call of each kind, each on Ada's address where a vault is asked for.</summary>
    private static IEnumerable<ProtocolCall> Calls() => typeof(ProtocolCall).GetNestedTypes().Select(type =>
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance)[0];
        return (ProtocolCall)constructor.Invoke([.. constructor.GetParameters().Select(Sample)]);
    });

    private static object? Sample(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var t when t == typeof(Account) => Ada,
        var t when t == typeof(AuctionId) => new AuctionId(Ada, 4_294_967_295),
        var t when t == typeof(LoanId) => new LoanId(Ada, 4_294_967_295),
        var t when t == typeof(string) => "text",
        var t when t == typeof(int) => 15,
        var t when t.IsGenericType && t.GetGenericTypeDefinition() == typeof(ImmutableArray<>) =>
            t.GetField(nameof(ImmutableArray<int>.Empty))!.GetValue(null),
        var t => Activator.CreateInstance(t),
    };
}
