using System.Globalization;
using System.Numerics;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Rpc;
using Fractional.Laws;
using Fractional.Properties.Differential;
using Fractional.Properties.Model;

namespace Fractional.Properties.Traces;

/// <summary>Plays every scene of a story on the contracts too, and compares what comes of it.</summary>
internal sealed class Mirror
{
    private static readonly Artifact[] Spoken =
    [
        Artifact.Load("Vault"), Artifact.Load("LoanBook"), Artifact.Load("DutchAuction"), Artifact.Load("VaultFactory"),
        Artifact.Load("AppraisalOracle"),
    ];

    private static readonly Dictionary<BigInteger, AbiEntry> Events = Spoken.SelectMany(a => a.Events)
        .DistinctBy(e => e.Hash).ToDictionary(e => Number(e.Hash.Span));

    private static readonly AbiEntry[] Errors = [.. Spoken.SelectMany(a => a.Errors).DistinctBy(e => e.Hash)];

    private readonly Stage stage;
    private readonly Wallets wallets = new();

    public Mirror(Stage stage, int itemCount)
    {
        this.stage = stage;
        foreach (var person in Cast.All)
        {
            wallets[person] = Stage.Riches;
        }
        Story = new VaultStory(stage.Places, itemCount, Compare);
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
        var speakers = new[] { vault.Address, stage.At.LoanBook, stage.At.DutchAuction, stage.At.Factory };
        var logs = receipt.Logs.Where(log => speakers.Contains(new Account(log.Address.Span)));
        var said = logs.Select(Read).ToArray();
        var expected = scene.Events.Select(Fact.OfCore).ToArray();
        for (var i = 0; i < Math.Max(said.Length, expected.Length); i++)
        {
            Holds.Equal(expected.ElementAtOrDefault(i), said.ElementAtOrDefault(i), $"event {i}");
        }
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

        var people = Cast.All.Append(Cast.InsuranceFund).Append(Cast.FeeRecipient).Append(Cast.Artist).ToArray();
        foreach (var person in people.Append(vault.Address))
        {
            Expect(stage.At.Token, $"wei of {person}", "balanceOf(address)", wallets[person], person.ToNumber());
        }
        Holds.Equal(wallets[vault.Address], vault.Held.Value, "wei the core says the vault holds");
        foreach (var person in Cast.All)
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

        var answers = stage.Ask([.. questions.Select(q => (q.Target, q.Call))]);
        foreach (var (question, answer) in questions.Zip(answers))
        {
            Holds.Equal(question.Expected, answer.FirstOrDefault(), question.What);
        }
        CompareAuction(vault);
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
        BigInteger[] expected =
        [
            vault.Address.ToNumber(), auction.Keeper.ToNumber(), auction.RedoKeeper.ToNumber(), (int)auction.Status,
            auction.Round, auction.StartsAt.Seconds, auction.DurationSeconds, auction.LiquidationValue.Value,
            auction.Debt.Value, auction.KeeperReward.Value, auction.KickReward.Value, auction.Penalty.Value,
            auction.Top.Value, auction.ReservePrice.Value, auction.Raised.Value, auction.FeeBps.Value, auction.SoldMask,
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
