using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Engine.Vaults;

/// <summary>What a call wishes, apart from who asks and at which price: the name a claim is granted under, the vault
/// it is about, and the fact that shows it happened.</summary>
public static class Wishes
{
    /// <summary>The vault a call is about; none for calls around the vaults.</summary>
    public static Account? VaultOf(ProtocolCall call) => call switch
    {
        ProtocolCall.Open c => c.Vault,
        ProtocolCall.Repay c => c.Vault,
        ProtocolCall.RepayAndRedeem c => c.Vault,
        ProtocolCall.Refinance c => c.Vault,
        ProtocolCall.Flag c => c.Vault,
        ProtocolCall.Unflag c => c.Vault,
        ProtocolCall.Withdraw c => c.Loan.Vault,
        ProtocolCall.MovePosition c => c.Loan.Vault,
        ProtocolCall.SweepLoan c => c.Loan.Vault,
        ProtocolCall.Kick c => c.Vault,
        ProtocolCall.Take c => c.Auction.Vault,
        ProtocolCall.TakeNet c => c.Auction.Vault,
        ProtocolCall.Redo c => c.Auction.Vault,
        ProtocolCall.Cure c => c.Auction.Vault,
        ProtocolCall.WriteOff c => c.Auction.Vault,
        ProtocolCall.Collect c => c.Auction.Vault,
        ProtocolCall.CollectRoyalty c => c.Auction.Vault,
        ProtocolCall.ToBatch c => c.Auction.Vault,
        ProtocolCall.RedeemEquity c => c.Auction.Vault,
        ProtocolCall.Bid c => c.Auction.Vault,
        ProtocolCall.BidRollover c => c.Auction.Vault,
        ProtocolCall.BidWhole c => c.Auction.Vault,
        ProtocolCall.Close c => c.Auction.Vault,
        ProtocolCall.ClaimBid c => c.Auction.Vault,
        ProtocolCall.FormSeries c => c.Auction.Vault,
        ProtocolCall.Deliver c => c.Auction.Vault,
        ProtocolCall.ClaimSeries c => c.Auction.Vault,
        ProtocolCall.SweepSurplus c => c.Auction.Vault,
        ProtocolCall.Commit c => c.Auction.Vault,
        ProtocolCall.Reveal c => c.Auction.Vault,
        ProtocolCall.ReturnDeposit c => c.Auction.Vault,
        ProtocolCall.CollectTip c => c.Auction.Vault,
        ProtocolCall.Redeem c => c.Vault,
        ProtocolCall.Claim c => c.Vault,
        ProtocolCall.Sweep c => c.Vault,
        ProtocolCall.TransferShares c => c.Vault,
        _ => null,
    };

