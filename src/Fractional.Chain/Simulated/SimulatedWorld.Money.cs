using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;

namespace Fractional.Chain.Simulated;

public sealed partial record SimulatedWorld
{
    public Wei BalanceOf(Account token, Account holder) => Balances.GetValueOrDefault((token, holder));

    /// <summary>The world with more of a token in somebody's hands.</summary>
    public SimulatedWorld Credit(Account token, Account holder, Wei amount) =>
        this with { Balances = Balances.SetItem((token, holder), BalanceOf(token, holder) + amount) };

    internal WorldOutcome Appraised(Item item, ItemValuation valuation) => Happened(
        this with { Valuations = Valuations.SetItem(item, valuation) },
        new RoundAccepted(
            item, valuation.Appraisal, valuation.SpotValue, valuation.LimitedValue, valuation.BorrowValue,
            valuation.LiquidationValue, valuation.DispersionBps, valuation.ObservedAt));

    /// <summary>Folds the events of one transaction and moves what they say was moved; what somebody can not pay
    /// refuses the whole transaction, as the token would.</summary>
    private WorldOutcome With(Vault vault, ImmutableArray<VaultEvent> events, Timestamp now)
    {
        var world = this;
        var payments = new List<Payment>();
        var facts = ImmutableArray.CreateBuilder<Fact>();
        foreach (var happened in events)
        {
            if (happened is LoanCovered or TipCollected) world = world.Absorbed(vault.PaymentToken, facts);
            facts.Add(new Fact.OfVault(default, default, default, vault.Address, happened));
            vault = Vault.Evolve(vault, happened, now);
            payments.AddRange(PaymentsOf(vault, happened, events));
            if (world.Escrowed(vault.PaymentToken, happened, events) is not { } escrowed)
                return Refused(new Refusal.Reverted("TransferFromFailed"));
            world = escrowed.Besides(vault, happened);
        }
        if (world.Settled(vault.PaymentToken, payments) is not { } settled)
        {
            return Refused(new Refusal.InsufficientBalance());
        }
        return new WorldOutcome(
            settled with { Vaults = settled.Vaults.SetItem(vault.Address, vault) }, facts.ToImmutable(), null);
    }

    /// <summary>Who paid whom, as the event says.</summary>
    private IEnumerable<Payment> PaymentsOf(Vault vault, VaultEvent happened, ImmutableArray<VaultEvent> all)
    {
        var self = vault.Address;
        return happened switch
        {
            OfferFunded e => [new(e.Lender, self, e.Principal)],
            LoanOpened e when e.Receiver != self =>
                [new(self, e.Receiver, e.Principal - e.Premium), new(self, Protocol.InsuranceFund, e.Premium)],
            // In a refinance the new lenders pay the old debt, and the arranger only what they leave open.
            LoanRefinanced e => [new(e.Payer, self, e.Debt - vault.Loans[e.NewLoanId.Number].Units)],
            DebtPaid e when all.OfType<LoanRefinanced>().Any(r => r.OldLoanId == e.LoanId) => [],
            // What is booked against a frozen debt came in with a take, a bid or a cure.
            DebtPaid e when !vault.Loans[e.LoanId.Number].IsFrozen => [new(e.Payer, self, e.Amount)],
            LotTaken e => [new(e.Taker, self, e.Price)],
            AuctionCured e => [new(e.Payer, self, e.Debt + e.KeeperReward)],
            BidPlaced e => [new(PayerOf(e.Owner, all), self, e.Escrow)],
            WholeBidPlaced e => [new(PayerOf(e.Owner, all), self, e.Amount)],
            BidCommitted or BidRevealed or DepositReturned => PaymentsInFront(happened),
            BidClaimed e => [new(self, e.To, e.Refund)],
            SurplusSwept e => [new(self, e.To, e.Amount)],
            EquityRedeemed e => [new(e.Payer, self, e.Debt + e.Premium + e.KeeperReward)],
            LenderWithdrawn e => [new(self, e.To, e.Amount)],
            LoanSwept e => [new(self, e.To, e.AmountPaid)],
            LineCollected e => [new(self, e.To, e.Amount)],
            RoyaltyCollected e => [new(self, e.To, e.Amount)],
            SharesClaimed e => [new(self, e.To, e.AmountPaid)],
            DustSwept e => [new(self, e.To, e.AmountPaid)],
            VaultRedeemed e => [new(self, e.To, e.CashPaid)],
            LoanCovered e => [new(Protocol.InsuranceFund, self, e.Amount)],
            TipCollected e => [new(Protocol.InsuranceFund, e.To, e.Amount)],
            _ => [],
        };
    }

