using System.Globalization;
using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Rpc;
using Fractional.Laws;
using Fractional.Laws.Generators;
using Fractional.Properties.Differential;
using Fractional.Properties.Model;

namespace Fractional.Properties.Traces;

/// <summary>Plays every scene of a story on the contracts too, and compares what comes of it.</summary>
internal sealed class Mirror
{
    private static readonly Artifact[] Spoken =
    [
        Artifact.Load("Vault"), Artifact.Load("LoanBook"), Artifact.Load("DutchAuction"), Artifact.Load("BatchAuction"),
        Artifact.Load("SealedBids"), Artifact.Load("VaultFactory"), Artifact.Load("AppraisalOracle"),
        Artifact.Load("InsuranceFund"),
    ];

    private static readonly Dictionary<BigInteger, AbiEntry> Events = Spoken.SelectMany(a => a.Events)
        .DistinctBy(e => e.Hash).ToDictionary(e => Number(e.Hash.Span));

    private static readonly AbiEntry[] Errors = [.. Spoken.SelectMany(a => a.Errors).DistinctBy(e => e.Hash)];

    private readonly Stage stage;
    private readonly Wallets wallets;

    public Mirror(Stage stage, int itemCount)
    {
        this.stage = stage;
        wallets = new Wallets(stage.At.SealedBids);
        foreach (var person in Cast.All)
        {
            wallets[person] = Stage.Riches;
        }
        Story = new VaultStory(stage.Places, itemCount, Compare);
        foreach (var (person, i) in Cast.All.Select((person, i) => (person, i)))
        {
            Account[] spenders = [stage.At.BatchAuction, stage.At.SealedBids];
            foreach (var (spender, j) in spenders.Select((spender, j) => (spender, j)))
            {
                var approval = Words.Call("approve(address,uint256)", [spender.ToNumber(), Amounts.Power(256) - 1]);
                var after = 1 + (ulong)((2 * i) + j);
                var at = new Timestamp(Story.Now.Seconds - VaultStory.SettlingInSeconds + after);
                Holds.True(stage.Send(person, Story.Vault.Address, approval, at).Succeeded, "no allowance");
            }
        }
    }

    public VaultStory Story { get; private set; }

    public int Scenes { get; private set; }

    private void Compare(Scene scene)
    {
        Scenes++;
        var vault = Story?.Vault ?? Created(scene);
        var (target, data) = Calldata.Of(scene.Deed, vault, stage.At);
        var receipt = stage.Send(scene.Actor, target, data, scene.At);
        if (scene.Refusal is { } refusal)
        {
            Holds.True(!receipt.Succeeded, $"the core refuses with {refusal}, the contracts accept");
            var reverted = Fact.OfRevert(Errors, stage.RevertData(scene.Actor, target, data));
            Holds.Equal(Fact.OfCore(refusal), reverted, "refusal");
            return;
        }
        Holds.True(receipt.Succeeded, () => "the core accepts, the contracts refuse with "
            + Fact.OfRevert(Errors, stage.RevertData(scene.Actor, target, data)));
        if (scene.Deed is Order)
        {
            CompareEvents(scene, vault, receipt);
            wallets.See(scene, vault.Address);
            CompareState(vault, scene.At);
        }
    }

    private void CompareEvents(Scene scene, Vault vault, Receipt receipt)
    {
        Account[] speakers = [
            vault.Address, stage.At.LoanBook, stage.At.DutchAuction, stage.At.BatchAuction, stage.At.SealedBids,
            stage.At.Factory, Cast.InsuranceFund,
        ];
        // The new series is a vault of its own: what happens to it is another story.
        var logs = receipt.Logs.Where(log => speakers.Contains(new Account(log.Address.Span))
            && !(log.Address == Stage.AddressOf(stage.At.Factory)
                && Number(log.Topics.ToArray()[1].Span) == stage.Places.Series.ToNumber()));
        var said = logs.Select(Read)
            .Where(fact => fact.Name is not ("Approval" or "FundAbsorbed") && !IsStatementHash(fact, vault)).ToArray();
        var expected = scene.Events.Select(Fact.OfCore).ToArray();
        for (var i = 0; i < Math.Max(said.Length, expected.Length); i++)
        {
            Holds.Equal(expected.ElementAtOrDefault(i), said.ElementAtOrDefault(i), $"event {i}");
        }
    }