    /// <summary>The wish's name: the same for everybody whose success would make the others pointless.</summary>
    public static string NameOf(ProtocolCall call, Account from) => call switch
    {
        ProtocolCall.Take c => Name($"Take/{c.Auction.Number}/{c.ItemIndex}"),
        ProtocolCall.TakeNet c => Name($"TakeNet/{c.Auction.Number}/{c.ItemIndex}/{from}"),
        ProtocolCall.Redo c => Name($"Redo/{c.Auction.Number}"),
        ProtocolCall.Cure c => Name($"Cure/{c.Auction.Number}"),
        ProtocolCall.WriteOff c => Name($"WriteOff/{c.Auction.Number}/{c.ItemIndex}"),
        ProtocolCall.Collect c => Name($"Collect/{c.Auction.Number}/{c.Line}"),
        ProtocolCall.CollectRoyalty c => Name($"CollectRoyalty/{c.Auction.Number}/{c.ItemIndex}"),
        ProtocolCall.Withdraw c => Name($"Withdraw/{c.Loan.Number}/{c.Lender}"),
        ProtocolCall.SweepLoan c => Name($"SweepLoan/{c.Loan.Number}"),
        ProtocolCall.MovePosition c => Name($"MovePosition/{c.Loan.Number}/{from}"),
        ProtocolCall.ToBatch c => Name($"ToBatch/{c.Auction.Number}"),
        ProtocolCall.RedeemEquity c => Name($"RedeemEquity/{c.Auction.Number}"),
        ProtocolCall.Bid c => Name($"Bid/{c.Auction.Number}/{from}/{c.Tick}/{c.Quantity}"),
        ProtocolCall.BidRollover c => Name($"BidRollover/{c.Auction.Number}/{from}/{c.Tick}/{c.Quantity}"),
        ProtocolCall.BidWhole c => Name($"BidWhole/{c.Auction.Number}/{from}/{c.Amount}"),
        ProtocolCall.Close c => Name($"Close/{c.Auction.Number}"),
        ProtocolCall.ClaimBid c => Name($"ClaimBid/{c.Auction.Number}/{c.BidId}"),
        ProtocolCall.FormSeries c => Name($"FormSeries/{c.Auction.Number}"),
        ProtocolCall.Deliver c => Name($"Deliver/{c.Auction.Number}/{c.ItemIndex}"),
        ProtocolCall.ClaimSeries c => Name($"ClaimSeries/{c.Auction.Number}/{c.Lender}"),
        ProtocolCall.SweepSurplus c => Name($"SweepSurplus/{c.Auction.Number}"),
        ProtocolCall.Commit c => Name($"Commit/{c.Auction.Number}/{Short(from, c.Commitment.Value)}"),
        ProtocolCall.Reveal c => Name($"Reveal/{c.Auction.Number}/{Short(from, c.Salt)}"),
        ProtocolCall.ReturnDeposit c => Name(
            $"ReturnDeposit/{c.Auction.Number}/{Short(c.Bidder, c.Commitment.Value)}"),
        ProtocolCall.CollectTip c => Name($"CollectTip/{c.Auction.Number}/{c.Line}"),
        ProtocolCall.Kick or ProtocolCall.Flag or ProtocolCall.Unflag or ProtocolCall.Sweep
            or ProtocolCall.Open or ProtocolCall.Refinance => call.Name,
        _ => Name($"{call.Name}/{from}"),
    };

    /// <summary>True when the contracts themselves let it happen only once, whoever sends it how often.</summary>
    public static bool HappensOnce(ProtocolCall call) => call is
        not (ProtocolCall.Repay or ProtocolCall.Claim or ProtocolCall.TransferShares or ProtocolCall.MovePosition
            or ProtocolCall.Bid or ProtocolCall.BidRollover or ProtocolCall.BidWhole or ProtocolCall.CollectTip);

    /// <summary>True when the fact makes the call pointless: it is what the call aims at, whoever did it.</summary>
    public static bool IsReached(ActionClaim claim, Fact.OfVault fact) =>
        fact.Transaction == claim.Transaction || IsAim(claim.Call, fact.Event);

