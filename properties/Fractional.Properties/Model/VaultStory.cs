using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Laws;
using Fractional.Laws.Generators;

namespace Fractional.Properties.Model;

/// <summary>One vault's life in the core from its creation on, and the world that a command reads.</summary>
internal sealed class VaultStory : IStory<Wish>
{
    public const ulong Beginning = 1_800_000_000;

    /// <summary>After the creation nothing happens for a while: time to allow shares to be pulled.</summary>
    public const ulong SettlingInSeconds = 10;

    private readonly Action<Scene>? witness;
    private readonly ItemFacts[] facts;
    private readonly Dictionary<Account, Timestamp> lastStarts = [];
    private readonly Dictionary<Account, ulong> epochs = [];
    private readonly HashSet<OfferHash> used = [];
    private readonly Dictionary<Commitment, SealedBid> secrets = [];
    private readonly StoryChecks checks = new();
    private readonly List<Scene> scenes = [];

    /// <param name="places">The world.</param>
    /// <param name="itemCount">1..4.</param>
    /// <param name="witness">Sees every scene after it was played; may throw.</param>
    public VaultStory(Places places, int itemCount, Action<Scene>? witness = null)
    {
        Places = places;
        this.witness = witness;
        facts = [.. Enumerable.Range(0, itemCount).Select(i => new ItemFacts { RoyaltyAnswer = RoyaltyOf(i) })];
        var items = Enumerable.Range(0, itemCount).Select(ItemOf).ToImmutableArray();
        Play(Cast.Actor(0), new Order(new CreateVault(
            places.Vault, items, TotalShares, places.PaymentToken, "Story shares", "STORY")));
        Now += SettlingInSeconds;
    }

    public static Shares TotalShares { get; } = new((UInt128)(1_000_000 * Amounts.Exa) + 7);

    public Places Places { get; }

    public Vault Vault { get; private set; } = Vault.Empty;

    public Timestamp Now { get; private set; } = new(Beginning);

    /// <summary>Units of the new series that the vault handed out, by owner.</summary>
    public Dictionary<Account, BigInteger> Units { get; } = [];

    /// <summary>Wei that came into the vault and wei that went out, counted scene by scene.</summary>
    public BigInteger CameIn { get; private set; }

    public BigInteger WentOut { get; private set; }

    /// <summary>What the insurance fund was paid by this vault, less what it paid: it has nothing else.</summary>
    public BigInteger FundCash { get; private set; }

    public (BigInteger In, BigInteger Out, BigInteger Held) Money => (CameIn, WentOut, Vault.Held.Value);

    public VaultContext ContextOf(Account sender) =>
        new(sender, Now, Cast.Protocol with { SealedBids = Places.SealedBids }, [.. facts])
        {
            FundCash = new Wei((UInt128)FundCash),
        };

    public ItemFacts FactsOf(int itemIndex) => facts[itemIndex];

    public ulong EpochOf(Account lender) => epochs.GetValueOrDefault(lender);

    /// <summary>Every offer that was presented, used or not.</summary>
    public List<LoanOffer> PastOffers { get; } = [];

    public SealedBid? SecretOf(Commitment commitment) => secrets.GetValueOrDefault(commitment);

    /// <summary>Its bidder remembers it.</summary>
    public Commitment Keep(SealedBid secret)
    {
        var commitment = Secrets.HashOf(secret, Places);
        secrets[commitment] = secret;
        return commitment;
    }

    public bool IsUsed(OfferHash hash) => used.Contains(hash);

    /// <summary>Items that left the vault by their own contract's doing and are not struck off yet.</summary>
    public IEnumerable<int> LostItems =>
        Enumerable.Range(0, facts.Length).Where(i => !facts[i].IsInCustody && !Vault.IsDelivered(i));

    public void Step(Op<Wish> op)
    {
        Now += Intention.DelayOf(this, op);
        Now = Intention.MomentOf(this, op.Command);
        foreach (var (actor, deed) in Intention.Of(this, op.Command))
        {
            Play(actor, deed);
        }
    }

    public void WaitUntil(Timestamp at) => Now = Timestamp.Max(Now, at);

    /// <summary>Everything is played in a block of its own, a second or more after the last.</summary>
    public Scene Play(Account actor, Deed deed)
    {
        Now += 1;
        var before = Vault;
        var context = ContextOf(actor);
        var scene = deed switch
        {
            Order order => Decide(actor, order, context),
            _ => new Scene(actor, Now, deed, [], null),
        };
        Remember(scene);
        scenes.Add(scene);
        try
        {
            checks.See(before, Vault, scene, context);
            witness?.Invoke(scene);
        }
        catch (LawBrokenException e)
        {
            throw new LawBrokenException($"{e.Message}\n    {string.Join("\n    ", scenes)}", e);
        }
        return scene;
    }

    public void Check() => StoryChecks.HeldIsOwed(Vault);