    /// <summary>A settlement's hash: the core does not hash, so it is taken over its numbers here.</summary>
    private static bool IsStatementHash(Fact said, Vault vault)
    {
        if (said.Name != "StatementHashed")
        {
            return false;
        }
        var auction = vault.Auctions[vault.AuctionCount];
        BigInteger[] inputs =
        [
            auction.Id.ToNumber(), (int)auction.Status, auction.KeeperReward.Value, auction.Debt.Value,
            auction.Penalty.Value, auction.FeeBps.Value,
            .. auction.Items.SelectMany(item =>
                new BigInteger[] { item.Price.Value, item.Price.IsZero ? 0 : item.RoyaltyBps.Value }),
        ];
        var hash = Number(Keccak256.Hash(Words.Encode(inputs)).Span);
        Holds.Equal(
            hash.ToString(CultureInfo.InvariantCulture), said.Fields["hash"], "hash of the settlement's inputs");
        return true;
    }

    private static Fact Read(Log log)
    {
        var topics = log.Topics.ToArray().Select(topic => Number(topic.Span)).ToArray();
        return Fact.OfLog(Events[topics[0]], topics, Words.Decode(log.Data.Span));
    }

    private void CompareState(Vault vault, Timestamp now)
    {
        var questions = new List<(Account Target, byte[] Call, BigInteger Expected, string What)>();
        void Expect(
            Account target, string what, string signature, BigInteger expected, params BigInteger[] arguments) =>
            questions.Add((target, Words.Call(signature, arguments), expected, what));

        var people = Cast.All.Append(Cast.InsuranceFund).Append(Cast.FeeRecipient).Append(Cast.Artist)
            .Append(stage.At.SealedBids).ToArray();
        foreach (var person in people.Append(vault.Address))
        {
            Expect(stage.At.Token, $"wei of {person}", "balanceOf(address)", wallets[person], person.ToNumber());
        }
        Holds.Equal(wallets[vault.Address], vault.Held.Value, "wei the core says the vault holds");
        foreach (var person in Cast.All.Append(vault.Address))
        {
            Expect(vault.Address, $"shares of {person}", "balanceOf(address)",
                vault.Shares.BalanceOf(person).Value, person.ToNumber());
            Expect(vault.Address, $"shares burned by {person}", "burnedOf(address)",
                vault.Shares.BurnedOf(person).Value, person.ToNumber());
        }
        Expect(vault.Address, "supply", "totalSupply()", vault.Shares.Outstanding.Value);
        Expect(vault.Address, "state", "state()", (int)vault.State);
        Expect(vault.Address, "items gone", "deliveredMask()", vault.DeliveredMask);
        Expect(vault.Address, "cash", "cash()", vault.Cash.Value);
        Expect(vault.Address, "claimed", "totalClaimed()", vault.TotalClaimed.Value);
        Expect(vault.Address, "auctions", "auctionCount()", vault.AuctionCount);
        ExpectLoans(vault, now, Expect);
        ExpectItems(vault, Expect);
        ExpectBatch(vault, Expect);

        var answers = stage.Ask([.. questions.Select(q => (q.Target, q.Call))]);
        foreach (var (question, answer) in questions.Zip(answers))
        {
            Holds.Equal(question.Expected, answer.FirstOrDefault(), question.What);
        }
        CompareAuction(vault);
        CompareBatch(vault);
    }

    private delegate void Expectation(
        Account target, string what, string signature, BigInteger expected, params BigInteger[] arguments);

    private void ExpectLoans(Vault vault, Timestamp now, Expectation expect)
    {
        expect(stage.At.LoanBook, "debt", "debtOf(address)",
            vault.CurrentLoan?.DebtAt(now).Value ?? 0, vault.Address.ToNumber());
        foreach (var loan in vault.Loans.Values)
        {
            foreach (var person in Cast.All)
            {
                expect(stage.At.LoanBook, $"what {person} can withdraw of loan {loan.Id.Number}",
                    "withdrawable(uint256,address)", loan.Withdrawable(person).Value,
                    loan.Id.ToNumber(), person.ToNumber());
            }
        }
    }

    private void ExpectItems(Vault vault, Expectation expect)
    {
        for (var i = 0; i < vault.Items.Length; i++)
        {
            if (!vault.IsDelivered(i) && Story?.FactsOf(i).IsInCustody != false)
            {
                expect(vault.Items[i].Collection, $"owner of item {i}", "ownerOf(uint256)",
                    vault.Address.ToNumber(), vault.Items[i].TokenId);
            }
        }
    }

