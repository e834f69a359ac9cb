using Fractional.Cli.Demo;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Integration.Cli;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Keeper;

/// <summary>Everybody finds what waits for them with an address alone, and anybody may claim it for them.</summary>
[Collection(RipeWorld.Name)]
public sealed class ClaimsTests(RipeWorld world)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    Actor Lender => world.Stage.Cast.Lenders[0];

    [Fact]
    public async Task What_waits_for_a_lender_is_listed_and_a_stranger_claims_it_for_the_lender()
    {
        const uint hoursOfFall = 40;
        using var limit = new CancellationTokenSource(Patience);
        var stop = limit.Token;
        await world.Rewind(stop);
        (await Claims(Lender)).Output.ShouldContain("nothing waits");
        await world.KickAndWait(hoursOfFall * 3_600, stop);
        await world.Take(new AuctionId(world.Vault, 1), new Wei(UInt128.MaxValue), stop);

        var listed = await Claims(Lender);
        listed.ExitCode.ShouldBe(0, listed.Errors);
        var line = listed.Output.Trim();
        line.ShouldStartWith($"{world.Vault} Withdraw: ");
        var amount = UInt128.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
        var before = await world.Stage.Chain.TokenBalance(world.Stage.Weth, Lender.Account, stop);

        var sent = await Claims(Lender, "--send", "--index", $"{world.IndexOf(world.Keeper)}");
        sent.ExitCode.ShouldBe(0, sent.Errors);
        sent.Output.ShouldContain("Withdraw Included");
        var after = await world.Stage.Chain.TokenBalance(world.Stage.Weth, Lender.Account, stop);
        (after - before).Value.ShouldBe(amount);
        (await Claims(Lender)).Output.ShouldContain("nothing waits");
    }

    [Fact]
    public async Task Shares_are_burned_by_their_holder_alone()
    {
        const uint hoursOfFall = 40;
        using var limit = new CancellationTokenSource(Patience);
        await world.Rewind(limit.Token);
        await world.KickAndWait(hoursOfFall * 3_600, limit.Token);
        await world.Take(new AuctionId(world.Vault, 1), new Wei(UInt128.MaxValue), limit.Token);
        var holder = world.Stage.Cast.Holders[0];
        var sent = await Claims(holder, "--send", "--index", $"{world.IndexOf(world.Keeper)}");
        sent.Output.ShouldContain($"Claim not sent: only {holder.Account}");
    }

    [Fact]
    public async Task An_address_that_is_none_and_a_send_without_a_key_are_refused()
    {
        var (rpc, manifest) = (world.Node.Url.ToString(), world.Manifest);
        BadInputTests.Refused(
            await Executable.Run("claims", "0x12", "--rpc", rpc, "--deployment", manifest), "address", "0x12");
        BadInputTests.Refused(
            await Executable.Run(
                "claims", $"{Lender.Account}", "--send", "--from", $"{Lender.Account}", "--rpc", rpc, "--deployment",
                manifest),
            "--from", "the address alone");
    }

    Task<Ended> Claims(Actor owner, params string[] options) => Executable.Run(
        new Dictionary<string, string> { ["FRACTIONAL_MNEMONIC"] = Stage.Words },
        [
            "claims", owner.Account.ToString(), "--rpc", world.Node.Url.ToString(), "--deployment", world.Manifest,
            .. options,
        ]);
}
