using Fractional.Core.Vaults;
using Fractional.Engine.Vaults;
using Fractional.Integration.Cli;
using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Keeper;

[Collection(RipeWorld.Name)]
public sealed class LostJournalTests(RipeWorld world)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_keeper_whose_database_is_gone_ends_with_a_sentence_and_its_next_life_knows_everything()
    {
        using var limit = new CancellationTokenSource(Patience);
        var stop = limit.Token;
        await world.Rewind(stop);
        await using var cluster = await PrivateCluster.Start(stop);
        await using var keeper = await KeepProcess.PrepareOn(cluster.ConnectionString, world, world.Keeper);
        var nonce = await keeper.Nonce();
        keeper.Start(world.Node.Url);
        await keeper.Until("it kicked", async () => await keeper.Nonce() > nonce, stop);
        await cluster.KillServer();
        var ended = await keeper.End(Patience);
        BadInputTests.Refused(ended, "PostgreSQL at", "was expected to answer");

        await cluster.StartServer();
        await using var next = await KeepProcess.PrepareOn(cluster.ConnectionString, world, world.Keeper);
        next.Start(world.Node.Url);
        await next.UntilQuiet(stop);
        (await next.Nonce()).ShouldBe(nonce + 1);
        (await next.Journal()).OfType<VaultJournal.ActionClaimed>().Count().ShouldBe(1);
        (await next.Fold()).Now.Vault.State.ShouldBe(VaultState.Dutch);
    }
}