    /// <summary>Who has which units of the new series; and each bid's outcome, were it the end now.</summary>
    private void ExpectBatch(Vault vault, Expectation expect)
    {
        if (vault.Batches.Values.LastOrDefault() is not { } batch)
        {
            return;
        }
        if (!batch.Series.IsZero)
        {
            var handed = Story.Units.Values.Aggregate(BigInteger.Zero, (sum, units) => sum + units);
            expect(batch.Series, "units not handed out", "balanceOf(address)",
                batch.Terms.Supply.Value - handed, vault.Address.ToNumber());
            foreach (var (owner, units) in Story.Units)
            {
                expect(batch.Series, $"units of {owner}", "balanceOf(address)", units, owner.ToNumber());
            }
        }
        foreach (var (sealing, deposit) in batch.Deposits)
        {
            expect(stage.At.SealedBids, $"deposit of {sealing}", "depositOf(uint256,address,bytes32)", deposit.Value,
                batch.Id.ToNumber(), sealing.Bidder.ToNumber(), sealing.Commitment.Value);
        }
        if (!batch.IsRunning)
        {
            foreach (var bidId in batch.Bids.Keys)
            {
                expect(stage.At.Lens, $"units of bid {bidId}", "outcomeOf(uint256,uint256)",
                    batch.OutcomeOf(bidId).Units.Value, batch.Id.ToNumber(), bidId);
            }
        }
    }

    /// <summary>The book, the best bid for the whole and the end, as the contract keeps them.</summary>
    private void CompareBatch(Vault vault)
    {
        if (vault.Batches.Values.LastOrDefault() is not { } batch)
        {
            return;
        }
        var actual = stage.Ask([(stage.At.BatchAuction, Words.Call("stateOf(uint256)", [batch.Id.ToNumber()]))])[0];
        var clearing = batch.Book.Clear();
        BigInteger[] expected =
        [
            (int)batch.Status, batch.EndsAt.Seconds, batch.Extensions, batch.Bids.Count, batch.BestWholeBid,
            batch.BestWholeAmount.Value, batch.Terms.Grid.ReservePrice.Value, batch.Terms.Grid.TickSizeUp.Value,
            batch.Terms.Supply.Value, clearing.Margin is null ? 0 : 1, clearing.Margin ?? 0, clearing.Above.Value,
            clearing.AtMargin.Value, batch.Series.ToNumber(), batch.MaxCredit.Value,
        ];
        Holds.Equal(Line(expected), Line(actual), "state of the batch auction");
    }

    /// <summary>What a running auction rests on, as its own contract derives it.</summary>
    private void CompareAuction(Vault vault)
    {
        if (vault.AuctionCount == 0)
        {
            return;
        }
        var auction = vault.Auctions[vault.AuctionCount];
        var call = Words.Call("terms(uint256)", [auction.Id.ToNumber()]);
        var actual = stage.Ask([(stage.At.DutchAuction, call)])[0];
        // One field in the contract: the start of the round, or of the time to redeem.
        var startsAt = auction.RedeemableUntil.Seconds == 0
            ? auction.StartsAt.Seconds
            : auction.RedeemableUntil.Seconds - Redemption.Seconds;
        BigInteger[] expected =
        [
            vault.Address.ToNumber(), auction.Keeper.ToNumber(), auction.RedoKeeper.ToNumber(), (int)auction.Status,
            auction.Round, startsAt, auction.DurationSeconds, auction.LiquidationValue.Value,
            auction.Debt.Value, auction.KeeperReward.Value, auction.KickReward.Value, auction.Penalty.Value,
            auction.Top.Value, auction.ReservePrice.Value, auction.Raised.Value, auction.FeeBps.Value, auction.SoldMask,
            auction.Items.Length, auction.LoanId.ToNumber(),
        ];
        Holds.Equal(Line(expected), Line(actual), "terms of the auction");
    }

    /// <summary>The first scene comes before the story has its vault.</summary>
    private static Vault Created(Scene scene) =>
        scene.Events.Aggregate(Vault.Empty, (vault, happened) => Vault.Evolve(vault, happened, scene.At));

    private static string Line(BigInteger[] words) =>
        string.Join(" ", words.Select(word => word.ToString(CultureInfo.InvariantCulture)));

    private static BigInteger Number(ReadOnlySpan<byte> word) => new(word, isUnsigned: true, isBigEndian: true);
}