    /// <summary>What the event changes around the vault, money apart.</summary>
    private SimulatedWorld Besides(Vault vault, VaultEvent happened) => happened switch
    {
        LoanCovered e => this with { Fund = Fund.Book(e.Token, FundEntry.Covered, e.Amount) },
        TipCollected e => this with { Fund = Fund.Book(vault.PaymentToken, FundEntry.Tipped, e.Amount) },
        OfferFunded e => this with { UsedOffers = UsedOffers.Add(e.OfferHash) },
        ItemDelivered e => this with { Owners = Owners.SetItem(vault.Items[e.ItemIndex], e.To) },
        AuctionKicked e => this with
        {
            LastStarts = LastStarts.SetItems(vault.Items.Where((_, i) => !vault.IsDelivered(i))
                .Select(item => item.Collection).Distinct().Select(c => KeyValuePair.Create(c, e.StartsAt))),
        },
        _ => this,
    };

    /// <summary>What lies in the fund is booked before the fund pays, and when somebody asks for it.</summary>
    private SimulatedWorld Absorbed(Account token, ImmutableArray<Fact>.Builder facts)
    {
        var cash = BalanceOf(token, Protocol.InsuranceFund);
        var amount = cash - Fund[token].Cash;
        if (amount.IsZero) return this;
        facts.Add(new Fact.OfProtocol(default, default, default, new FundAbsorbed(token, amount, cash)));
        return this with { Fund = Fund.Book(token, FundEntry.Absorbed, amount) };
    }

    private WorldOutcome Absorb(Account token)
    {
        var facts = ImmutableArray.CreateBuilder<Fact>();
        var after = Absorbed(token, facts);
        return new WorldOutcome(after, facts.ToImmutable(), null);
    }

    private SimulatedWorld? Settled(Account token, List<Payment> payments)
    {
        var after = new Dictionary<Account, BigInteger>();
        BigInteger Of(Account holder) => after.GetValueOrDefault(holder, BalanceOf(token, holder).Value);
        foreach (var payment in payments)
        {
            after[payment.From] = Of(payment.From) - payment.Amount.Value;
            after[payment.To] = Of(payment.To) + payment.Amount.Value;
        }
        return after.Values.Any(v => v.Sign < 0)
            ? null
            : this with
            {
                Balances = Balances.SetItems(
                    after.Select(b => KeyValuePair.Create((token, b.Key), new Wei((UInt128)b.Value)))),
            };
    }

    private WorldOutcome Transfer(Account token, Account from, Account to, Wei amount) =>
        Settled(token, [new(from, to, amount)]) is { } settled
            ? Done(settled)
            : Refused(new Refusal.InsufficientBalance());

    private static WorldOutcome Done(SimulatedWorld after) => new(after, [], null);

    private WorldOutcome Refused(Refusal refusal) => new(this, [], refusal);

    private static WorldOutcome Happened(SimulatedWorld after, params ImmutableArray<ProtocolEvent> events) =>
        new(after, [.. events.Select(e => new Fact.OfProtocol(default, default, default, e))], null);

    private readonly record struct Payment(Account From, Account To, Wei Amount);
}
