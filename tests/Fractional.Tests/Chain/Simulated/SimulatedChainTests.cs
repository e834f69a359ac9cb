using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Chain.Simulated;

public sealed class SimulatedChainTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_call_the_rules_refuse_is_in_a_block_and_changes_nothing()
    {
        var chain = Calm();
        var nobody = Named(99);
        await chain.Send(new ProtocolCall.Kick(nobody), Kim, "kick", None);
        chain.Mine();
        var sending = await chain.SendingOf("kick", None);
        sending.Status.ShouldBe(SendingStatus.Refused);
        sending.Refusal.ShouldBe(new Refusal.NoLoan(nobody));
        sending.Final.ShouldBeFalse();
        chain.CanonicalFacts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_payment_nobody_can_make_refuses_the_whole_transaction()
    {
        var chain = Calm();
        var poor = Named(77);
        (await chain.Simulate(new ProtocolCall.TransferToken(Weth, Ada, Ether(1)), poor, None))
            .ShouldBe(new Simulation.Refused(new Refusal.InsufficientBalance()));
        var vault = await Vault(chain);
        await chain.Send(OpenLoan(vault, Ether(60), chain.Newest.Timestamp), Ada, "open", None);
        chain.Mine();
        (await chain.Simulate(new ProtocolCall.Repay(vault, Ether(1)), poor, None))
            .ShouldBe(new Simulation.Refused(new Refusal.InsufficientBalance()));
    }

    [Fact]
    public async Task A_key_that_was_seen_sends_nothing_again()
    {
        var chain = Calm();
        for (var i = 0; i < 3; i++) await chain.Send(CreateVault(1), Ada, "create", None);
        chain.Mine();
        await chain.Send(CreateVault(2), Ada, "create", None);
        chain.Mine();
        chain.World.Vaults.Count.ShouldBe(1);
        chain.CanonicalCalls.Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_burned_key_is_never_sent_and_a_sent_one_can_not_be_burned()
    {
        var chain = Calm();
        (await chain.Burn("a", None)).Status.ShouldBe(SendingStatus.Burned);
        (await chain.Send(CreateVault(1), Ada, "a", None)).Status.ShouldBe(SendingStatus.Burned);
        await chain.Send(CreateVault(1), Ada, "b", None);
        (await chain.Burn("b", None)).Status.ShouldBe(SendingStatus.Pending);
        chain.Mine();
        (await chain.Burn("b", None)).Status.ShouldBe(SendingStatus.Included);
        chain.World.Vaults.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with blank")]
    [InlineData("\n")]
    public async Task A_key_the_outbox_could_not_keep_is_refused(string key) =>
        await Should.ThrowAsync<ArgumentException>(() => Calm().Send(CreateVault(1), Ada, key, None));

    [Fact]
    public async Task What_a_reorganisation_takes_back_waits_again_and_money_follows()
    {
        var chain = Calm();
        var vault = await Vault(chain);
        await chain.Send(OpenLoan(vault, Ether(60), chain.Newest.Timestamp), Ada, "open", None);
        chain.Mine();
        var after = chain.World.BalanceOf(Weth, Ada);
        chain.Faults = chain.Faults with { HoldBackBps = 10_000 };
        chain.Reorganise(1);
        (await chain.SendingOf("open", None)).Status.ShouldBe(SendingStatus.Pending);
        chain.World.BalanceOf(Weth, Ada).ShouldBe(Ether(1_000));
        chain.Faults = SimulatedFaults.None;
        chain.Mine();
        chain.World.BalanceOf(Weth, Ada).ShouldBe(after);
        chain.World.BalanceOf(Weth, Insurance).ShouldBe(new Wei(Ether(60).Value / 200));
    }

    [Fact]
    public async Task A_final_block_is_never_replaced()
    {
        var chain = Calm();
        await chain.Send(CreateVault(1), Ada, "create", None);
        for (var i = 0; i < SimulatedChain.FinalityDepth + 2; i++) chain.Mine();
        var fact = chain.CanonicalFacts[0];
        chain.Reorganise(1_000);
        chain.CanonicalFacts[0].ShouldBe(fact);
        (await chain.SendingOf("create", None)).Final.ShouldBeTrue();
    }

    [Fact]
    public async Task The_whole_way_from_a_loan_to_the_last_claim_pays_everybody()
    {
        var chain = Calm();
        var vault = await Vault(chain);
        await Do(chain, OpenLoan(vault, Ether(60), chain.Newest.Timestamp), Ada);
        chain.Mine(34 * Duration.Day);
        chain.Appraise(ItemOf(1), Worth(Ether(80), chain.Newest.Timestamp));
        await Do(chain, new ProtocolCall.Kick(vault), Kim);
        var auction = chain.World.Vaults[vault].Auctions[1];
        chain.Mine(60 * 3_600);
        await Do(chain, new ProtocolCall.Take(auction.Id, 0, Ether(500), Ben, chain.Newest.Timestamp + 600), Ben);
        await Do(chain, new ProtocolCall.Take(auction.Id, 1, Ether(500), Ben, chain.Newest.Timestamp + 600), Ben);
        foreach (var line in (Line[])[Line.Keeper, Line.Insurance, Line.Fee])
        {
            var payee = line == Line.Keeper ? Kim : line == Line.Fee ? FeeRecipient : Insurance;
            await Do(chain, new ProtocolCall.Collect(auction.Id, line, payee), payee);
        }
        var loan = chain.World.Vaults[vault].Loans[1].Id;
        await Do(chain, new ProtocolCall.Withdraw(loan, Lena, Lena), Lena);
        for (var i = 0; i < 2; i++) await Do(chain, new ProtocolCall.CollectRoyalty(auction.Id, i, Creator), Creator);
        chain.World.BalanceOf(Weth, vault).ShouldBe(chain.World.Vaults[vault].Held, "what its books say");
        await Do(chain, new ProtocolCall.Claim(vault, chain.World.Vaults[vault].TotalShares, Ada), Ada);
        chain.World.Vaults[vault].State.ShouldBe(VaultState.Settled);
        chain.World.BalanceOf(Weth, vault).ShouldBe(Wei.Zero, "one holder of all shares leaves no dust");
        var all = chain.World.Balances.Values.Aggregate(Wei.Zero, (sum, balance) => sum + balance);
        all.ShouldBe(Ether(4_000), "no wei came or went");
        chain.World.Owners[ItemOf(1)].ShouldBe(Ben);
    }

    [Fact]
    public async Task Every_follower_of_a_misbehaving_chain_ends_with_the_facts_of_the_chain()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            var dice = new Dice(seed);
            var chain = new SimulatedChain(seed, World(), SimulatedFaults.Drawn(dice) with { SilenceBps = 0 }, Start);
            var known = new SortedDictionary<FactPlace, Fact>();
            await using var news = chain.Follow(ChainCursor.Start, None).GetAsyncEnumerator(None);
            for (var step = 0; step < 40; step++)
            {
                await chain.Send(CreateVault(dice.Between(1, 4)), Ada, $"create {step}".Replace(' ', '-'), None);
                chain.Mine();
            }
            chain.Faults = SimulatedFaults.None;
            ulong? reached = null;
            while (reached != chain.Newest.Number)
            {
                (await news.MoveNextAsync()).ShouldBeTrue();
                reached = Take(known, news.Current);
            }
            known.Values.ToList().ShouldBe(chain.CanonicalFacts.ToList(), $"seed {seed}");
        }
    }

    [Fact]
    public async Task The_same_seed_and_calls_give_the_same_chain()
    {
        async Task<Hash32> Run(ulong seed)
        {
            var faults = SimulatedFaults.Drawn(new Dice(7)) with { SilenceBps = 0 };
            var chain = new SimulatedChain(seed, World(), faults, Start);
            for (var step = 0; step < 30; step++)
            {
                await chain.Send(CreateVault(1 + (step % 4)), Ada, $"create-{step}", None);
                chain.Mine();
            }
            return chain.Newest.Hash;
        }

        (await Run(5)).ShouldBe(await Run(5));
        (await Run(5)).ShouldNotBe(await Run(6));
    }

    /// <summary>What a careful reader does with the news: the number of the newest block it has.</summary>
    private static ulong? Take(SortedDictionary<FactPlace, Fact> known, ChainNews news)
    {
        if (news is ChainNews.Applied applied)
        {
            foreach (var fact in applied.Facts) known[fact.Place] = fact;
        }
        if (news is ChainNews.RolledBack back)
        {
            foreach (var place in known.Keys.Where(p => p.BlockNumber > back.To).ToList()) known.Remove(place);
        }
        return news.Cursor.Block;
    }

    private static SimulatedChain Calm() => new(1, World(), SimulatedFaults.None, Start);

    private static async Task<Account> Vault(SimulatedChain chain)
    {
        await Do(chain, CreateVault(1, 2), Ada);
        return chain.World.Vaults.Keys.Single();
    }

    private static async Task Do(SimulatedChain chain, ProtocolCall call, Account from)
    {
        var key = $"{call.Name}-{chain.Newest.Number}";
        await chain.Send(call, from, key, None);
        chain.Mine();
        var sending = await chain.SendingOf(key, None);
        sending.Status.ShouldBe(SendingStatus.Included, $"{call}: {sending.Refusal}");
    }
}