    private Scene Decide(Account actor, Order order, VaultContext context)
    {
        var decision = Vault.Decide(Vault, order.Command, context);
        foreach (var happened in decision.Events)
        {
            Vault = Vault.Evolve(Vault, happened, Now);
        }
        return new Scene(actor, Now, order, decision.Events, decision.Refusal);
    }

    private void Remember(Scene scene)
    {
        switch (scene.Deed)
        {
            case Appraise appraise:
                facts[appraise.ItemIndex] = facts[appraise.ItemIndex] with { Valuation = appraise.Valuation };
                break;
            case Lose lose:
                facts[lose.ItemIndex] = facts[lose.ItemIndex] with { IsInCustody = false };
                break;
            case Stick stick:
                facts[stick.ItemIndex] = facts[stick.ItemIndex] with { IsMovable = !facts[stick.ItemIndex].IsMovable };
                break;
            case CancelOffers:
                epochs[scene.Actor] = EpochOf(scene.Actor) + 1;
                break;
            case Order { Command: OpenLoan open }:
                PastOffers.AddRange(open.Offers.Select(presented => presented.Offer));
                break;
        }
        foreach (var happened in scene.Events)
        {
            Remember(happened);
        }
    }

    private void Remember(VaultEvent happened)
    {
        var (cameIn, wentOut) = Flow(happened);
        CameIn += cameIn;
        FundCash += ToFund(happened);
        WentOut += wentOut;
        switch (happened)
        {
            case OfferFunded funded:
                used.Add(funded.OfferHash);
                break;
            case AuctionKicked kicked:
                for (var i = 0; i < facts.Length; i++)
                {
                    if ((kicked.SoldMask >> i & 1) == 0)
                    {
                        lastStarts[Vault.Items[i].Collection] = kicked.StartsAt;
                    }
                }
                break;
            case BidClaimed { Units.IsZero: false } claimed:
                Units[claimed.To] = Units.GetValueOrDefault(claimed.To) + claimed.Units.Value;
                break;
            case SeriesClaimed claimed:
                Units[claimed.To] = Units.GetValueOrDefault(claimed.To) + claimed.Units.Value;
                break;
            case ItemDelivered delivered:
                facts[delivered.ItemIndex] = facts[delivered.ItemIndex] with { IsInCustody = false };
                break;
        }
        for (var i = 0; i < facts.Length && Vault.Items.Length > 0; i++)
        {
            if (lastStarts.TryGetValue(Vault.Items[i].Collection, out var last))
            {
                facts[i] = facts[i] with { CollectionLastStartsAt = last };
            }
        }
    }

    private static BigInteger ToFund(VaultEvent happened) => happened switch
    {
        LoanOpened opened => opened.Premium.Value,
        LineCollected { Line: Line.Insurance } collected => collected.Amount.Value,
        LoanSwept swept => swept.AmountPaid.Value,
        DustSwept swept => swept.AmountPaid.Value,
        SurplusSwept swept => swept.Amount.Value,
        DepositReturned returned => returned.Forfeit.Value,
        LoanCovered covered => -(BigInteger)covered.Amount.Value,
        TipCollected tip => -(BigInteger)tip.Amount.Value,
        _ => 0,
    };

    /// <summary>Wei that an event moves into the vault and out of it.</summary>
    private (BigInteger In, BigInteger Out) Flow(VaultEvent happened) => happened switch
    {
        DebtPaid paid when !Vault.Loans[paid.LoanId.Number].IsFrozen => (paid.Amount.Value, 0),
        LotTaken taken => (taken.Price.Value, 0),
        AuctionCured cured => (cured.Debt.Value + (BigInteger)cured.KeeperReward.Value, 0),
        LoanCovered covered => (covered.Amount.Value, 0),
        BidPlaced placed => (placed.Escrow.Value, 0),
        WholeBidPlaced placed => (placed.Amount.Value, 0),
        EquityRedeemed redeemed => ((redeemed.Debt + redeemed.Premium + redeemed.KeeperReward).Value, 0),
        BidClaimed claimed => (0, claimed.Refund.Value),
        SurplusSwept swept => (0, swept.Amount.Value),
        SharesClaimed claimed when claimed.To == Vault.Address => (0, 0), // into a refund
        LenderWithdrawn withdrawn => (0, withdrawn.Amount.Value),
        LineCollected collected => (0, collected.Amount.Value),
        RoyaltyCollected collected => (0, collected.Amount.Value),
        SharesClaimed claimed => (0, claimed.AmountPaid.Value),
        LoanSwept swept => (0, swept.AmountPaid.Value),
        DustSwept swept => (0, swept.AmountPaid.Value),
        VaultRedeemed redeemed => (0, redeemed.CashPaid.Value),
        _ => (0, 0),
    };

    private Item ItemOf(int index) => new(Places.Collections[index % 2], index);

    private static RoyaltyAnswer? RoyaltyOf(int index) =>
        index % 2 == 0 ? new RoyaltyAnswer(Cast.Artist, Amounts.Exa / 20) : new RoyaltyAnswer(Account.Zero, 0);
}