    private static bool IsAim(ProtocolCall call, VaultEvent happened) => (call, happened) switch
    {
        (ProtocolCall.Kick, AuctionKicked) => true,
        (ProtocolCall.Flag, LoanFlagged or AuctionKicked) => true,
        (ProtocolCall.Unflag, LoanUnflagged or AuctionKicked) => true,
        (ProtocolCall.Open, LoanOpened) => true,
        (ProtocolCall.Refinance, LoanRefinanced) => true,
        (ProtocolCall.Redo c, AuctionRedone e) => e.Id == c.Auction,
        (ProtocolCall.Take c, LotTaken e) => e.Id == c.Auction && e.ItemIndex == c.ItemIndex,
        (ProtocolCall.Take c, LotWrittenOff e) => e.Id == c.Auction && e.ItemIndex == c.ItemIndex,
        (ProtocolCall.TakeNet c, LotTaken e) => e.Id == c.Auction && e.ItemIndex == c.ItemIndex,
        (ProtocolCall.TakeNet c, LotWrittenOff e) => e.Id == c.Auction && e.ItemIndex == c.ItemIndex,
        (ProtocolCall.TakeNet c, AuctionSettled e) => e.Id == c.Auction,
        (ProtocolCall.TakeNet c, AuctionCured e) => e.Id == c.Auction,
        (ProtocolCall.WriteOff c, LotWrittenOff e) => e.Id == c.Auction && e.ItemIndex == c.ItemIndex,
        (ProtocolCall.Cure c, AuctionCured e) => e.Id == c.Auction,
        (ProtocolCall.Take c, AuctionSettled e) => e.Id == c.Auction,
        (ProtocolCall.Take c, AuctionCured e) => e.Id == c.Auction,
        (ProtocolCall.Redo c, AuctionSettled e) => e.Id == c.Auction,
        (ProtocolCall.Redo c, AuctionCured e) => e.Id == c.Auction,
        (ProtocolCall.Cure c, LotTaken e) => e.Id == c.Auction,
        (ProtocolCall.WriteOff c, AuctionSettled e) => e.Id == c.Auction,
        (ProtocolCall.Collect c, LineCollected e) => e.Id == c.Auction && e.Line == c.Line,
        (ProtocolCall.CollectRoyalty c, RoyaltyCollected e) => e.Id == c.Auction && e.ItemIndex == c.ItemIndex,
        (ProtocolCall.Withdraw c, LenderWithdrawn e) => e.LoanId == c.Loan && e.Lender == c.Lender,
        (ProtocolCall.SweepLoan c, LoanSwept e) => e.LoanId == c.Loan,
        (ProtocolCall.ToBatch c, BatchOpened e) => e.Id == c.Auction,
        (ProtocolCall.ToBatch c, AuctionSettled e) => e.Id == c.Auction,
        (ProtocolCall.ToBatch c, AuctionCured e) => e.Id == c.Auction,
        (ProtocolCall.Cure c, BatchClosed e) => e.Id == c.Auction,
        (ProtocolCall.Bid c, BatchClosed e) => e.Id == c.Auction,
        (ProtocolCall.BidRollover c, BatchClosed e) => e.Id == c.Auction,
        (ProtocolCall.BidWhole c, BatchClosed e) => e.Id == c.Auction,
        (ProtocolCall.Commit c, BatchClosed e) => e.Id == c.Auction,
        (ProtocolCall.Commit c, AuctionCured e) => e.Id == c.Auction,
        (ProtocolCall.Reveal c, BatchClosed e) => e.Id == c.Auction,
        (ProtocolCall.Reveal c, AuctionCured e) => e.Id == c.Auction,
        (ProtocolCall.ReturnDeposit c, DepositReturned e) =>
            e.Id == c.Auction && e.Bidder == c.Bidder && e.Commitment == c.Commitment,
        (ProtocolCall.Close c, BatchClosed e) => e.Id == c.Auction,
        (ProtocolCall.Close c, AuctionCured e) => e.Id == c.Auction,
        (ProtocolCall.RedeemEquity c, EquityRedeemed e) => e.Id == c.Auction,
        (ProtocolCall.RedeemEquity c, SeriesFormed e) => e.Id == c.Auction,
        (ProtocolCall.FormSeries c, SeriesFormed e) => e.Id == c.Auction,
        (ProtocolCall.FormSeries c, EquityRedeemed e) => e.Id == c.Auction,
        (ProtocolCall.ClaimBid c, BidClaimed e) => e.Id == c.Auction && e.BidId == c.BidId,
        (ProtocolCall.ClaimSeries c, SeriesClaimed e) => e.Id == c.Auction && e.Lender == c.Lender,
        (ProtocolCall.Deliver c, ItemDelivered e) => e.ItemIndex == c.ItemIndex,
        (ProtocolCall.SweepSurplus c, SurplusSwept e) => e.Id == c.Auction,
        (ProtocolCall.CollectTip c, TipCollected e) => e.Id == c.Auction && e.Line == c.Line,
        (ProtocolCall.Sweep, DustSwept) => true,
        (ProtocolCall.Redeem or ProtocolCall.RepayAndRedeem, VaultRedeemed) => true,
        _ => false,
    };

    /// <summary>An account and a number of 256 bits are too long for a key: 160 bits of their hash say the
    /// same.</summary>
    private static string Short(Account account, BigInteger number) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Name($"{account}/{number}")))[..20]);

    private static string Name(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
