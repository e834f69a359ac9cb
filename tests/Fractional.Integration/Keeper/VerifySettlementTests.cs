using System.Text.Json;
using Fractional.Core.Units;
using Fractional.Integration.Cli;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Keeper;

/// <summary>A settlement on the EVM and its statement by the executable: the hash that the contract emitted is the one
/// that Core's inputs give.</summary>
[Collection(RipeWorld.Name)]
public sealed class VerifySettlementTests(RipeWorld world)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_take_on_chain_has_a_statement_that_anybody_can_rebuild_and_check()
    {
        const uint hoursOfFall = 40;
        using var limit = new CancellationTokenSource(Patience);
        var stop = limit.Token;
        await world.Rewind(stop);
        await world.KickAndWait(hoursOfFall * 3_600, stop);
        var id = new Fractional.Core.Auctions.Dutch.AuctionId(world.Vault, 1);
        var transaction = (await world.Take(id, new Wei(UInt128.MaxValue), stop)).ToString();

        var told = await Verify(transaction);
        told.ExitCode.ShouldBe(0, told.Errors);
        told.Errors.ShouldContain("the chain emitted the hash of its inputs");
        using var statement = JsonDocument.Parse(told.Output);
        var payees = statement.RootElement.GetProperty("payees").EnumerateArray().ToList();
        payees.ShouldContain(p => p.GetProperty("line").GetString() == "Holder");

        var folder = Directory.CreateTempSubdirectory("fractional-statement");
        try
        {
            var file = Path.Combine(folder.FullName, "statement.json");
            (await Verify(transaction, "--output", file)).Output.ShouldBeEmpty();
            (await File.ReadAllTextAsync(file, stop)).ShouldBe(told.Output);
            (await Verify(transaction, "--against", file)).ExitCode.ShouldBe(0);
            await File.WriteAllTextAsync(file, told.Output.Replace("\"Settled\"", "\"Covered\""), stop);
            var other = await Verify(transaction, "--against", file);
            other.ExitCode.ShouldBe(1);
            other.Errors.ShouldContain("line 7: the rules give \"status\": \"Settled\"");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        await ProvesWhatIsPaid(transaction, payees.First(p => p.GetProperty("line").GetString() == "Holder"));
    }

    [Fact]
    public async Task What_is_no_settlement_is_named()
    {
        using var limit = new CancellationTokenSource(Patience);
        await world.Rewind(limit.Token);
        var kick = (await world.KickAndWait(0, limit.Token)).ToString();
        BadInputTests.Refused(await Verify("0x12"), "tx", "0x12", "64 hex digits");
        BadInputTests.Refused(await Verify("0x" + new string('1', 64)), "no mined transaction");
        BadInputTests.Refused(await Verify(kick), kick, "settled no auction");
        BadInputTests.Refused(await Verify(kick, "--holder", "0x12"), "--holder", "0x12");
        BadInputTests.Refused(
            await Executable.Run(
                "verify", "--output", "x", "--rpc", world.Node.Url.ToString(), "--deployment", world.Manifest),
            "need a transaction");
    }

    async Task ProvesWhatIsPaid(string transaction, JsonElement payee)
    {
        string Of(string name) => payee.GetProperty(name).GetString()!;
        var proof = await Verify(transaction, "--holder", Of("account"));
        proof.ExitCode.ShouldBe(0, proof.Errors);
        proof.Output.ShouldContain($"* shares {Of("shares")} / total ");
        proof.Output.ShouldContain($" = {Of("amount")} wei");
        var nobody = world.Stage.Deployment.LoanBook.Address.ToString();
        BadInputTests.Refused(await Verify(transaction, "--holder", nobody), "--holder", nobody);
    }

    Task<Ended> Verify(string transaction, params string[] options) => Executable.Run(
        ["verify", transaction, "--rpc", world.Node.Url.ToString(), "--deployment", world.Manifest, .. options]);
}
