using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Properties.Model;

namespace Fractional.Properties.Traces;

/// <summary>What everybody must have of the payment token, kept by who pays whom in each event.</summary>
/// <param name="sealedBids">Holds the deposits.</param>
internal sealed class Wallets(Account sealedBids)
{
    private readonly Dictionary<Account, BigInteger> balances = [];

    public BigInteger this[Account owner]
    {
        get => balances.GetValueOrDefault(owner);
        set => balances[owner] = value;
    }

    public void See(Scene scene, Account vault)
    {
        var isRefinance = scene.Events.OfType<LoanRefinanced>().Any();
        foreach (var happened in scene.Events)
        {
            switch (happened)
            {
                case LoanOpened opened:
                    Move(Account.Zero, opened.Receiver, opened.Principal - opened.Premium);
                    Move(Account.Zero, Cast.InsuranceFund, opened.Premium);
                    break;
                case OfferFunded funded:
                    Move(funded.Lender, Account.Zero, funded.Principal);
                    break;
                case LoanRefinanced refinanced:
                    var lent = scene.Events.OfType<LoanOpened>().Single().Principal;
                    Move(refinanced.Payer, vault, refinanced.Debt - lent);
                    break;
                case DebtPaid paid when !isRefinance && !IsBooking(scene):
                    Move(paid.Payer, vault, paid.Amount);
                    break;
                case LotTaken taken:
                    Move(taken.Taker, vault, taken.Price);
                    break;
                case AuctionCured cured:
                    Move(cured.Payer, vault, cured.Debt + cured.KeeperReward);
                    break;
                case BidPlaced placed:
                    Move(PayerOf(placed.Owner, scene), vault, placed.Escrow);
                    break;
                case WholeBidPlaced placed:
                    Move(PayerOf(placed.Owner, scene), vault, placed.Amount);
                    break;
                case BidCommitted committed:
                    Move(committed.Bidder, sealedBids, committed.Deposit);
                    break;
                case BidRevealed told:
                    Move(sealedBids, told.Bidder, told.Refund);
                    break;
                case DepositReturned returned:
                    Move(sealedBids, returned.Bidder, returned.Amount);
                    Move(sealedBids, Cast.InsuranceFund, returned.Forfeit);
                    break;
                case LoanCovered covered:
                    Move(Cast.InsuranceFund, vault, covered.Amount);
                    break;
                case TipCollected tip:
                    Move(Cast.InsuranceFund, tip.To, tip.Amount);
                    break;
                case EquityRedeemed redeemed:
                    Move(redeemed.Payer, vault, redeemed.Debt + redeemed.Premium + redeemed.KeeperReward);
                    break;
                default:
                    PayOut(happened, vault);
                    break;
            }
        }
    }

    /// <summary>Lenders are booked what lies in the vault already.</summary>
    private static bool IsBooking(Scene scene) =>
        scene.Events.Any(e => e is LotTaken or LotWrittenOff or AuctionCured or BatchClosed or EquityRedeemed);

    /// <summary>The escrow of a bid that is told comes out of its deposit.</summary>
    private Account PayerOf(Account owner, Scene scene) =>
        scene.Events.Any(e => e is BidRevealed) ? sealedBids : owner;

    private void PayOut(VaultEvent happened, Account vault)
    {
        var (to, amount) = happened switch
        {
            LenderWithdrawn paid => (paid.To, paid.Amount),
            LineCollected paid => (paid.To, paid.Amount),
            RoyaltyCollected paid => (paid.To, paid.Amount),
            SharesClaimed paid => (paid.To, paid.AmountPaid),
            LoanSwept paid => (paid.To, paid.AmountPaid),
            DustSwept paid => (paid.To, paid.AmountPaid),
            BidClaimed paid => (paid.To, paid.Refund),
            SurplusSwept paid => (paid.To, paid.Amount),
            VaultRedeemed paid => (paid.To, paid.CashPaid),
            _ => (Account.Zero, Wei.Zero),
        };
        Move(vault, to, amount);
    }

    private void Move(Account from, Account to, Wei amount)
    {
        this[from] -= amount.Value;
        this[to] += amount.Value;
    }
}
